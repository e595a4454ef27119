// A new import from any CSV: carried out at once where the arguments say all, else on the page that it is made on.
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { type MapAnswer, mapCsvRequest } from "../server/protocol/mapping.ts";
import { writeOrAsk } from "./confirm-overwrite.ts";
import { counted } from "./counts.ts";
import { askExport, type MappingPanels } from "./mapping-panels.ts";
import { ask } from "./server.ts";
import { nameOf, say } from "./target.ts";

export interface MapOptions {
  /** A file type of people; without one that which the file comes nearest to. */
  readonly type?: string | undefined;
  /** A mapping that is kept in a file. Without it one is found or guessed, and shown. */
  readonly mapping?: vscode.Uri | undefined;
  /** The folder to write to. */
  readonly target?: vscode.Uri | undefined;
  readonly overwrite?: boolean | undefined;
}

/** What the names of mappings' files end with. */
const mappingSuffix = ".csv-mapping.json";

/**
 * @param uri the export, or a kept mapping beside one; asked for when missing
 * @returns the URIs of what was made; undefined when the page was opened, or a dialog closed
 * @throws with the reason when nothing was written
 */
export async function mapCsv(
  client: LanguageClient,
  panels: MappingPanels,
  uri: vscode.Uri | undefined,
  options: MapOptions,
): Promise<readonly string[] | undefined> {
  if (options.mapping && options.target && uri) return write(client, uri, options);
  const isMapping = uri?.path.endsWith(mappingSuffix) === true;
  const source = isMapping ? await exportOf(uri) : (uri ?? (await askExport()));
  if (!source) return undefined;
  await panels.show(source, { to: options.type, begin: isMapping ? uri : options.mapping, folder: options.target });
  return undefined;
}

async function write(
  client: LanguageClient,
  source: vscode.Uri,
  { mapping, target, overwrite }: MapOptions,
): Promise<readonly string[] | undefined> {
  const given = { uri: String(source), mapping: String(mapping), target: String(target) };
  const answer = await writeOrAsk(
    (replace): Promise<MapAnswer> =>
      ask(client, l10n.t("{0} couldn't be read.", nameOf(source)), mapCsvRequest, { ...given, overwrite: replace }),
    { overwrite: overwrite === true, mayAsk: false },
  );
  if (!answer || !target) return undefined;
  const { people, files, errors, skipped, unused } = answer;
  const sentences = [
    l10n.t("Created {0} with {1} in {2}.", counted(files.length, "file"), counted(people, "user"), nameOf(target)),
    errors > 0 ? l10n.t("{0} to fix.", counted(errors, "error")) : "",
    skipped.length > 0 ? l10n.t("Skipped {0}.", counted(skipped.length, "row")) : "",
    unused.length > 0 ? l10n.t("Columns not used: {0}.", unused.join(", ")) : "",
  ];
  say(sentences.filter((sentence) => sentence !== "").join(" "), errors > 0);
  return files;
}

/** The export that a mapping was made for: `hr.csv` beside `hr.csv-mapping.json`, else the one that somebody chooses. */
async function exportOf(mapping: vscode.Uri): Promise<vscode.Uri | undefined> {
  const beside = mapping.with({ path: `${mapping.path.slice(0, -mappingSuffix.length)}.csv` });
  try {
    await vscode.workspace.fs.stat(beside);
    return beside;
  } catch {
    return askExport(mapping);
  }
}
