// What can be done with the selected cells: a menu at the mouse or at the current cell.
import { attribute, make, placeWithin } from "./elements.ts";
import { l10n } from "./words.ts";

/** One line of a menu; undefined members of a list are lines between groups. */
export interface MenuItem {
  readonly label: string;
  /** The keys that do the same. */
  readonly keys?: string;
  readonly isOff?: boolean;
  act(): void;
}

export class Menu {
  readonly element = make("div", "menu items");
  readonly #closed: () => void;
  #isClosed = false;

  /** @param closed it is gone, by a choice or without */
  constructor(items: readonly (MenuItem | undefined)[], closed: () => void) {
    this.#closed = closed;
    const { element } = this;
    attribute(element, "role", "menu");
    attribute(element, "aria-label", l10n.t("Actions for the selected cells"));
    element.append(...items.map((item) => (item ? this.#line(item) : separator())));
    element.addEventListener("keydown", (event) => this.#key(event));
    element.addEventListener("focusout", ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && element.contains(relatedTarget))) this.close();
    });
    element.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  /** Shows it at a place and takes the keyboard. */
  open(at: DOMRect, around: DOMRect): void {
    placeWithin(this.element, at, around);
    this.#lines[0]?.focus();
  }

  close(): void {
    // Taking it away takes its focus away, too.
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.element.remove();
    this.#closed();
  }

  get #lines(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>("[role=menuitem]:not([aria-disabled])")];
  }

  #line({ label, keys, isOff, act }: MenuItem): HTMLElement {
    const line = make("div", "item");
    attribute(line, "role", "menuitem");
    attribute(line, "tabindex", "-1");
    attribute(line, "aria-disabled", isOff ? "true" : undefined);
    line.append(make("span", "", label));
    if (keys) {
      attribute(line, "aria-keyshortcuts", keys.replaceAll("Ctrl", "Control"));
      line.append(make("span", "keys", keys));
    }
    line.addEventListener("click", () => {
      if (isOff) return;
      this.close();
      act();
    });
    line.addEventListener("mouseenter", () => {
      if (!isOff) line.focus();
    });
    return line;
  }

  #key(event: KeyboardEvent): void {
    event.stopPropagation();
    const lines = this.#lines;
    const at = lines.indexOf(document.activeElement as HTMLElement);
    const goTo = (index: number): void => lines[(index + lines.length) % lines.length]?.focus();
    switch (event.key) {
      case "Escape":
      case "Tab":
        this.close();
        break;
      case "ArrowDown":
        goTo(at + 1);
        break;
      case "ArrowUp":
        goTo(at < 0 ? -1 : at - 1);
        break;
      case "Home":
        goTo(0);
        break;
      case "End":
        goTo(-1);
        break;
      case "Enter":
      case " ":
        lines[at]?.click();
        break;
      default: {
        const letter = event.key.toLowerCase();
        const next = [...lines.slice(at + 1), ...lines].find((line) =>
          line.textContent?.toLowerCase().startsWith(letter),
        );
        if (letter.length !== 1 || !next) return;
        next.focus();
      }
    }
    event.preventDefault();
  }
}

function separator(): HTMLElement {
  const line = make("div", "separator");
  attribute(line, "role", "separator");
  return line;
}
