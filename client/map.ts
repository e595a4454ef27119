// A new import from any CSV: which of its columns becomes what is guessed by the server, shown, changed and kept here.
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { fileTypesRequest } from "../server/protocol/files.ts";
import {
  type GuessedColumn,
  guessMappingRequest,
  type MapAnswer,
  type Mapping,
  type MappingPart,
  mapCsvRequest,
  type SourceInfo,
} from "../server/protocol/mapping.ts";
import { writeOrAsk } from "./confirm-overwrite.ts";
import { counted } from "./counts.ts";
import { askPart, partInWords } from "./map-column.ts";
import { ask } from "./server.ts";
import { nameOf, say } from "./target.ts";

export interface MapOptions {
  /** A file type of people; asked for when missing and no mapping tells. */
  readonly type?: string | undefined;
  /** A mapping that is kept in a file. Without it one is guessed, shown, and written beside the export. */
  readonly mapping?: vscode.Uri | undefined;
  /** The folder to write to; asked for when missing. */
  readonly target?: vscode.Uri | undefined;
  readonly overwrite?: boolean | undefined;
}

/**
 * @param uri the export; asked for when missing
 * @returns the URIs of what was made; undefined when a dialog was closed
 * @throws with the reason when nothing was written
 */
export async function mapCsv(
  client: LanguageClient,
  uri: vscode.Uri | undefined,
  options: MapOptions,
): Promise<readonly string[] | undefined> {
  const source = uri ?? (await askExport());
  if (!source) return undefined;
  const mapping = options.mapping ?? (await makeMapping(client, source, options.type));
  const target = mapping && (options.target ?? (await askFolder()));
  if (!mapping || !target) return undefined;
  const write = (overwrite: boolean): Promise<MapAnswer> => {
    const given = { uri: String(source), mapping: String(mapping), target: String(target), overwrite };
    return ask(client, l10n.t("{0} couldn't be read.", nameOf(source)), mapCsvRequest, given);
  };
  const answer = await writeOrAsk(write, {
    overwrite: options.overwrite === true,
    mayAsk: options.target === undefined,
  });
  if (!answer) return undefined;
  tell(answer, target);
  const [first] = answer.files;
  if (first !== undefined && options.target === undefined)
    await vscode.window.showTextDocument(vscode.Uri.parse(first), { preview: false });
  return answer.files;
}

function tell({ people, files, errors, skipped, unused }: MapAnswer, target: vscode.Uri): void {
  const sentences = [
    l10n.t("Created {0} with {1} in {2}.", counted(files.length, "file"), counted(people, "user"), nameOf(target)),
    errors > 0 ? l10n.t("{0} to fix.", counted(errors, "error")) : "",
    skipped.length > 0 ? l10n.t("Skipped {0}.", counted(skipped.length, "row")) : "",
    unused.length > 0 ? l10n.t("Columns not used: {0}.", unused.join(", ")) : "",
  ];
  say(sentences.filter((sentence) => sentence !== "").join(" "), errors > 0);
}

async function askExport(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: "The export to make an import of",
    filters: { [l10n.t("CSV and text")]: ["csv", "txt", "tsv", "tab"] },
    openLabel: l10n.t("Use This File"),
  });
  return picked?.[0];
}

async function askFolder(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: l10n.t("Create Here"),
  });
  return picked?.[0];
}

async function makeMapping(
  client: LanguageClient,
  source: vscode.Uri,
  type: string | undefined,
): Promise<vscode.Uri | undefined> {
  const to = type ?? (await askType(client));
  if (to === undefined) return undefined;
  const guess = await ask(client, l10n.t("{0} couldn't be read.", nameOf(source)), guessMappingRequest, {
    uri: String(source),
    to,
  });
  if (guess.problem !== undefined || !guess.source || !guess.mapping)
    throw new Error(`${nameOf(source)}: ${guess.problem ?? l10n.t("The file can't be read.")}`);
  const mapping = await confirm(guess.source, guess.columns, guess.mapping, nameOf(source));
  return mapping && keep(mapping, source);
}

async function askType(client: LanguageClient): Promise<string | undefined> {
  const types = await ask(client, l10n.t("The file types couldn't be listed."), fileTypesRequest, {});
  const items = types
    .filter(({ people }) => people)
    .map(({ name, title, fileName, description }) => ({
      label: title,
      description: fileName,
      detail: description,
      name,
    }));
  return (await vscode.window.showQuickPick(items, { title: l10n.t("Create Which Import?") }))?.name;
}

type Item = vscode.QuickPickItem & { readonly field?: string; readonly done?: true };

/** Shows where each column's values come from until somebody says that it is right. */
async function confirm(
  source: SourceInfo,
  columns: readonly GuessedColumn[],
  guessed: Mapping,
  name: string,
): Promise<Mapping | undefined> {
  const [first, ...others] = guessed.rows;
  if (!first) return undefined;
  let parts: Readonly<Record<string, MappingPart>> = first.columns;
  const changed = new Set<string>();
  const { encoding, delimiter, rows } = source;
  const separator = delimiter === "\t" ? l10n.t("tab") : delimiter;
  const how = l10n.t("{0}, separated by {1}, {2}", encoding, separator, counted(rows, "row"));
  for (;;) {
    const items = columns.map((column): Item => {
      const part = parts[column.field];
      const open = part === undefined && column.required;
      return {
        label: `${open ? "$(warning) " : ""}${column.title}`,
        description:
          part === undefined ? (open ? l10n.t("required, nothing yet") : l10n.t("nothing")) : partInWords(part),
        detail: [changed.has(column.field) ? l10n.t("Chosen by you.") : column.why, samplesOf(part, source)]
          .filter(Boolean)
          .join("  ·  "),
        field: column.field,
      };
    });
    const done: Item = {
      label: `$(check) ${l10n.t("Create Files")}`,
      description: l10n.t("save this mapping and create the files"),
      done: true,
    };
    const further = others.map(
      (row): Item => ({
        label: `$(add) ${row.file}`,
        description: Object.values(row.columns)
          .filter((part) => typeof part === "string")
          .join(", "),
        detail: l10n.t("Also creates a row of this file. See the mapping file."),
      }),
    );
    const picked = await vscode.window.showQuickPick<Item>([done, ...items, ...further], {
      title: `${name} (${how})`,
      placeHolder: l10n.t("Where values come from. Select a column to change it."),
      matchOnDescription: true,
      matchOnDetail: true,
      ignoreFocusOut: true,
    });
    if (!picked) return undefined;
    if (picked.done) return { ...guessed, rows: [{ ...first, columns: parts }, ...others] };
    const column = columns.find(({ field }) => field === picked.field);
    const answer = column && (await askPart(column.title, parts[column.field], source));
    if (!column || !answer) continue;
    const { [column.field]: _, ...rest } = parts;
    parts = answer.part === undefined ? rest : { ...rest, [column.field]: answer.part };
    changed.add(column.field);
  }
}

function samplesOf(part: MappingPart | undefined, source: SourceInfo): string {
  const names =
    part === undefined
      ? []
      : typeof part === "string"
        ? [part]
        : "join" in part
          ? part.join.map((each) => (typeof each === "string" ? each : each.column))
          : "column" in part
            ? [part.column]
            : [];
  const found = names.map((name) => source.columns.find((column) => column.name === name)?.samples ?? []);
  const [first = []] = found;
  return first.map((_, i) => found.map((samples) => samples[i] ?? "").join(" ")).join(", ");
}

/** Writes the mapping beside the export. */
async function keep(mapping: Mapping, source: vscode.Uri): Promise<vscode.Uri | undefined> {
  const name = nameOf(source).replace(/\.[^.]*$/, "");
  const target = await vscode.window.showSaveDialog({
    title: l10n.t("Save Mapping for Next Time"),
    defaultUri: vscode.Uri.joinPath(source, "..", `${name}.csv-mapping.json`),
    filters: { Mapping: ["json"] },
  });
  if (!target) return undefined;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(`${JSON.stringify(mapping, null, 2)}\n`));
  return target;
}
