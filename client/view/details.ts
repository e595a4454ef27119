// What is told in words around the table: the problems of the file, and all about the current cell.
import type { TableColumn, TableProblem, TableRow } from "../../server/protocol/grid.ts";
import { button, make, mark, titleOf, worstOf } from "./elements.ts";
import type { Place } from "./place.ts";
import { counted, l10n, number } from "./words.ts";

/** As many fixes have a button of their own. */
const fixesMax = 3;
/** Nobody reads further than that. */
const listedMax = 100;

/** The problems of the header and of the whole file, folded away until somebody asks. */
export class FileProblems {
  readonly element = make("details", "file");
  readonly #explain: (rule: string) => void;
  #shown = "";

  constructor(explain: (rule: string) => void) {
    this.#explain = explain;
    this.element.hidden = true;
  }

  /** The list is left alone while it says the same: somebody may be reading it. */
  show(problems: readonly TableProblem[]): void {
    const now = JSON.stringify(problems);
    if (now === this.#shown) return;
    this.#shown = now;
    this.element.hidden = problems.length === 0;
    const worst = worstOf(problems);
    const title = make("summary", "");
    if (worst) title.append(mark(worst));
    title.append(
      counted(
        problems.length,
        l10n.t("1 problem of the header or the whole file"),
        l10n.t("{0} problems of the header or the whole file"),
      ),
    );
    const list = make("ul", "");
    for (const problem of problems.slice(0, listedMax)) {
      const item = make("li", "");
      item.append(...inWords(problem, this.#explain));
      list.append(item);
    }
    const more = problems.length - listedMax;
    if (more > 0) list.append(make("li", "quiet", l10n.t("And {0} more.", number(more))));
    this.element.replaceChildren(title, list);
  }
}

/** The lines at the bottom: where one is, what the cell says in full, and what is wrong there. */
export class About {
  readonly element = make("footer", "about");
  readonly #explain: (rule: string) => void;
  readonly #fixes = make("div", "line fixes");
  #shown = "";

  constructor(explain: (rule: string) => void) {
    this.#explain = explain;
    this.element.id = "about";
    this.show(undefined, undefined, undefined, "");
  }

  /**
   * @param range what is selected beside the current cell, in words; "" for nothing
   * @returns true where fixes may be asked for: something is wrong here, and it is shown for the first time
   */
  show(active: Place | undefined, row: TableRow | undefined, column: TableColumn | undefined, range: string): boolean {
    const cell = active && row?.cells[active.cell];
    const shifted = row?.shifted && !row.problems?.some(({ rule }) => rule === row.shifted?.rule) ? [row.shifted] : [];
    const own = cell?.problems ?? [];
    const ofRow = [...(row?.problems ?? []), ...shifted.filter(({ rule }) => !own.some((each) => each.rule === rule))];
    const problems = [...own, ...ofRow];
    const now = JSON.stringify([active, row?.index, cell, problems, column?.title, range]);
    if (now === this.#shown) return false;
    this.#shown = now;
    const hint = hintFor(active, row, column);
    if (!active || !row || hint !== undefined) {
      this.element.replaceChildren(make("span", "quiet", [range, hint].filter(Boolean).join(". ")));
      return false;
    }
    const title = titleOf(column, active.cell);
    const place = make("span", "quiet", l10n.t("Row {0}, {1}:", number(row.number), title));
    const text = make(
      "span",
      "value",
      row.blank ? l10n.t("an empty line") : cell ? cell.text || l10n.t("empty") : l10n.t("This row has no such cell"),
    );
    const line = make("div", "line");
    if (range !== "") line.append(make("span", "range", `${range}.`));
    line.append(place, text);
    if (cell?.label) line.append(make("span", "label", cell.label));
    const items = problems.map((problem) => {
      const item = make("div", "line");
      item.append(...inWords(problem, this.#explain));
      return item;
    });
    this.#fixes.replaceChildren();
    this.element.replaceChildren(line, ...items, this.#fixes);
    return problems.length > 0;
  }

  /** The first fixes of what is wrong here as buttons. `act` makes one, or without a title lets somebody pick from all. */
  showFixes(titles: readonly string[], act: (title: string | undefined) => void): void {
    const first = titles.slice(0, fixesMax).map((title) => button("small", title, () => act(title)));
    if (titles.length > 0) {
      const all = button("small", titles.length > fixesMax ? l10n.t("More fixes") : l10n.t("All fixes"), () =>
        act(undefined),
      );
      all.append(make("kbd", "keys", "Ctrl+."));
      first.push(all);
    }
    this.#fixes.replaceChildren(...first);
  }
}

/** What is told where there is no cell to tell of. */
function hintFor(active: Place | undefined, row: TableRow | undefined, column: TableColumn | undefined) {
  if (!active)
    return l10n.t(
      "Arrow keys move, with Shift they select · Enter edits · Ctrl+. fixes · F8 goes to the next problem · Shift+F10 shows all actions",
    );
  if (active.position < 0)
    return l10n.t("{0}: Enter opens sorting, filter, and statistics", titleOf(column, active.cell));
  return row ? undefined : "";
}

function inWords(problem: TableProblem, explain: (rule: string) => void): (HTMLElement | string)[] {
  const rule = button("link", problem.rule, () => explain(problem.rule));
  rule.title = l10n.t("Explain this rule");
  return [mark(problem.severity), make("span", "told", problem.message), rule];
}
