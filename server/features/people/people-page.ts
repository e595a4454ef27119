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
  /** The page's CSS. */
  readonly style: string;
  /** A file's own name. */
  readonly fileName: (sheet: Sheet) => string;
}

/** Neither scripts nor anything from elsewhere, whatever a cell says. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Hands the page out in pieces. Passwords are not in it. */
export function* peoplePage(cards: Iterable<Card>, options: PeoplePageOptions): Generator<Message | string> {
  const { name, system, asked, language, style } = options;
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
