// The lower half of the mapping page: the first rows of each file as they will be, and every problem with the way to what causes it.
import type { MappingPage, mappingTotalsRequest, PageView } from "../../server/protocol/mapping.ts";
import type { AnswerOf } from "../../server/protocol/request.ts";
import { button, make, mark } from "./elements.ts";
import type { MappingActions } from "./mapping-parts.ts";
import { counted, l10n, number } from "./words.ts";

export type ResultTotals = NonNullable<AnswerOf<typeof mappingTotalsRequest>>;
type ResultFile = PageView["preview"][number];
type ResultRowProblem = ResultFile["rows"][number]["problems"][number];

export interface ResultActions extends Pick<MappingActions, "explain" | "line"> {
  /** Puts the focus on what a column, or a value of it, is made of. */
  goTo(file: string, field: string, value: string | undefined): void;
  showFile(index: number): void;
}

const words = (severity: ResultRowProblem["severity"]): string =>
  ({
    error: l10n.t("Error"),
    warning: l10n.t("Warning"),
    information: l10n.t("Information"),
    hint: l10n.t("Hint"),
  })[severity];

/** The chosen file's first rows, and the problems of all. */
export function mappingResult(
  page: MappingPage,
  totals: ResultTotals | undefined,
  shown: number,
  actions: ResultActions,
): HTMLElement[] {
  const files = page.view?.preview ?? [];
  const file = files[shown] ?? files[0];
  if (!file || page.view?.missing.length)
    return [make("p", "quiet nothing", l10n.t("There are rows to show when the questions above are answered."))];
  return [
    ...(files.length > 1 ? [fileButtons(files, file, totals, actions)] : []),
    rowsTable(file, actions),
    ...problemList(file, page, totals, actions),
    ...leftOut(page, totals, actions),
  ];
}

function fileButtons(
  files: readonly ResultFile[],
  shown: ResultFile,
  totals: ResultTotals | undefined,
  actions: ResultActions,
): HTMLElement {
  const group = make("div", "files");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", l10n.t("File to show"));
  for (const [i, file] of files.entries()) {
    const rows = totals?.files.find(({ fileType }) => fileType === file.fileType)?.rows;
    const text = rows === undefined ? file.fileType : `${file.fileType} (${number(rows)})`;
    const choose = button("small", text, () => actions.showFile(i));
    choose.setAttribute("aria-pressed", String(file === shown));
    choose.dataset["key"] = `file ${file.fileType}`;
    group.append(choose);
  }
  return group;
}

function rowsTable({ header, rows, fileType }: ResultFile, actions: ResultActions): HTMLElement {
  const scroll = make("div", "scroll");
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "group");
  scroll.setAttribute("aria-label", l10n.t("First rows of {0}", fileType));
  const table = make("table", "result");
  const head = make("tr", "");
  for (const name of [l10n.t("Line"), ...header]) {
    const cell = make("th", "", name);
    cell.scope = "col";
    head.append(cell);
  }
  const section = make("thead", "");
  section.append(head);
  const body = make("tbody", "");
  for (const { line, cells, problems } of rows) {
    const row = make("tr", "");
    const number_ = make("th", "");
    number_.scope = "row";
    const show = button("link", number(line), () => actions.line(line));
    show.setAttribute("aria-label", l10n.t("Show line {0} of the file", number(line)));
    show.tabIndex = -1;
    number_.append(show);
    const ofRow = problems.filter(({ field }) => field === undefined);
    if (ofRow.length > 0) number_.prepend(problemMark(ofRow));
    row.append(
      number_,
      ...cells.map((text, i) =>
        resultCell(
          text,
          problems.filter(({ field }) => field === header[i]),
        ),
      ),
    );
    body.append(row);
  }
  table.append(section, body);
  scroll.append(table);
  return scroll;
}

function resultCell(text: string, problems: readonly ResultRowProblem[]): HTMLElement {
  const cell = make("td", "");
  if (problems.length > 0) {
    cell.append(problemMark(problems));
    cell.dataset["problem"] = worst(problems);
    cell.title = problems.map(({ severity, message }) => `${words(severity)}: ${message}`).join("\n");
  }
  cell.append(make("span", "", text.replace(/\r\n|\r|\n/g, "\u21b5")));
  return cell;
}

function problemMark(problems: readonly ResultRowProblem[]): HTMLElement {
  const severity = worst(problems);
  const sign = mark(severity);
  sign.removeAttribute("aria-hidden");
  sign.setAttribute("role", "img");
  sign.setAttribute("aria-label", `${words(severity)}: ${problems.map(({ message }) => message).join(" ")}`);
  return sign;
}

const order: readonly ResultRowProblem["severity"][] = ["error", "warning", "information", "hint"];

function worst(problems: readonly ResultRowProblem[]): ResultRowProblem["severity"] {
  return order.find((severity) => problems.some((problem) => problem.severity === severity)) ?? "hint";
}

interface Line extends ResultRowProblem {
  readonly fileType: string;
  readonly value: string | undefined;
  readonly rows: number | undefined;
  readonly more: boolean;
}

/** So many kinds of problems are listed. */
const linesMax = 40;

function problemList(
  file: ResultFile,
  page: MappingPage,
  totals: ResultTotals | undefined,
  actions: ResultActions,
): HTMLElement[] {
  const lines = totals ? totals.problems.map((group): Line => ({ ...group, field: group.field })) : previewLines(file);
  if (lines.length === 0) {
    const people = totals?.people ?? 0;
    return totals
      ? [make("p", "good", counted(people, l10n.t("No problems: 1 person."), l10n.t("No problems: {0} people.")))]
      : [];
  }
  const sorted = [...lines].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const list = make("ul", "problems");
  list.setAttribute("aria-label", l10n.t("Problems"));
  for (const line of sorted.slice(0, linesMax)) list.append(problemItem(line, page, actions));
  const left = sorted.length - linesMax;
  if (left > 0) list.append(make("li", "quiet", l10n.t("And {0} more kinds of problems.", number(left))));
  return [list];
}

function previewLines({ fileType, rows, problems }: ResultFile): Line[] {
  const all = [...problems, ...rows.flatMap((row) => row.problems)];
  const found = new Map<string, Line>();
  for (const problem of all) {
    const key = JSON.stringify([problem.rule, problem.field, problem.message]);
    if (!found.has(key)) found.set(key, { ...problem, fileType, value: undefined, rows: undefined, more: false });
  }
  return [...found.values()];
}

function problemItem(line: Line, page: MappingPage, actions: ResultActions): HTMLElement {
  const { severity, message, rows, more, field, fileType, value, rule } = line;
  const item = make("li", "problem");
  const sign = mark(severity);
  sign.removeAttribute("aria-hidden");
  sign.setAttribute("role", "img");
  sign.setAttribute("aria-label", words(severity));
  const text = make("span", "", message);
  const tail = make("span", "tail");
  if (rows !== undefined) {
    const count = more
      ? l10n.t("{0} rows or more", number(rows))
      : counted(rows, l10n.t("{0} row"), l10n.t("{0} rows"));
    tail.append(make("span", "quiet", count));
  }
  const isMade = page.view?.columns.some((column) => column.file === fileType && column.field === field);
  if (field !== undefined && isMade) {
    const change = button("link", l10n.t("Change Mapping"), () => actions.goTo(fileType, field, value));
    change.setAttribute("aria-label", l10n.t("Change Mapping of {0}: {1}", field, message));
    change.dataset["key"] = `change ${fileType} ${field} ${rule} ${value ?? ""}`;
    tail.append(change);
  }
  const why = button("link quiet", rule, () => actions.explain(rule));
  why.setAttribute("aria-label", l10n.t("Explain {0}", rule));
  why.dataset["key"] = `rule ${fileType} ${field ?? ""} ${rule} ${value ?? ""}`;
  tail.append(why);
  item.append(sign, text, tail);
  return item;
}

/** So many rows that are left out are listed. */
const rowsMax = 20;

function leftOut(page: MappingPage, totals: ResultTotals | undefined, actions: ResultActions): HTMLElement[] {
  const skipped = totals?.skipped ?? page.view?.skipped ?? [];
  if (skipped.length === 0) return [];
  const fold = make("details", "left-out");
  const summary = make(
    "summary",
    "",
    counted(skipped.length, l10n.t("1 row is left out"), l10n.t("{0} rows are left out")),
  );
  summary.dataset["key"] = "left out";
  const list = make("ul", "");
  for (const { line, reason } of skipped.slice(0, rowsMax)) {
    const item = make("li", "");
    const show = button("link", l10n.t("Line {0}", number(line)), () => actions.line(line));
    item.append(show, `: ${reason}`);
    list.append(item);
  }
  if (skipped.length > rowsMax)
    list.append(make("li", "quiet", l10n.t("And {0} more.", number(skipped.length - rowsMax))));
  fold.append(summary, list);
  return [fold];
}
