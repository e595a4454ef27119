/** Commands by their names and arguments: those of the client that lenses call, and those that the server runs itself. */
import type { Command, Location, Position } from "vscode-languageserver-types";
import type { Roles, Suppression } from "../core/filetypes/profile.ts";

/** A command that takes these arguments. */
export class NamedCommand<A extends readonly unknown[]> {
  constructor(readonly name: string) {}

  /** As LSP has it. */
  with(title: string, ...given: A): Command {
    return { title, command: this.name, arguments: [...given] };
  }
}

/** Commands that a client with code lenses must have. */
export const lensCommands = {
  problems: new NamedCommand<[uri: string]>("csvPreflight.validateFile"),
  preview: new NamedCommand<[uri: string]>("csvPreflight.previewToSide"),
  export: new NamedCommand<[uri: string]>("csvPreflight.export"),
  type: new NamedCommand<[uri: string]>("csvPreflight.chooseFileType"),
  references: new NamedCommand<[uri: string, position: Position, places: readonly Location[]]>(
    "csvPreflight.showReferences",
  ),
} as const;

/** Commands of clients that say so in their settings. */
export const clientCommands = {
  /** Shows a rule's page. */
  explain: new NamedCommand<[rule: string]>("csvPreflight.explainRule"),
} as const;

interface FileArgument {
  readonly uri: string;
}

/** What a code action is found again by when it is picked. */
export interface PickedAction {
  /** Of the file, in our own spelling. */
  readonly uri: string;
  readonly version: number;
  /** The span that was asked about and the action's place in that answer; undefined: all safe fixes. */
  readonly at?: { readonly start: number; readonly end: number; readonly index: number; readonly title: string };
}

/** What is turned off where. */
export interface TurnOffArgument extends FileArgument, Pick<Suppression, "column" | "value" | "id" | "reason"> {
  readonly rule: string;
  readonly scope: "value" | "row" | "column" | "file" | "folder";
}

/** Commands that the server runs (`workspace/executeCommand`), each with one argument object. */
export const serverCommands = {
  /** Rewrites the file on disk without its byte order mark. */
  removeByteOrderMark: new NamedCommand<[FileArgument]>("csvPreflight.server.removeByteOrderMark"),
  /** Rewrites the file on disk with one kind of line break, the one most of it uses. */
  normalizeLineEndings: new NamedCommand<[FileArgument]>("csvPreflight.server.normalizeLineEndings"),
  /** Adds a value to a list in the nearest tenant profile, making the file when there is none. */
  addToProfile: new NamedCommand<[FileArgument & { readonly path: string; readonly value: string }]>(
    "csvPreflight.server.addToProfile",
  ),
  /** Suppresses a rule in the nearest tenant profile, in a part of the file or in all files of its folder, making the profile when there is none. */
  turnOffRule: new NamedCommand<[TurnOffArgument]>("csvPreflight.server.turnOffRule"),
  /** Opens a rule's page: the installed one in the editor, one that is kept elsewhere in a browser. */
  explainRule: new NamedCommand<[FileArgument & { readonly rule: string }]>("csvPreflight.server.explainRule"),
  /** Makes the edit of a code action, for clients whose code actions are commands. */
  applyAction: new NamedCommand<[PickedAction]>("csvPreflight.server.applyAction"),
  /** Keeps which role becomes which in the nearest tenant profile, under `conversions`. */
  keepRoles: new NamedCommand<[FileArgument & { readonly direction: string; readonly roles: Roles }]>(
    "csvPreflight.server.keepRoles",
  ),
} as const;
