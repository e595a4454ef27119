// Where the keyboard is on the mapping page: the next question, part, or column, and the control that was drawn anew.

/** The control that was drawn under a key. */
export function byKey(key: string): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>("[data-key]")].find((each) => each.dataset["key"] === key);
}

/** The control of the column that a button stood for, or the next question. */
export function questionAfter(key: string | undefined): HTMLElement | undefined {
  const order = /^order (.*) [\w-]+$/.exec(key ?? "")?.[1];
  if (order !== undefined) return byKey(`source ${order}`);
  const value = /^(?:use|keep|skip) (value .*)$/.exec(key ?? "")?.[1];
  const near =
    value === undefined
      ? undefined
      : [...document.querySelectorAll<HTMLElement>("[data-key]")].find((each) =>
          value.startsWith(each.dataset["key"] ?? " "),
        );
  return near ?? document.querySelector<HTMLElement>("[data-question]") ?? undefined;
}

export function focusOn(element: HTMLElement | undefined): void {
  element?.scrollIntoView({ block: "center" });
  element?.focus();
}

/** Puts the focus on the next question, or the one before; false when none is left. */
export function nextQuestion(by: 1 | -1): boolean {
  const all = [...document.querySelectorAll<HTMLElement>("[data-question]")];
  if (all.length === 0) return false;
  for (const each of all) {
    const fold = each.closest("details");
    if (fold) fold.open = true;
  }
  const at = document.activeElement;
  const following = all.filter((each) => at !== null && (at.compareDocumentPosition(each) & 4) !== 0);
  const before = all.filter((each) => at !== null && (at.compareDocumentPosition(each) & 2) !== 0);
  focusOn(by === 1 ? (following[0] ?? all[0]) : (before.at(-1) ?? all.at(-1)));
  return true;
}

/** Puts the focus on the next part of the page, or the one before. @param last what has it in the last part */
export function nextRegion(all: readonly HTMLElement[], last: HTMLElement, by: 1 | -1): void {
  const at = all.findIndex((each) => each.contains(document.activeElement));
  const next = all[(at + by + all.length) % all.length];
  if (next === all.at(-1)) last.focus();
  else next?.focus();
}

/** Puts the focus on the source of the next column of ours, or the one before. */
export function nextRow(table: HTMLElement, by: 1 | -1): void {
  const all = [...table.querySelectorAll<HTMLElement>("td.from .picker")];
  const row = document.activeElement?.closest("tr")?.querySelector<HTMLElement>("td.from .picker");
  const at = row ? all.indexOf(row) : -1;
  focusOn(all[Math.min(Math.max(0, at + by), all.length - 1)]);
}
