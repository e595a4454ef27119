// The table itself: regular-table draws the rows and columns that are seen; this gives it rows, marks cells and moves.
import "regular-table";
import type { TableCell, TableColumn, TableRow } from "../../server/protocol/grid.ts";
import { attribute, fillCell, fillNumber, lineOf, titleOf } from "./elements.ts";
import { cellAt, followMouse } from "./grid-mouse.ts";
import { afterKey } from "./keys.ts";
import type { Labels } from "./messages.ts";
import { type GridCell, headRows, idOf, isIn, type Place, type Selection } from "./place.ts";
import type { ShownRows } from "./rows.ts";
import { l10n } from "./words.ts";

/** The row's number and the id stand still at the left. */
const pinnedColumns = 2;

type TableElement = ReturnType<typeof createTable>;

function createTable() {
  return document.createElement("regular-table");
}

export class Grid {
  readonly element: TableElement = createTable();
  labels: Labels = "both";
  active: Place | undefined;
  /** Where more than the current cell is selected: two corners of it, the second one moves. */
  #corners: readonly [Place, Place] | undefined;
  readonly #rows: ShownRows;
  readonly #changed: () => void;
  readonly #failed: (error: unknown) => void;
  /** Columns in the order in which they are shown: the id first. */
  #order: readonly number[] = [];
  #rowHeight = 24;

  /**
   * @param changed another cell is current, or it says something else
   * @param failed rows could not be had
   */
  constructor(name: string, rows: ShownRows, changed: () => void, failed: (error: unknown) => void) {
    this.#rows = rows;
    this.#changed = changed;
    this.#failed = failed;
    const { element } = this;
    element.setAttribute("role", "grid");
    element.setAttribute("aria-label", name);
    element.setAttribute("aria-multiselectable", "true");
    element.setDataListener((x0, y0, x1, y1) => this.#data(x0, y0, x1, y1));
    element.addStyleListener(() => this.#style());
    element.addEventListener("mousedown", (event) => this.#press(event));
    new ResizeObserver(() => this.redraw()).observe(element);
    this.measure();
  }

  /** Draws what is here now; waits for rows that are not. */
  redraw(): void {
    if (this.element.isConnected && this.element.clientHeight > 0) this.element.draw().catch(this.#failed);
  }

  /** The font may have changed: so does the height of rows. */
  measure(): void {
    const size = Number.parseFloat(getComputedStyle(document.body).getPropertyValue("--vscode-editor-font-size")) || 13;
    this.#rowHeight = Math.round(size * 1.5) + 5;
    document.body.style.setProperty("--row-height", `${this.#rowHeight}px`);
    this.element.resetAutoSize({ auto: true, indices: true, override: false, row_height: false });
  }

  /** Rows that fit below the header, not counting parts. */
  get perView(): number {
    return Math.max(1, Math.floor(this.element.clientHeight / this.#rowHeight) - headRows);
  }

  /** The first row seen, with the part of it that is scrolled away. */
  get top(): number {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    return (scrollTop / Math.max(1, scrollHeight - clientHeight)) * this.#scrollable;
  }

  /** Rows that can be scrolled away. */
  get #scrollable(): number {
    return Math.max(0, this.#rows.shown - (this.element.clientHeight / this.#rowHeight - headRows));
  }

  scrollToRow(top: number): void {
    const { scrollHeight, clientHeight } = this.element;
    const share = this.#scrollable === 0 ? 0 : Math.min(1, Math.max(0, top) / this.#scrollable);
    this.element.scrollTop = Math.floor(share * Math.max(0, scrollHeight - clientHeight));
  }

  /** The current cell, its column and its row, as far as they are here. */
  get current(): { readonly column: TableColumn | undefined; readonly row: TableRow | undefined } | undefined {
    const { active } = this;
    return active && { column: this.#rows.columns[active.cell], row: this.#rows.at(active.position) };
  }

  /** The current cell in the file; undefined in the header and while its row is not here. */
  get currentCell(): GridCell | undefined {
    const { active, current } = this;
    return active && current?.row ? { row: current.row.index, cell: active.cell } : undefined;
  }

  /** What is selected; a cell alone is a block of one. Undefined while nothing is current, or a header. */
  get selection(): Selection | undefined {
    const { active } = this;
    if (!active || active.position < 0) return undefined;
    const corners = this.#corners ?? [active, active];
    const columns = corners.map(({ cell }) => Math.max(0, this.#order.indexOf(cell)));
    const positions = corners.map(({ position }) => position);
    const [left, right] = [Math.min(...columns), Math.max(...columns)];
    return {
      from: Math.min(...positions),
      to: Math.min(Math.max(...positions) + 1, Math.max(this.#rows.shown, active.position + 1)),
      cells: this.#order.slice(left, right + 1),
      // Where the next columns are, for what reaches further than the selection.
      columns: this.#order.slice(left),
      before: this.#order[left - 1],
    };
  }

  /** Columns in the order in which they are shown. */
  get order(): readonly number[] {
    return this.#order;
  }

  /** More than one cell is selected. */
  get hasRange(): boolean {
    return this.#corners !== undefined;
  }

  /** Selects a block whose first corner becomes the current cell. */
  async select({ from, to, cells }: Pick<Selection, "from" | "to" | "cells">): Promise<void> {
    const first = { position: from, cell: cells[0] ?? 0 };
    await this.goTo(first);
    const last = { position: Math.min(to, this.#rows.shown) - 1, cell: cells.at(-1) ?? first.cell };
    this.#extend(first, last);
    this.#mark();
    this.#changed();
  }

  /** Selects whole rows, whole columns or everything around the current cell or what is selected. */
  widen(what: "row" | "column" | "all"): void {
    const { active } = this;
    const [first, last] = [this.#order[0], this.#order.at(-1)];
    if (!active || first === undefined || last === undefined || this.#rows.shown === 0) return;
    const [one, other] = this.#corners ?? [active, active];
    const end = this.#rows.shown - 1;
    if (what === "row") {
      const at = (position: number): number => Math.max(0, position);
      this.#extend({ position: at(one.position), cell: first }, { position: at(other.position), cell: last });
    } else {
      const isAll = what === "all";
      const [left, right] = isAll ? [first, last] : [one.cell, other.cell];
      this.#extend({ position: 0, cell: left }, { position: end, cell: right });
    }
    if (active.position < 0) this.active = { ...active, position: 0 };
    this.#mark();
    this.#changed();
  }

  #extend(from: Place, to: Place): void {
    this.#corners = from.position === to.position && from.cell === to.cell ? undefined : [from, to];
  }

  /** Only the current cell is selected from now on; false when that was so already. */
  narrow(): boolean {
    if (!this.#corners) return false;
    this.#corners = undefined;
    this.#mark();
    this.#changed();
    return true;
  }

  /** The element of a cell, while it is drawn. */
  elementOf({ position, cell }: Place): HTMLElement | undefined {
    return document.getElementById(idOf({ position, cell })) ?? undefined;
  }

  /**
   * Makes a cell the current one and brings it into view.
   *
   * @param isExtended the current cell stays, and all between it and the place is selected
   */
  async goTo(place: Place, isExtended = false): Promise<void> {
    if (this.#rows.columns.length === 0) return;
    const last = this.#rows.shown - 1;
    const cell = Math.min(Math.max(0, place.cell), this.#rows.columns.length - 1);
    const isRange = isExtended && this.active !== undefined && this.active.position >= 0;
    const to = { position: Math.min(Math.max(isRange ? 0 : -1, place.position), last), cell };
    if (isRange && this.active) this.#extend(this.#corners?.[0] ?? this.active, to);
    else [this.active, this.#corners] = [to, undefined];
    this.#reveal(to.position);
    this.#mark();
    this.#changed();
    // Widths of columns are known only once they were drawn.
    for (let tries = 0; tries < 3; tries++) {
      await this.element.flush();
      if (!this.#revealColumn(cell)) break;
    }
    this.#mark();
  }

  /** Moves as a key says; false for keys that lead nowhere. `isExtended`: as for `goTo`. */
  move(key: string, all: boolean, isExtended = false): boolean {
    const moving = isExtended ? this.#corners?.[1] : undefined;
    const from = moving ?? this.active ?? { position: Math.ceil(this.top), cell: this.#order[0] ?? 0 };
    const column = Math.max(0, this.#order.indexOf(from.cell));
    const limits = {
      page: Math.max(1, this.perView - 1),
      lastRow: this.#rows.shown - 1,
      lastColumn: this.#order.length - 1,
    };
    const to = afterKey(key, all, { row: from.position, column }, limits);
    if (!to) return false;
    const column2 = Math.min(Math.max(0, to.column), limits.lastColumn);
    void this.goTo({ position: to.row, cell: this.#order[column2] ?? 0 }, isExtended);
    return true;
  }

  /** Changes a column's width by some pixels, or lets it fit again. */
  resize(cell: number, by: number | undefined): void {
    const key = this.#keyOf(cell);
    const { [key]: set, ...others } = this.element.saveColumnSizes();
    const now = set ?? this.#header(cell)?.getBoundingClientRect().width ?? 100;
    this.element.restoreColumnSizes(by === undefined ? others : { ...others, [key]: Math.max(30, now + by) });
    this.redraw();
  }

  #keyOf(cell: number): number {
    const column = this.#order.indexOf(cell);
    return column === 0 ? 1 : column + 1;
  }

  async #data(x0: number, y0: number, x1: number, y1: number) {
    await this.#rows.need(y0, y1);
    const { columns, shown } = this.#rows;
    this.#order = orderOf(columns);
    const others = this.#order.slice(1);
    const rows = Array.from({ length: Math.max(0, Math.min(y1, shown) - y0) }, (_, index) => this.#rows.at(y0 + index));
    const seen = others.slice(x0, x1);
    const text = (row: TableRow | undefined, cell: number | undefined) =>
      cell === undefined ? "" : lineOf(row?.cells[cell], this.labels);
    return {
      num_rows: shown,
      num_columns: others.length,
      row_height: this.#rowHeight,
      data: seen.map((cell) => rows.map((row) => text(row, cell))),
      row_headers: rows.map((row) => [row ? String(row.number) : "", text(row, this.#order[0])]),
      column_headers: seen.map((cell) => [titleOf(columns[cell], cell), columns[cell]?.name || l10n.t("no header")]),
      num_row_headers: pinnedColumns,
      num_column_headers: headRows,
      // Every header cell stands for itself, and so does every row.
      column_header_merge_depth: 0,
      merge_headers: "column" as const,
    };
  }

  /** Called after each drawing: what the table does not know of is put into its elements. */
  #style(): void {
    const { element } = this;
    const [table] = element.children;
    if (!table) return;
    attribute(table, "role", "presentation");
    attribute(element, "aria-rowcount", String(this.#rows.shown + headRows));
    attribute(element, "aria-colcount", String(this.#order.length + 1));
    for (const part of table.children) attribute(part, "role", "rowgroup");
    const [head, body] = table.children;
    for (const [index, tr] of [...(head?.children ?? [])].entries()) this.#styleHead(tr, index);
    for (const tr of body?.children ?? []) this.#styleRow(tr);
    this.#mark();
  }

  #styleHead(tr: Element, level: number): void {
    attribute(tr, "role", "row");
    attribute(tr, "aria-rowindex", String(level + 1));
    const { columns, query } = this.#rows;
    for (const th of tr.children) {
      if (!(th instanceof HTMLElement)) continue;
      const meta = this.element.getMeta(th);
      if (!meta) continue;
      const isNumber = meta.type === "corner" && meta.row_header_x === 0;
      const cell = meta.type === "column_header" ? this.#order[meta.x + 1] : this.#order[0];
      attribute(th, "role", "columnheader");
      attribute(th, "aria-colindex", isNumber ? "1" : String(this.#order.indexOf(cell ?? 0) + 2));
      const column = cell === undefined ? undefined : columns[cell];
      const title = titleOf(column, cell ?? 0);
      if (meta.type === "corner") {
        const words = isNumber ? (level === 0 ? l10n.t("Row") : "") : level === 0 ? title : (column?.name ?? "");
        const span = th.firstElementChild;
        if (span && span.textContent !== words) span.textContent = words;
      }
      if (isNumber || cell === undefined) {
        attribute(th, "id", undefined);
        if (level === 1) attribute(th, "aria-label", l10n.t("Row"));
        continue;
      }
      attribute(th, "id", level === 0 ? idOf({ position: -1, cell }) : undefined);
      attribute(th, "data-cell", String(cell));
      attribute(th, "data-unknown", column?.known === false ? "" : undefined);
      attribute(
        th,
        "title",
        [title, column?.name ?? ""].filter((text, at, all) => all.indexOf(text) === at).join("\n"),
      );
      const { sort } = query;
      const sorted = sort?.cell === cell ? (sort.descending ? "descending" : "ascending") : "none";
      attribute(th, "aria-sort", level === 0 ? sorted : undefined);
      attribute(th, "aria-haspopup", level === 0 ? "dialog" : undefined);
      const isFiltered = query.values?.some((value) => value.cell === cell) === true;
      attribute(th, "data-filtered", level === 0 && isFiltered ? "" : undefined);
    }
  }

  #styleRow(tr: Element): void {
    const [number, id] = tr.children;
    if (!(number instanceof HTMLElement) || !(id instanceof HTMLElement)) return;
    const meta = this.element.getMeta(number);
    const position = meta && "y" in meta ? meta.y : -1;
    const row = this.#rows.at(position);
    attribute(tr, "role", "row");
    attribute(tr, "aria-rowindex", String(position + headRows + 1));
    attribute(tr, "data-row", row ? String(row.index) : undefined);
    attribute(tr, "data-odd", position % 2 === 1 ? "" : undefined);
    attribute(tr, "data-blank", row?.blank ? "" : undefined);
    attribute(tr, "data-shifted", row?.shifted?.severity);
    attribute(number, "role", "rowheader");
    attribute(number, "aria-colindex", "1");
    fillNumber(number, row);
    this.#styleCell(id, position, this.#order[0] ?? 0, row);
    for (let index = pinnedColumns; index < tr.children.length; index++) {
      const td = tr.children[index];
      if (!(td instanceof HTMLElement)) continue;
      const at = this.element.getMeta(td);
      const cell = at?.type === "body" ? this.#order[at.x + 1] : undefined;
      if (cell !== undefined) this.#styleCell(td, position, cell, row);
    }
  }

  #styleCell(element: HTMLElement, position: number, cell: number, row: TableRow | undefined): void {
    attribute(element, "id", idOf({ position, cell }));
    attribute(element, "role", "gridcell");
    attribute(element, "data-cell", String(cell));
    attribute(element, "aria-colindex", String(this.#order.indexOf(cell) + 2));
    const value: TableCell | undefined = row?.cells[cell];
    fillCell(element, value, row !== undefined && !row.blank, this.labels);
  }

  /** Marks the current cell; a screen reader reads it with the line that says what is wrong there. */
  #mark(): void {
    for (const each of this.element.querySelectorAll("[data-active]")) {
      attribute(each, "data-active", undefined);
      attribute(each, "aria-selected", undefined);
      attribute(each, "aria-describedby", undefined);
    }
    this.#markRange();
    const element = this.active && this.elementOf(this.active);
    attribute(this.element, "aria-activedescendant", element?.id);
    if (!element) return;
    attribute(element, "data-active", "");
    attribute(element, "aria-selected", "true");
    if (this.active && this.active.position >= 0) attribute(element, "aria-describedby", "about");
  }

  /** Marks what is drawn of the range: it is two corners, however many cells lie between. */
  #markRange(): void {
    const range = this.hasRange ? this.selection : undefined;
    const cells = new Set(range?.cells);
    for (const tr of this.element.querySelectorAll("tbody tr")) {
      const position = Number(tr.getAttribute("aria-rowindex")) - headRows - 1;
      const isIn = range !== undefined && position >= range.from && position < range.to;
      attribute(tr, "data-in-range", isIn ? "" : undefined);
      for (const each of tr.children) {
        const { cell } = (each as HTMLElement).dataset;
        const isSelected = isIn && cell !== undefined && cells.has(Number(cell));
        attribute(each, "data-selected", isSelected ? "" : undefined);
        if (cell !== undefined) attribute(each, "aria-selected", isSelected ? "true" : undefined);
      }
    }
  }

  #reveal(position: number): void {
    if (position < 0) return;
    const { top } = this;
    const visible = this.element.clientHeight / this.#rowHeight - headRows;
    if (position < top) this.scrollToRow(position);
    else if (position + 1 > top + visible) this.scrollToRow(position + 1.2 - visible);
  }

  #header(cell: number): HTMLElement | undefined {
    return this.elementOf({ position: -1, cell });
  }

  /** Scrolls sideways until a column is seen; true when that is not certain yet. */
  #revealColumn(cell: number): boolean {
    const { element } = this;
    if (cell === this.#order[0]) return false;
    const pinned = this.#header(this.#order[0] ?? 0)?.getBoundingClientRect().right ?? 0;
    const box = element.getBoundingClientRect();
    const head = this.#header(cell)?.getBoundingClientRect();
    if (
      head &&
      head.left >= pinned - 1 &&
      (head.right <= box.left + element.clientWidth + 1 || head.left <= pinned + 1)
    )
      return false;
    if (head && head.left >= pinned)
      element.scrollLeft += Math.min(head.right - (box.left + element.clientWidth), head.left - pinned);
    else if (head) element.scrollLeft -= pinned - head.left;
    else {
      const wanted = this.#order.indexOf(cell);
      const drawn = [...element.querySelectorAll("thead tr:first-child th[data-cell]")].slice(1);
      const first = drawn[0] instanceof HTMLElement ? this.#order.indexOf(Number(drawn[0].dataset["cell"])) : 0;
      const away = wanted < first ? wanted - first : wanted - first - drawn.length + 1;
      element.scrollLeft += away * 130;
    }
    return true;
  }

  #press(event: MouseEvent): void {
    if (event.button !== 0 && event.button !== 2) return;
    const place = event.target instanceof Element ? cellAt(event.target, this.element, this.#order) : undefined;
    if (!place) return;
    const isInside = this.selection && this.hasRange && isIn(this.selection, place);
    // Whoever asks for the menu of what is selected does not want to lose it.
    if (event.button === 2 && isInside) return;
    if (place.isWholeRow) {
      this.#pressRow(place, event);
      return;
    }
    void this.goTo(place, event.shiftKey);
    if (event.button === 0) this.#follow((to) => void this.goTo(to, true));
  }

  #follow(extend: (place: Place) => void): void {
    followMouse(
      this.element,
      () => this.#order,
      () => this.#corners?.[1] ?? this.active,
      extend,
    );
  }

  #pressRow({ position }: Place, { shiftKey, button }: MouseEvent): void {
    const [first, last] = [this.#order[0] ?? 0, this.#order.at(-1) ?? 0];
    const start = shiftKey ? (this.#corners?.[0] ?? this.active)?.position : undefined;
    if (start === undefined) this.active = { position, cell: first };
    const extend = (to: number): void => {
      const end = Math.min(to, this.#rows.shown - 1);
      this.#extend({ position: start ?? position, cell: first }, { position: end, cell: last });
      this.#mark();
      this.#changed();
    };
    extend(position);
    if (button === 0) this.#follow((to) => extend(to.position));
  }
}

/** The columns as they are shown: who a row is about comes first. */
function orderOf(columns: readonly TableColumn[]): number[] {
  const id = Math.max(
    0,
    columns.findIndex((column) => column.id),
  );
  const all = columns.map((_, index) => index);
  return columns.length === 0 ? [] : [id, ...all.filter((index) => index !== id)];
}
