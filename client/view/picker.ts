// A button that opens a list to choose from, filtered by what is typed: by keyboard alone, and said by screen readers.
import { button, make } from "./elements.ts";
import { l10n, number } from "./words.ts";

export interface PickerOption {
  readonly label: string;
  /** Beside it, quieter. */
  readonly detail?: string | undefined;
  /** Above the first of its group. */
  readonly group?: string | undefined;
  /** Undefined closes the list; other options are shown instead. */
  readonly pick: () => PickerList | undefined;
}

export interface PickerList {
  /** What is chosen, as the list is called. */
  readonly label: string;
  readonly options: readonly PickerOption[] | Promise<readonly PickerOption[]>;
  /** What becomes of a text that is in no option; undefined: it can't be chosen. */
  readonly typed?: ((text: string) => PickerOption | undefined) | undefined;
}

export interface PickerSpec {
  /** For the focus to come back to after the page is drawn again. */
  readonly key: string;
  /** Everything that is said of the button. */
  readonly name: string;
  /** What is chosen now. */
  readonly text: string;
  readonly isOpenQuestion?: boolean;
  readonly list: () => PickerList;
}

/** So many options are shown; the others are found by typing. */
const shownMax = 200;

let close: (() => void) | undefined;
let ids = 0;

/** A list is open: the page should not be drawn anew under it. */
export function isPicking(): boolean {
  return close !== undefined;
}

export function picker(spec: PickerSpec): HTMLButtonElement {
  const opener = button(`picker${spec.isOpenQuestion ? " open-question" : ""}`, "", () => show(""));
  opener.dataset["key"] = spec.key;
  opener.setAttribute("aria-haspopup", "listbox");
  opener.setAttribute("aria-expanded", "false");
  opener.setAttribute("aria-label", spec.name);
  const arrow = make("span", "arrow", "\u25be");
  arrow.setAttribute("aria-hidden", "true");
  opener.append(make("span", "text", spec.text), arrow);
  opener.addEventListener("keydown", (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") show("");
    else if (isPlain && event.key.length === 1 && event.key !== " ") show(event.key);
    else return;
    event.preventDefault();
  });
  const show = (typed: string): void => openList(opener, spec.list(), typed, spec.text);
  return opener;
}

/** @param chosen the label of what is chosen now: Enter keeps it */
function openList(opener: HTMLElement, list: PickerList, typed: string, chosen?: string): void {
  close?.();
  const id = `list-${++ids}`;
  const popup = make("div", "popup");
  const input = make("input", "");
  input.value = typed;
  input.placeholder = l10n.t("Type to filter");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "true");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", id);
  input.setAttribute("aria-label", list.label);
  const options = make("div", "options");
  options.id = id;
  options.setAttribute("role", "listbox");
  options.setAttribute("aria-label", list.label);
  const more = make("p", "more");
  popup.append(input, options, more);
  document.body.append(popup);
  opener.setAttribute("aria-expanded", "true");

  let all: readonly PickerOption[] = [];
  let shown: readonly PickerOption[] = [];
  let active = 0;

  const end = (refocus: boolean): void => {
    close = undefined;
    popup.remove();
    opener.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    document.dispatchEvent(new Event("picked"));
    if (refocus) again(opener)?.focus();
  };
  const outside = (event: Event): void => {
    if (event.target instanceof Node && !popup.contains(event.target)) end(false);
  };
  const choose = (option: PickerOption | undefined): void => {
    if (!option) return;
    const next = option.pick();
    end(true);
    if (next) openList(again(opener) ?? opener, next, "");
  };
  const mark = (to: number): void => {
    active = Math.min(Math.max(0, to), shown.length - 1);
    for (const [i, each] of [...options.querySelectorAll("[role=option]")].entries()) {
      each.setAttribute("aria-selected", String(i === active));
      if (i !== active) continue;
      input.setAttribute("aria-activedescendant", each.id);
      each.scrollIntoView({ block: "nearest" });
    }
    if (shown.length === 0) input.removeAttribute("aria-activedescendant");
  };
  const draw = (): void => {
    const text = input.value.trim();
    const found = all.filter((option) => fits(option, text));
    const own = text === "" || found.some(({ label }) => same(label, text)) ? undefined : list.typed?.(text);
    const fitting = own ? [...found, own] : found;
    // Whoever types a new value still finds it below many that fit.
    shown = own && fitting.length > shownMax ? [...fitting.slice(0, shownMax - 1), own] : fitting.slice(0, shownMax);
    options.replaceChildren(...elements(shown, id, choose));
    const left = fitting.length - shown.length;
    more.hidden = left === 0 && shown.length > 0;
    more.textContent =
      shown.length === 0
        ? l10n.t("Nothing matches “{0}”.", text)
        : l10n.t("And {0} more. Type to filter.", number(left));
    mark(text === "" ? shown.findIndex(({ label }) => label === chosen) : 0);
  };

  close = () => end(false);
  document.addEventListener("pointerdown", outside, true);
  input.addEventListener("input", draw);
  popup.addEventListener("keydown", (event) => {
    const step: Readonly<Record<string, number>> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + 8,
      PageUp: active - 8,
    };
    const to = step[event.key];
    if (to !== undefined) mark(to);
    else if (event.key === "Enter") choose(shown[active]);
    else if (event.key === "Escape") end(true);
    else if (event.key === "Tab") {
      end(true);
      return;
    } else {
      event.stopPropagation();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
  place(popup, opener);
  input.focus();
  if (list.options instanceof Promise) {
    more.textContent = l10n.t("Loading…");
    void list.options.then((loaded) => {
      all = loaded;
      if (popup.isConnected) draw();
    });
  } else {
    all = list.options;
    draw();
  }
}

/** The button, or the one that was drawn in its place. */
function again(opener: HTMLElement): HTMLElement | undefined {
  if (opener.isConnected) return opener;
  const key = opener.dataset["key"];
  return [...document.querySelectorAll<HTMLElement>("[data-key]")].find((each) => each.dataset["key"] === key);
}

function elements(shown: readonly PickerOption[], id: string, choose: (option: PickerOption) => void): HTMLElement[] {
  let group: string | undefined;
  return shown.flatMap((option, i) => {
    const item = make("div", "option");
    item.id = `${id}-${i}`;
    item.setAttribute("role", "option");
    item.append(make("span", "text", option.label));
    if (option.detail !== undefined && option.detail !== "") item.append(make("span", "detail", option.detail));
    item.addEventListener("click", () => choose(option));
    const isFirst = option.group !== undefined && option.group !== group;
    group = option.group;
    if (!isFirst || group === undefined) return [item];
    const head = make("div", "group", group);
    head.setAttribute("role", "presentation");
    return [head, item];
  });
}

/** Below the button, or above it where there is more room. */
function place(popup: HTMLElement, opener: HTMLElement): void {
  const box = opener.getBoundingClientRect();
  const width = Math.min(Math.max(box.width, 340), window.innerWidth - 16);
  const below = window.innerHeight - box.bottom;
  const isAbove = below < 220 && box.top > below;
  popup.style.width = `${width}px`;
  popup.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - width - 8))}px`;
  popup.style.maxHeight = `${Math.min(380, (isAbove ? box.top : below) - 12)}px`;
  if (isAbove) popup.style.bottom = `${window.innerHeight - box.top + 2}px`;
  else popup.style.top = `${box.bottom + 2}px`;
}

function fits({ label, detail = "" }: PickerOption, text: string): boolean {
  const all = `${label} ${detail}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
