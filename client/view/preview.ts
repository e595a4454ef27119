// The page in the preview's panel: puts table, problems and status line together and talks to the panel.
import type { PreviewProblem, RowsAnswer } from "../../server/protocol.ts";
import { make, mark, titleOf, told, worstOf } from "./elements.ts";
import { Grid } from "./grid.ts";
import type { FromPage, PageState, ToPage } from "./messages.ts";

/** Given to every page by VS Code. */
declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): PageState | undefined;
  setState(state: PageState): void;
};

/** Nobody reads further than that. */
const listedMax = 100;

const host = acquireVsCodeApi();
const uri = document.body.dataset["uri"] ?? "";
const name = document.body.dataset["name"] ?? "";
const before = host.getState();

const summary = make("div", "summary");
const strip = make("details", "strip");
const note = make("p", "note");
const about = make("div", "about");
about.id = "about";
const grid = new Grid(name, { rows: ask, pick, moved: describe, scrolled: remember });
document.body.append(summary, strip, grid.element, note, about);
note.setAttribute("role", "status");
note.hidden = true;

/** True from a question to its answer; the latest wish waits meanwhile. */
let waiting = false;
let next: { readonly from: number; readonly to: number } | undefined;
/** The answers before the next one say what was, not what is. */
let stale = true;
let isFirst = true;
let shownProblems = "";

window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => receive(data));
// Themes and fonts come as classes and variables of these two elements.
const restyle = new MutationObserver(() => grid.restyle());
restyle.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });

host.setState({ uri, left: before?.left ?? 0, row: before?.row ?? 0 });
const start = Math.floor(before?.row ?? 0);
ask(Math.max(0, start - 60), start + 140);

function receive(message: ToPage): void {
  switch (message.type) {
    case "rows":
      waiting = false;
      show(message.answer);
      askNext();
      break;
    case "none":
      waiting = false;
      showNothing();
      askNext();
      break;
    case "changed": {
      stale = true;
      const { from, to } = grid.wanted();
      ask(from, to);
      break;
    }
    case "cursor":
      // While somebody works in the table, it must not run away.
      if (!document.hasFocus()) grid.goTo(message);
      break;
    case "failed":
      waiting = false;
      say(`The preview could not be made: ${message.message}`);
      askNext();
      break;
  }
}

function ask(from: number, to: number): void {
  next = { from, to };
  if (!waiting) askNext();
}

function askNext(): void {
  if (!next) return;
  host.postMessage({ type: "rows", from: next.from, to: next.to });
  waiting = true;
  next = undefined;
}

function show(answer: RowsAnswer): void {
  // With another question waiting the file has moved on again; then this answer is not the fresh one either.
  const fresh = stale;
  stale = next !== undefined && stale;
  grid.element.hidden = false;
  grid.show(answer, fresh);
  if (isFirst) grid.scrollTo(before?.row ?? 0, before?.left ?? 0);
  isFirst = false;
  showSummary(answer);
  showProblems(answer.problems);
  if (answer.columns.length === 0) say(`${name} is empty. There is nothing to show yet.`);
  else if (answer.total === 0) say("There are no rows below the header.");
  else say("");
}

function showNothing(): void {
  summary.replaceChildren(make("strong", "", "Not an import file"));
  strip.hidden = true;
  grid.element.hidden = true;
  about.replaceChildren();
  const choose = make("button", "link", "Choose what it is");
  choose.addEventListener("click", () => host.postMessage({ type: "choose" }));
  say(`${name} is not an import file, so there is no preview. `);
  note.append(choose);
}

function showSummary({ status, total }: RowsAnswer): void {
  const count = (number: number, one: string) => `${number.toLocaleString("en-US")} ${number === 1 ? one : `${one}s`}`;
  const parts = [make("strong", "", status.title ?? "Not an import file"), make("span", "", count(total, "row"))];
  const counts: readonly (readonly [PreviewProblem["severity"], number, string])[] = [
    ["error", status.errors, "error"],
    ["warning", status.warnings, "warning"],
    ["information", status.information, "note"],
  ];
  for (const [severity, number, word] of counts) {
    if (number === 0) continue;
    const part = make("span", "count");
    part.append(mark(severity), count(number, word));
    parts.push(part);
  }
  const none = status.errors + status.warnings + status.information === 0;
  if (status.fileType === undefined) parts.push(make("span", "quiet", "shown without checks"));
  else if (!status.complete) parts.push(make("span", "quiet", "still checking…"));
  else if (none) parts.push(make("span", "quiet", "no problems"));
  summary.replaceChildren(...parts);
}

/** The list is left alone while it says the same: somebody may be reading it. */
function showProblems(problems: readonly PreviewProblem[]): void {
  const now = JSON.stringify(problems);
  if (now === shownProblems) return;
  shownProblems = now;
  strip.hidden = problems.length === 0;
  const worst = worstOf(problems);
  const title = make("summary", "");
  if (worst) title.append(mark(worst));
  title.append(`${problems.length} ${problems.length === 1 ? "problem" : "problems"} of the header or the whole file`);
  const list = make("ul", "");
  for (const problem of problems.slice(0, listedMax)) {
    const item = make("li", "");
    const rule = make("button", "link", problem.rule);
    rule.title = "Explain this rule";
    rule.addEventListener("click", () => host.postMessage({ type: "rule", rule: problem.rule }));
    item.append(mark(problem.severity), `${problem.message} `, rule);
    list.append(item);
  }
  const more = problems.length - listedMax;
  if (more > 0) list.append(make("li", "quiet", `and ${more.toLocaleString("en-US")} more`));
  strip.replaceChildren(title, list);
}

/** The line at the bottom: where one is, and what is wrong there. */
function describe(): void {
  const active = grid.active;
  if (!active) {
    about.replaceChildren(make("span", "quiet", "Arrow keys move, Enter goes to the cell in the text"));
    return;
  }
  const { row, cell, column, record } = active;
  const value = record?.cells[cell];
  const problems = [...(value?.problems ?? []), ...(record?.problems ?? [])];
  const place = make("span", "quiet", `Row ${row + 1}, ${titleOf(column, cell)}:`);
  const text = make("span", "value", [value?.text, value?.label].filter((part) => part).join(" ") || "empty");
  about.replaceChildren(place, text);
  const worst = worstOf(problems);
  if (worst) about.append(mark(worst), make("span", "told", told(problems).replaceAll("\n", "  ")));
}

function pick(place: { readonly row: number; readonly cell: number }, focus: boolean): void {
  host.postMessage({ type: "select", row: place.row, cell: place.cell, focus });
}

function remember(): void {
  host.setState({ uri, left: grid.left, row: grid.topRow });
}

function say(words: string): void {
  note.textContent = words;
  note.hidden = words === "";
}
