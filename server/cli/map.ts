/** `csv-preflight map`, and `convert` of a CSV of any kind: by a mapping that is kept in a file, or making one to begin with. */
import fs from "node:fs";
import path from "node:path";
import type { TableDocument } from "../core/filetypes/file-type.ts";
import type { Profile } from "../core/filetypes/profile.ts";
import { builtInDocuments } from "../core/filetypes/schemas.ts";
import { compileTable, type Table } from "../core/filetypes/table.ts";
import { joined, type Message, message, ReasonError } from "../core/text/message.ts";
import { type KeptMapping, keptMappings, usualMappingPath } from "../disk/documents/kept-mappings.ts";
import { mappingBytesMost, mappingText, readMapping } from "../disk/documents/mapping-file.ts";
import { withSlashes } from "../disk/reading/files.ts";
import { readSource, SourceError } from "../disk/reading/foreign-csv.ts";
import { RefusedFile, readGuarded } from "../disk/reading/guarded-file.ts";
import { type WrittenFile, writeMapped } from "../disk/writing/mapped-import.ts";
import { writeOutputs } from "../disk/writing/output.ts";
import { targetNamed } from "../features/convert/conversion.ts";
import type { ReadPhone } from "../features/convert/phone.ts";
import { unnamedFolder } from "../features/imports/template.ts";
import { type SourceStatistics, statisticsOf } from "../features/mapping/column-statistics.ts";
import { type Guess, guessMapping } from "../features/mapping/guess.ts";
import { withNewValues } from "../features/mapping/guess-parts.ts";
import { type Mapped, mapRows } from "../features/mapping/map-rows.ts";
import { type Mapping, missingColumns, type Source } from "../features/mapping/mapping.ts";
import { type Question, questionsOf } from "../features/mapping/questions.ts";
import { rules } from "../rules/index.ts";
import { UsageError, withHint } from "./args.ts";
import type { Call } from "./commands.ts";
import { interview, openTerminal, type Terminal } from "./interview.ts";
import { translate } from "./language.ts";
import { reasonOf, shownPath } from "./load.ts";
import { countryOption, withOptions } from "./mapping-options.ts";
import {
  fileLine,
  type MappingReport,
  missingLines,
  partInWords,
  questionLines,
  restLines,
  sourceLine,
  withChoices,
} from "./mapping-report.ts";
import { LoadedProfiles } from "./profiles.ts";
import { say, sayErrors, sayRefused, visible, withOverwrite, writeOut } from "./terminal.ts";

type MapCall = Call<"map"> | Call<"convert">;

/** What a call works with. */
interface MapJob {
  readonly call: MapCall;
  readonly file: string;
  /** The file type of people. */
  readonly to: string;
  readonly tables: readonly Table[];
  readonly documents: readonly TableDocument[];
  readonly profile: Profile;
  /** Says something, unless only failures are wanted. */
  readonly printLine: (line: Parameters<typeof say>[0]) => void;
}

/** Nothing was written: the sentences say why. */
class MapRefusal extends ReasonError {}

/** Answers the exit status: 1 when the result has errors or values to decide, 2 when nothing was written. */
export async function mapFile(call: MapCall): Promise<number> {
  const [file = "", ...others] = call.operands;
  if (others.length > 0) throw new UsageError(message("a mapping is for one CSV file at a time"));
  if (call.command === "convert") {
    if (call.mapping !== undefined && call.writeMapping !== undefined)
      throw new UsageError(message("use either --mapping or --write-mapping"));
    if (call.mapping !== undefined && call.output === undefined)
      throw new UsageError(message("convert --mapping requires --output DIR"));
  }
  const job = jobOf(call, file, path.resolve(outputOf(call, file)));
  try {
    return call.command === "map" ? await map(job, call) : await convert(job, call);
  } catch (error) {
    if (error instanceof SourceError) return refuse(message("{0}: {1}", file, error.sentence));
    if (error instanceof MapRefusal) return refuse(error.sentence);
    throw error;
  }
}

/**
 * Converts by the mapping that is kept beside an export, if there is one that has all it needs.
 * @returns undefined where there is none
 */
export async function convertByKept(call: Call<"convert">): Promise<number | undefined> {
  const [file, ...others] = call.operands;
  if (file === undefined || others.length > 0 || call.output === undefined) return undefined;
  if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) return undefined;
  if (!fs.readdirSync(path.dirname(path.resolve(file))).some((name) => name.endsWith(".csv-mapping.json")))
    return undefined;
  const job = jobOf(call, file, path.resolve(call.output));
  try {
    const source = await readSource(bytesOf(file));
    const kept = keptMappings(file, source, job.to, job.tables).find(({ missing }) => missing.length === 0);
    if (!kept) return undefined;
    job.printLine(usingLine(kept));
    return await write(job, kept.mapping, source, { mappingFile: kept.path, folder: call.output, notes: [] });
  } catch (error) {
    if (error instanceof SourceError) return undefined;
    if (error instanceof MapRefusal) return refuse(error.sentence);
    throw error;
  }
}

function jobOf(call: MapCall, file: string, folder: string): MapJob {
  const failures: Message[] = [];
  const profiles = new LoadedProfiles(call.config, (name, error) =>
    failures.push(message("{0}: {1}", shownPath(name), reasonOf(error))),
  );
  const loaded = profiles.of(withSlashes(folder));
  const documents = [...builtInDocuments, ...(loaded?.schemas ?? [])];
  const profile = loaded?.profile ?? {};
  const tables = documents.map((document) => compileTable(document, profile, rules));
  sayErrors(failures);
  const people = tables.filter(({ document }) => document.rows === "people").map(({ name }) => name);
  const to = targetNamed(call.to, tables)?.name;
  if (to === undefined) throw new UsageError(withHint(message('--to can\'t be "{0}"', call.to), call.to, people));
  const printLine = (line: Parameters<typeof say>[0]): void => {
    if (!call.quiet) say(line);
  };
  return { call, file, to, tables, documents, profile, printLine };
}

/** The folder to write to; for `map` the folder `import` beside the export where nobody says another. */
function outputOf(call: MapCall, file: string): string {
  return call.output ?? (call.command === "map" ? path.join(path.dirname(file), "import") : ".");
}

function refuse(reason: Message): number {
  sayRefused(reason);
  return 2;
}

function bytesOf(file: string): Uint8Array {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    throw new UsageError(message("{0}: {1}", file, reasonOf(error)));
  }
}

async function convert(job: MapJob, call: Call<"convert">): Promise<number> {
  if (call.mapping !== undefined) {
    const mapping = mappingIn(call.mapping, job);
    const source = await readSource(bytesOf(job.file), mapping.source);
    job.printLine(sourceLine(job.file, source));
    const statistics = statisticsOf(source);
    const decided = withOptions(mapping, call, source, statistics, job.tables);
    return write(job, decided, source, { mappingFile: call.mapping, folder: call.output!, notes: [], statistics });
  }
  const target = call.writeMapping!;
  const source = await readSource(bytesOf(job.file));
  job.printLine(sourceLine(job.file, source));
  const { guess, statistics } = guessOf(job, source);
  const mapping = withOptions(guess.mapping, call, source, statistics, job.tables);
  keepMapping(job, target, mapping, call.overwrite);
  if (!call.quiet && call.format === "text") await writeOut(guessLines(guess, mapping));
  if (call.output !== undefined)
    return write(job, mapping, source, { mappingFile: target, folder: call.output, notes: guess.notes, statistics });
  for (const note of guess.notes) job.printLine(note);
  for (const line of questionLines(
    openValues(mapping, source, job),
    questionsOf(mapping, statistics, job.tables),
    target,
  ))
    job.printLine(line);
  say(message("{0} was written. Check it, then convert with --mapping {0}.", target));
  return 0;
}

function guessOf({ call, to, tables }: MapJob, source: Source): { guess: Guess; statistics: SourceStatistics } {
  const statistics = statisticsOf(source);
  return { guess: guessMapping(source, to, tables, { country: countryOption(call.country), statistics })!, statistics };
}

function openValues(mapping: Mapping, source: Source, { tables }: MapJob): ReturnType<typeof withChoices> {
  return withChoices(mapRows(mapping, source, tables).open, mapping, tables);
}

async function map(job: MapJob, call: Call<"map">): Promise<number> {
  const terminal = process.stdin.isTTY === true && process.stderr.isTTY === true ? openTerminal() : undefined;
  try {
    return await mapWith(job, call, terminal);
  } finally {
    terminal?.close();
  }
}

async function mapWith(job: MapJob, call: Call<"map">, terminal: Terminal | undefined): Promise<number> {
  const { file, tables, printLine } = job;
  const given = call.mapping === undefined ? undefined : mappingIn(call.mapping, job);
  const source = await readSource(bytesOf(file), given?.source);
  printLine(sourceLine(file, source));
  const { guess, statistics } = guessOf(job, source);
  const kept = given
    ? undefined
    : keptMappings(file, source, job.to, tables).find((each) => terminal || each.missing.length === 0);
  if (kept) printLine(usingLine(kept));
  const known = given ?? kept?.mapping;
  const begun = known === undefined ? guess.mapping : withNewValues(known, statistics, tables);
  const decided = withOptions(begun, call, source, statistics, tables);
  const target = call.mapping ?? kept?.path ?? call.writeMapping ?? usualMappingPath(file);
  const isOwn = target === call.mapping || target === kept?.path;
  keepMapping(job, target, decided, isOwn || call.overwrite);
  const folder = outputOf(call, file);
  const readPhone = await phoneReader(decided);
  let mapping: Mapping | undefined = decided;
  if (terminal) {
    const { documents, profile } = job;
    mapping = await interview(terminal, decided, {
      source,
      statistics,
      guess,
      tables,
      checks: { rules, documents, profile },
      readPhone,
      save: (next) => keepMapping(job, target, next, true),
      folder: shownPath(withSlashes(path.resolve(folder))),
    });
    if (!mapping)
      return refuse(
        message(
          "Your answers are in {0}. Run the same command again to continue.",
          shownPath(withSlashes(path.resolve(target))),
        ),
      );
  } else if (!call.quiet && call.format === "text" && known === undefined) await writeOut(guessLines(guess, mapping));
  const overwrite =
    call.overwrite || (terminal !== undefined && (await mayReplace(terminal, job, mapping, source, folder)));
  const notes = known === undefined ? guess.notes : [];
  return write(job, mapping, source, { mappingFile: target, folder, notes, statistics, overwrite });
}

function usingLine({ path: file, columns, missing }: KeptMapping): Message {
  const name = shownPath(withSlashes(file));
  return missing.length === 0
    ? message("Using {0}: all {1} columns found.", name, columns)
    : message("Using {0}: {1} of {2} columns found.", name, columns - missing.length, columns);
}

/** Whether files that are there may be replaced; asked only where there are some. */
async function mayReplace(
  terminal: Terminal,
  job: MapJob,
  mapping: Mapping,
  source: Source,
  folder: string,
): Promise<boolean> {
  const empty = mapRows(mapping, { ...source, rows: source.rows.slice(0, 1) }, job.tables);
  const probe = await writeMapped({ ...empty, people: 1 }, { ...targetOf(job, folder, false), probe: true });
  if (!("refused" in probe) || probe.refused !== "exists") return false;
  terminal.print(translate(probe.message));
  const answer = await terminal.ask(translate(message("Replace? y or n [Enter: n]: ")));
  return /^y(?:es)?$/i.test(answer ?? "");
}

function* guessLines({ columns }: Guess, mapping: Mapping): Generator<string> {
  const people = mapping.rows.find(({ file }) => file === mapping.to)?.columns ?? {};
  for (const { file, field, part: guessed, why, required } of columns) {
    const part = file === mapping.to ? people[field] : guessed;
    const from = part === undefined ? (required ? message("-- to fill: required --") : "--") : partInWords(part);
    const reason = JSON.stringify(part) === JSON.stringify(guessed) ? why : message("You chose this.");
    yield `${visible(`${file}  ${field}  <-  ${translate(from)}  (${translate(reason).replace(/\.$/, "")})`)}\n`;
  }
}

/** Reads a mapping's file. Throws a `Refusal` with every fault in its place. */
function mappingIn(file: string, { to, tables }: MapJob): Mapping {
  const text = textOfMapping(file);
  const { mapping, problems } = readMapping(text, tables);
  if (!mapping) {
    const lines = problems.map(({ message: text, start }) =>
      joined([`${file}:${start.line + 1}:${start.character + 1}`, text], ": "),
    );
    throw new MapRefusal(joined([message("The mapping has mistakes."), ...lines], "\n"));
  }
  if (mapping.to !== to) throw new MapRefusal(message("{0} is a mapping to {1}, not to {2}.", file, mapping.to, to));
  return mapping;
}

function textOfMapping(file: string): string {
  try {
    return readGuarded(file, { bytesMost: mappingBytesMost });
  } catch (error) {
    if (error instanceof RefusedFile) throw new UsageError(message("{0} can't be used. {1}", file, error.sentence));
    throw error;
  }
}

/** Writes a mapping's file. Throws a `Refusal`. */
function keepMapping({ file }: MapJob, target: string, mapping: Mapping, replace: boolean): void {
  const output = { path: target, content: Buffer.from(mappingText(mapping)) };
  let no: ReturnType<typeof writeOutputs>;
  try {
    no = writeOutputs([output], { inputs: [file], existing: replace ? "replace" : "refuse" });
  } catch (error) {
    throw new MapRefusal(message("{0}: {1}", target, reasonOf(error, "written")));
  }
  if (no) throw new MapRefusal(withOverwrite(no));
}

/** The library that knows phone numbers; loaded only when numbers have a country. */
async function phoneReader({ country }: Mapping): Promise<ReadPhone | undefined> {
  return country === undefined ? undefined : (await import("../disk/libraries/phones.ts")).readPhone;
}

interface WriteHow {
  readonly mappingFile: string;
  readonly folder: string;
  readonly notes: readonly Message[];
  readonly statistics?: SourceStatistics;
  readonly overwrite?: boolean;
}

function targetOf({ call, file, to, tables, documents, profile }: MapJob, folder: string, overwrite: boolean) {
  const sources = [file, ...(call.mapping === undefined ? [] : [call.mapping])];
  return { folder: withSlashes(path.resolve(folder)), overwrite, sources, to, tables, documents, profile };
}

/** Writes the files, and says what they are and what is left to decide. */
async function write(job: MapJob, mapping: Mapping, source: Source, how: WriteHow): Promise<number> {
  const { call, file, to, tables } = job;
  const missing = missingColumns(mapping, source);
  if (missing.length > 0) throw new MapRefusal(missingLines(missing));
  const mapped = mapRows(mapping, source, tables, await phoneReader(mapping));
  let written: Awaited<ReturnType<typeof writeMapped>>;
  try {
    written = await writeMapped(mapped, targetOf(job, how.folder, how.overwrite ?? call.overwrite));
  } catch (error) {
    throw new MapRefusal(message("{0}: {1}", how.folder, reasonOf(error, "written")));
  }
  if ("refused" in written) throw new MapRefusal(withOverwrite(written));
  const questions = questionsOf(mapping, how.statistics ?? statisticsOf(source), tables);
  const open = withChoices(mapped.open, mapping, tables);
  if (call.format === "json") await writeOut([jsonReport(job, mapped, written, { open, questions, ...how })]);
  else if (!call.quiet)
    await publishAll(written, mapped, [
      ...how.notes,
      ...questionLines(open, questions, shownPath(withSlashes(path.resolve(how.mappingFile)))),
    ]);
  const unnamed = tables.filter(({ name }) => name === to).map(unnamedFolder)[0];
  if (unnamed !== undefined) job.printLine(unnamed);
  const isOpen = open.length > 0 || questions.some(({ kind }) => kind === "order");
  if (call.quiet && isOpen)
    sayErrors([
      open.length === 1
        ? message("{0}: 1 value to decide in {1}", file, how.mappingFile)
        : message("{0}: {1} values to decide in {2}", file, open.length, how.mappingFile),
    ]);
  return isOpen || written.some(({ errors }) => errors > 0) ? 1 : 0;
}

async function publishAll(written: readonly WrittenFile[], mapped: Mapped, more: readonly Message[]): Promise<void> {
  await writeOut(written.map(fileLine));
  for (const line of [...restLines(mapped), ...more]) say(line);
}

function jsonReport(
  { file, to }: MapJob,
  { people, skipped, unused, doubtful }: Mapped,
  written: readonly WrittenFile[],
  rest: WriteHow & { readonly open: ReturnType<typeof withChoices>; readonly questions: readonly Question[] },
): string {
  const report: MappingReport = {
    version: 1,
    export: shownPath(withSlashes(path.resolve(file))),
    to,
    mapping: shownPath(withSlashes(path.resolve(rest.mappingFile))),
    people,
    files: written.map(({ path: full, fileType, rows, errors, warnings }) => ({
      path: shownPath(withSlashes(full)),
      fileType,
      rows,
      errors,
      warnings,
    })),
    skipped,
    unused,
    open: rest.open.map(({ file: fileType, field, column, value, rows, candidates }) => ({
      fileType,
      field,
      column,
      value,
      rows,
      candidates,
    })),
    questions: rest.questions,
    doubtfulNames: doubtful,
    notes: rest.notes,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
