// Editing one cell in place: a text of one or more lines, or a list of choices with their labels.
import type { CellAnswer } from "../../server/protocol/grid.ts";
import { attribute, make } from "./elements.ts";
import { l10n } from "./words.ts";

/** Where the keyboard goes when an edit is done. */
export type Move = "stay" | "down" | "up" | "next" | "previous";

export interface EditorActions {
  /** Writes the value, into all that is selected or into the cell; answers why it was not done. */
  commit(value: string, toAll: boolean): Promise<string | undefined>;
  /** It has another size now. */
  drawn(): void;
  /** The edit is over; the file was changed or not. */
  closed(move: Move): void;
}

type CellChoice = CellAnswer["choices"][number];

/** So many choices are shown at a time. */
const listedMax = 200;

export class CellEditor {
  readonly element = make("div", "editor");
  readonly #input: HTMLTextAreaElement | HTMLInputElement;
  readonly #list = make("div", "choices");
  readonly #fault = make("div", "fault");
  readonly #cell: CellAnswer;
  readonly #actions: EditorActions;
  readonly #before: string;
  #found: readonly CellChoice[] = [];
  #chosen = -1;
  #isDone = false;

  /**
   * @param typed what replaces the cell's text from the start: a letter that began the edit
   * @param name of the cell, for screen readers
   */
  constructor(cell: CellAnswer, name: string, typed: string | undefined, actions: EditorActions) {
    this.#cell = cell;
    this.#actions = actions;
    this.#before = cell.text;
    const hasChoices = cell.choices.length > 0;
    const input = cell.lines && !hasChoices && !cell.password ? make("textarea", "") : make("input", "");
    if (input instanceof HTMLInputElement) input.type = cell.password ? "password" : "text";
    if (cell.password) attribute(input, "autocomplete", "new-password");
    input.value = typed ?? cell.text;
    input.spellcheck = false;
    attribute(input, "aria-label", name);
    attribute(input, "aria-describedby", "fault");
    this.#fault.id = "fault";
    attribute(this.#fault, "role", "alert");
    this.#input = input;
    this.element.append(input, this.#list, this.#fault);
    this.#list.hidden = !hasChoices;
    if (hasChoices) this.#makeCombobox();
    if (cell.password) this.#say(l10n.t("Type the new password. Leave it empty to keep the old one."));
    input.addEventListener("keydown", (event) => this.#key(event as KeyboardEvent));
    input.addEventListener("input", () => {
      this.#fit();
      if (hasChoices) this.#filter(input.value);
    });
    input.addEventListener("blur", () => void this.finish("stay"));
  }

  /** Takes the keyboard. */
  begin(isTyped: boolean): void {
    this.#input.focus();
    if (isTyped) this.#input.setSelectionRange(this.#input.value.length, this.#input.value.length);
    else this.#input.select();
    this.#fit();
    if (this.#cell.choices.length > 0) this.#filter(isTyped ? this.#input.value : "");
    this.#actions.drawn();
  }

  /** Lays the editor over its cell; both are measured in the window. */
  place(cell: DOMRect, around: DOMRect): void {
    const { style } = this.element;
    const left = Math.min(Math.max(0, cell.left - around.left), Math.max(0, around.width - 120));
    style.left = `${left}px`;
    style.top = `${cell.top - around.top}px`;
    style.minWidth = `${Math.max(80, Math.min(cell.width, around.width - left))}px`;
    style.maxWidth = `${Math.max(120, around.width - left)}px`;
    const below = around.bottom - cell.bottom;
    this.element.classList.toggle("above", below < 160 && cell.top - around.top > below);
    this.#list.style.left = "0";
    this.#list.style.maxWidth = `${Math.max(120, around.width - 8)}px`;
    const beyond = left + this.#list.offsetWidth - around.width + 4;
    if (beyond > 0) this.#list.style.left = `${-Math.min(beyond, left)}px`;
    this.#list.style.maxHeight = `${Math.max(80, Math.min(260, Math.max(below, cell.top - around.top) - 40))}px`;
    this.#fit();
  }

  #makeCombobox(): void {
    attribute(this.#input, "role", "combobox");
    attribute(this.#input, "aria-expanded", "true");
    attribute(this.#input, "aria-autocomplete", "list");
    attribute(this.#input, "aria-controls", "choices");
    this.#list.id = "choices";
    attribute(this.#list, "role", "listbox");
    attribute(this.#list, "aria-label", l10n.t("Values of this column"));
    // The list must not take the keyboard away: that would end the edit.
    this.#list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-index]") : null;
      if (!option) return;
      this.#choose(Number(option.dataset["index"]));
      void this.finish("stay");
    });
  }

  /** Shows the choices that hold what was typed in their value, label or other words. */
  #filter(text: string): void {
    const needle = text.trim().toLowerCase();
    const words = (choice: CellChoice): string[] => [choice.value, choice.label ?? "", ...choice.words];
    const fits = this.#cell.choices.filter((choice) =>
      words(choice).some((word) => word.toLowerCase().includes(needle)),
    );
    this.#found = (fits.length > 0 ? fits : this.#cell.choices).slice(0, listedMax);
    this.#list.replaceChildren(
      ...this.#found.map((choice, index) => {
        const option = make("div", "option");
        option.id = `choice-${index}`;
        option.dataset["index"] = String(index);
        attribute(option, "role", "option");
        option.append(make("span", "value", choice.value));
        if (choice.label !== undefined) option.append(make("span", "label", choice.label));
        return option;
      }),
    );
    const same = this.#found.findIndex(({ value }) => value === (needle === "" ? this.#before : text));
    // Where other values are right too, what is typed counts until somebody points at a choice.
    const isMeant = this.#cell.closed && needle !== "" && fits.length > 0;
    this.#show(same < 0 && isMeant ? 0 : same);
  }

  #show(index: number): void {
    this.#chosen = index;
    for (const option of this.#list.children) attribute(option, "aria-selected", "false");
    const option = this.#list.children[index];
    attribute(this.#input, "aria-activedescendant", option?.id);
    if (!option) return;
    attribute(option, "aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
  }

  #choose(index: number): void {
    const choice = this.#found[index];
    if (choice) this.#input.value = choice.value;
  }

  #key(event: KeyboardEvent): void {
    // What is typed here is for nobody else.
    event.stopPropagation();
    const { key } = event;
    const isBreak = this.#cell.lines && (event.shiftKey || event.altKey) && this.#input instanceof HTMLTextAreaElement;
    if (event.isComposing) return;
    if (key === "Escape") {
      event.preventDefault();
      this.#close("stay");
    } else if (key === "Enter" && isBreak) {
      event.preventDefault();
      this.#input.setRangeText("\n", this.#input.selectionStart ?? 0, this.#input.selectionEnd ?? 0, "end");
      this.#fit();
    } else if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#choose(this.#chosen);
      void this.finish("stay", true);
    } else if (key === "Enter" || key === "Tab") {
      event.preventDefault();
      this.#choose(this.#chosen);
      const back = event.shiftKey;
      void this.finish(key === "Tab" ? (back ? "previous" : "next") : back ? "up" : "down");
    } else if ((key === "ArrowDown" || key === "ArrowUp") && this.#found.length > 0) {
      event.preventDefault();
      const to = this.#chosen + (key === "ArrowDown" ? 1 : -1);
      this.#show(Math.min(Math.max(to, 0), this.#found.length - 1));
      this.#choose(this.#chosen);
    }
  }

  /** Writes what is there, if it is anything new, and closes; stays open when that is refused. */
  async finish(move: Move, toAll = false): Promise<void> {
    if (this.#isDone) return;
    const { value } = this.#input;
    // An empty answer keeps a password.
    if (value === this.#before && (!toAll || this.#cell.password)) return this.#close(move);
    this.#isDone = true;
    const refused = await this.#actions.commit(value, toAll);
    this.#isDone = false;
    if (refused === undefined) return this.#close(move);
    this.#say(refused);
    this.#fault.classList.add("refusal");
    attribute(this.#input, "aria-invalid", "true");
    this.#input.focus();
  }

  #close(move: Move): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.element.remove();
    this.#actions.closed(move);
  }

  #say(words: string): void {
    this.#fault.textContent = words;
  }

  /** As high and as wide as what is written. */
  #fit(): void {
    const input = this.#input;
    const lines = input.value.split("\n");
    if (input instanceof HTMLTextAreaElement) input.rows = Math.min(8, lines.length);
    const longest = Math.max(8, ...lines.map((line) => line.length));
    input.style.width = `min(100%, ${Math.min(60, longest + 3)}ch)`;
  }
}
