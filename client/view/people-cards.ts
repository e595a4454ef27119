// How a person looks: a card with facts, groups, a clock, what the import will do, and problems. Text is set as text, never read as HTML.

import type { Range } from "vscode-languageserver-types";
import type { PersonCard, PersonProblem } from "../../server/protocol/people.ts";
import { l10n, locale, number } from "./words.ts";

export interface CardActions {
  /** From 1, among all that were found. */
  readonly position: number;
  readonly total: number;
  /** Shows a place in a file; without one in the file of people. */
  open(uri: string | undefined, range: Range): void;
  rule(rule: string): void;
}

const signs = { error: "×", warning: "!", information: "i", hint: "?" } as const;
const words = {
  error: l10n.t("Error"),
  warning: l10n.t("Warning"),
  information: l10n.t("Information"),
  hint: l10n.t("Hint"),
} as const;

export function cardElement(person: PersonCard, actions: CardActions): HTMLElement {
  const card = make("div", "card");
  card.setAttribute("role", "listitem");
  card.setAttribute("aria-setsize", String(actions.total));
  card.setAttribute("aria-posinset", String(actions.position));
  const id = `person-${person.record}`;
  card.setAttribute("aria-labelledby", id);
  card.append(head(person, id, actions));
  const facts = factList(person);
  if (facts.childElementCount > 0) card.append(facts);
  if (person.outcomes.length > 0) card.append(outcomes(person));
  if (person.problems.length > 0) card.append(problems(person, actions));
  return card;
}

function head(
  { name, key, jobTitle, status, range, problems }: PersonCard,
  id: string,
  actions: CardActions,
): HTMLElement {
  const block = make("div", "head");
  const title = make("h2", "");
  title.id = id;
  const open = make("button", "name", name);
  open.title = l10n.t("Show the row");
  open.addEventListener("click", () => actions.open(undefined, range));
  title.append(open);
  block.append(title);
  if (status) block.append(make("span", `badge${status.isActive ? "" : " off"}`, status.text));
  const worst = (["error", "warning", "information", "hint"] as const).find((each) =>
    problems.some(({ severity }) => severity === each),
  );
  if (worst === "error" || worst === "warning") {
    const sign = make("span", `mark ${worst}`, signs[worst]);
    sign.setAttribute("role", "img");
    sign.setAttribute("aria-label", worst === "error" ? l10n.t("Has errors") : l10n.t("Has warnings"));
    block.append(sign);
  }
  const who = [jobTitle, key].filter((text) => text !== "").join(" · ");
  if (who !== "") block.append(make("p", "who", who));
  return block;
}

function factList({ facts, groups, zone }: PersonCard): HTMLElement {
  const list = make("dl", "facts");
  const add = (label: string, ...values: readonly (Node | string)[]): void => {
    const value = make("dd", "");
    value.append(...values);
    list.append(make("dt", "", label), value);
  };
  for (const { label, text, note } of facts)
    add(label, text, ...(note === "" ? [] : [" ", make("span", "note", `(${note})`)]));
  if (groups.length > 0) {
    const items = groups.map(({ name, role }) => {
      const group = make("span", "group", name);
      if (role !== "") group.append(" ", make("span", "note", `(${role})`));
      return group;
    });
    add(l10n.t("Groups"), ...items.flatMap((item, i) => (i === 0 ? [item] : [", ", item])));
  }
  if (zone) {
    const time = make("time", "clock");
    time.dataset["zone"] = zone.name;
    add(l10n.t("Local time"), time, make("span", "note", zone.name));
  }
  return list;
}

function outcomes({ outcomes: sentences }: PersonCard): HTMLElement {
  const block = make("section", "will");
  const list = make("ul", "");
  for (const { text, attention } of sentences) list.append(make("li", attention ? "attention" : "", text));
  block.append(make("h3", "", l10n.t("What the import will do")), list);
  return block;
}

function problems({ problems: found, problemCount }: PersonCard, actions: CardActions): HTMLElement {
  const block = make("section", "problems");
  const list = make("ul", "");
  for (const problem of found) list.append(problemItem(problem, actions));
  const more = problemCount - found.length;
  if (more > 0) list.append(make("li", "note", l10n.t("And {0} more.", number(more))));
  block.append(make("h3", "", l10n.t("Problems")), list);
  return block;
}

function problemItem({ severity, rule, message, place, uri, range }: PersonProblem, actions: CardActions): HTMLElement {
  const item = make("li", "problem");
  const sign = make("span", `mark ${severity}`, signs[severity]);
  sign.setAttribute("role", "img");
  sign.setAttribute("aria-label", words[severity]);
  const go = make("button", "link", place);
  go.title = l10n.t("Show the cell");
  go.addEventListener("click", () => actions.open(uri, range));
  const explain = make("button", "link quiet", rule);
  explain.title = l10n.t("Explain this rule");
  explain.addEventListener("click", () => actions.rule(rule));
  const places = make("span", "places");
  places.append(go, " · ", explain);
  const text = make("span", "message", message);
  text.append(places);
  item.append(sign, text);
  return item;
}

/** Sets all clocks: what time it is now in each zone, or in words why nobody can tell. */
export function updateTimes(within: HTMLElement): void {
  const now = new Date();
  const known = new Map<string, { readonly time: string; readonly isKnown: boolean }>();
  for (const clock of within.querySelectorAll<HTMLElement>("time.clock")) {
    const zone = clock.dataset["zone"] ?? "";
    const shown = known.get(zone) ?? timeIn(zone, now);
    known.set(zone, shown);
    if (clock.textContent !== shown.time) clock.textContent = shown.time;
    clock.classList.toggle("unknown", !shown.isKnown);
  }
}

function timeIn(timeZone: string, now: Date): { readonly time: string; readonly isKnown: boolean } {
  try {
    const format = new Intl.DateTimeFormat(locale, {
      timeZone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    return { time: format.format(now), isKnown: true };
  } catch {
    return { time: l10n.t("unknown time zone"), isKnown: false };
  }
}

function make(tag: string, className: string, text = ""): HTMLElement {
  const element = document.createElement(tag);
  if (className !== "") element.className = className;
  if (element instanceof HTMLButtonElement) element.type = "button";
  if (text !== "") element.textContent = text;
  return element;
}
