// How a row, a cell, a header and a problem look as elements. Text is set as text, never read as HTML.
import type { PreviewCell, PreviewColumn, PreviewProblem, PreviewRow } from "../../server/protocol.ts";
import type { Columns } from "./layout.ts";
import { severities } from "./messages.ts";

/** Signs beside the colours, for those who see no difference between red and yellow. */
const signs: Readonly<Record<PreviewProblem["severity"], string>> = {
  error: "×",
  warning: "!",
  information: "i",
  hint: "?",
};

const words: Readonly<Record<PreviewProblem["severity"], string>> = {
  error: "Error",
  warning: "Warning",
  information: "Note",
  hint: "Hint",
};

export function make(tag: string, className: string, text = ""): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  if (text !== "") element.textContent = text;
  return element;
}

/** The id of a cell's element. */
export function cellId(row: number, cell: number): string {
  return `cell-${row}-${cell}`;
}

export function worstOf(problems: readonly PreviewProblem[]): PreviewProblem["severity"] | undefined {
  return severities.find((severity) => problems.some((problem) => problem.severity === severity));
}

/** The sign of a severity; screen readers hear the words instead. */
export function mark(severity: PreviewProblem["severity"]): HTMLElement {
  const sign = make("span", `mark ${severity}`, signs[severity]);
  sign.setAttribute("aria-hidden", "true");
  return sign;
}

/** "Error: … (invalid-code)", one line each. */
export function told(problems: readonly PreviewProblem[]): string {
  return problems.map((problem) => `${words[problem.severity]}: ${problem.message} (${problem.rule})`).join("\n");
}

/** What a column is called: its title, or its name where it has none. */
export function titleOf(column: PreviewColumn | undefined, index: number): string {
  return column?.title || column?.name || `Column ${index + 1}`;
}

/** The header of the columns `[first, last)`; the first column is always there. */
export function headRow(
  columns: readonly PreviewColumn[],
  layout: Columns,
  { first, last }: { readonly first: number; readonly last: number },
): HTMLElement {
  const row = make("div", "row head");
  row.setAttribute("role", "row");
  row.setAttribute("aria-rowindex", "1");
  const corner = make("div", "cell number", "Row");
  corner.setAttribute("role", "columnheader");
  corner.setAttribute("aria-colindex", "1");
  row.append(corner);
  for (const index of withFirst(first, last, layout.count)) {
    const column = columns[index];
    const cell = placed(make("div", "cell"), index, layout);
    cell.setAttribute("role", "columnheader");
    const title = titleOf(column, index);
    cell.append(make("span", "title", title));
    if (column && column.name !== title) cell.append(make("span", "name", column.name));
    if (!column?.known) cell.classList.add("unknown");
    cell.title = column
      ? [title, column.name].filter((text, at, all) => all.indexOf(text) === at).join("\n")
      : "The header has no such column";
    row.append(cell);
  }
  return row;
}

/** A record with the cells of the columns `[first, last)`; without a record a row that is still awaited. */
export function dataRow(
  index: number,
  record: PreviewRow | undefined,
  layout: Columns,
  { first, last }: { readonly first: number; readonly last: number },
): HTMLElement {
  const row = make("div", `row${index % 2 === 1 ? " odd" : ""}${record?.blank ? " blank" : ""}`);
  row.setAttribute("role", "row");
  row.setAttribute("aria-rowindex", String(index + 2));
  row.dataset["row"] = String(index);
  const number = make("div", "cell number", String(index + 1));
  number.setAttribute("role", "rowheader");
  number.setAttribute("aria-colindex", "1");
  if (record) number.title = `Line ${record.line + 1}`;
  markProblems(number, record?.problems ?? []);
  row.append(number);
  if (!record) row.setAttribute("aria-busy", "true");
  else for (const at of withFirst(first, last, layout.count)) row.append(dataCell(index, at, record.cells[at], layout));
  return row;
}

function dataCell(row: number, column: number, cell: PreviewCell | undefined, layout: Columns): HTMLElement {
  const element = placed(make("div", "cell"), column, layout);
  element.id = cellId(row, column);
  element.setAttribute("role", "gridcell");
  element.dataset["cell"] = String(column);
  if (!cell) {
    element.classList.add("absent");
    return element;
  }
  // A line break would hide what comes after it.
  element.append(make("span", "value", cell.text.replace(/\r\n|\r|\n/g, "↵")));
  if (cell.label) element.append(make("span", "label", cell.label));
  markProblems(element, cell.problems ?? []);
  return element;
}

function markProblems(element: HTMLElement, problems: readonly PreviewProblem[]): void {
  const worst = worstOf(problems);
  if (!worst) return;
  element.classList.add("problem", worst);
  if (worst === "error" && element.role === "gridcell") element.setAttribute("aria-invalid", "true");
  element.title = [element.title, told(problems)].filter((text) => text !== "").join("\n");
  element.prepend(mark(worst));
}

/** Puts a cell at its column. The first column lies in the flow, so that it can stick to the left edge. */
function placed(element: HTMLElement, column: number, layout: Columns): HTMLElement {
  element.setAttribute("aria-colindex", String(column + 2));
  element.style.width = `${layout.widthOf(column)}px`;
  if (column === 0) element.classList.add("pinned");
  else element.style.left = `calc(var(--number-width) + ${layout.left(column)}px)`;
  return element;
}

function* withFirst(first: number, last: number, count: number): Generator<number> {
  if (count > 0) yield 0;
  for (let index = Math.max(1, first); index < last; index++) yield index;
}
