// The bar above the table: what the file is, which rows are shown, and the ways to choose others.
import type { Overview, RowQuery, RowsAnswer, TableProblem } from "../../server/protocol/grid.ts";
import { attribute, button, make, mark, titleOf } from "./elements.ts";
import { type Labels, labelModes } from "./messages.ts";
import { counted, l10n, number } from "./words.ts";

export interface BarActions {
  /** Other rows; `afresh`: chosen anew with the same query. */
  choose(query: RowQuery, afresh: boolean): void;
  labels(labels: Labels): void;
  find(): void;
  nextProblem(): void;
  addRow(): void;
  /** Somebody wants to make an import file of it, or to say which one it is. */
  map(): void;
  chooseType(): void;
  /** Somebody wants the keyboard in the table. */
  leave(): void;
}

const labelWords: Readonly<Record<Labels, string>> = {
  both: l10n.t("Codes and labels"),
  label: l10n.t("Labels"),
  code: l10n.t("Codes"),
};
/** Milliseconds after the last letter until rows are chosen. */
const typingMs = 200;

export class Bar {
  readonly element = make("header", "bar");
  readonly #summary = make("div", "summary");
  readonly #text = make("input", "filter");
  readonly #problems = button("toggle", l10n.t("Only problems"), () =>
    this.#choose({ problems: !this.#query.problems }),
  );
  readonly #rule = make("select", "");
  readonly #labels = make("select", "");
  readonly #unknown = make("span", "unknown");
  readonly #next = button("tool", l10n.t("Next problem"), () => this.#actions.nextProblem());
  readonly #tools = make("div", "tools");
  readonly #chips = make("div", "chips");
  readonly #actions: BarActions;
  #query: RowQuery;
  #columns: RowsAnswer["columns"] = [];
  #typing: number | undefined;
  #rules = "";

  constructor(query: RowQuery, labels: Labels, actions: BarActions) {
    this.#actions = actions;
    this.#query = query;
    const tools = this.#tools;
    attribute(tools, "role", "group");
    attribute(tools, "aria-label", l10n.t("Rows to show"));
    this.#text.type = "search";
    this.#text.placeholder = l10n.t("Filter rows");
    attribute(this.#text, "aria-label", l10n.t("Show only rows that contain this text"));
    this.#text.value = query.text ?? "";
    this.#text.addEventListener("input", () => {
      clearTimeout(this.#typing);
      this.#typing = window.setTimeout(() => this.#choose({ text: this.#text.value }), typingMs);
    });
    this.#text.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" && event.key !== "ArrowDown") return;
      event.preventDefault();
      actions.leave();
    });
    attribute(this.#rule, "aria-label", l10n.t("Show only rows with problems of this rule"));
    this.#rule.addEventListener("change", () => this.#choose({ rule: this.#rule.value }));
    attribute(this.#labels, "aria-label", l10n.t("How codes are shown"));
    for (const mode of labelModes) this.#labels.append(option(mode, labelWords[mode]));
    this.#labels.value = labels;
    this.#labels.addEventListener("change", () =>
      actions.labels(labelModes.find((mode) => mode === this.#labels.value) ?? "both"),
    );
    const find = button("tool", l10n.t("Find"), actions.find);
    find.title = l10n.t("Find in the rows shown (Ctrl+F)");
    const next = this.#next;
    next.title = l10n.t("Go to the next problem (F8)");
    const add = button("tool", l10n.t("Add row"), actions.addRow);
    add.title = l10n.t("Add a row below the last one");
    tools.append(this.#text, this.#problems, this.#rule, this.#labels, find, next, add);
    this.#unknown.append(
      button("small", l10n.t("Map these columns"), actions.map),
      button("small", l10n.t("Choose file type"), actions.chooseType),
    );
    this.element.append(this.#summary, tools, this.#chips);
    this.#showRules(undefined);
  }

  focusFilter(): void {
    this.#text.focus();
    this.#text.select();
  }

  /** What the file is, and how many of its rows are shown. */
  show(answer: RowsAnswer, query: RowQuery): void {
    this.#query = query;
    this.#columns = answer.columns;
    this.#tools.hidden = false;
    const { status, total, shown } = answer;
    // Blank lines have a row in the grid; everywhere else people are told how many rows an importer would take.
    const empty = status.complete ? total - status.rows : 0;
    const isChecked = status.fileType !== undefined;
    const all =
      isChecked && empty > 0
        ? l10n.t(
            "{0} and {1}",
            rowsOf(status.rows),
            counted(empty, l10n.t("1 line without data"), l10n.t("{0} lines without data")),
          )
        : rowsOf(total);
    const rows = shown === total ? all : l10n.t("{0} of {1}", number(shown), rowsOf(total));
    const parts = [make("strong", "", status.title ?? l10n.t("Not an import file")), make("span", "", rows)];
    const counts: readonly (readonly [TableProblem["severity"], number, string])[] = [
      ["error", status.errors, counted(status.errors, l10n.t("1 error"), l10n.t("{0} errors"))],
      ["warning", status.warnings, counted(status.warnings, l10n.t("1 warning"), l10n.t("{0} warnings"))],
      ["information", status.information, l10n.t("{0} information", number(status.information))],
    ];
    for (const [severity, many, words] of counts) {
      if (many === 0) continue;
      const part = make("span", "count");
      part.append(mark(severity), words);
      parts.push(part);
    }
    this.#problems.hidden = !isChecked;
    this.#rule.hidden = !isChecked;
    this.#next.hidden = !isChecked;
    if (!isChecked) parts.push(make("span", "quiet", status.near && status.why ? status.why : l10n.t("not checked")));
    else if (!status.complete) parts.push(make("span", "quiet", l10n.t("still checking…")));
    else if (status.errors + status.warnings + status.information === 0)
      parts.push(make("span", "quiet", l10n.t("no problems")));
    if (answer.hidesByLooks)
      parts.push(make("span", "quiet", l10n.t("line 1 has no column names: possible passwords are hidden")));
    if (!isChecked) parts.push(this.#unknown);
    this.#summary.replaceChildren(...parts);
    attribute(this.#problems, "aria-pressed", String(query.problems === true));
    this.#labels.hidden = !answer.columns.some(({ labelled }) => labelled);
    this.#showChips(query, answer.isOld);
  }

  showNothing(): void {
    this.#summary.replaceChildren(make("strong", "", l10n.t("Not an import file")));
    this.#tools.hidden = true;
    this.#chips.hidden = true;
  }

  /** The rules that speak in the file. */
  showRules(answer: Overview | null): void {
    this.#showRules(answer ?? undefined);
  }

  #showRules(answer: Overview | undefined): void {
    const rules = answer?.rules ?? [];
    const wanted = this.#query.rule ?? "";
    const all = [["", l10n.t("Any rule")], ...rules.map(({ rule, count }) => [rule, `${rule} (${number(count)})`])];
    if (wanted !== "" && !rules.some(({ rule }) => rule === wanted)) all.push([wanted, `${wanted} (0)`]);
    const now = JSON.stringify([all, wanted]);
    if (now === this.#rules) return;
    this.#rules = now;
    this.#rule.replaceChildren(...all.map(([value, text]) => option(value ?? "", text ?? "")));
    this.#rule.value = wanted;
  }

  /** What rows were left out for, each with a way to take it back. */
  #showChips({ values = [], sort }: RowQuery, isOld: boolean): void {
    const chips = values.map((value) => {
      const title = titleOf(this.#columns[value.cell], value.cell);
      const others = values.filter((each) => each !== value);
      return chip(`${title}: ${value.text === "" ? l10n.t("empty") : value.text}`, () =>
        this.#choose({ values: others }),
      );
    });
    if (sort) {
      const title = titleOf(this.#columns[sort.cell], sort.cell);
      chips.push(
        chip(sort.descending ? l10n.t("Sorted by {0}, descending", title) : l10n.t("Sorted by {0}", title), () =>
          this.#choose({ sort: undefined }),
        ),
      );
    }
    const asked = [this.#query.text, this.#query.problems, this.#query.rule].filter(Boolean).length + chips.length;
    if (asked > 0) chips.push(button("chip clear", l10n.t("Clear filters"), () => this.clear()));
    if (isOld) {
      const again = button("chip again", l10n.t("Cells have changed. Filter again"), () =>
        this.#actions.choose(this.#query, true),
      );
      chips.push(again);
    }
    this.#chips.replaceChildren(...chips);
    this.#chips.hidden = chips.length === 0;
  }

  /** All rows again, in the order of the file. */
  clear(): void {
    clearTimeout(this.#typing);
    this.#text.value = "";
    this.#actions.choose({}, false);
  }

  #choose(change: { readonly [K in keyof RowQuery]?: RowQuery[K] | undefined }): void {
    this.#actions.choose(tidied({ ...this.#query, ...change }), false);
  }
}

/** A query without what asks for nothing. */
export function tidied(query: { readonly [K in keyof RowQuery]?: RowQuery[K] | undefined }): RowQuery {
  const { text, values, problems, rule, sort } = query;
  return {
    ...(text ? { text } : {}),
    ...(values && values.length > 0 ? { values } : {}),
    ...(problems ? { problems } : {}),
    ...(rule ? { rule } : {}),
    ...(sort ? { sort } : {}),
  };
}

function option(value: string, text: string): HTMLOptionElement {
  const element = make("option", "", text);
  element.value = value;
  return element;
}

function rowsOf(count: number): string {
  return counted(count, l10n.t("1 row"), l10n.t("{0} rows"));
}

function chip(text: string, remove: () => void): HTMLButtonElement {
  const element = button("chip", text, remove);
  element.append(make("span", "x", "×"));
  attribute(element, "aria-label", l10n.t("{0}. Remove", text));
  return element;
}
