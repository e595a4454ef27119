// One line above the bottom of the grid: what was done, with a way back, or a question about it.
import { attribute, button, make } from "./elements.ts";
import { l10n } from "./words.ts";

export interface NoticeAct {
  readonly label: string;
  /** As in a tooltip: "Ctrl+Z". */
  readonly keys?: string;
  act(): void;
}

export class Notice {
  readonly element = make("div", "notice");
  #isQuestion = false;
  readonly #left: () => void;

  /** @param left the keyboard is free again */
  constructor(left: () => void) {
    this.#left = left;
    this.element.hidden = true;
    attribute(this.element, "role", "group");
    attribute(this.element, "aria-label", l10n.t("Last action"));
    this.element.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.hide();
      this.#left();
    });
  }

  /** It waits for an answer. */
  get isQuestion(): boolean {
    return this.#isQuestion && !this.element.hidden;
  }

  show(words: string, acts: readonly NoticeAct[] = [], severity?: "refused"): void {
    this.#isQuestion = false;
    this.#fill(words, acts, severity);
  }

  /** The first answer has the keyboard; Escape is none. */
  ask(question: string, answers: readonly NoticeAct[]): void {
    this.#isQuestion = true;
    const cancel = { label: l10n.t("Cancel"), keys: "Escape", act: () => {} };
    this.#fill(question, [...answers, cancel], undefined);
    this.element.querySelector("button")?.focus();
  }

  hide(): void {
    this.element.hidden = true;
    this.#isQuestion = false;
  }

  #fill(words: string, acts: readonly NoticeAct[], severity: "refused" | undefined): void {
    const buttons = acts.map(({ label, keys, act }) => {
      const made = button("small", label, () => {
        this.hide();
        this.#left();
        act();
      });
      if (keys) made.title = keys;
      return made;
    });
    this.element.className = `notice ${severity ?? ""}`;
    this.element.replaceChildren(make("span", "words", words), ...buttons);
    this.element.hidden = words === "";
  }
}
