// The bar behind Ctrl+G: goes to a row by its number or to a column by its name.
import type { TableColumn } from "../../server/protocol/grid.ts";
import { attribute, button, make } from "./elements.ts";
import { l10n } from "./words.ts";

export interface GoToActions {
  /** Goes there; answers with why not. */
  go(text: string): Promise<string | undefined>;
  closed(): void;
}

export class GoToBar {
  readonly element = make("div", "goto");
  readonly #input = make("input", "");
  readonly #answer = make("span", "quiet");
  readonly #actions: GoToActions;

  constructor(actions: GoToActions) {
    this.#actions = actions;
    this.element.hidden = true;
    attribute(this.element, "role", "search");
    attribute(this.#input, "aria-label", l10n.t("Go to a row or column"));
    attribute(this.#answer, "role", "status");
    this.#input.type = "text";
    this.#input.placeholder = l10n.t("Row number or column name");
    const close = button("tool", "×", () => this.close());
    attribute(close, "aria-label", l10n.t("Close the bar"));
    this.element.append(this.#input, this.#answer, close);
    this.element.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.close();
      else if (event.key === "Enter" && event.target === this.#input) void this.#go();
      else return;
      event.preventDefault();
    });
  }

  open(): void {
    this.element.hidden = false;
    this.#answer.textContent = "";
    this.#input.focus();
    this.#input.select();
  }

  close(): void {
    this.element.hidden = true;
    this.#actions.closed();
  }

  async #go(): Promise<void> {
    const why = await this.#actions.go(this.#input.value.trim());
    this.#answer.textContent = why ?? "";
    if (why === undefined) this.close();
  }
}

/** Names are compared without case, spaces, and the signs that stand for them. */
function key(name: string): string {
  return name.toLowerCase().replace(/[\s_.*-]+/g, "");
}

/** The column that a text names, whole, else by its beginning or a part. */
export function columnNamed(text: string, columns: readonly TableColumn[]): number | undefined {
  const wanted = key(text);
  const ways: readonly ((name: string) => boolean)[] = [
    (name) => name === wanted,
    (name) => name.startsWith(wanted),
    (name) => name.includes(wanted),
  ];
  if (wanted === "") return undefined;
  for (const fits of ways) {
    const found = columns.findIndex(({ name, title }) => fits(key(name)) || fits(key(title)));
    if (found >= 0) return found;
  }
  return undefined;
}
