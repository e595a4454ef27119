/** The page on which somebody maps an export: everything it shows, after every change, and what it keeps and renames. */
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { CancellationToken } from "vscode-languageserver";
import { builtInDocuments } from "../core/filetypes/schemas.ts";
import type { Table } from "../core/filetypes/table.ts";
import { cellsOf, openDocument } from "../core/text/document.ts";
import { inWords, message, schemaText } from "../core/text/message.ts";
import { writeCell } from "../core/text/tokenizer.ts";
import { type KeptMapping, keptMappings, unfitMappings, usualMappingPath } from "../disk/documents/kept-mappings.ts";
import { mappingText, readMapping } from "../disk/documents/mapping-file.ts";
import { mappingSuffix } from "../disk/documents/mapping-name.ts";
import { SourceError } from "../disk/reading/foreign-csv.ts";
import { writeOutputs } from "../disk/writing/output.ts";
import type { ReadPhone } from "../features/convert/phone.ts";
import type { MappedRules } from "../features/mapping/check-mapped.ts";
import { inUsualOrder } from "../features/mapping/full-names.ts";
import { type Guess, guessMapping } from "../features/mapping/guess.ts";
import { withNewValues } from "../features/mapping/guess-parts.ts";
import { headerRename } from "../features/mapping/header-rename.ts";
import { columnsOf, columnsUsed, type Mapping, missingColumns } from "../features/mapping/mapping.ts";
import { allChoicesOf, changedMapping, type MappingChange, questionId } from "../features/mapping/mapping-changes.ts";
import {
  countMapped,
  type MappingInput,
  type MappingView,
  samplesIn,
  viewMapping,
} from "../features/mapping/mapping-view.ts";
import type { Question } from "../features/mapping/questions.ts";
import type {
  KeptMappingInfo,
  keepMappingRequest,
  MappingPage,
  mappingChoicesRequest,
  mappingPageRequest,
  mappingTotalsRequest,
  renameHeaderRequest,
  SourceInfo,
} from "../protocol/mapping.ts";
import type { AnswerOf, GivenOf } from "../protocol/request.ts";
import { rules } from "../rules/index.ts";
import { toRange } from "./convert.ts";
import type { Disk } from "./disk.ts";
import type { MappingSources, ReadExport } from "./mapping-sources.ts";
import type { Session } from "./session.ts";
import { inSlices } from "./turns.ts";
import { uriOf } from "./uris.ts";

/** So many names for a new mapping's file are tried. */
const namesMax = 100;

export class MappingPages {
  readonly #session: Session;
  readonly #disk: Disk;
  readonly #sources: MappingSources;
  /** By export: only the latest count goes on. */
  readonly #counts = new Map<string, object>();

  constructor(session: Session, disk: Disk, sources: MappingSources) {
    this.#session = session;
    this.#disk = disk;
    this.#sources = sources;
  }

  async page(given: GivenOf<typeof mappingPageRequest>): Promise<MappingPage | null> {
    const { uri } = given;
    if (typeof uri !== "string") return null;
    const tables = this.#tables(uri);
    const mapped = this.#mapping(given.mapping, tables);
    const to = mapped?.to ?? (typeof given.to === "string" && isPeople(given.to, tables) ? given.to : undefined);
    const folder = /^file:/i.test(uri) ? uriOf(path.join(path.dirname(fileURLToPath(uri)), "import")) : undefined;
    const reading = readingIn(given.reading) ?? mapped?.source;
    try {
      const read = await this.#read(given, reading);
      return await this.#pageOf(read, { given, uri, tables, mapped, to, folder, reading });
    } catch (error) {
      if (!(error instanceof SourceError)) this.#session.fail("reading an export", error);
      const why = error instanceof SourceError ? error.sentence : message("The file can't be read.");
      const type = to ?? this.#nearest(uri, tables) ?? tables.find((table) => isPeople(table.name, tables))?.name ?? "";
      return {
        problem: {
          message: this.#session.translate(why),
          lines: this.#sources.lines(uri, reading, given.unsaved === true),
        },
        to: type,
        title: this.#title(type, tables),
        source: undefined,
        mapping: mapped,
        begun: undefined,
        kept: [],
        others: [],
        view: undefined,
        rename: undefined,
        folder,
      };
    }
  }

  async #read(given: GivenOf<typeof mappingPageRequest>, reading: Mapping["source"]): Promise<ReadExport> {
    const { uri, unsaved, all } = given;
    const wait = all === true ? this.#sources.readAll : this.#sources.read;
    return wait.call(this.#sources, String(uri), reading, unsaved === true);
  }

  async #pageOf(
    read: ReadExport,
    {
      given,
      uri,
      tables,
      mapped,
      to: wanted,
      folder,
      reading,
    }: {
      readonly given: GivenOf<typeof mappingPageRequest>;
      readonly uri: string;
      readonly tables: readonly Table[];
      readonly mapped: Mapping | undefined;
      readonly to: string | undefined;
      readonly folder: string | undefined;
      readonly reading: Mapping["source"];
    },
  ): Promise<MappingPage> {
    const { source, statistics } = read;
    const types = tables.filter(({ name }) => isPeople(name, tables)).map(({ name }) => name);
    const keptOf = (type: string): KeptMapping[] =>
      /^file:/i.test(uri) ? keptMappings(fileURLToPath(uri), source, type, tables) : [];
    const guessOf = (type: string): Guess | undefined => guessMapping(source, type, tables, { statistics });
    const to = wanted ?? this.#likeliest(uri, types, tables, keptOf, guessOf);
    const kept = keptOf(to);
    const guess = guessOf(to)!;
    const fits = mapped !== undefined && !isForAnother(mapped, source);
    const begun = fits && mapped?.to === to ? undefined : this.#begin(given.begin, kept);
    const start =
      begun === undefined
        ? mapped!
        : begun === "guess"
          ? { ...guess.mapping, ...(reading === undefined ? {} : { source: reading }) }
          : begun.mapping;
    const known = withNewValues(readAs(start, reading), statistics, tables);
    const mapping = changesIn(given.changes).reduce(
      (now, change) => this.#judged(changedMapping(now, change, statistics, tables), tables) ?? now,
      known,
    );
    const input: MappingInput = {
      source,
      statistics,
      guess,
      mapping,
      tables,
      checks: this.#checks(uri),
      readPhone: await phoneReader(mapping),
    };
    const view = withRenames(viewMapping(input), mapping, guess);
    return {
      to,
      title: this.#title(to, tables),
      source: sourceInfo(read),
      mapping,
      begun: begun === undefined || begun === "guess" ? begun : infoOf(begun),
      kept: kept.map(infoOf),
      others: /^file:/i.test(uri) ? unfitMappings(fileURLToPath(uri), kept, to, tables) : [],
      view: {
        ...inWords(view, this.#session.translate),
        questions: view.questions.map((question) => ({
          ...inWords(question, this.#session.translate),
          id: questionId(question),
          outcomes: outcomesOf(question),
        })),
      },
      rename: headerRename(mapping, source, tables),
      folder,
    };
  }

  /** A mapping to begin with: that which was asked for, else the best that is kept, else a guess. */
  #begin(begin: unknown, kept: readonly KeptMapping[]): "guess" | KeptMapping {
    if (begin === "guess") return begin;
    return kept.find((each) => uriOf(each.path) === begin) ?? kept[0] ?? "guess";
  }

  /** The file type that an export comes nearest to: by its name and header, by a mapping that is kept, by what can be guessed. */
  #likeliest(
    uri: string,
    types: readonly string[],
    tables: readonly Table[],
    keptOf: (type: string) => readonly KeptMapping[],
    guessOf: (type: string) => Guess | undefined,
  ): string {
    const kept = types.find((type) => keptOf(type)[0]?.missing.length === 0);
    const near = this.#nearest(uri, tables);
    if (kept !== undefined || near !== undefined) return kept ?? near!;
    const found = (type: string): number =>
      guessOf(type)?.columns.filter(({ part, required }) => required && part !== undefined).length ?? 0;
    return [...types].sort((a, b) => found(b) - found(a))[0] ?? "";
  }

  #nearest(uri: string, tables: readonly Table[]): string | undefined {
    const { key } = this.#session.address(uri);
    const table = this.#session.sheetOf(key)?.table ?? this.#session.workspace.nearMiss(key)?.table;
    const own = table && tables.find(({ name }) => name === table.name);
    if (!own) return undefined;
    return own.document.rows === "people"
      ? own.name
      : tables.find((each) => each.system === own.system && isPeople(each.name, tables))?.name;
  }

  /** Counts what a mapping makes of all rows; null when a newer question came or nobody waits any more. */
  async totals(
    { uri, mapping: given, unsaved }: GivenOf<typeof mappingTotalsRequest>,
    token: CancellationToken,
  ): Promise<AnswerOf<typeof mappingTotalsRequest>> {
    if (typeof uri !== "string") return null;
    const tables = this.#tables(uri);
    const mapping = this.#mapping(given, tables);
    if (!mapping) return null;
    const asked = {};
    this.#counts.set(uri, asked);
    const isCurrent = (): boolean => this.#counts.get(uri) === asked && !token.isCancellationRequested;
    try {
      const { source } = await this.#sources.readAll(uri, mapping.source, unsaved === true);
      if (!isCurrent() || missingColumns(mapping, source).length > 0) return null;
      const readPhone = await phoneReader(mapping);
      const steps = countMapped({ source, mapping, tables, checks: this.#checks(uri), readPhone });
      const totals = await inSlices(steps, isCurrent);
      if (!totals) return null;
      return { ...inWords(totals, this.#session.translate), rename: headerRename(mapping, source, tables) };
    } catch (error) {
      if (error instanceof SourceError) return null;
      throw error;
    } finally {
      if (this.#counts.get(uri) === asked) this.#counts.delete(uri);
    }
  }

  choices({ uri, file, field }: GivenOf<typeof mappingChoicesRequest>): AnswerOf<typeof mappingChoicesRequest> {
    const table = this.#tables(String(uri)).find(({ name }) => name === file);
    const column = typeof field === "string" ? table?.byName.get(field) : undefined;
    return column ? inWords(allChoicesOf(column), this.#session.translate) : [];
  }

  keep({ uri, mapping: given, replaces }: GivenOf<typeof keepMappingRequest>): AnswerOf<typeof keepMappingRequest> {
    if (typeof uri !== "string" || !/^file:/i.test(uri))
      return { refused: this.#session.translate(message("Save the export in a folder first.")) };
    const mapping = this.#mapping(given, this.#tables(uri));
    if (!mapping) return { refused: this.#session.translate(message("The mapping has mistakes.")) };
    const file = fileURLToPath(uri);
    const own = typeof replaces === "string" && replaces.endsWith(mappingSuffix) ? fileURLToPath(replaces) : undefined;
    const target = own ?? freeName(usualMappingPath(file), mappingText(mapping));
    if (target === undefined)
      return { refused: this.#session.translate(message("There are too many mappings in the folder of the export.")) };
    const output = { path: target, content: Buffer.from(mappingText(mapping)) };
    try {
      const no = writeOutputs([output], { inputs: [file], existing: "replace" });
      return no ? { refused: inWords(no.message, this.#session.translate) } : { uri: uriOf(target) };
    } catch (error) {
      this.#session.fail("keeping a mapping", error);
      return {
        refused: this.#session.translate(
          message("{0} can't be written. Check the folder's permissions.", path.basename(target)),
        ),
      };
    }
  }

  /** Renames an export's columns where that is all its mapping does. */
  async renameHeader({
    uri,
    mapping: given,
    unsaved,
  }: GivenOf<typeof renameHeaderRequest>): Promise<AnswerOf<typeof renameHeaderRequest>> {
    if (typeof uri !== "string") return null;
    const tables = this.#tables(uri);
    const mapping = this.#mapping(given, tables);
    if (!mapping) return { refused: this.#session.translate(message("The mapping has mistakes.")) };
    try {
      const { source } = await this.#sources.readAll(uri, mapping.source, unsaved === true);
      const rename = headerRename(mapping, source, tables);
      if (!rename)
        return {
          refused: this.#session.translate(
            message("The file needs more than other column names. Create files instead."),
          ),
        };
      const text = this.#session.texts.textOf(this.#session.address(uri).key);
      if (text === undefined)
        return { refused: this.#session.translate(message("Open the file in the editor first.")) };
      const format = { delimiter: source.delimiter, raw: false };
      const document = openDocument(uri, text, format, 0);
      const cells = cellsOf(document, document.header);
      const dialect = { ...format, columns: source.columns.length };
      const edits = rename.columns.flatMap(({ index, to }) => {
        const cell = cells[index];
        return cell ? [{ range: toRange(document, cell), newText: writeCell(to, dialect) }] : [];
      });
      const isSame = rename.columns.every(({ index, from }) => cells[index]?.text.trim().replace(/\s+/g, " ") === from);
      return isSame
        ? { edits }
        : { refused: this.#session.translate(message("The file has changed. Check the columns and try again.")) };
    } catch (error) {
      if (error instanceof SourceError) return { refused: this.#session.translate(error.sentence) };
      throw error;
    }
  }

  #checks(uri: string): MappedRules {
    const { path: place } = this.#session.address(uri);
    const schemas = this.#disk.profiles.at(place)?.schemas ?? [];
    return {
      rules,
      documents: [...builtInDocuments, ...schemas],
      profile: this.#session.workspace.profileFor(place),
    };
  }

  #tables(uri: string): readonly Table[] {
    return this.#session.workspace.tablesFor(this.#session.address(uri).path);
  }

  #title(type: string, tables: readonly Table[]): string {
    const title = tables.find(({ name }) => name === type)?.document.title ?? "";
    return this.#session.translate(schemaText(title));
  }

  /** A mapping as a page sends it, when it is one. */
  #mapping(given: unknown, tables: readonly Table[]): Mapping | undefined {
    return typeof given === "object" && given !== null ? this.#judged(given as Mapping, tables) : undefined;
  }

  #judged(mapping: Mapping, tables: readonly Table[]): Mapping | undefined {
    return readMapping(mappingText(mapping), tables).mapping;
  }
}

function isPeople(type: string, tables: readonly Table[]): boolean {
  return tables.some(({ name, document }) => name === type && document.rows === "people" && !document.hidden);
}

/** A mapping whose columns the export mostly lacks was made for another one. */
function isForAnother(mapping: Mapping, source: ReadExport["source"]): boolean {
  return missingColumns(mapping, source).length * 2 > columnsUsed(mapping).length;
}

/** The mapping with another way to read the export. */
function readAs({ to, source, ...rest }: Mapping, reading: Mapping["source"]): Mapping {
  const how = reading ?? source;
  return { to, ...(how === undefined || Object.keys(how).length === 0 ? {} : { source: how }), ...rest };
}

function readingIn(given: unknown): Mapping["source"] {
  if (typeof given !== "object" || given === null) return undefined;
  const { encoding, delimiter, quote, header } = given as Readonly<Record<string, unknown>>;
  return {
    ...(typeof encoding === "string" && encoding !== "" ? { encoding } : {}),
    ...(typeof delimiter === "string" && delimiter.length === 1 ? { delimiter } : {}),
    ...(typeof quote === "string" && quote.length <= 1 ? { quote } : {}),
    ...(Number.isSafeInteger(header) && Number(header) >= 0 ? { header: Number(header) } : {}),
  };
}

/** What fits no change does nothing: the mapping is judged after each. */
function changesIn(given: unknown): readonly MappingChange[] {
  if (!Array.isArray(given)) return [];
  return given.filter((each): each is MappingChange => typeof each === "object" && each !== null && "kind" in each);
}

/** Columns that are gone with those that a guess would take for the same purpose, where no name is near. */
function withRenames(view: MappingView, mapping: Mapping, guess: Guess): MappingView {
  const used = new Set(columnsUsed(mapping));
  const renamed = (name: string, meant: string | undefined): string | undefined => {
    if (meant !== undefined) return meant;
    const fields = view.columns.filter(({ part }) => part !== undefined && columnsOf(part).includes(name));
    const parts = guess.columns.filter((each) =>
      fields.some(({ file, field }) => file === each.file && field === each.field),
    );
    const found = new Set(parts.flatMap(({ part }) => (part === undefined ? [] : columnsOf(part))));
    const free = [...found].filter((each) => !used.has(each));
    return free.length === 1 ? free[0] : undefined;
  };
  return {
    ...view,
    missing: view.missing.map(({ name, meant }) => ({ name, meant: renamed(name, meant) })),
    questions: view.questions.map((question) =>
      question.kind === "missing" ? { ...question, meant: renamed(question.column, question.meant) } : question,
    ),
  };
}

/** What the first name becomes by each order that it may be in. */
function outcomesOf(question: Question): readonly string[] {
  if (question.kind !== "order") return [];
  return question.choices.map((order) => inUsualOrder(question.samples[0] ?? "", order));
}

function infoOf({ path: file, columns, missing }: KeptMapping): KeptMappingInfo {
  return { uri: uriOf(file), name: path.basename(file), columns, missing: missing.length };
}

function sourceInfo({ source, statistics, whole }: ReadExport): SourceInfo {
  const { encoding, delimiter, header, rows } = source;
  const columns = statistics.columns.map((column) => ({
    name: column.name,
    samples: samplesIn(column),
    filled: column.filled,
  }));
  return { encoding, delimiter, header, rows: rows.length, people: statistics.people, whole, columns };
}

/** The library that knows phone numbers; loaded only when numbers have a country. */
export async function phoneReader({ country }: Mapping): Promise<ReadPhone | undefined> {
  return country === undefined ? undefined : (await import("../disk/libraries/phones.ts")).readPhone;
}

/** A name that nothing has yet, or whose file says just that: `hr.csv-mapping.json`, `hr-2.csv-mapping.json`. */
function freeName(usual: string, text: string): string | undefined {
  const stem = usual.slice(0, -mappingSuffix.length);
  for (let n = 1; n <= namesMax; n++) {
    const file = n === 1 ? usual : `${stem}-${n}${mappingSuffix}`;
    if (!fs.existsSync(file) || fs.readFileSync(file, "utf8") === text) return file;
  }
  return undefined;
}
