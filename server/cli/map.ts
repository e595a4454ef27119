/** `csv-preflight convert` of a CSV of any kind: by a mapping that is kept in a file, or writing one to begin with. */
import fs from "node:fs";
import path from "node:path";
import type { TableDocument } from "../core/filetypes/file-type.ts";
import { builtInDocuments } from "../core/filetypes/schemas.ts";
import { compileTable, type Table } from "../core/filetypes/table.ts";
import { counted, joinWords, number } from "../core/text/message-values.ts";
import { mappingText, readMapping } from "../disk/documents/mapping-file.ts";
import { withSlashes } from "../disk/reading/files.ts";
import { readSource, SourceError } from "../disk/reading/foreign-csv.ts";
import { type WrittenFile, writeMapped } from "../disk/writing/mapped-import.ts";
import { writeOutputs } from "../disk/writing/output.ts";
import { targetNamed } from "../features/convert/conversion.ts";
import { unnamedFolder } from "../features/imports/template.ts";
import { type Guess, guessMapping } from "../features/mapping/guess.ts";
import { type Mapped, mapRows } from "../features/mapping/map-rows.ts";
import { type Mapping, type MappingPart, missingColumns, type Source } from "../features/mapping/mapping.ts";
import { hint, UsageError } from "./args.ts";
import type { Call } from "./commands.ts";
import { reasonOf, shownPath } from "./load.ts";
import { Profiles } from "./profiles.ts";
import { say, visible, writeOut } from "./terminal.ts";

/** `convert` of one file by a mapping, or to begin one. */
type MapCall = Call<"convert"> & { readonly file: string };

/** Answers the exit status: 1 when the result has errors, 2 when nothing was written. */
export async function mapFile(convertCall: Call<"convert">): Promise<number> {
  const [file = "", ...others] = convertCall.operands;
  const call: MapCall = { ...convertCall, file };
  if (others.length > 0) throw new UsageError("a mapping is for one CSV file at a time");
  if (call.mapping !== undefined && call.writeMapping !== undefined)
    throw new UsageError("use either --mapping or --write-mapping");
  if (call.mapping !== undefined && call.output === undefined)
    throw new UsageError("convert --mapping needs --output DIR");
  const folder = withSlashes(path.resolve(call.output ?? "."));
  const failures: string[] = [];
  const profiles = new Profiles(call.config, (file, error) => failures.push(`${shownPath(file)}: ${reasonOf(error)}`));
  const loaded = profiles.of(folder);
  const documents = [...builtInDocuments, ...(loaded?.schemas ?? [])];
  const profile = loaded?.profile ?? {};
  const tables = documents.map((document) => compileTable(document, profile));
  for (const failure of failures) say(`csv-preflight: ${failure}`);
  const people = tables.filter(({ document }) => document.rows === "people").map(({ name }) => name);
  const to = targetNamed(call.to, tables)?.name;
  if (to === undefined)
    throw new UsageError(`--to can't be "${call.to}"${hint(call.to, people) || `; use ${joinWords(people, "or")}`}`);
  try {
    if (call.writeMapping !== undefined) return await begin({ ...call, to }, call.writeMapping, tables);
    return await convert({ ...call, to }, folder, tables, documents, profile);
  } catch (error) {
    if (error instanceof SourceError) return refuse(`${call.file}: ${error.message}`);
    throw error;
  }
}

function refuse(message: string): number {
  for (const line of `csv-preflight: nothing was written. ${message}`.split("\n")) say(line);
  return 2;
}

function bytesOf(file: string): Uint8Array {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    throw new UsageError(`${file}: ${reasonOf(error)}`);
  }
}

/** Writes the guess, says what it is, and what is left to fill. */
async function begin(call: MapCall, file: string, tables: readonly Table[]): Promise<number> {
  const source = await readSource(bytesOf(call.file));
  tellSource(call, source);
  const guess = guessMapping(source, call.to, tables)!;
  try {
    const output = { path: file, content: Buffer.from(mappingText(guess.mapping)) };
    const no = writeOutputs([output], { inputs: [call.file], existing: call.overwrite ? "replace" : "refuse" });
    if (no) return refuse(`${no.message}${no.refused === "exists" ? " --overwrite replaces it." : ""}`);
  } catch (error) {
    return refuse(`${file}: ${reasonOf(error, "written")}`);
  }
  if (!call.quiet) await writeOut(guessLines(guess));
  say(`${file} was written: look it through, then convert with --mapping ${file}.`);
  return 0;
}

function* guessLines({ columns }: Guess): Generator<string> {
  for (const { file, field, part, why, required } of columns) {
    const from = part === undefined ? (required ? "-- to fill: required --" : "--") : partInWords(part);
    yield `${visible(`${file}  ${field}  <-  ${from}  (${why})`)}\n`;
  }
}

/** `Vorname + Nachname`, `"2450"`, `id U-`. */
function partInWords(part: MappingPart): string {
  if (typeof part === "string") return part;
  if ("constant" in part) return JSON.stringify(part.constant);
  if ("id" in part) return `id ${part.id}…`;
  if ("join" in part)
    return part.join.map((each) => (typeof each === "string" ? each : `${each.column} [${each.part}]`)).join(" + ");
  const values = Object.entries(part.values ?? {}).map(([from, to]) => `${from}=${to}`);
  const details = [...(part.part ? [part.part] : []), ...values.slice(0, 4), ...(values.length > 4 ? ["…"] : [])];
  return details.length === 0 ? part.column : `${part.column} [${details.join(", ")}]`;
}

function tellSource({ file, quiet }: MapCall, source: Source): void {
  if (quiet) return;
  const delimiter = source.delimiter === "\t" ? "tab" : JSON.stringify(source.delimiter);
  const above = source.header > 1 ? `, header in line ${source.header}` : "";
  say(`${file}: read as ${source.encoding}, delimiter ${delimiter}${above}, ${counted(source.rows.length, "row")}`);
}

async function convert(
  call: MapCall,
  folder: string,
  tables: readonly Table[],
  documents: readonly TableDocument[],
  profile: Parameters<typeof compileTable>[1],
): Promise<number> {
  const file = call.mapping!;
  const { mapping, problems } = readMapping(
    Buffer.from(bytesOf(file))
      .toString("utf8")
      .replace(/^\ufeff/, ""),
    tables,
  );
  if (!mapping) {
    const lines = problems.map(({ message, start }) => `${file}:${start.line + 1}:${start.character + 1}: ${message}`);
    return refuse(`The mapping has faults.\n${lines.join("\n")}`);
  }
  if (mapping.to !== call.to) return refuse(`${file} is a mapping to ${mapping.to}, not to ${call.to}.`);
  const source = await readSource(bytesOf(call.file), mapping.source);
  tellSource(call, source);
  const missing = missingIn(mapping, source);
  if (missing !== undefined) return refuse(missing);
  const mapped = mapRows(mapping, source, tables);
  const target = {
    folder,
    overwrite: call.overwrite,
    sources: [call.file, file],
    to: call.to,
    tables,
    documents,
    profile,
  };
  try {
    const written = await writeMapped(mapped, target);
    if ("refused" in written)
      return refuse(`${written.message}${written.refused === "exists" ? " --overwrite replaces what is there." : ""}`);
    if (!call.quiet) await writeOut(written.map(fileLine));
    tellRest(mapped, call);
    const company = tables.filter(({ name }) => name === call.to).map(unnamedFolder)[0];
    if (company !== undefined && !call.quiet) say(company);
    return written.some(({ errors }) => errors > 0) ? 1 : 0;
  } catch (error) {
    return refuse(`${call.output}: ${reasonOf(error, "written")}`);
  }
}

function missingIn(mapping: Mapping, source: Source): string | undefined {
  const missing = missingColumns(mapping, source);
  if (missing.length === 0) return undefined;
  const lines = missing.map(
    ({ name, meant }) => `  "${name}"${meant === undefined ? "" : `: is it called "${meant}" now?`}`,
  );
  return `The export lacks columns that the mapping names:\n${lines.join("\n")}`;
}

function fileLine({ path: full, fileType, rows, errors, warnings, rules }: WrittenFile): string {
  const problems =
    errors + warnings === 0 ? "no problems" : `${counted(errors, "error")}, ${counted(warnings, "warning")}`;
  const spoken = Object.entries(rules)
    .sort((a, b) => b[1] - a[1])
    .map(([rule, count]) => `${rule} ${number(count)}`);
  const which = spoken.length === 0 ? "" : ` (${spoken.join(", ")})`;
  return `${visible(`${shownPath(withSlashes(full))}  ${fileType}, ${counted(rows, "row")}, ${problems}${which}`)}\n`;
}

/** So many skipped rows are told one by one. */
const toldMax = 10;

function tellRest({ people, skipped, unused, changed }: Mapped, { quiet }: MapCall): void {
  if (quiet) return;
  say(`${number(people)} ${people === 1 ? "person" : "people"}. Columns not used: ${unused.join(", ") || "none"}.`);
  for (const { line, reason } of skipped.slice(0, toldMax)) say(`Line ${line} was left out: ${reason}.`);
  if (skipped.length > toldMax) say(`${number(skipped.length - toldMax)} more lines were left out.`);
  if (changed.length === 0) return;
  const lines = [...new Set(changed.map(({ line }) => line))];
  const shown = lines.slice(0, toldMax).join(", ");
  say(`Signs that the importer cannot read were replaced in line ${shown}${lines.length > toldMax ? ", …" : ""}.`);
}
