// What can be done with a column, and what it holds: a small window below its header.
import type { RowQuery, TableColumn, ValueStatistics } from "../../server/protocol/grid.ts";
import { attribute, button, make, placeWithin, titleOf } from "./elements.ts";
import { counted, l10n, number } from "./words.ts";

export interface ColumnActions {
  sort(sort: RowQuery["sort"]): void;
  /** Only rows that say this in the column; undefined: all again. */
  filter(text: string | undefined): void;
  resize(by: number | undefined): void;
  closed(): void;
}

/** Pixels that a key makes a column wider. */
const step = 40;

export class ColumnMenu {
  readonly element = make("div", "menu");
  readonly #holds = make("div", "holds", l10n.t("Counting…"));
  readonly #actions: ColumnActions;
  readonly #query: RowQuery;
  readonly #cell: number;
  #located: readonly [DOMRect, DOMRect] | undefined;

  constructor(cell: number, column: TableColumn | undefined, query: RowQuery, actions: ColumnActions) {
    this.#actions = actions;
    this.#query = query;
    this.#cell = cell;
    const { element } = this;
    const title = titleOf(column, cell);
    attribute(element, "role", "dialog");
    attribute(element, "aria-label", l10n.t("Column {0}", title));
    const sort = query.sort?.cell === cell ? query.sort : undefined;
    const sorts = group(l10n.t("Sort"), [
      pressed(l10n.t("Ascending"), sort !== undefined && !sort.descending, () => this.#sort(false)),
      pressed(l10n.t("Descending"), sort?.descending === true, () => this.#sort(true)),
      pressed(l10n.t("As in the file"), query.sort === undefined, () => this.#sort(undefined)),
    ]);
    const widths = group(l10n.t("Width"), [
      button("small", l10n.t("Narrower"), () => actions.resize(-step)),
      button("small", l10n.t("Wider"), () => actions.resize(step)),
      button("small", l10n.t("Fit"), () => actions.resize(undefined)),
    ]);
    const close = button("close", "×", () => this.close());
    attribute(close, "aria-label", l10n.t("Close"));
    const heading = make("div", "heading");
    heading.append(make("strong", "", title), close);
    element.append(heading, sorts, this.#holds, widths);
    attribute(this.#holds, "aria-live", "polite");
    element.addEventListener("keydown", (event) => this.#key(event));
    element.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !element.contains(relatedTarget)) this.close();
    });
  }

  begin(): void {
    this.element.querySelector<HTMLElement>("[aria-pressed=true], .small")?.focus();
  }

  place(head: DOMRect, around: DOMRect): void {
    placeWithin(this.element, head, around);
    this.#located = [head, around];
  }

  /** Shows what the column holds; null: nobody could say. */
  show(answer: ValueStatistics | null): void {
    if (!answer) {
      this.#holds.textContent = l10n.t("There is nothing to count.");
      return;
    }
    const { rows, empty, distinct, more, values } = answer;
    const different =
      distinct === undefined
        ? []
        : more
          ? [l10n.t("more than {0} different values", number(distinct))]
          : [counted(distinct, l10n.t("1 different value"), l10n.t("{0} different values"))];
    const facts = [
      counted(rows, l10n.t("1 row"), l10n.t("{0} rows")),
      l10n.t("{0} empty", number(empty)),
      ...different,
    ];
    const filter = this.#query.values?.find(({ cell }) => cell === this.#cell);
    const list = make("div", "values");
    attribute(list, "role", "group");
    attribute(list, "aria-label", l10n.t("Show only rows with"));
    const choice = (text: string, label: string | undefined, count: number): HTMLElement => {
      const isOn = filter?.text === text;
      const element = pressed("", isOn, () => this.#actions.filter(isOn ? undefined : text));
      element.append(make("span", text === "" ? "label" : "value", text === "" ? l10n.t("empty") : text));
      if (label !== undefined) element.append(make("span", "label", label));
      element.append(make("span", "number", number(count)));
      return element;
    };
    if (empty > 0) list.append(choice("", undefined, empty));
    for (const { text, label, count } of values) list.append(choice(text, label, count));
    this.#holds.replaceChildren(make("div", "facts", facts.join(" · ")));
    if (list.childElementCount > 0) this.#holds.append(make("div", "caption", l10n.t("Show only rows with")), list);
    // It is larger now.
    if (this.#located) placeWithin(this.element, ...this.#located);
    if (filter) this.#holds.append(button("small", l10n.t("All rows again"), () => this.#actions.filter(undefined)));
  }

  close(): void {
    if (!this.element.isConnected) return;
    this.element.remove();
    this.#actions.closed();
  }

  #sort(descending: boolean | undefined): void {
    this.#actions.sort(descending === undefined ? undefined : { cell: this.#cell, descending });
  }

  #key(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
      return;
    }
    const buttons = [...this.element.querySelectorAll<HTMLElement>("button")];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    const by =
      event.key === "ArrowDown" || (event.key === "Tab" && !event.shiftKey)
        ? 1
        : event.key === "ArrowUp" || event.key === "Tab"
          ? -1
          : 0;
    if (by === 0) return;
    event.preventDefault();
    buttons[(at + by + buttons.length) % buttons.length]?.focus();
  }
}

function group(caption: string, children: readonly HTMLElement[]): HTMLElement {
  const element = make("div", "group");
  attribute(element, "role", "group");
  attribute(element, "aria-label", caption);
  element.append(make("span", "caption", caption), ...children);
  return element;
}

function pressed(text: string, isOn: boolean, act: () => void): HTMLButtonElement {
  const element = button("small", text, act);
  attribute(element, "aria-pressed", String(isOn));
  return element;
}
