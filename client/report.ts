// A report about one file, an import or the whole workspace, saved where somebody wants it: as a page to send, or for programs.
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { type ReportAnswer, type ReportFormat, reportFormats, reportRequest } from "../server/protocol/export.ts";
import { counted } from "./counts.ts";
import { Refusal } from "./refusal.ts";
import { ask } from "./server.ts";
import { isRecord, labelOf, uriOf } from "./target.ts";

export interface ReportArguments {
  /** Exactly these files. */
  readonly uris?: readonly vscode.Uri[] | undefined;
  /** A file or folder of the import that is meant; without it and without `uris` all imports are. */
  readonly uri?: vscode.Uri | undefined;
  /** Asked for when missing. */
  readonly format?: ReportFormat | undefined;
  /** Asked for when missing. An existing file is replaced. */
  readonly target?: vscode.Uri | undefined;
  /** The language of the page; VS Code's when missing. */
  readonly language?: string | undefined;
  /** Shows what was written with the program that this machine has for it. */
  readonly open?: boolean | undefined;
}

const choices: Readonly<Record<ReportFormat, vscode.QuickPickItem>> = {
  html: {
    label: l10n.t("Page to Send"),
    description: "HTML",
    detail: l10n.t("For people who correct the data: by problem and by person, without passwords, in one file"),
  },
  csv: { label: l10n.t("Spreadsheet"), description: "CSV", detail: l10n.t("One problem per row") },
  sarif: { label: "SARIF", description: l10n.t("for code scanning"), detail: l10n.t("Version 2.1.0, with fixes") },
  json: { label: "JSON", description: l10n.t("for programs") },
  text: { label: l10n.t("Text"), description: l10n.t("as on the command line") },
  github: { label: "GitHub", description: l10n.t("workflow commands") },
  unix: { label: "Unix", description: l10n.t("one line per problem, for other editors") },
};

/**
 * @returns the URI of the report; undefined when a dialog was closed
 * @throws when there is nothing to report about, or it cannot be written
 */
export async function saveReport(client: LanguageClient, options: ReportArguments): Promise<string | undefined> {
  const format = options.format ?? (await askFormat());
  if (format === undefined) return undefined;
  const { uri, uris } = options;
  const answer = await ask(
    client,
    l10n.t("The report couldn't be created, because there is no import file."),
    reportRequest,
    {
      format,
      language: options.language ?? vscode.env.language,
      ...(uris ? { uris: uris.map(String) } : uri ? { uri: String(uri) } : {}),
    },
  );
  const target = options.target ?? (await askTarget(uri ?? uris?.[0], answer.name));
  if (target === undefined) return undefined;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(answer.text));
  if (options.open) await vscode.env.openExternal(target);
  else offerToOpen(target, answer, format);
  return String(target);
}

async function askFormat(): Promise<ReportFormat | undefined> {
  const items = Object.entries(choices).map(([format, choice]) => ({ ...choice, format: formatOf(format) }));
  return (await vscode.window.showQuickPick(items, { title: l10n.t("Save Report As") }))?.format;
}

function offerToOpen(target: vscode.Uri, { files, found }: ReportAnswer, format: ReportFormat): void {
  const open = l10n.t("Open");
  const message = l10n.t("Saved {0}: {1} in {2}.", labelOf(target), counted(found, "problem"), counted(files, "file"));
  vscode.window.showInformationMessage(message, open).then((answer) => {
    if (answer !== open) return;
    if (format === "html") void vscode.env.openExternal(target);
    else void vscode.window.showTextDocument(target);
  });
}

async function askTarget(near: vscode.Uri | undefined, name: string): Promise<vscode.Uri | undefined> {
  const folder =
    near && near.scheme !== "untitled" ? vscode.Uri.joinPath(near, "..") : vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
    title: l10n.t("Save Report"),
  });
}

/** What the command was called with: a file or folder, several of them, or an object that says all. */
export function reportOptions(given: unknown, options: unknown, active: vscode.Uri | undefined): ReportArguments {
  const said = isRecord(options) ? options : isRecord(given) && uriOf(given) === undefined ? given : {};
  const several = Array.isArray(given) ? given : said["uris"];
  const uris = Array.isArray(several) ? several.flatMap((each) => uriOf(each) ?? []) : undefined;
  return {
    uris,
    uri: uriOf(given) ?? uriOf(said["uri"]) ?? (given === undefined ? active : undefined),
    format: formatOf(said["format"]),
    target: uriOf(said["target"]),
    language: typeof said["language"] === "string" ? said["language"] : undefined,
    open: said["open"] === true,
  };
}

function formatOf(given: unknown): ReportFormat | undefined {
  if (given === undefined) return undefined;
  const format = reportFormats.find((each) => each === given);
  if (format === undefined)
    throw new Refusal(
      l10n.t("There is no report format {0}. Use one of: {1}.", String(given), reportFormats.join(", ")),
      "report",
    );
  return format;
}
