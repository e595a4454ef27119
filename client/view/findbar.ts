// The find bar: looks for a text in the rows shown, on and back.
import { attribute, button, make } from "./elements.ts";
import { l10n } from "./words.ts";

export interface FindActions {
  find(text: string, backwards: boolean): void;
  closed(): void;
}

export class FindBar {
  readonly element = make("div", "find");
  readonly #input = make("input", "");
  readonly #count = make("span", "quiet");
  readonly #actions: FindActions;

  constructor(actions: FindActions) {
    this.#actions = actions;
    this.element.hidden = true;
    attribute(this.element, "role", "search");
    attribute(this.#input, "aria-label", l10n.t("Find in the rows shown"));
    attribute(this.#count, "role", "status");
    this.#input.type = "text";
    this.#input.placeholder = l10n.t("Find");
    const back = button("tool", "↑", () => this.go(true));
    const on = button("tool", "↓", () => this.go(false));
    const close = button("tool", "×", () => this.close());
    attribute(back, "aria-label", l10n.t("Previous match"));
    attribute(on, "aria-label", l10n.t("Next match"));
    attribute(close, "aria-label", l10n.t("Close the find bar"));
    this.element.append(this.#input, this.#count, back, on, close);
    this.element.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.close();
      else if (event.key === "F3" || (event.key === "Enter" && event.target === this.#input)) this.go(event.shiftKey);
      else return;
      event.preventDefault();
    });
  }

  open(): void {
    this.element.hidden = false;
    this.#input.focus();
    this.#input.select();
  }

  close(): void {
    this.element.hidden = true;
    this.#actions.closed();
  }

  go(backwards: boolean): void {
    if (this.#input.value === "") this.open();
    else this.#actions.find(this.#input.value, backwards);
  }

  show(words: string): void {
    this.#count.textContent = words;
  }
}
