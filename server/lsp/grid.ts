/** What grids ask: rows by range, filtered and sorted; where something is; what a column has; edits of one cell or of a block. */

import type { CancellationToken, Range } from "vscode-languageserver";
import type { Sheet } from "../core/checking/sheet.ts";
import { type Document, documentText } from "../core/text/document.ts";
import { editDocument } from "../core/text/editing.ts";
import { inWords, message } from "../core/text/message.ts";
import { differenceOf } from "../core/text/text.ts";
import { type BlockAction, blockEdits, type CellBlock, copyBlock, copyMax } from "../features/grid/block-edit.ts";
import { cellEdit, editableCell } from "../features/grid/cell-edit.ts";
import { clipboardHtml, clipboardText } from "../features/grid/clipboard.ts";
import type { Overview } from "../features/grid/overview.ts";
import { overviewOf } from "../features/grid/overview.ts";
import { hidesAlike, plainSheet } from "../features/grid/plain-sheet.ts";
import { needsFindings, type RowQuery, rowsOf, type VisibleRows } from "../features/grid/row-view.ts";
import { type Matches, matchesOf, positionsOf } from "../features/grid/search.ts";
import type { ValueStatistics } from "../features/grid/statistics.ts";
import { statisticsOf } from "../features/grid/statistics.ts";
import { cellAtOffset, cellSpan, dots, headerText, rowCount, tableView } from "../features/records/cells.ts";
import type { Slices } from "../features/records/walk.ts";
import type {
  BlockAnswer,
  blockRequest,
  CellAnswer,
  CopyAnswer,
  cellAtRequest,
  cellRangeRequest,
  cellRequest,
  copyRequest,
  EditAnswer,
  editRequest,
  FindAnswer,
  findRequest,
  overviewRequest,
  positionRequest,
  RowsAnswer,
  rowsRequest,
  statisticsRequest,
} from "../protocol/grid.ts";
import type { Given, GivenOf } from "../protocol/request.ts";
import { toOffset, toRange } from "./convert.ts";
import { withIds } from "./feature-context.ts";
import { Reader } from "./reader.ts";
import type { Session } from "./session.ts";
import type { FileRequests } from "./set-requests.ts";

/** Texts longer than this are not searched for. */
const textMax = 1000;
const valuesMax = 20;
const partsMax = 4000;
/** A table for spreadsheets is made for so many cells. */
const htmlMax = 50_000;
/** UTF-16 units of a clipboard. */
const clipboardMax = 64_000_000;
/** More columns than a block can have. */
const columnsMax = 20_000;
/** Views of so many files and queries are kept. */
const viewsMax = 8;

/** So many files that are no import files are kept as tables. */
const plainMax = 4;

/** The rows that a query chose in one version of a file. */
interface KeptView {
  readonly sheet: Sheet;
  readonly document: Document;
  readonly rows: VisibleRows;
  matches: { readonly of: Document; readonly text: string | undefined; readonly found: Matches } | undefined;
}

type ShownView = { readonly sheet: Sheet; readonly view: KeptView };

export class Grids {
  readonly #session: Session;
  readonly #requests: FileRequests;
  readonly #views = new Map<string, KeptView>();
  /** Open files that are no import files, by their keys, each with the version that its sheet was made from. */
  readonly #plain = new Map<string, { readonly of: Document; readonly sheet: Sheet }>();
  /** Reads those, and import files as everybody else does. */
  readonly #reader: Reader;

  constructor(session: Session, requests: FileRequests) {
    this.#session = session;
    this.#requests = requests;
    this.#reader = new Reader(
      {
        sheetOf: (key) => this.#plainOf(key),
        linkedTo: () => [],
        isStored: () => false,
        shownOf: (key) => session.shownOf(key),
        readAgain: () => Promise.resolve(),
        fail: (what, error) => session.fail(what, error),
      },
      session.reader.pace,
    );
  }

  async rows(
    { uri, from, to, query, afresh }: GivenOf<typeof rowsRequest>,
    token?: CancellationToken,
  ): Promise<RowsAnswer | null> {
    const found = await this.#shown(uri, query, token, afresh === true);
    if (!found) return null;
    const { sheet, view } = found;
    const table = tableView(sheet, wholeNumber(from), wholeNumber(to), view.rows);
    const isOld = view.rows !== undefined && view.document !== sheet.document;
    const words = inWords(table, this.#session.translate);
    return { version: sheet.document.version, status: this.#requests.status({ uri }), isOld, ...words };
  }

  async find(
    { uri, query, text, position, cell, backwards }: GivenOf<typeof findRequest>,
    token: CancellationToken,
  ): Promise<FindAnswer | null> {
    const shown = await this.#shown(uri, query, token);
    const wanted = textIn(text);
    if (!shown || (text !== undefined && wanted === undefined)) return null;
    const { view } = shown;
    let { matches } = view;
    if (!matches || matches.of !== shown.sheet.document || matches.text !== wanted) {
      const found = await this.#ask(uri, token, (sheet) => matchesOf(sheet, view.rows, wanted), wanted === undefined);
      if (!found) return null;
      matches = { of: found.sheet.document, text: wanted, found: found.answer };
      view.matches = matches;
    }
    const from = { position: wholeNumber(position) || 0, cell: wholeNumber(cell) || 0 };
    const next = matches.found.next(from, backwards === true);
    return next ? { ...next, total: matches.found.total } : null;
  }

  async position(
    { uri, query, row }: GivenOf<typeof positionRequest>,
    token: CancellationToken,
  ): Promise<number | null> {
    const shown = await this.#shown(uri, query, token);
    const wanted = wholeNumber(row);
    const total = shown ? rowCount(shown.sheet.document) : 0;
    if (!shown || !(wanted >= 0 && wanted < total)) return null;
    const { rows } = shown.view;
    const position = rows ? positionsOf(rows, total)[wanted]! : wanted;
    return position < 0 ? null : position;
  }

  async overview(
    { uri, query, parts }: GivenOf<typeof overviewRequest>,
    token: CancellationToken,
  ): Promise<Overview | null> {
    const shown = await this.#shown(uri, query, token);
    if (!shown) return null;
    const count = Math.max(1, Math.min(partsMax, wholeNumber(parts) || 1));
    const found = await this.#ask(uri, token, (sheet) => overviewOf(sheet, shown.view.rows, count), false);
    return found?.answer ?? null;
  }

  async statistics(
    { uri, cell }: GivenOf<typeof statisticsRequest>,
    token: CancellationToken,
  ): Promise<ValueStatistics | null> {
    const index = wholeNumber(cell);
    if (!(index >= 0)) return null;
    const found = await this.#ask(uri, token, (sheet) => statisticsOf(sheet, index), false);
    return found?.answer ?? null;
  }

  async cell({ uri, row, cell }: GivenOf<typeof cellRequest>): Promise<CellAnswer | null> {
    const sheet = this.#sheet(uri);
    if (!sheet) return null;
    const { version } = sheet.document;
    const found = await withIds(this.#session, sheet, (context) =>
      editableCell(sheet, wholeNumber(row), wholeNumber(cell), context),
    );
    const nothing = { text: "", password: false, lines: false, choices: [], closed: false };
    return { version, ...nothing, ...inWords(found, this.#session.translate) };
  }

  edit({ uri, version, row, cell, value }: GivenOf<typeof editRequest>): EditAnswer | null {
    const sheet = this.#sheet(uri);
    if (!sheet || typeof value !== "string") return null;
    const { document } = sheet;
    const now = { version: document.version };
    if (version !== document.version) {
      const refused = message("The file has changed since then. Check the cell and try again.");
      return { ...now, refused: this.#session.translate(refused) };
    }
    const found = cellEdit(sheet, wholeNumber(row), wholeNumber(cell), value);
    if (!found) return now;
    if ("refused" in found) return { ...now, refused: this.#session.translate(found.refused) };
    return { ...now, edit: { range: toRange(document, found), newText: found.text } };
  }

  /** The edits of one action on a block of the rows shown. */
  async block(
    { uri, version, query, block, action }: GivenOf<typeof blockRequest>,
    token?: CancellationToken,
  ): Promise<BlockAnswer | null> {
    const wanted = readBlock(block);
    const act = readAction(action);
    if (!wanted || !act) return null;
    const shown = await this.#shown(uri, query, token);
    if (!shown) return null;
    const { sheet, view } = shown;
    const { document } = sheet;
    const now = { version: document.version };
    const { translate } = this.#session;
    if (version !== document.version) {
      return { ...now, refused: translate(message("The file has changed since then. Check the cells and try again.")) };
    }
    const made = blockEdits(sheet, view.rows, wanted, act);
    if ("refused" in made) return { ...now, refused: translate(made.refused) };
    if ("question" in made) return { ...now, question: made.question };
    const { edits, ...done } = made;
    return {
      ...now,
      done,
      edits: edits.map((edit) => ({ range: toRange(document, edit), newText: edit.text })),
    };
  }

  /** A block of the rows shown as text for the clipboard. */
  async copy(
    { uri, query, block, names }: GivenOf<typeof copyRequest>,
    token?: CancellationToken,
  ): Promise<CopyAnswer | null> {
    const wanted = readBlock(block);
    const shown = wanted && (await this.#shown(uri, query, token));
    if (!shown) return null;
    const { translate } = this.#session;
    if ((wanted.to - wanted.from) * wanted.cells.length > copyMax) {
      const refused = translate(message("These are more than {0} cells. Copy a part at a time.", copyMax));
      return { refused, text: "", cells: 0, hidden: 0 };
    }
    const found = await this.#ask(uri, token, (sheet) => copyBlock(sheet, shown.view.rows, wanted), false);
    if (!found) return null;
    const { rows, hidden } = found.answer;
    const header = (cell: number): string => headerText(found.sheet, cell).replace(dots, "");
    const all = names === true ? [wanted.cells.map(header), ...rows] : rows;
    const cells = rows.length * wanted.cells.length;
    const html = cells <= htmlMax ? { html: clipboardHtml(all) } : {};
    return { text: clipboardText(all), ...html, cells, hidden };
  }

  cellRange({ uri, row, cell }: GivenOf<typeof cellRangeRequest>): Range | null {
    const sheet = this.#sheet(uri);
    const span = sheet && cellSpan(sheet.document, wholeNumber(row), wholeNumber(cell));
    return sheet && span ? toRange(sheet.document, span) : null;
  }

  cellAt({ uri, position }: GivenOf<typeof cellAtRequest>): { row: number; cell: number } | null {
    const sheet = this.#sheet(uri);
    if (!sheet || typeof position !== "object") return null;
    return cellAtOffset(sheet.document, toOffset(sheet.document, position)) ?? null;
  }

  #sheet(uri: unknown): Sheet | undefined {
    const { key } = this.#session.address(uri);
    return this.#session.sheetOf(key) ?? this.#plainOf(key);
  }

  /** An open file that was not recognized, as a table without rules. */
  #plainOf(key: string): Sheet | undefined {
    const entry = this.#session.workspace.entry(key);
    const kept = this.#plain.get(key);
    if (!entry?.open || this.#session.sheetOf(key)) {
      this.#plain.delete(key);
      return undefined;
    }
    const { document } = entry;
    if (kept?.of === document) return kept.sheet;
    const sheet =
      (kept && edited(kept.sheet, document)) ?? plainSheet(entry.uri, documentText(document), document.version);
    this.#plain.delete(key);
    this.#plain.set(key, { of: document, sheet });
    for (const oldest of this.#plain.keys()) {
      if (this.#plain.size <= plainMax) break;
      this.#plain.delete(oldest);
    }
    return sheet;
  }

  #ask<T>(
    uri: unknown,
    token: CancellationToken | undefined,
    question: (sheet: Sheet) => Slices<T>,
    toEnd: boolean,
  ): ReturnType<typeof Reader.prototype.ask<T>> {
    const { key } = this.#session.address(uri);
    const reader = this.#session.sheetOf(key) ? this.#session.reader : this.#reader;
    return reader.ask(key, question, () => token?.isCancellationRequested === true, toEnd);
  }

  /**
   * The rows of a query. As long as cells are edited but no rows come or go they stay those chosen before, so that nothing
   * jumps away under somebody who mends them one by one.
   */
  async #shown(
    uri: unknown,
    given: unknown,
    token?: CancellationToken,
    afresh = false,
  ): Promise<ShownView | undefined> {
    const query = readQuery(given);
    const name = JSON.stringify([this.#session.address(uri).key, query]);
    const sheet = this.#sheet(uri);
    const kept = this.#views.get(name);
    if (kept && sheet && kept.sheet === sheet && !afresh && sameRows(kept.document, sheet.document)) {
      return { sheet, view: kept };
    }
    const found = await this.#ask(uri, token, (each) => rowsOf(each, query), needsFindings(query));
    if (!found) return undefined;
    const view = { sheet: found.sheet, document: found.sheet.document, rows: found.answer, matches: undefined };
    this.#views.delete(name);
    this.#views.set(name, view);
    for (const oldest of this.#views.keys()) {
      if (this.#views.size <= viewsMax) break;
      this.#views.delete(oldest);
    }
    return { sheet: found.sheet, view };
  }
}

/** The sheet of the next version of its file; undefined when the header is another one, and with it all columns, or other cells are hidden. */
function edited(sheet: Sheet, next: Document): Sheet | undefined {
  const edit = differenceOf(documentText(sheet.document), documentText(next));
  const document = edit
    ? editDocument(sheet.document, edit, next.version)
    : { ...sheet.document, version: next.version };
  if (document.header.text !== sheet.document.header.text || document.pages.length === 0) return undefined;
  // In a file without a header a row that was typed now may have a password where none was.
  if (!hidesAlike(sheet, document)) return undefined;
  sheet.edit(document);
  return sheet;
}

function sameRows(a: Document, b: Document): boolean {
  return a === b || (a.header.text === b.header.text && rowCount(a) === rowCount(b));
}

/** A query as it can be answered: what is malformed is left out. */
function readQuery(given: unknown): RowQuery {
  if (typeof given !== "object" || given === null) return {};
  const { text, values, problems, rule, sort } = given as Given<RowQuery>;
  const wanted = (Array.isArray(values) ? values : []).slice(0, valuesMax).flatMap((each: unknown) => {
    const value = located(each);
    return value && typeof value.text === "string" ? [{ cell: value.cell, text: value.text }] : [];
  });
  const by = located(sort);
  return {
    text: textIn(text),
    values: wanted,
    problems: problems === true,
    rule: textIn(rule),
    sort: by && { cell: by.cell, descending: by.descending === true },
  };
}

/** A block whose numbers can be counted with; whether there are such cells is another question. */
function readBlock(given: unknown): CellBlock | undefined {
  if (typeof given !== "object" || given === null) return undefined;
  const { from, to, cells } = given as Given<CellBlock>;
  const columns = readColumns(cells);
  const [first, last] = [wholeNumber(from), wholeNumber(to)];
  return columns && first >= 0 && last >= first ? { from: first, to: last, cells: columns } : undefined;
}

function readColumns(given: unknown): number[] | undefined {
  if (!Array.isArray(given) || given.length > columnsMax) return undefined;
  const cells = given.map(wholeNumber);
  return cells.every((cell) => cell >= 0 && cell < columnsMax) && new Set(cells).size === cells.length
    ? cells
    : undefined;
}

/** An action that is one of those that can be done. */
function readAction(given: unknown): BlockAction | undefined {
  if (typeof given !== "object" || given === null) return undefined;
  const { kind, text, columns, names, cut, inserted, before } = given as Readonly<Record<string, unknown>>;
  const isText = typeof text === "string" && text.length <= clipboardMax;
  switch (kind) {
    case "paste": {
      const all = readColumns(columns);
      if (!isText || !all) return undefined;
      const answers = { names: typeof names === "boolean" ? names : undefined, cut: cut === true };
      return { kind, text, columns: all, ...answers, inserted: inserted === true };
    }
    case "write":
      return isText ? { kind, text } : undefined;
    case "fillRight": {
      const cell = wholeNumber(before);
      return { kind, before: cell >= 0 ? cell : undefined };
    }
    case "fillDown":
    case "insertAbove":
    case "insertBelow":
    case "duplicate":
    case "delete":
      return { kind };
    default:
      return undefined;
  }
}

/** What names a cell in a query. */
type Located = NonNullable<RowQuery["values"]>[number] & NonNullable<RowQuery["sort"]>;

/** An object that names a cell. */
function located(given: unknown): (Given<Located> & { readonly cell: number }) | undefined {
  if (typeof given !== "object" || given === null) return undefined;
  const located = given as Given<Located>;
  const cell = wholeNumber(located.cell);
  return cell >= 0 && cell < 2 ** 31 ? { ...located, cell } : undefined;
}

function textIn(given: unknown): string | undefined {
  return typeof given === "string" && given !== "" && given.length <= textMax ? given : undefined;
}

function wholeNumber(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? Math.floor(value) : Number.NaN;
}
