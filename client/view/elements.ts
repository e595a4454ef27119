// How cells, headers and problems look as elements. Text is set as text, never read as HTML.
import type { TableCell, TableColumn, TableProblem, TableRow } from "../../server/protocol/grid.ts";
import { type Labels, severities } from "./messages.ts";
import { l10n, number } from "./words.ts";

/** Signs beside the colours, for those who see no difference between red and yellow. */
const signs: Readonly<Record<TableProblem["severity"], string>> = {
  error: "×",
  warning: "!",
  information: "i",
  hint: "?",
};

const words: Readonly<Record<TableProblem["severity"], string>> = {
  error: l10n.t("Error"),
  warning: l10n.t("Warning"),
  information: l10n.t("Information"),
  hint: l10n.t("Hint"),
};

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  text = "",
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== "") element.className = className;
  if (text !== "") element.textContent = text;
  return element;
}

export function button(className: string, text: string, act: () => void): HTMLButtonElement {
  const element = make("button", className, text);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

export function worstOf(problems: readonly TableProblem[]): TableProblem["severity"] | undefined {
  return severities.find((severity) => problems.some((problem) => problem.severity === severity));
}

/** The sign of a severity; screen readers hear the words instead. */
export function mark(severity: TableProblem["severity"]): HTMLElement {
  const sign = make("span", `mark ${severity}`, signs[severity]);
  sign.setAttribute("aria-hidden", "true");
  return sign;
}

/** "Error: … (invalid-code)", one line each. */
export function problemLines(problems: readonly TableProblem[]): string {
  return problems.map((problem) => `${words[problem.severity]}: ${problem.message} (${problem.rule})`).join("\n");
}

/** What a column is called: its title, or its name where it has none. */
export function titleOf(column: TableColumn | undefined, index: number): string {
  return column?.title || column?.name || l10n.t("Column {0}", index + 1);
}

/** Sets an attribute, or takes it away; does nothing where that is so already. */
export function attribute(element: Element, name: string, value: string | undefined): void {
  if (value === undefined) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
  } else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** A cell's text in one line: a line break would hide what comes after it. */
export function lineOf(cell: TableCell | undefined, labels: Labels): string {
  const text = labels === "label" ? (cell?.label ?? cell?.text) : cell?.text;
  return text?.replace(/\r\n|\r|\n/g, "↵") ?? "";
}

/** Puts what lies over the table below a place, or above it where there is more room, and never beyond the edges around it. */
export function placeWithin(element: HTMLElement, at: DOMRect, around: DOMRect): void {
  const { style } = element;
  const margin = 4;
  const [below, above] = [around.bottom - at.bottom - margin, at.top - around.top - margin];
  style.maxWidth = `${Math.max(0, around.width - 2 * margin)}px`;
  style.maxHeight = "";
  const isBelow = element.offsetHeight <= below || below >= above;
  const room = Math.max(0, isBelow ? below : above);
  style.maxHeight = `${Math.min(Math.max(room, 120), around.height - 2 * margin)}px`;
  const { offsetWidth: width, offsetHeight: height } = element;
  const top = isBelow ? at.bottom - around.top : at.top - around.top - height;
  style.left = `${Math.max(margin, Math.min(at.left - around.left, around.width - width - margin))}px`;
  style.top = `${Math.max(margin, Math.min(top, around.height - height - margin))}px`;
}

const drawn = new WeakMap<Element, { readonly cell: TableCell | undefined; readonly labels: Labels }>();

/**
 * Fills the element of a cell. The table has put `lineOf` into it; what is more than that is built here, and left alone while
 * it is the same.
 */
export function fillCell(element: HTMLElement, cell: TableCell | undefined, isHere: boolean, labels: Labels): void {
  const known = drawn.get(element);
  const problems = cell?.problems ?? [];
  const label = labels === "both" ? cell?.label : undefined;
  const isPlain = label === undefined && problems.length === 0;
  const isBuilt = element.firstElementChild !== null;
  if (known?.cell === cell && known?.labels === labels && isBuilt === !isPlain) return;
  drawn.set(element, { cell, labels });
  const text = lineOf(cell, labels);
  const worst = worstOf(problems);
  if (isPlain) {
    if (isBuilt || element.textContent !== text) element.textContent = text;
  } else {
    const parts = [make("span", "value", text)];
    if (worst) parts.unshift(mark(worst));
    if (label !== undefined) parts.push(make("span", "label", label));
    element.replaceChildren(...parts);
  }
  attribute(element, "data-problem", worst);
  attribute(element, "data-absent", isHere && !cell ? "" : undefined);
  attribute(element, "aria-invalid", worst === "error" ? "true" : undefined);
  attribute(element, "title", worst ? problemLines(problems) : undefined);
}

/** Fills the element of a row's number. */
export function fillNumber(element: HTMLElement, row: TableRow | undefined): void {
  const problems = [...(row?.problems ?? []), ...(row?.shifted ? [row.shifted] : [])];
  const worst = worstOf(problems);
  const text = row ? String(row.number) : "";
  const now = `${text} ${worst ?? ""}`;
  if (element.dataset["number"] !== now || element.textContent !== text + (worst ? signs[worst] : "")) {
    element.dataset["number"] = now;
    element.replaceChildren(...(worst ? [mark(worst)] : []), text);
  }
  attribute(element, "data-problem", worst);
  attribute(
    element,
    "title",
    row ? [l10n.t("Line {0}", number(row.line + 1)), problemLines(problems)].filter(Boolean).join("\n") : undefined,
  );
}
