// The table itself: draws the rows and columns that are seen and no others, and moves by mouse and keyboard.
import type { PreviewColumn, PreviewRow, RowsAnswer } from "../../server/protocol.ts";
import { cellId, dataRow, headRow, make } from "./elements.ts";
import { Columns, fittingWidths, Heights } from "./layout.ts";
import { Rows } from "./rows.ts";

/** A cell by record and column, both from 0. */
export interface Place {
  readonly row: number;
  readonly cell: number;
}

/** What the table wants from outside. */
export interface Wishes {
  rows(from: number, to: number): void;
  /** A cell was picked; `focus`: to go on working in the text editor. */
  pick(place: Place, focus: boolean): void;
  /** Another cell is the current one. */
  moved(): void;
  scrolled(): void;
}

export class Grid {
  readonly element = make("div", "grid");
  readonly #body = make("div", "body");
  readonly #wishes: Wishes;
  readonly #rows = new Rows();
  readonly #drawn = new Map<number, { readonly element: HTMLElement; readonly of: PreviewRow | undefined }>();
  #head = make("div", "row head");
  #layout = new Columns([]);
  #laidOutFor = "";
  #seenColumns = { first: 0, last: 0 };
  #active: Place | undefined;
  #frame = 0;
  #rowHeight = 24;
  #numberWidth = 0;

  constructor(name: string, wishes: Wishes) {
    this.#wishes = wishes;
    this.element.setAttribute("role", "grid");
    this.element.setAttribute("aria-label", `Preview of ${name}`);
    this.element.setAttribute("aria-readonly", "true");
    this.element.tabIndex = 0;
    this.#body.setAttribute("role", "rowgroup");
    this.element.append(this.#head, this.#body);
    this.element.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.#body.addEventListener("click", (event) => this.#click(event, false));
    this.#body.addEventListener("dblclick", (event) => this.#click(event, true));
    new ResizeObserver(() => this.#later()).observe(this.element);
  }

  /** The current cell, its column and its record, as far as they are here. */
  get active():
    | (Place & { readonly column: PreviewColumn | undefined; readonly record: PreviewRow | undefined })
    | undefined {
    if (!this.#active) return undefined;
    const { row, cell } = this.#active;
    return { row, cell, column: this.#rows.columns[cell], record: this.#rows.get(row) };
  }

  /** The row at the top, with the part of it that is scrolled away as a fraction. */
  get topRow(): number {
    return this.#heights().rowAt(this.element.scrollTop);
  }

  get left(): number {
    return this.element.scrollLeft;
  }

  /** Takes rows in and draws them. `isFresh`: what was here before is old. */
  show(answer: RowsAnswer, isFresh: boolean): void {
    this.#rows.take(answer, isFresh);
    this.#lay();
    if (this.#active && this.#rows.total > 0) {
      this.#active = { ...this.#active, row: Math.min(this.#active.row, this.#rows.total - 1) };
    }
    this.#draw();
    this.#wishes.moved();
  }

  scrollTo(row: number, left: number): void {
    this.element.scrollTop = this.#heights().scrollTopOf(row);
    this.element.scrollLeft = left;
    this.#draw();
  }

  /** The rows that an answer about what is seen now has to hold. */
  wanted(): { readonly from: number; readonly to: number } {
    const { first, last } = this.#seenRows();
    return this.#rows.surrounding(first, last);
  }

  /** Makes a cell the current one and brings it into view. */
  goTo(place: Place): void {
    const last = this.#rows.total - 1;
    if (last < 0) return;
    const cell = Math.min(Math.max(place.cell, 0), Math.max(0, this.#layout.count - 1));
    this.#active = { row: Math.min(Math.max(place.row, 0), last), cell };
    this.#bringIntoView(this.#active);
    this.#draw();
    this.#wishes.moved();
  }

  /** Measures fonts anew: the theme or the font may have changed. */
  restyle(): void {
    this.#laidOutFor = "";
    this.#lay();
    this.#draw();
  }

  #heights(): Heights {
    const view = Math.max(0, this.element.clientHeight - this.#head.offsetHeight);
    return new Heights(this.#rows.total, this.#rowHeight, view);
  }

  #lay(): void {
    const widest = Math.max(this.#rows.columns.length, ...[...this.#rows.held()].map((row) => row.cells.length));
    const digits = String(this.#rows.total).length;
    const names = this.#rows.columns.map((column) => `${column.name}\n${column.title}\n${column.known}`);
    const now = JSON.stringify([widest, digits, names]);
    if (now !== this.#laidOutFor) {
      this.#laidOutFor = now;
      const font = Number.parseFloat(getComputedStyle(this.element).fontSize) || 13;
      const character = characterWidth(this.element);
      this.#rowHeight = Math.round(font * 1.6) + 3;
      this.#numberWidth = Math.ceil(Math.max(3, digits) * character) + 36;
      this.#layout = new Columns(fittingWidths(this.#rows.columns, this.#rows.held(), character, 36));
      this.#forgetDrawn();
    }
    const { style } = this.element;
    style.setProperty("--row-height", `${this.#rowHeight}px`);
    style.setProperty("--number-width", `${this.#numberWidth}px`);
    style.setProperty("--table-width", `${this.#numberWidth + this.#layout.width}px`);
    this.element.setAttribute("aria-rowcount", String(this.#rows.total + 1));
    this.element.setAttribute("aria-colcount", String(this.#layout.count + 1));
    this.#body.style.height = `${this.#heights().height}px`;
  }

  #scrolled(): void {
    this.#later();
    this.#wishes.scrolled();
  }

  /** Draws once before the next picture, however many reasons there are. */
  #later(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #seenRows(): { readonly first: number; readonly last: number } {
    const heights = this.#heights();
    const first = Math.floor(heights.rowAt(this.element.scrollTop));
    return { first, last: first + heights.perView + 2 };
  }

  #draw(): void {
    const columns = this.#layout.within(this.element.scrollLeft, this.element.scrollLeft + this.element.clientWidth);
    if (columns.first !== this.#seenColumns.first || columns.last !== this.#seenColumns.last) this.#forgetDrawn();
    if (this.#drawn.size === 0 || this.#head.childElementCount === 0) this.#drawHead(columns);
    const heights = this.#heights();
    const seen = this.#seenRows();
    const first = Math.max(0, seen.first - 4);
    const last = Math.min(this.#rows.total, seen.last + 4);
    for (const [index, { element, of }] of this.#drawn) {
      if (index >= first && index < last && of === this.#rows.get(index)) continue;
      element.remove();
      this.#drawn.delete(index);
    }
    for (let index = first; index < last; index++) {
      const there = this.#drawn.get(index)?.element;
      const element = there ?? dataRow(index, this.#rows.get(index), this.#layout, columns);
      element.style.top = `${heights.topOf(index, this.element.scrollTop)}px`;
      if (there) continue;
      this.#drawn.set(index, { element, of: this.#rows.get(index) });
      this.#body.append(element);
    }
    this.#markActive();
    const missing = this.#rows.missing(seen.first, seen.last);
    if (missing) this.#wishes.rows(missing.from, missing.to);
  }

  #drawHead(columns: { readonly first: number; readonly last: number }): void {
    this.#seenColumns = columns;
    const head = headRow(this.#rows.columns, this.#layout, columns);
    this.#head.replaceWith(head);
    this.#head = head;
  }

  #forgetDrawn(): void {
    for (const { element } of this.#drawn.values()) element.remove();
    this.#drawn.clear();
  }

  #markActive(): void {
    for (const each of this.#body.querySelectorAll(".active")) {
      each.classList.remove("active");
      each.removeAttribute("aria-selected");
      each.removeAttribute("aria-describedby");
    }
    const id = this.#active && cellId(this.#active.row, this.#active.cell);
    const element = id && document.getElementById(id);
    if (!element) {
      this.element.removeAttribute("aria-activedescendant");
      return;
    }
    element.classList.add("active");
    element.setAttribute("aria-selected", "true");
    element.setAttribute("aria-describedby", "about");
    this.element.setAttribute("aria-activedescendant", id);
  }

  #bringIntoView({ row, cell }: Place): void {
    const heights = this.#heights();
    const top = heights.rowAt(this.element.scrollTop);
    const visible = heights.view / this.#rowHeight;
    if (row < top) this.element.scrollTop = heights.scrollTopOf(row);
    else if (row + 1 > top + visible) this.element.scrollTop = Math.ceil(heights.scrollTopOf(row + 1 - visible));
    if (cell === 0) return;
    const pinned = this.#numberWidth + this.#layout.widthOf(0);
    const left = this.#numberWidth + this.#layout.left(cell);
    const right = left + this.#layout.widthOf(cell);
    if (left - pinned < this.element.scrollLeft) this.element.scrollLeft = left - pinned;
    else if (right > this.element.scrollLeft + this.element.clientWidth) {
      this.element.scrollLeft = Math.min(left - pinned, right - this.element.clientWidth);
    }
  }

  #click(event: MouseEvent, focus: boolean): void {
    const target = event.target instanceof Element ? event.target : undefined;
    const row = target?.closest<HTMLElement>("[data-row]")?.dataset["row"];
    if (row === undefined) return;
    const cell = target?.closest<HTMLElement>("[data-cell]")?.dataset["cell"] ?? "0";
    const place = { row: Number(row), cell: Number(cell) };
    this.goTo(place);
    this.#wishes.pick(place, focus);
  }

  #key(event: KeyboardEvent): void {
    if (event.altKey || event.shiftKey) return;
    const all = event.ctrlKey || event.metaKey;
    const { row, cell } = this.#active ?? { row: Math.ceil(this.topRow), cell: 0 };
    const place = afterKey(
      event.key,
      all,
      { row, cell },
      {
        page: Math.max(1, this.#heights().perView - 1),
        lastRow: this.#rows.total - 1,
        lastCell: this.#layout.count - 1,
      },
    );
    if (!place && event.key !== "Enter") return;
    event.preventDefault();
    if (place) this.goTo(this.#active ? place : { row, cell });
    else if (this.#active) this.#wishes.pick(this.#active, true);
  }
}

/** Where a key leads from a place; undefined for keys that lead nowhere. */
function afterKey(
  key: string,
  all: boolean,
  { row, cell }: Place,
  { page, lastRow, lastCell }: { readonly page: number; readonly lastRow: number; readonly lastCell: number },
): Place | undefined {
  switch (key) {
    case "ArrowUp":
      return { row: all ? 0 : row - 1, cell };
    case "ArrowDown":
      return { row: all ? lastRow : row + 1, cell };
    case "ArrowLeft":
      return { row, cell: all ? 0 : cell - 1 };
    case "ArrowRight":
      return { row, cell: all ? lastCell : cell + 1 };
    case "PageUp":
      return { row: row - page, cell };
    case "PageDown":
      return { row: row + page, cell };
    case "Home":
      return { row: all ? 0 : row, cell: 0 };
    case "End":
      return { row: all ? lastRow : row, cell: lastCell };
    default:
      return undefined;
  }
}

/** The width of a digit in the table's font, in pixels. */
function characterWidth(element: HTMLElement): number {
  const probe = make("span", "probe", "0000000000");
  element.append(probe);
  const { width } = probe.getBoundingClientRect();
  probe.remove();
  return width / 10 || 8;
}
