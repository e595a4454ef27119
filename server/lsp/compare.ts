/** What the client asks about changes since the last upload. The last comparison is kept until its files change. */

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Sheet } from "../core/checking/sheet.ts";
import { cellsOf, type Document, rowText } from "../core/text/document.ts";
import { joined, type Message, message, schemaText } from "../core/text/message.ts";
import type { Span } from "../core/text/text.ts";
import { StaleTextError } from "../disk/reading/closed-text.ts";
import {
  isBundle,
  type KeptUpload,
  openUpload,
  readFiles,
  readUpload,
  UploadError,
} from "../disk/writing/kept-upload.ts";
import { writeUndo } from "../disk/writing/undo-set.ts";
import {
  changesOf,
  lastRecordText,
  lastStateOf,
  type RecordChange,
  type RecordPlace,
} from "../features/compare/changes.ts";
import {
  type Comparison,
  changeKinds,
  comparisonOf,
  type TypeComparison,
  type UploadFile,
} from "../features/compare/compare.ts";
import { comparisonPage, undoPage } from "../features/compare/compare-page.ts";
import {
  countsInWords,
  goneInWords,
  notesOf,
  renamedInWords,
  valueInWords,
} from "../features/compare/compare-sentences.ts";
import { columnNames } from "../features/compare/fingerprints.ts";
import { undoOf } from "../features/compare/undo.ts";
import { type FileSet, fileSets } from "../features/imports/sets.ts";
import type { LastState } from "../features/people/outcomes.ts";
import { plain } from "../features/records/markdown.ts";
import type {
  bundlesRequest,
  CompareAnswer,
  CompareRecord,
  CompareTypeInfo,
  compareRecordsRequest,
  compareRequest,
  KeptBundle,
  UndoAnswer,
  undoRequest,
} from "../protocol/compare.ts";
import type { GivenOf } from "../protocol/request.ts";
import { toRange } from "./convert.ts";
import type { Session } from "./session.ts";
import { type Sets, shownName } from "./sets.ts";
import { inSlices } from "./turns.ts";

/** Records handed out at once, however many are asked for. */
const recordsMax = 1000;
/** Records of each kind that the page lists. */
const listedMax = 200;

/** What the last upload had of records. */
export interface LastStates {
  /** The last upload's name. */
  readonly name: string;
  /** Undefined for records that say nothing. */
  of(sheet: Sheet, record: number): LastState | undefined;
}

/** A comparison and the documents it was made from. */
interface Held {
  readonly id: number;
  readonly comparison: Comparison;
  readonly set: FileSet;
  readonly upload: KeptUpload;
  readonly documents: ReadonlyMap<Sheet, Document>;
}

export class Compare {
  readonly #session: Session;
  readonly #sets: Sets;
  #held: Held | undefined;
  /** The one that was made last, for the people view perhaps. */
  #made: Held | undefined;
  #nextId = 1;
  /** The last upload as it was read, and the state of the file it was read from. */
  #read: { readonly target: string; readonly stamp: string; readonly upload: KeptUpload } | undefined;

  constructor(session: Session, sets: Sets) {
    this.#session = session;
    this.#sets = sets;
  }

  async bundles({ uris }: GivenOf<typeof bundlesRequest>): Promise<KeptBundle[]> {
    const wanted = Array.isArray(uris) ? uris.filter(isFileUri) : [];
    const found = wanted.map(async (uri): Promise<KeptBundle[]> => {
      try {
        const target = fileURLToPath(uri);
        const upload = isBundle(target) ? await readUpload(target) : undefined;
        if (upload?.madeBy === undefined || upload.system === undefined) return [];
        const { madeBy, system, files } = upload;
        return [{ uri, system, madeBy, files: files.length }];
      } catch {
        // A zip that cannot be read is no bundle.
        return [];
      }
    });
    return (await Promise.all(found)).flat();
  }

  async compare(given: GivenOf<typeof compareRequest>): Promise<CompareAnswer> {
    try {
      const held = await this.#make(given);
      this.#held = held;
      return this.#answer(held);
    } catch (error) {
      if (error instanceof UploadError) return { ...nothing, refused: this.#session.translate(error.sentence) };
      throw error;
    }
  }

  records({ id, fileType, kind, from, to }: GivenOf<typeof compareRecordsRequest>): CompareRecord[] | null {
    const held = this.#held;
    const type = held?.comparison.types.find(({ table }) => table.name === fileType);
    const wanted = changeKinds.find((each) => each === kind);
    if (!held || held.id !== id || !this.#isFresh(held) || !type || !wanted) return null;
    const start = typeof from === "number" && from > 0 ? Math.floor(from) : 0;
    const end = Math.min(typeof to === "number" ? Math.floor(to) : start, start + recordsMax);
    return [...changesOf(type, wanted, start, end)].map((change) => this.#record(change));
  }

  /** What the last upload had of each record of a file; undefined when it cannot be compared. */
  async states(uri: string, last: string): Promise<LastStates | undefined> {
    try {
      const { comparison, upload } = await this.#make({ uri, with: last });
      return {
        name: path.basename(upload.target),
        of: (sheet, record) => lastStateOf(comparison, sheet, record),
      };
    } catch (error) {
      if (error instanceof UploadError) return undefined;
      throw error;
    }
  }

  async undo(given: GivenOf<typeof undoRequest>): Promise<UndoAnswer> {
    const { translate } = this.#session;
    const no = (refused: Message | string): UndoAnswer => ({
      refused: translate(refused),
      files: [],
      remains: [],
      errors: 0,
      warnings: 0,
    });
    const { target } = given;
    if (!isFileUri(target)) return no(message("An undo set can only be saved to a disk on this computer."));
    try {
      const held = await this.#make(given);
      const { comparison, set, upload } = held;
      const tables = this.#session.workspace.tablesFor(set.files[0]!.path);
      const undo = undoOf(comparison, tables);
      const names = { old: path.basename(upload.target), new: this.#sets.nameOf(set) || set.system };
      const answer = await writeUndo(undo, translate(undoPage(undo, names)), fileURLToPath(target));
      if ("refused" in answer) return no(answer.refused);
      const { remains, errors, warnings } = undo;
      return { files: answer.files, remains: remains.map(translate), errors, warnings };
    } catch (error) {
      if (error instanceof UploadError) return no(error.sentence);
      if (error instanceof StaleTextError) throw error;
      this.#session.fail("writing an undo set", error);
      return no(message("The undo set couldn't be saved, and nothing was written."));
    }
  }

  async #make({ uri, with: last }: GivenOf<typeof compareRequest>): Promise<Held> {
    if (!isFileUri(last)) throw new UploadError(message("The last upload must be on a disk on this computer."));
    const target = fileURLToPath(last);
    const upload = await this.#uploadAt(target);
    const sets = (await this.#sets.read(uri)).filter((set) => !set.folder.startsWith(`${target}/`));
    if (sets.length === 0) throw new UploadError(message("This isn't an import file."));
    const set = sets.find(({ system }) => system === upload.system) ?? sets[0]!;
    const known = this.#made;
    if (known?.upload === upload && isSameSet(known.set, set) && this.#isFresh(known)) return known;
    const { workspace } = this.#session;
    const place = set.files[0]!.path;
    const documents = workspace.tablesFor(place).map(({ document }) => document);
    const opened = openUpload(upload, documents, workspace.profileFor(place));
    const oldFiles = lastFiles(upload, opened, set);
    for (const { sheet } of oldFiles) await this.#session.reader.readAll(sheet);
    const all = set.files.map(({ sheet, path: file }) => ({ sheet, path: shownName(set, file) }));
    const types = new Set(oldFiles.map(({ sheet }) => sheet.table.name));
    const single = upload.madeBy === undefined && oldFiles.length === 1;
    const newFiles = single ? all.filter(({ sheet }) => types.has(sheet.table.name)) : all;
    const versions = new Map(newFiles.map(({ sheet }) => [sheet, sheet.document]));
    const isCurrent = (): boolean => this.#isFresh({ documents: versions });
    const comparison = await inSlices(comparisonOf(oldFiles, newFiles), isCurrent);
    if (!comparison) return this.#make({ uri, with: last });
    this.#made = { id: this.#nextId++, comparison, set, upload, documents: versions };
    return this.#made;
  }

  /** False when a file was edited, read again or taken for something else since. */
  #isFresh({ documents }: Pick<Held, "documents">): boolean {
    return [...documents].every(([sheet, document]) => this.#session.isCurrent(sheet, document));
  }

  async #uploadAt(target: string): Promise<KeptUpload> {
    const stat = fs.statSync(target, { throwIfNoEntry: false });
    if (!stat) throw new UploadError(message("{0} no longer exists.", path.basename(target)));
    const stamp = stat.isDirectory() ? "" : `${stat.mtimeMs} ${stat.size}`;
    if (stamp !== "" && this.#read?.target === target && this.#read.stamp === stamp) return this.#read.upload;
    const upload = isBundle(target) ? await readUpload(target) : readFiles(target);
    this.#read = { target, stamp, upload };
    return upload;
  }

  #answer({ id, comparison, set, upload }: Held): CompareAnswer {
    const last = path.basename(upload.target);
    const name = this.#sets.nameOf(set);
    const page = comparisonPage(comparison, { old: last, new: name || set.system }, listedMax);
    const { translate } = this.#session;
    const lastUpload = joined(["\n## ", message("The last upload"), "\n\n"], "");
    const faults = upload.faults.map((fault) => `- ⚠ ${plain(translate(fault))}\n`).join("");
    return {
      id,
      name,
      last,
      system: set.system,
      faults: upload.faults.map(translate),
      counts: comparison.counts,
      types: comparison.types.map((type) => this.#typeInfo(type)),
      page: [...page, ...(faults === "" ? [] : [lastUpload])].map(translate).join("") + faults,
    };
  }

  #typeInfo(type: TypeComparison): CompareTypeInfo {
    const { translate } = this.#session;
    const { table, counts, newFiles, oldFiles } = type;
    const [first] = newFiles;
    return {
      fileType: table.name,
      title: translate(schemaText(table.document.title)),
      name: (newFiles.length > 0 ? newFiles : oldFiles).map(({ path: file }) => file).join(", "),
      uri: first && this.#session.spell(first.sheet.uri),
      counts,
      inWords: translate(countsInWords(counts)),
      notes: notesOf(type).map(translate),
      goneNote: counts.gone > 0 ? translate(goneInWords(type)) : "",
    };
  }

  #record(change: RecordChange): CompareRecord {
    const { key, name, fields, new: place, old } = change;
    const { translate } = this.#session;
    const columns = place ? columnNames(place.sheet) : [];
    const renamed = renamedInWords(change);
    return {
      key: translate(key),
      name,
      ...(place && {
        uri: this.#session.spell(place.sheet.uri),
        range: toRange(place.sheet.document, recordSpan(place)),
      }),
      fields: fields.map((field) => ({
        field: field.field,
        title: translate(field.title),
        inWords: translate(valueInWords(field)),
        range: toRange(place!.sheet.document, cellSpan(place!, columns.indexOf(field.field))),
      })),
      ...(renamed && { renamed: translate(renamed) }),
      ...(!place && old && { old: translate(lastRecordText(old)) }),
    };
  }
}

const none = { created: 0, updated: 0, unchanged: 0, gone: 0 };
const nothing = { id: 0, name: "", last: "", system: "", faults: [], counts: none, types: [], page: "" };

function isFileUri(uri: unknown): uri is string {
  return typeof uri === "string" && /^file:/i.test(uri);
}

function isSameSet(a: FileSet, b: FileSet): boolean {
  return a.files.length === b.files.length && a.files.every(({ sheet }, i) => sheet === b.files[i]!.sheet);
}

/** The files of the last upload that are of the set's system: all of a bundle, one import of a folder. */
function lastFiles(upload: KeptUpload, opened: ReturnType<typeof openUpload>, { system }: FileSet): UploadFile[] {
  const own = opened.files.filter(({ sheet }) => sheet.table.system === system && !sheet.table.document.hidden);
  const name = path.basename(upload.target);
  if (own.length === 0) throw new UploadError(message("{0} doesn't contain a file for {1}.", name, system));
  if (upload.madeBy !== undefined) return own;
  const sets = fileSets(opened.workspace).filter((set) => set.system === system);
  if (sets.length > 1)
    throw new UploadError(
      message("{0} contains {1} imports for {2}. Choose the folder of one.", name, sets.length, system),
    );
  return own;
}

function recordSpan({ sheet, at }: RecordPlace): Span {
  const page = sheet.document.pages[at.page]!;
  const start = sheet.document.offsets[at.page]! + page.rows[at.row]!;
  return { start, end: start + rowText(page, at.row).replace(/(?<![\r\n])[\r\n]+$/, "").length };
}

function cellSpan(place: RecordPlace, cell: number): Span {
  return cellsOf(place.sheet.document, place.at)[cell] ?? recordSpan(place);
}
