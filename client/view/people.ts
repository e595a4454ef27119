// The page of the people view: search, pages of cards, keys to move by, and the clocks of the cards.
import type { PeopleAnswer } from "../../server/protocol/people.ts";
import { connect } from "./host.ts";
import { cardElement, updateTimes } from "./people-cards.ts";
import type { PeopleNews, PeopleQuestions, PeopleState } from "./people-messages.ts";
import { counted, l10n, number } from "./words.ts";

/** Cards on a page. */
const pageSize = 60;
/** Milliseconds after the last key before the server is asked. */
const typingMs = 200;
const clockMs = 10_000;

const host = connect<PeopleQuestions, PeopleState, PeopleNews>(() => void load());
const uri = document.body.dataset["uri"] ?? "";
let from = host.kept.from ?? 0;
let typing: ReturnType<typeof setTimeout> | undefined;
/** Only the answer to the latest question is shown. */
let asked = 0;
let matched = 0;

const bar = element("header", "bar");
const title = element("h1", "");
const search = document.createElement("input");
search.type = "search";
search.placeholder = l10n.t("Name, ID, address, phone, group…");
search.setAttribute("aria-label", l10n.t("Search people"));
search.value = host.kept.text ?? "";
const only = document.createElement("input");
only.type = "checkbox";
only.checked = host.kept.problems ?? false;
const onlyLabel = element("label", "only");
onlyLabel.append(only, l10n.t("Only with problems"));
const save = button(l10n.t("Export Printable List…"), () => void savePage());
const status = element("p", "status");
status.setAttribute("role", "status");
const cards = element("div", "cards");
cards.setAttribute("role", "list");
cards.setAttribute("aria-label", l10n.t("People"));
const pager = element("nav", "pager");
pager.setAttribute("aria-label", l10n.t("Pages"));
const previous = button(l10n.t("‹ Previous"), () => turn(from - pageSize));
const next = button(l10n.t("Next ›"), () => turn(from + pageSize));
const place = element("span", "place");
pager.append(previous, place, next);
const tools = element("div", "tools");
tools.append(search, onlyLabel, save);
bar.append(title, tools, status);
const main = element("main", "");
main.append(cards, pager);
document.body.append(bar, main);

search.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => turn(0), typingMs);
});
only.addEventListener("change", () => turn(0));
cards.addEventListener("keydown", move);
setInterval(() => updateTimes(cards), clockMs);
void load();

function turn(to: number): void {
  from = Math.max(0, to);
  window.scrollTo(0, 0);
  void load();
}

async function load(): Promise<void> {
  const question = ++asked;
  const given = { text: search.value, problems: only.checked };
  host.keep({ uri, ...given, from });
  cards.setAttribute("aria-busy", "true");
  try {
    const answer = await host.ask("people", { ...given, from, to: from + pageSize });
    if (question !== asked) return;
    if (answer) show(answer);
    else empty(l10n.t("This import no longer has a file of people."));
  } catch (error) {
    if (question === asked)
      empty(l10n.t("People couldn't be read. {0}", error instanceof Error ? error.message : String(error)));
  }
  cards.removeAttribute("aria-busy");
}

function show(answer: PeopleAnswer): void {
  matched = answer.matched;
  if (answer.people.length === 0 && matched > 0) {
    turn(Math.floor((matched - 1) / pageSize) * pageSize);
    return;
  }
  title.textContent =
    answer.name === ""
      ? l10n.t("People for {0}", answer.system)
      : l10n.t("People for {0}: {1}", answer.system, answer.name);
  save.hidden = matched === 0;
  status.textContent = summary(answer);
  const index = focusedCard();
  cards.replaceChildren(
    ...answer.people.map((person, i) =>
      cardElement(person, {
        position: answer.from + i + 1,
        total: matched,
        open: (file, range) => void host.ask("open", { uri: file ?? answer.uri, range }),
        rule: (rule) => void host.ask("rule", { rule }),
      }),
    ),
  );
  updateTimes(cards);
  const all = cardsNow();
  for (const card of all) card.tabIndex = -1;
  const current = all[Math.min(Math.max(0, index), all.length - 1)];
  if (current) current.tabIndex = 0;
  if (index >= 0) current?.focus({ preventScroll: true });
  pager.hidden = matched <= pageSize;
  previous.toggleAttribute("disabled", from === 0);
  next.toggleAttribute("disabled", from + pageSize >= matched);
  place.textContent = l10n.t("{0}–{1} of {2}", number(from + 1), number(from + answer.people.length), number(matched));
}

function summary({ total, last }: PeopleAnswer): string {
  const count = counted(total, l10n.t("1 person"), l10n.t("{0} people"));
  const found =
    matched === total
      ? count
      : matched === 0
        ? l10n.t("None of {0} match", count)
        : l10n.t("{0} of {1}", number(matched), count);
  return last === undefined ? `${found}.` : `${found}. ${l10n.t("Compared with {0}.", last)}`;
}

function empty(words: string): void {
  cards.replaceChildren();
  pager.hidden = true;
  save.hidden = true;
  status.textContent = words;
}

async function savePage(): Promise<void> {
  try {
    await host.ask("save", { text: search.value, problems: only.checked });
  } catch (error) {
    status.textContent = error instanceof Error ? error.message : String(error);
  }
}

function cardsNow(): HTMLElement[] {
  return [...cards.children].filter((child) => child instanceof HTMLElement);
}

/** The index of the card that has the focus or holds it, or -1. */
function focusedCard(): number {
  return cardsNow().findIndex((card) => card.contains(document.activeElement));
}

/** Arrow keys go from card to card, whatever the number of columns. */
function move(event: KeyboardEvent): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const all = cardsNow();
  const at = focusedCard();
  if (at < 0) return;
  const columns = getComputedStyle(cards).gridTemplateColumns.split(" ").length;
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1,
    ArrowDown: at + columns,
    ArrowUp: at - columns,
    Home: 0,
    End: all.length - 1,
  };
  const to = steps[event.key];
  if (to !== undefined) {
    event.preventDefault();
    goTo(all, at, Math.min(Math.max(0, to), all.length - 1));
  } else if (event.key === "PageDown" && from + pageSize < matched) {
    event.preventDefault();
    turn(from + pageSize);
  } else if (event.key === "PageUp" && from > 0) {
    event.preventDefault();
    turn(from - pageSize);
  } else if (event.key === "Enter" && event.target === all[at]) {
    event.preventDefault();
    all[at]!.querySelector("button")?.click();
  }
}

function goTo(all: readonly HTMLElement[], at: number, to: number): void {
  const [old, card] = [all[at], all[to]];
  if (!old || !card) return;
  old.tabIndex = -1;
  card.tabIndex = 0;
  card.focus();
  card.scrollIntoView({ block: "nearest" });
}

function element(tag: string, className: string): HTMLElement {
  const made = document.createElement(tag);
  if (className !== "") made.className = className;
  return made;
}

function button(label: string, click: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", click);
  return made;
}
