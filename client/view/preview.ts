// The grid's page, in the preview and as an editor: puts its parts together and asks the extension for what they show.
import type { RowQuery, RowsAnswer } from "../../server/protocol/grid.ts";
import { Bar, tidied } from "./bar.ts";
import { Blocks, rangeInWords } from "./blocks.ts";
import { ColumnMenu } from "./column.ts";
import { About, FileProblems } from "./details.ts";
import { Editing } from "./editing.ts";
import { button, make } from "./elements.ts";
import { FindBar } from "./findbar.ts";
import { columnNamed, GoToBar } from "./gotobar.ts";
import { Grid } from "./grid.ts";
import { connect } from "./host.ts";
import { Menu } from "./menu.ts";
import { type GridNews, type GridQuestions, type GridState, type Labels, labelModes } from "./messages.ts";
import { Notice } from "./notice.ts";
import type { GridCell, Place } from "./place.ts";
import { ShownRows } from "./rows.ts";
import { Strip } from "./strip.ts";
import { counted, l10n, number } from "./words.ts";

/** Milliseconds from a change to the strip's next question: it is about all rows. */
const overviewMs = 250;

/** Milliseconds on a cell until its fixes are asked for. */
const fixesMs = 150;

const uri = document.body.dataset["uri"] ?? "";
const name = document.body.dataset["name"] ?? "";
const host = connect<GridQuestions, Partial<GridState>, GridNews>(hear);
const { kept } = host;

const rows = new ShownRows(kept.query ?? {}, (given) => host.ask("rows", given), heard);
const grid = new Grid(name, rows, showCurrent, failed);
const labels = labelModes.find((mode) => mode === document.body.dataset["labels"]) ?? "both";
grid.labels = labels;
const strip = new Strip((position) => goTo({ position, cell: grid.active?.cell ?? 0 }));
const bar = new Bar(rows.query, labels, {
  choose,
  labels: showLabels,
  find: () => openBar(findBar, goToBar),
  nextProblem: () => void find(undefined, false),
  addRow: () => blocks.addRow(),
  map: () => void host.ask("map", {}).catch(failed),
  chooseType: () => void host.ask("choose", {}).catch(failed),
  leave: focusGrid,
});
const findBar = new FindBar({ find: (text, backwards) => void find(text, backwards), closed: focusGrid });
const goToBar = new GoToBar({ go: goToNamed, closed: focusGrid });
const problems = new FileProblems((rule) => void host.ask("explain", { rule }));
const about = new About((rule) => void host.ask("explain", { rule }));
const note = make("p", "note");
const said = make("div", "said");
const table = make("main", "table");
const notice = new Notice(focusGrid);
const blocks = new Blocks(grid, rows, host, notice, {
  failed,
  announce,
  redraw: () => grid.redraw(),
  moved: sendSelected,
});
const editing = new Editing(table, grid, rows, host, {
  refused: (words) => announce(words, true),
  toAll: (value) => blocks.write(value),
  failed,
  closed: focusGrid,
  moved: sendSelected,
});
let menu: ColumnMenu | undefined;
let cellMenu: Menu | undefined;
let isFirst = true;
let overviewTimer: number | undefined;
let fixesTimer: number | undefined;

table.append(grid.element, strip.element, findBar.element, goToBar.element, note);
document.body.append(bar.element, problems.element, table, notice.element, about.element, said);
said.setAttribute("role", "status");
said.setAttribute("aria-live", "polite");
note.hidden = true;

grid.element.restoreColumnSizes(kept.widths ?? {});
grid.active = kept.active;
host.keep({ ...kept, uri });
grid.element.addEventListener("keydown", key);
grid.element.addEventListener("dblclick", (event) => {
  if (cellIn(event)) void editing.open(undefined);
});
grid.element.addEventListener("mousedown", (event) => {
  // The editor's own wish to close comes first.
  if (event.button === 0 && isHead(event)) headPressed = event.target;
});
grid.element.addEventListener("click", (event) => {
  const head = isHead(event);
  if (head && headPressed === event.target) openMenu(Number(head.dataset["cell"]));
  else if (cellIn(event)) sendSelected();
});
let saidRange = "";
let headPressed: EventTarget | null = null;
grid.element.addEventListener("contextmenu", (event) => {
  event.preventDefault();
  const head = isHead(event);
  if (head) return openMenu(Number(head.dataset["cell"]));
  if (targetIn(event, "tbody tr")) openCellMenu(new DOMRect(event.clientX, event.clientY, 0, 0));
});
grid.element.addEventListener("scroll", () => {
  strip.seen(grid.top, grid.perView);
  remember();
});
grid.element.addStyleListener(() => editing.place());
document.addEventListener("mouseup", remember);
document.addEventListener("copy", (event) => onClipboard(event, () => blocks.copy()));
document.addEventListener("cut", (event) => onClipboard(event, () => blocks.cut()));
document.addEventListener("paste", (event) =>
  onClipboard(event, () => blocks.paste(event.clipboardData?.getData("text/plain") ?? "")),
);
// Themes and fonts come as variables and classes of this element.
new MutationObserver(() => {
  grid.measure();
  grid.redraw();
}).observe(document.documentElement, { attributes: true, attributeFilter: ["style", "class"] });
new ResizeObserver(askOverview).observe(strip.element);
grid.redraw();

function hear(news: GridNews): void {
  if (news.type === "changed") {
    rows.forget();
    // A table that is not shown draws nothing; the file may have become one that can be.
    if (grid.element.hidden) void rows.need(0, 1).catch(failed);
    else grid.redraw();
    askOverview();
  } else if (!document.hasFocus() && !editing.isOpen) {
    // While somebody works in the table, it must not run away.
    void host.ask("position", { query: rows.query, row: news.row }).then((position) => {
      if (position !== null) void grid.goTo({ position, cell: news.cell });
    });
  }
}

/** Shows what an answer says beyond its rows. */
function heard(answer: RowsAnswer | null): void {
  if (!answer) {
    showNothing();
    return;
  }
  grid.element.hidden = false;
  bar.show(answer, rows.query);
  problems.show(answer.problems);
  if (answer.columns.length === 0) say(l10n.t("{0} is empty.", name));
  else if (answer.total === 0)
    say(l10n.t("There are no rows below the header."), l10n.t("Add Row"), () => blocks.addRow());
  else if (answer.shown === 0) say(l10n.t("No rows match."), l10n.t("Clear Filters"), () => bar.clear());
  else say("");
  // Once these rows are drawn.
  void grid.element.flush().then(() => {
    if (isFirst) {
      isFirst = false;
      grid.element.scrollLeft = kept.left ?? 0;
      grid.scrollToRow(kept.top ?? 0);
      askOverview();
    }
    strip.seen(grid.top, grid.perView);
    showCurrent();
  });
}

function showNothing(): void {
  bar.showNothing();
  problems.show([]);
  grid.element.hidden = true;
  say(l10n.t("{0} can't be shown as a table. It isn't a CSV file, or it is too large to be read at once.", name));
}

function askOverview(): void {
  clearTimeout(overviewTimer);
  overviewTimer = window.setTimeout(async () => {
    const answer = await host.ask("overview", { query: rows.query, parts: strip.parts });
    strip.show(answer, rows.shown);
    strip.seen(grid.top, grid.perView);
    bar.showRules(answer);
  }, overviewMs);
}

/** The line at the bottom: where one is, and what is wrong there. */
function showCurrent(): void {
  const { active, current } = grid;
  const range = rangeInWords(grid, rows);
  if (about.show(active, current?.row, current?.column, range)) askFixes();
  if (range !== saidRange) {
    saidRange = range;
    if (range !== "") announce(range);
  }
  remember();
}

/** What can be done about the current cell becomes buttons once somebody stays there. */
function askFixes(): void {
  clearTimeout(fixesTimer);
  fixesTimer = window.setTimeout(async () => {
    const place = grid.currentCell;
    const titles = place && (await host.ask("fixTitles", place).catch(() => undefined));
    const now = grid.currentCell;
    if (!titles || now?.row !== place.row || now.cell !== place.cell) return;
    about.showFixes(titles, (title) => {
      focusGrid();
      if (title === undefined) void fixes(place);
      else void host.ask("fix", { ...place, title }).catch(failed);
    });
  }, fixesMs);
}

function choose(query: RowQuery, afresh: boolean): void {
  menu?.close();
  rows.choose(query, afresh);
  grid.scrollToRow(0);
  if (grid.active) grid.active = { position: 0, cell: grid.active.cell };
  grid.redraw();
  askOverview();
  remember();
  void rows.need(0, 1).then(() => announce(counted(rows.shown, l10n.t("1 row shown"), l10n.t("{0} rows shown"))));
}

function showLabels(mode: Labels): void {
  grid.labels = mode;
  grid.element.resetAutoSize({ auto: true, indices: true, override: false, row_height: false });
  grid.redraw();
  void host.ask("labels", { labels: mode });
}

async function find(text: string | undefined, backwards: boolean): Promise<void> {
  const { position, cell } = grid.active ?? { position: 0, cell: -1 };
  const from = { position: Math.max(0, position), cell: Math.max(0, cell) };
  const wanted = { query: rows.query, ...from, backwards, ...(text === undefined ? {} : { text }) };
  const found = await host.ask("find", wanted).catch(failed);
  if (!found) {
    const words = text === undefined ? l10n.t("No problems in the rows shown") : l10n.t("Not found");
    findBar.show(text === undefined ? "" : words);
    return announce(words);
  }
  if (text !== undefined) findBar.show(l10n.t("{0} of {1}", number(found.number), number(found.total)));
  await grid.goTo(found);
  sendSelected();
  announce(about.element.textContent ?? "");
}

function goTo(place: Place): void {
  void grid.goTo(place);
  sendSelected();
}

/** Both are drawn in the same place. */
function openBar(opened: FindBar | GoToBar, other: FindBar | GoToBar): void {
  other.element.hidden = true;
  opened.open();
}

/** Goes to the row of a number, as the rows show it, or to the column of a name; answers with why not. */
async function goToNamed(text: string): Promise<string | undefined> {
  const { answer, columns } = rows;
  if (text === "" || !answer) return l10n.t("Enter a row number or a column name.");
  const { position = 0, cell = 0 } = grid.active ?? {};
  const row = Number(text.replace(/[,.\s]/g, ""));
  if (!Number.isSafeInteger(row)) {
    const column = columnNamed(text, columns);
    if (column === undefined) return l10n.t("No column is called {0}.", text);
    goTo({ position: Math.max(0, position), cell: column });
    return undefined;
  }
  await rows.need(0, 1);
  const first = rows.at(0);
  if (!first) return l10n.t("No rows match.");
  const before = first.number - first.index;
  if (row < before || row >= before + answer.total)
    return l10n.t("The rows are {0} to {1}.", number(before), number(before + answer.total - 1));
  const found = await host.ask("position", { query: rows.query, row: row - before }).catch(failed);
  if (found === undefined) return undefined;
  if (found === null) return l10n.t("Row {0} is not shown because of the filter.", number(row));
  goTo({ position: found, cell });
  return undefined;
}

/** A text editor beside follows. */
function sendSelected(): void {
  const place = grid.currentCell;
  if (place) void host.ask("select", place).catch(failed);
}

function key(event: KeyboardEvent): void {
  if (event.target !== grid.element) return;
  const all = event.ctrlKey || event.metaKey;
  if (!editing.typeAhead(event.key) && !act(event, all)) return;
  event.preventDefault();
  event.stopPropagation();
}

/** Does what a key stands for; false when it stands for nothing here. */
function act(event: KeyboardEvent, all: boolean): boolean {
  const { key: pressed, shiftKey, altKey } = event;
  const place = grid.currentCell;
  const isHeader = grid.active?.position === -1;
  const lower = pressed.toLowerCase();
  if (all && lower === "f") return done(openBar(findBar, goToBar));
  if (all && lower === "g") return done(openBar(goToBar, findBar));
  if (pressed === "F3") return done(findBar.go(shiftKey));
  if (pressed === "F8") return done(void find(undefined, shiftKey));
  if (all && (lower === "z" || lower === "y")) {
    return done(void host.ask("undo", { again: lower === "y" || shiftKey }).catch(failed));
  }
  const isMenu = (pressed === "F10" && shiftKey) || pressed === "ContextMenu";
  if (isMenu && place) {
    const at = grid.active && grid.elementOf(grid.active)?.getBoundingClientRect();
    return done(openCellMenu(at ?? table.getBoundingClientRect()));
  }
  const isColumn = isMenu || (altKey && !shiftKey && pressed === "ArrowDown");
  if (grid.active && (isColumn || (isHeader && (pressed === "Enter" || pressed === " ")))) {
    return done(openMenu(grid.active.cell));
  }
  if (!isHeader && blocks.key(event)) return true;
  if (pressed === "Escape" && (grid.narrow() || !notice.element.hidden)) return done(notice.hide());
  if (all && pressed === "." && place) return done(void fixes(place));
  if (all && pressed === "Enter" && place) return done(void host.ask("text", place).catch(failed));
  if (pressed === "/" && !all) return done(bar.focusFilter());
  if (altKey) return false;
  if (grid.move(pressed, all, shiftKey)) return done(sendSelected());
  if (!grid.active || isHeader || all) return false;
  if (pressed === "Enter" || pressed === "F2") return done(void editing.open(undefined));
  if (pressed === "Delete" || pressed === "Backspace") return done(void editing.write(""));
  if (pressed.length === 1) return done(void editing.open(pressed));
  return false;
}

/** What was done for a key was done. */
function done(_: unknown): true {
  return true;
}

async function fixes(place: GridCell): Promise<void> {
  const any = await host.ask("fixes", place).catch(failed);
  if (any === false) announce(l10n.t("No fix is available for this cell"));
}

function openMenu(cell: number): void {
  menu?.close();
  const column = rows.columns[cell];
  const made = new ColumnMenu(cell, column, rows.query, {
    sort: (sort) => choose(tidied({ ...rows.query, sort }), false),
    filter: (text) => {
      const others = (rows.query.values ?? []).filter((each) => each.cell !== cell);
      choose(tidied({ ...rows.query, values: text === undefined ? others : [...others, { cell, text }] }), false);
    },
    resize: (by) => {
      grid.resize(cell, by);
      remember();
    },
    closed: () => {
      if (menu === made) menu = undefined;
      if (!document.activeElement || document.activeElement === document.body) focusGrid();
    },
  });
  menu = made;
  table.append(made.element);
  const head = grid.elementOf({ position: -1, cell }) ?? grid.element;
  made.place(head.getBoundingClientRect(), table.getBoundingClientRect());
  made.begin();
  void host.ask("statistics", { cell }).then((answer) => made.show(answer), failed);
}

/** The menu of what is selected. */
function openCellMenu(at: DOMRect): void {
  cellMenu?.close();
  const place = grid.currentCell;
  if (!place) return;
  const made = new Menu(
    [
      { label: l10n.t("Fix…"), keys: "Ctrl+.", act: () => void fixes(place) },
      { label: l10n.t("Edit"), keys: "F2", act: () => void editing.open(undefined) },
      { label: l10n.t("Go to Text"), keys: "Ctrl+Enter", act: () => void host.ask("text", place).catch(failed) },
      { label: l10n.t("Go to Row or Column…"), keys: "Ctrl+G", act: () => openBar(goToBar, findBar) },
      { label: l10n.t("Column…"), keys: "Alt+Down", act: () => openMenu(place.cell) },
      undefined,
      ...blocks.menu(),
    ],
    () => {
      if (cellMenu === made) cellMenu = undefined;
      focusGrid();
    },
  );
  cellMenu = made;
  document.body.append(made.element);
  made.open(at, new DOMRect(0, 0, window.innerWidth, window.innerHeight));
}

/** What the clipboard's keys do in the table; elsewhere they are the browser's. */
function onClipboard(event: ClipboardEvent, act: () => void): void {
  if (document.activeElement !== grid.element || !grid.element.isConnected || grid.element.hidden) return;
  event.preventDefault();
  act();
}

function isHead(event: Event): HTMLElement | undefined {
  return targetIn(event, "thead [data-cell]");
}

function cellIn(event: Event): HTMLElement | undefined {
  return targetIn(event, "tbody [data-cell]");
}

function targetIn(event: Event, selector: string): HTMLElement | undefined {
  const target = event.target instanceof Element ? event.target : undefined;
  if (target?.classList.contains("rt-column-resize")) return undefined;
  return target?.closest<HTMLElement>(selector) ?? undefined;
}

function focusGrid(): void {
  grid.element.focus();
}

function remember(): void {
  if (isFirst) return;
  const { scrollLeft } = grid.element;
  const { active, top } = grid;
  const widths = grid.element.saveColumnSizes();
  host.keep({ uri, query: rows.query, top, left: scrollLeft, widths, ...(active ? { active } : {}) });
}

function failed(error: unknown): undefined {
  announce(l10n.t("That didn't work. {0}", error instanceof Error ? error.message : String(error)), true);
}

/** Tells what happened to those who do not see it; `isSeen`: to the others too. */
function announce(words: string, isSeen = false): void {
  said.textContent = words;
  said.classList.toggle("seen", isSeen);
}

/** Says something where rows would be, with a way on. */
function say(words: string, label?: string, act?: () => void): void {
  note.hidden = words === "";
  if (note.firstChild?.textContent === words) return;
  note.replaceChildren(make("span", "", words));
  if (label !== undefined && act) note.append(button("small", label, act));
}
