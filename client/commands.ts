// Every command by name. Each takes arguments (a URI, an options object) and then asks nothing, and returns what it made.
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { ChangeKind } from "../server/protocol/compare.ts";
import { type ExportFormat, exportFormats } from "../server/protocol/export.ts";
import type { BundleKind } from "../server/protocol/imports.ts";
import { anonymize } from "./anonymize.ts";
import { fixAll, validateFile, validateWorkspace } from "./check.ts";
import type { PickChoices } from "./choices.ts";
import { chooseFileType } from "./choose.ts";
import type { Changes } from "./compare.ts";
import { convertPeople, rolesIn } from "./convert.ts";
import type { Reports } from "./disk-report.ts";
import { openDocs } from "./docs.ts";
import type { Pages } from "./explain.ts";
import { exportFile } from "./export.ts";
import { stepDone } from "./first-steps.ts";
import { generateRows, showReferences } from "./generate.ts";
import type { LastUploads } from "./last-uploads.ts";
import { mapCsv } from "./map.ts";
import type { MappingPanels } from "./mapping-panels.ts";
import type { Command, CommandName } from "./names.ts";
import { createFileType } from "./new-type.ts";
import type { PeopleView } from "./people.ts";
import type { Plans } from "./plan.ts";
import type { Previews } from "./preview.ts";
import { Refusal } from "./refusal.ts";
import { reportOptions, saveReport } from "./report.ts";
import type { Samples } from "./samples.ts";
import { isCsv } from "./selector.ts";
import { restart } from "./server.ts";
import { isRecord, tabUri, targetOf, uriOf } from "./target.ts";
import { newFromTemplate } from "./template.ts";

/** What commands work with. */
export interface CommandContext {
  readonly client: LanguageClient;
  readonly choices: PickChoices;
  readonly previews: Previews;
  readonly pages: Pages;
  readonly plans: Plans;
  readonly reports: Reports;
  readonly changes: Changes;
  readonly people: PeopleView;
  readonly mappings: MappingPanels;
  readonly lastUploads: LastUploads;
  readonly samples: Samples;
  readonly packageJson: unknown;
  /** Where the extension is installed. */
  readonly extensionUri: vscode.Uri;
}

/** What each command does. */
export function commandsFor(context: CommandContext): Readonly<Record<CommandName, Command>> {
  const {
    client,
    choices,
    previews,
    pages,
    plans,
    reports,
    changes,
    people,
    mappings,
    lastUploads,
    samples,
    packageJson,
    extensionUri,
  } = context;
  const target = (given: unknown) => targetOf(given, previews);
  return {
    validateFile: (given) => validateFile(client, reports, target(given)),
    validateWorkspace: () => validateWorkspace(client),
    fixAll: (given) => fixAll(client, target(given)),
    chooseFileType: (given, options) => chooseFileType(client, choices, target(given), typeIn(options)),
    newFromTemplate: (given) => newFromTemplate(client, { type: textIn(given, "type"), folder: folderIn(given) }),
    preview: (given) => previews.show(target(given), vscode.ViewColumn.Active),
    previewToSide: (given) => previews.show(target(given), vscode.ViewColumn.Beside),
    export: async (given, options) => {
      const uri = target(given);
      const written = await exportFile(client, uri, {
        format: formatIn(options),
        target: uriOf(memberOf(options, "target")),
        overwrite: flagIn(options, "overwrite"),
        allowErrors: flagIn(options, "allowErrors"),
        labels: flagIn(options, "labels"),
      });
      if (written !== undefined) stepDone("export");
      if (written !== undefined) await lastUploads.keepIfBundle(uri, vscode.Uri.parse(written));
      return written;
    },
    convert: (given, options = given) =>
      convertPeople(client, target(memberOf(given, "uri") ?? given), {
        to: textIn(options, "to"),
        target: uriOf(memberOf(options, "target")),
        roles: rolesIn(memberOf(options, "roles")),
        overwrite: flagIn(options, "overwrite"),
      }),
    report: (given, options) =>
      saveReport(
        client,
        reportOptions(given, options, vscode.window.activeTextEditor?.document.uri ?? previews.active),
      ),
    generateGroupRows: (given, options) =>
      generateRows(client, target(given), { what: "groupRows", group: textIn(options, "group") }),
    generateContactRows: (given, options) =>
      generateRows(client, target(given), { what: "contactRows", confirmed: flagIn(options, "confirmed") }),
    anonymize: (given, options) => {
      const named = memberOf(given, "folder") ?? memberOf(given, "uri");
      const chosen = named === undefined ? options : given;
      return anonymize(client, target(named ?? given), {
        target: uriOf(memberOf(chosen, "target")),
        seed: textIn(chosen, "seed"),
        keep: listIn(chosen, "keep"),
        overwrite: flagIn(chosen, "overwrite"),
      });
    },
    mapCsv: async (given, options) => {
      const named = memberOf(given, "uri");
      const chosen = named === undefined ? options : given;
      const mapped = await mapCsv(client, mappings, exportIn(named ?? given, previews), {
        type: textIn(chosen, "type"),
        mapping: uriOf(memberOf(chosen, "mapping")),
        target: uriOf(memberOf(chosen, "target")),
        overwrite: flagIn(chosen, "overwrite"),
      });
      stepDone("map");
      return mapped;
    },
    createFileType: async (given, options) => {
      // The explorer hands over what is selected, too.
      const selected = Array.isArray(options) ? options.flatMap((each: unknown) => uriOf(each) ?? []) : [];
      const one = exportIn(memberOf(given, "uri") ?? given, previews);
      return createFileType(client, choices, selected.length > 1 ? selected : one ? [one] : []);
    },
    showUploadPlan: (given) =>
      plans.show(uriOf(given) ?? vscode.window.activeTextEditor?.document.uri ?? previews.active),
    compare: (given, options) =>
      changes.compare(importOf(given) ?? target(given), {
        with: uriOf(memberOf(options ?? given, "with")),
        target: uriOf(memberOf(options ?? given, "target")),
      }),
    showChanges: () => changes.report(),
    writeUndo: (options) => changes.undo(uriOf(memberOf(options, "target"))),
    closeChanges: () => changes.close(),
    people: (given) => people.show(importOf(given) ?? target(given)),
    savePeople: (given, options) =>
      people.save(importOf(given) ?? people.active ?? target(given), {
        target: uriOf(memberOf(options ?? given, "target")),
        text: textIn(options ?? given, "text"),
        problems: flagIn(options ?? given, "problems"),
      }),
    // What the tree of changes leads to; not in the palette.
    showMoreChanges: (fileType, kind) => {
      if (typeof fileType === "string" && isKind(kind)) changes.showMore(fileType, kind);
    },
    // What code lenses lead to; not in the palette.
    showReferences: (given, options, places) => showReferences(client, given, options, places),
    explainRule: (given) => pages.show(typeof given === "string" ? given : undefined, packageJson),
    openDocs: (given) => openDocs(extensionUri, typeof given === "string" ? given : undefined),
    openSample: (given) => samples.open(given),
    restartServer: () => restart(client),
    showOutput: () => client.outputChannel.show(),
  };
}

/** A folder or file in an options object, or a set in the tree of import files. */
function importOf(given: unknown): vscode.Uri | undefined {
  return (
    uriOf(memberOf(given, "uri")) ??
    uriOf(memberOf(given, "folder")) ??
    uriOf(memberOf(memberOf(given, "set"), "folder"))
  );
}

/** The file that is meant, or the one that is looked at; a title's button on a page of ours hands over the page itself. */
function exportIn(given: unknown, previews: Previews): vscode.Uri | undefined {
  const named = uriOf(given);
  if (named && !named.scheme.startsWith("webview")) return named;
  const document = vscode.window.activeTextEditor?.document;
  const isTable = document && (isCsv(document) || /\.(?:txt|tab|tsv|csv-mapping\.json)$/i.test(document.uri.path));
  return (isTable ? document.uri : undefined) ?? previews.active ?? tabUri();
}

function isKind(given: unknown): given is ChangeKind {
  return given === "created" || given === "updated" || given === "gone";
}

function memberOf(options: unknown, name: string): unknown {
  return isRecord(options) ? options[name] : undefined;
}

function textIn(options: unknown, name: string): string | undefined {
  const value = memberOf(options, name);
  return typeof value === "string" ? value : undefined;
}

function listIn(options: unknown, name: string): readonly string[] | undefined {
  const value = memberOf(options, name);
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : undefined;
}

function typeIn(options: unknown): string | false | null | undefined {
  const type = memberOf(options, "type");
  return typeof type === "string" || type === false || type === null ? type : undefined;
}

/** A menu of the explorer hands over the folder itself. */
function folderIn(given: unknown): vscode.Uri | "untitled" | undefined {
  if (given instanceof vscode.Uri) return given;
  const folder = memberOf(given, "folder");
  return folder === "untitled" ? folder : uriOf(folder);
}

function flagIn(options: unknown, name: string): boolean | undefined {
  const value = memberOf(options, name);
  return typeof value === "boolean" ? value : undefined;
}

function formatIn(options: unknown): ExportFormat | BundleKind | undefined {
  const format = memberOf(options, "format");
  if (format === undefined || format === "bundle" || format === "datapackage") return format;
  const found = exportFormats.find((each) => each === format);
  if (found !== undefined) return found;
  throw new Refusal(
    l10n.t(
      "There is no format {0}. Use one of: {1}.",
      String(format),
      `${exportFormats.join(", ")}, bundle, datapackage`,
    ),
    "exportAs",
  );
}
