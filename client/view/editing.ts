// Writing to the grid's cells: with an editor over the cell, or at once. What is typed before an editor is here is kept for it.
import { CellEditor, type Move } from "./celleditor.ts";
import { titleOf } from "./elements.ts";
import type { Grid } from "./grid.ts";
import type { Host } from "./host.ts";
import type { GridQuestions, GridState } from "./messages.ts";
import type { GridCell, Place } from "./place.ts";
import type { ShownRows } from "./rows.ts";

/** An edit that finds another version of the file is tried again so often: one's own edit before may still be on its way. */
const writesMax = 5;

export interface EditingActions {
  /** Something must be told, in words for people. */
  refused(words: string): void;
  failed(error: unknown): undefined;
  /** The editor is gone and the keyboard is free. */
  closed(): void;
  /** Another cell is current. */
  moved(): void;
  /** Writes into all that is selected; answers why it was not done. */
  toAll(value: string): Promise<string | undefined>;
}

export class Editing {
  readonly #table: HTMLElement;
  readonly #grid: Grid;
  readonly #rows: ShownRows;
  readonly #host: Pick<Host<GridQuestions, Partial<GridState>>, "ask">;
  readonly #actions: EditingActions;
  #editor: CellEditor | undefined;
  /** What was typed since an edit was asked for and before its editor is here. */
  #typedAhead: string[] | undefined;

  /** @param table holds the grid; the editor lies over it */
  constructor(
    table: HTMLElement,
    grid: Grid,
    rows: ShownRows,
    host: Pick<Host<GridQuestions, Partial<GridState>>, "ask">,
    actions: EditingActions,
  ) {
    this.#table = table;
    this.#grid = grid;
    this.#rows = rows;
    this.#host = host;
    this.#actions = actions;
  }

  get isOpen(): boolean {
    return this.#editor !== undefined;
  }

  /** Takes a key that was pressed while an editor is on its way; false when none is. */
  typeAhead(key: string): boolean {
    this.#typedAhead?.push(key);
    return this.#typedAhead !== undefined;
  }

  /** Begins an edit of the current cell; `typed` replaces what it says. */
  async open(typed: string | undefined): Promise<void> {
    const { active } = this.#grid;
    if (!active || this.#editor) return;
    this.#typedAhead = [];
    const place = await this.#cellSoon();
    const { current } = this.#grid;
    const cell = place && (await this.#host.ask("cell", place).catch(this.#actions.failed));
    const ahead = this.#typedAhead;
    this.#typedAhead = undefined;
    if (!place || !cell || ahead.includes("Escape")) return;
    if (cell.refused !== undefined) return this.#actions.refused(cell.refused);
    const title = `${titleOf(current?.column, place.cell)}, row ${current?.row?.number ?? ""}`;
    const letters = ahead.filter((each) => each.length === 1).join("");
    const begun = typed !== undefined || letters !== "" ? (typed ?? "") + letters : undefined;
    const made = new CellEditor(cell, title, begun, {
      commit: (value, toAll) =>
        toAll && this.#grid.hasRange ? this.#actions.toAll(value) : this.#put(place, cell.version, value),
      drawn: () => this.place(),
      closed: (move) => this.#closed(move, active),
    });
    this.#editor = made;
    this.#table.append(made.element);
    this.place();
    made.begin(begun !== undefined);
    const last = ahead.find((each) => each === "Enter" || each === "Tab");
    if (last) void made.finish(last === "Tab" ? "next" : "down");
  }

  #closed(move: Move, { position, cell }: Place): void {
    const grid = this.#grid;
    this.#editor = undefined;
    this.#actions.closed();
    const steps: Partial<Record<Move, string>> = { down: "ArrowDown", next: "ArrowRight", previous: "ArrowLeft" };
    const step = move === "up" ? "ArrowUp" : steps[move];
    if (step === undefined || grid.active?.position !== position || grid.active.cell !== cell) return;
    if (grid.move(step, false)) this.#actions.moved();
  }

  /** Puts the editor over its cell, wherever that is now. */
  place(): void {
    if (!this.#editor || !this.#grid.active) return;
    const cell = this.#grid.elementOf(this.#grid.active)?.getBoundingClientRect();
    if (cell) this.#editor.place(cell, this.#table.getBoundingClientRect());
  }

  /** Makes a cell say something; answers why it was not done. */
  async #put(place: GridCell, version: number, value: string): Promise<string | undefined> {
    try {
      const { refused } = await this.#host.ask("edit", { ...place, version, value });
      if (refused === undefined) this.#rows.forget();
      return refused;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Makes the current cell say something without an editor, for emptying and pasting: what it said does not matter. */
  async write(value: string): Promise<void> {
    const { refused, failed } = this.#actions;
    const place = await this.#cellSoon();
    for (let tries = 1; place; tries++) {
      const cell = await this.#host.ask("cell", place).catch(failed);
      if (!cell) return;
      if (cell.refused !== undefined) return refused(cell.refused);
      const answer = await this.#host.ask("edit", { ...place, version: cell.version, value }).catch(failed);
      if (answer && answer.refused === undefined) this.#rows.forget();
      if (!answer || answer.refused === undefined) return;
      if (!answer.stale || tries === writesMax) return refused(answer.refused);
    }
  }

  /** The current cell, once its row is here: after an edit rows are fetched anew. */
  async #cellSoon(): Promise<GridCell | undefined> {
    const { active } = this.#grid;
    if (active && active.position >= 0 && !this.#grid.currentCell)
      await this.#rows.need(active.position, active.position + 1);
    return this.#grid.currentCell;
  }
}
