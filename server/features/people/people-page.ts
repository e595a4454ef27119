/** The people of an import as one page that needs nothing else: for a browser to show and to print. */

import type { Sheet } from "../../core/checking/sheet.ts";
import { joined, type Message, message } from "../../core/text/message.ts";
import { clockAt } from "../language/clock.ts";
import { html } from "../records/html.ts";
import type { Card } from "./cards.ts";

export interface PeoplePageOptions {
  /** What the import is called. */
  readonly name: string;
  readonly system: string;
  /** How many are shown and what was asked for, in words. */
  readonly asked: Message;
  /** BCP 47. */
  readonly language: string;
  /** When, in milliseconds since 1970: for the time zones' offsets. */
  readonly now: number;
  /** A file's own name. */
  readonly fileName: (sheet: Sheet) => string;
}

/** Neither scripts nor anything from elsewhere, whatever a cell says. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const style = `
:root { color-scheme: light dark; --ink: light-dark(#1b1f24, #e6e8eb); --soft: light-dark(#57606a, #a3abb5);
  --line: light-dark(#cfd6dd, #444c56); --paper: light-dark(#fff, #1b1f24); --ground: light-dark(#f3f5f7, #121518);
  --error: light-dark(#b3121d, #ff8d85); --warning: light-dark(#7d4b00, #e8b04a); }
* { box-sizing: border-box; }
body { margin: 0; padding: 24px; background: var(--ground); color: var(--ink); font: 14px/1.45 system-ui, sans-serif; }
h1 { margin: 0 0 4px; font-size: 22px; }
header p { margin: 0 0 20px; color: var(--soft); }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr)); gap: 14px; align-items: start; }
article { padding: 14px 16px; border: 1px solid var(--line); border-radius: 8px; background: var(--paper); overflow-wrap: anywhere; }
h2 { margin: 0; font-size: 16px; }
h3 { margin: 12px 0 2px; font-size: 12px; color: var(--soft); font-weight: 600; }
.soft { color: var(--soft); }
.who { margin: 0; }
dl { display: grid; grid-template-columns: minmax(90px, auto) 1fr; gap: 2px 10px; margin: 10px 0 0; }
dt { color: var(--soft); }
dd { margin: 0; }
ul { margin: 0; padding-left: 18px; }
.badge { padding: 0 6px; border: 1px solid currentcolor; border-radius: 9px; font-size: 12px; white-space: nowrap; }
.attention { font-weight: 600; }
.error { color: var(--error); }
.warning { color: var(--warning); }
@media print {
  :root { color-scheme: light; }
  @page { margin: 14mm; }
  body { padding: 0; background: none; font-size: 10pt; }
  main { display: block; columns: 2; column-gap: 6mm; }
  article { break-inside: avoid; margin: 0 0 5mm; border-color: #999; }
}
`;

/** Hands the page out in pieces. Passwords are not in it. */
export function* peoplePage(cards: Iterable<Card>, options: PeoplePageOptions): Generator<Message | string> {
  const { name, system, asked, language } = options;
  const title = html(name === "" ? message("People for {0}", system) : message("People for {0}: {1}", system, name));
  yield `<!doctype html>\n<html lang="${html(language)}">\n<head>\n<meta charset="utf-8">\n`;
  yield `<meta http-equiv="Content-Security-Policy" content="${policy}">\n`;
  yield `<meta name="viewport" content="width=device-width, initial-scale=1">\n`;
  yield joined(
    [
      `<meta name="color-scheme" content="light dark">\n<title>`,
      title,
      `</title>\n<style>${style}</style>\n</head>\n<body>\n`,
    ],
    "",
  );
  yield joined(["<header><h1>", title, "</h1>\n<p>", html(asked), "</p></header>\n<main>\n"], "");
  for (const card of cards) yield article(card, options);
  yield "</main>\n</body>\n</html>\n";
}

function article(card: Card, { now, fileName }: PeoplePageOptions): Message {
  const { name, key, jobTitle, status, facts, groups, zone, outcomes, problems, problemCount } = card;
  const badge = status ? joined([` <span class="badge">`, html(status.text), "</span>"], "") : "";
  const who = [jobTitle, key].filter((text) => text !== "").join(" · ");
  const rows = facts.map(({ label, text, note }) => row(label, note === "" ? text : message("{0} ({1})", text, note)));
  if (groups.length > 0) {
    rows.push(
      row(
        message("Groups"),
        groups.map((group) => group.name + (group.role === "" ? "" : ` (${group.role})`)).join(", "),
      ),
    );
  }
  if (zone) {
    const offset = clockAt(zone.name, now)?.offsetText;
    rows.push(row(message("Time zone"), zone.isKnown && offset !== undefined ? `${zone.name} (${offset})` : zone.name));
  }
  const will = outcomes.map(({ text, attention }) =>
    joined([attention ? '<li class="attention">' : "<li>", html(text), "</li>"], ""),
  );
  const found = problems.map(({ severity, message: what, row: at, sheet }) => {
    const where = message("{0}, row {1}: {2}", fileName(sheet), at, what);
    return joined([`<li><span class="${severity}">`, severityTitles[severity], "</span>, ", html(where), "</li>"], "");
  });
  const more = problemCount - problems.length;
  if (more > 0) found.push(joined(["<li>", message("and {0} more", more), "</li>"], ""));
  return joined(
    [
      joined(["<article>\n<h2>", html(name), badge, "</h2>\n"], ""),
      who === "" ? "" : `<p class="who soft">${html(who)}</p>\n`,
      rows.length === 0 ? "" : joined(["<dl>", ...rows, "</dl>\n"], ""),
      list(message("What the import will do"), will),
      list(message("Problems"), found),
      "</article>\n",
    ],
    "",
  );
}

const severityTitles = {
  error: message("Error"),
  warning: message("Warning"),
  information: message("Information"),
  hint: message("Hint"),
} as const;

function row(label: Message | string, text: Message | string): Message {
  return joined(["<dt>", html(label), "</dt><dd>", html(text), "</dd>"], "");
}

function list(title: Message, items: readonly Message[]): Message | string {
  return items.length === 0 ? "" : joined(["<h3>", title, "</h3>\n<ul>", ...items, "</ul>\n"], "");
}
