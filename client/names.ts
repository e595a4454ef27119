// The commands by name, and how one waits until what it works with is there.

/** What is called with a command's arguments; they come from anybody. */
export type Command = (given?: unknown, options?: unknown, places?: unknown) => unknown;

export const commandNames = [
  "validateFile",
  "validateWorkspace",
  "fixAll",
  "chooseFileType",
  "newFromTemplate",
  "preview",
  "previewToSide",
  "export",
  "convert",
  "report",
  "generateGroupRows",
  "generateContactRows",
  "anonymize",
  "mapCsv",
  "createFileType",
  "showUploadPlan",
  "compare",
  "showChanges",
  "writeUndo",
  "closeChanges",
  "people",
  "savePeople",
  "showMoreChanges",
  "showReferences",
  "explainRule",
  "openDocs",
  "openSample",
  "restartServer",
  "showOutput",
] as const;

export type CommandName = (typeof commandNames)[number];

/** The same command, to be called before the others are there: it waits for them. */
export function waiting(
  name: CommandName,
  commands: () => Promise<Readonly<Record<CommandName, Command>>>,
): (...given: Parameters<Command>) => Promise<unknown> {
  return async (...given) => (await commands())[name](...given);
}
