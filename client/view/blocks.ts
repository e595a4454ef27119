// What is done to the selected cells at once: the clipboard, filling, emptying and rows. The server makes the edits, the
// document takes them as one change; here is what is asked before and told after.
import type { BlockAction, BlockDone, BlockQuestion, CellBlock } from "../../server/protocol/grid.ts";
import { titleOf } from "./elements.ts";
import type { Grid } from "./grid.ts";
import type { Host } from "./host.ts";
import type { MenuItem } from "./menu.ts";
import type { GridQuestions, GridState } from "./messages.ts";
import type { Notice } from "./notice.ts";
import type { Selection } from "./place.ts";
import type { ShownRows } from "./rows.ts";
import { counted, l10n, number } from "./words.ts";

export interface BlockActions {
  failed(error: unknown): undefined;
  /** Said aloud. */
  announce(words: string): void;
  /** What was shown is old. */
  redraw(): void;
  /** Another cell is current. */
  moved(): void;
}

/** A clipboard of more UTF-16 units takes so long that it is said. */
const largeText = 200_000;

type Paste = Extract<BlockAction, { readonly kind: "paste" }>;

export class Blocks {
  readonly #grid: Grid;
  readonly #rows: ShownRows;
  readonly #host: Pick<Host<GridQuestions, Partial<GridState>>, "ask">;
  readonly #notice: Notice;
  readonly #actions: BlockActions;
  /** One after the other: each is about the file as the one before left it. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    grid: Grid,
    rows: ShownRows,
    host: Pick<Host<GridQuestions, Partial<GridState>>, "ask">,
    notice: Notice,
    actions: BlockActions,
  ) {
    this.#grid = grid;
    this.#rows = rows;
    this.#host = host;
    this.#notice = notice;
    this.#actions = actions;
  }

  /** What the keys beyond one cell do; false for all others. */
  key(event: KeyboardEvent): boolean {
    const { key, shiftKey, altKey } = event;
    const all = event.ctrlKey || event.metaKey;
    const lower = key.toLowerCase();
    if (event.ctrlKey && key === " ") return done(this.#grid.widen("column"));
    if (shiftKey && key === " " && this.#grid.selection) return done(this.#grid.widen("row"));
    if (all && !shiftKey && lower === "a") return done(this.#grid.widen("all"));
    if (all && shiftKey && lower === "c") return done(this.copy({ names: true }));
    if (all && !shiftKey && !altKey && lower === "d") return done(this.act({ kind: "fillDown" }));
    if (all && !shiftKey && !altKey && lower === "r") return done(this.fillRight());
    if (all && key === "Enter" && shiftKey) return done(this.act({ kind: "insertAbove" }));
    if (all && key === "Enter" && altKey) return done(this.act({ kind: "insertBelow" }));
    if (all && shiftKey && lower === "k") return done(this.act({ kind: "delete" }));
    if (altKey && shiftKey && key === "ArrowDown") return done(this.act({ kind: "duplicate" }));
    if ((key === "Delete" || key === "Backspace") && this.#grid.hasRange && !all && !altKey)
      return done(this.act({ kind: "write", text: "" }));
    return false;
  }

  /** The lines of the menu that a cell has. */
  menu(): readonly (MenuItem | undefined)[] {
    const selection = this.#grid.selection;
    const isOne = !this.#grid.hasRange;
    const isMany = selection !== undefined && selection.to - selection.from > 1;
    const act = (label: string, keys: string, action: BlockAction): MenuItem => ({
      ...{ label, keys },
      act: () => this.act(action),
    });
    return [
      { label: l10n.t("Cut"), keys: "Ctrl+X", act: () => this.cut() },
      { label: l10n.t("Copy"), keys: "Ctrl+C", act: () => this.copy() },
      { label: l10n.t("Copy with Column Names"), keys: "Ctrl+Shift+C", act: () => this.copy({ names: true }) },
      { label: l10n.t("Paste"), keys: "Ctrl+V", act: () => void this.#pasteFromHost(false) },
      { label: l10n.t("Paste as New Rows"), act: () => void this.#pasteFromHost(true) },
      undefined,
      act(l10n.t("Fill Down"), "Ctrl+D", { kind: "fillDown" }),
      { label: l10n.t("Fill Right"), keys: "Ctrl+R", act: () => this.fillRight() },
      act(isOne ? l10n.t("Empty Cell") : l10n.t("Empty Cells"), "Delete", { kind: "write", text: "" }),
      undefined,
      act(isMany ? l10n.t("Add Rows Above") : l10n.t("Add Row Above"), "Ctrl+Shift+Enter", { kind: "insertAbove" }),
      act(isMany ? l10n.t("Add Rows Below") : l10n.t("Add Row Below"), "Ctrl+Alt+Enter", { kind: "insertBelow" }),
      act(isMany ? l10n.t("Duplicate Rows") : l10n.t("Duplicate Row"), "Shift+Alt+Down", { kind: "duplicate" }),
      act(isMany ? l10n.t("Delete Rows") : l10n.t("Delete Row"), "Ctrl+Shift+K", { kind: "delete" }),
    ];
  }

  /** A row below the last one. */
  addRow(): void {
    const end = this.#rows.shown;
    const block = { from: end, to: end, cells: this.#grid.order };
    this.#run({ kind: "insertBelow" }, { ...block, columns: block.cells, before: undefined });
  }

  act(action: BlockAction): void {
    this.#run(action, undefined);
  }

  fillRight(): void {
    const before = this.#grid.selection?.before;
    this.act({ kind: "fillRight", ...(before === undefined ? {} : { before }) });
  }

  /** Pastes what was on the clipboard; an empty table gets its first rows. */
  paste(text: string, isInserted = false): void {
    const { order } = this.#grid;
    const end = { from: 0, to: 0, cells: order, columns: order, before: undefined };
    const selection = this.#grid.selection ?? (this.#rows.shown === 0 ? end : undefined);
    if (!selection) {
      this.#refuse(l10n.t("Select a cell to paste to."));
      return;
    }
    this.#run(
      { kind: "paste", text, columns: selection.columns, ...(isInserted ? { inserted: true } : {}) },
      selection,
    );
  }

  /** Copies what is selected; `copied` is called once that is on the clipboard. */
  copy({ names = false, copied }: { readonly names?: boolean; readonly copied?: () => void } = {}): void {
    const selection = this.#grid.selection;
    if (!selection) return;
    const { from, to, cells } = selection;
    this.#then(async () => {
      const { query } = this.#rows;
      const answer = await this.#host.ask("copy", { query, block: { from, to, cells }, names });
      if (!answer) return this.#refuse(l10n.t("These cells couldn't be copied. Try again."));
      if (answer.refused !== undefined) return this.#refuse(answer.refused);
      if (!toClipboard(answer)) await this.#host.ask("toClipboard", { text: answer.text });
      const copiedCells = counted(answer.cells, l10n.t("1 cell copied"), l10n.t("{0} cells copied"));
      const leftOut = counted(answer.hidden, l10n.t("1 password left out"), l10n.t("{0} passwords left out"));
      this.#report(answer.hidden === 0 ? copiedCells : `${copiedCells}. ${leftOut}`, answer.hidden > 0);
      copied?.();
    });
  }

  cut(): void {
    this.copy({ copied: () => this.act({ kind: "write", text: "" }) });
  }

  /** Writes one text into all that is selected; answers why it was not done. */
  async write(text: string): Promise<string | undefined> {
    const selection = this.#grid.selection;
    if (!selection) return undefined;
    const answer = await this.#ask({ kind: "write", text }, selection);
    if (answer?.refused !== undefined) return answer.refused;
    if (answer?.done) this.#reported(counted(answer.done.cells, l10n.t("Wrote 1 cell"), l10n.t("Wrote {0} cells")));
    return undefined;
  }

  async #pasteFromHost(isInserted: boolean): Promise<void> {
    const text = await this.#host.ask("fromClipboard", {}).catch(this.#actions.failed);
    if (text !== undefined) this.paste(text, isInserted);
  }

  #then(act: () => Promise<void>): void {
    this.#queue = this.#queue.then(act).catch(this.#actions.failed);
  }

  #run(action: BlockAction, given: Selection | undefined): void {
    this.#notice.hide();
    this.#then(async () => {
      const selection = given ?? this.#grid.selection;
      if (!selection) return;
      if (action.kind === "paste" && action.text.length > largeText) this.#notice.show(l10n.t("Pasting…"));
      const answer = await this.#ask(action, selection);
      this.#notice.hide();
      if (!answer) return this.#refuse(l10n.t("That couldn't be done. The CSV Preflight output may say why."));
      if (answer.refused !== undefined) return this.#refuse(answer.refused);
      if (answer.question && action.kind === "paste") return this.#question(answer.question, action, selection);
      if (!answer.done) return;
      await this.#follow(action, selection, answer.done);
      this.#reported(wordsFor(action, answer.done));
    });
  }

  /** Asks for the edits of the file as it is shown now; they are made before the answer comes. */
  async #ask(action: BlockAction, { from, to, cells }: Selection): Promise<GridQuestions["block"]["answer"]> {
    await this.#rows.need(from, Math.min(to, from + 1));
    const version = this.#rows.answer?.version ?? -1;
    const block: CellBlock = { from, to, cells };
    const answer = await this.#host.ask("block", { query: this.#rows.query, version, block, action });
    if (answer?.done || answer?.stale) {
      this.#rows.forget();
      this.#actions.redraw();
    }
    return answer;
  }

  #question(question: BlockQuestion, action: Paste, selection: Selection): void {
    const again = (answers: Partial<Paste>) => () => this.#run({ ...action, ...answers }, selection);
    if (question.kind === "columns") {
      const { columns, fit } = question;
      this.#notice.ask(
        l10n.t("The clipboard has {0}, but only {1} fit from here on.", columnsOf(columns), number(fit)),
        [{ label: counted(fit, l10n.t("Paste 1 Column"), l10n.t("Paste {0} Columns")), act: again({ cut: true }) }],
      );
    } else {
      this.#notice.ask(l10n.t("The first row on the clipboard has column names."), [
        { label: l10n.t("Paste by Column Name"), act: again({ names: true }) },
        { label: l10n.t("Paste as It Is"), act: again({ names: false }) },
      ]);
    }
  }

  /** Selects what came. */
  async #follow(action: BlockAction, { from, to, cells, columns }: Selection, done: BlockDone): Promise<void> {
    const grid = this.#grid;
    await this.#rows.need(from, from + 1);
    const first = { from, cells };
    if (action.kind === "paste" && action.names !== true) {
      await grid.select({ from, to: from + done.rows, cells: columns.slice(0, done.columns) });
    } else if (action.kind === "insertBelow" || action.kind === "duplicate") {
      // Under a filter or a sort copies may be shown elsewhere.
      const isInOrder = Object.keys(this.#rows.query).length === 0;
      if (isInOrder) await grid.select({ ...first, from: to, to: to + done.added });
    } else if (action.kind === "insertAbove") await grid.select({ ...first, to: from + done.added });
    else if (action.kind === "delete") await grid.goTo({ position: from, cell: cells[0] ?? 0 });
    this.#actions.moved();
  }

  #reported(words: string): void {
    this.#notice.show(words, [
      { label: l10n.t("Undo"), keys: "Ctrl+Z", act: () => void this.#host.ask("undo", { again: false }) },
    ]);
    this.#actions.announce(words);
  }

  #report(words: string, isSeen: boolean): void {
    if (isSeen) this.#notice.show(words);
    else this.#notice.hide();
    this.#actions.announce(words);
  }

  #refuse(words: string): void {
    this.#notice.show(words, [], "refused");
    this.#actions.announce(words);
  }
}

/** "3 rows by 2 columns, Job title to Permission level". */
export function rangeInWords(grid: Grid, rows: ShownRows): string {
  const { selection } = grid;
  if (!selection || !grid.hasRange) return "";
  const { from, to, cells } = selection;
  const title = (cell: number | undefined): string => (cell === undefined ? "" : titleOf(rows.columns[cell], cell));
  const names = cells.length === 1 ? title(cells[0]) : l10n.t("{0} to {1}", title(cells[0]), title(cells.at(-1)));
  return l10n.t("{0} by {1}, {2}", rowsOf(to - from), columnsOf(cells.length), names);
}

function rowsOf(count: number): string {
  return counted(count, l10n.t("1 row"), l10n.t("{0} rows"));
}

function columnsOf(count: number): string {
  return counted(count, l10n.t("1 column"), l10n.t("{0} columns"));
}

function wordsFor(action: BlockAction, done: BlockDone): string {
  const rowsAdded = counted(done.added, l10n.t("1 row added"), l10n.t("{0} rows added"));
  switch (action.kind) {
    case "paste":
      return action.inserted === true
        ? counted(done.added, l10n.t("1 row pasted"), l10n.t("{0} rows pasted"))
        : [
            l10n.t("{0} by {1} pasted", rowsOf(done.rows), columnsOf(done.columns)),
            ...(done.added > 0 ? [rowsAdded] : []),
          ].join(", ");
    case "write":
      return counted(done.cells, l10n.t("Emptied 1 cell"), l10n.t("Emptied {0} cells"));
    case "fillDown":
    case "fillRight":
      return counted(done.cells, l10n.t("Filled 1 cell"), l10n.t("Filled {0} cells"));
    case "delete":
      return counted(done.deleted, l10n.t("1 row deleted"), l10n.t("{0} rows deleted"));
    default:
      return rowsAdded;
  }
}

/**
 * Also as a table, so that a spreadsheet keeps zeros; false where the page may not write to the clipboard. The browser is asked
 * to copy, and given this: written by itself it would clean the table of what spreadsheets need.
 */
function toClipboard({ text, html }: { readonly text: string; readonly html?: string }): boolean {
  if (html === undefined) return false;
  let isDone = false;
  const give = (event: ClipboardEvent): void => {
    event.stopImmediatePropagation();
    event.preventDefault();
    event.clipboardData?.setData("text/plain", text);
    event.clipboardData?.setData("text/html", html);
    isDone = event.clipboardData !== null;
  };
  document.addEventListener("copy", give, { capture: true });
  try {
    return document.execCommand("copy") && isDone;
  } catch {
    return false;
  } finally {
    document.removeEventListener("copy", give, { capture: true });
  }
}

function done(_: unknown): true {
  return true;
}
