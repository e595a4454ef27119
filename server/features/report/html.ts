/** The report for the people who fix the files: one page that needs nothing else, by problem and by person. */
import { joined, type Message, message, schemaText, type Value } from "../../core/text/message.ts";
import { html } from "../records/html.ts";
import { byPerson, byProblem, type PersonGroup, type ProblemGroup, type Texts } from "./groups.ts";
import type { ProblemSeverity } from "./problems.ts";
import { type Report, type ReportFile, totalsOf, totalsOfFile } from "./report.ts";

export interface HtmlOptions {
  /** What was checked, as a person would call it; "" for nothing in particular. */
  readonly name: string;
  /** When, in milliseconds since 1970; left out where pages must come out the same each time. */
  readonly made?: number | undefined;
  readonly version: string;
  /** The page's CSS. */
  readonly style: string;
  /** The summary of a rule that is none of the engine's. */
  readonly otherRule: (rule: string) => { readonly summary: string } | undefined;
}

interface Writer extends HtmlOptions {
  /** A message as HTML. */
  readonly say: (text: Message | string) => string;
  /** Without the folders that all files share. */
  readonly fileName: (file: ReportFile) => string;
}

/** Neither scripts nor anything from elsewhere, whatever a cell says. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Hands the page out in pieces. Problems of one kind and text are one line, however many rows have them. */
export function* htmlReport(report: Report, options: HtmlOptions): Generator<string> {
  const { locale, translate } = report.language;
  const folder = commonFolder(report.files.map(({ shown }) => shown));
  const writer: Writer = {
    ...options,
    say: (text) => html(translate(text)),
    fileName: ({ shown }) => shown.slice(folder.length),
  };
  const { say } = writer;
  const title = options.name === "" ? titles.page : message("{0}: {1}", titles.page, options.name);
  yield `<!doctype html>\n<html lang="${html(locale)}">\n<head>\n<meta charset="utf-8">\n<meta name="generator" content="CSV Preflight">\n`;
  yield `<meta http-equiv="Content-Security-Policy" content="${policy}">\n`;
  yield `<meta name="viewport" content="width=device-width, initial-scale=1">\n`;
  yield `<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n`;
  yield `<title>${say(title)}</title>\n<style>${options.style}</style>\n</head>\n<body>\n`;
  const problems = byProblem(report);
  const people = byPerson(report);
  yield* headOf(report, writer, people.people.length > 0);
  yield "<main>\n";
  if (problems.length > 0) {
    yield section(
      "problems",
      say(titles.byProblem),
      say(message("Each kind of problem once, with all affected rows.")),
    );
    for (const group of problems) yield* problemArticle(report, group, writer);
    yield "</section>\n";
  }
  if (people.people.length > 0) {
    yield section("people", say(titles.byPerson), say(message("What to fix for each person, across all files.")));
    for (const person of people.people) yield* personArticle(person, writer);
    if (people.others > 0) yield `<p class="rest">${say(morePeople(people.others))}</p>\n`;
    yield "</section>\n";
  }
  yield `</main>\n${footOf(report, writer)}</body>\n</html>\n`;
}

const titles = {
  page: message("Import check"),
  byProblem: message("By problem"),
  byPerson: message("By person"),
} as const;

const severityTitles: Readonly<Record<ProblemSeverity, Message>> = {
  error: message("Error"),
  warning: message("Warning"),
  information: message("Information"),
  hint: message("Hint"),
};

function* headOf(report: Report, writer: Writer, people: boolean): Generator<string> {
  const { say, name, made } = writer;
  const { locale } = report.language;
  const day = made === undefined ? "" : new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format(made);
  yield `<header>\n<h1><small>${[say(titles.page), html(day)].filter((part) => part !== "").join(" · ")}</small>`;
  yield `${name === "" ? say(titles.page) : html(name)}</h1>\n`;
  const { tone, text } = verdictOf(report);
  if (report.files.length > 0) yield `<p class="verdict ${tone}">${say(text)}</p>\n`;
  for (const { shown, reason } of report.unrecognized)
    yield `<p class="verdict ${report.isUnmatched ? "error" : "warning"}">${html(shown)}: ${say(reason)}</p>\n`;
  for (const failure of report.failures)
    yield `<p class="verdict error">${say(message("Couldn't be read: {0}", failure))}</p>\n`;
  yield* fileTable(report, writer);
  if (people) {
    yield `<nav aria-label="${say(titles.page)}"><a href="#problems">${say(titles.byProblem)}</a>`;
    yield `<a href="#people">${say(titles.byPerson)}</a></nav>\n`;
  }
  yield "</header>\n";
}

function verdictOf(report: Report): { tone: "error" | "warning" | "fine"; text: Message } {
  const { errors } = report.summary;
  const { found } = totalsOf(report);
  if (errors > 0) {
    const text =
      errors === 1 ? message("1 error to fix before upload.") : message("{0} errors to fix before upload.", errors);
    return { tone: "error", text };
  }
  if (found === 0) return { tone: "fine", text: message("No problems found. These files are ready to upload.") };
  const text =
    found === 1
      ? message("No errors, but 1 problem to review before upload.")
      : message("No errors, but {0} problems to review before upload.", found);
  return { tone: "warning", text };
}

function* fileTable(report: Report, { say, fileName }: Writer): Generator<string> {
  const columns = [
    message("Rows read"),
    message("Rows checked"),
    message("Problems found"),
    message("Problems shown"),
  ].map(say);
  const heads = [say(message("File")), say(message("Content")), ...columns].map(
    (head) => `<th scope="col">${head}</th>`,
  );
  const write = new Intl.NumberFormat(report.language.locale);
  yield `<table>\n<thead><tr>${heads.join("")}</tr></thead>\n<tbody>\n`;
  const cells = (totals: { rowsRead: number; rowsChecked: number; found: number; shown: number }): string =>
    [totals.rowsRead, totals.rowsChecked, totals.found, totals.shown]
      .map((count, i) => `<td data-name="${columns[i] ?? ""}">${write.format(count)}</td>`)
      .join("");
  for (const file of report.files) {
    yield `<tr><th scope="row">${html(fileName(file))}</th><td>${say(contentOf(file))}</td>`;
    yield `${cells(totalsOfFile(file, report))}</tr>\n`;
  }
  yield `</tbody>\n<tfoot><tr><th scope="row">${say(message("All files"))}</th><td></td>${cells(totalsOf(report))}</tr></tfoot>\n</table>\n`;
}

function contentOf({ sheet, isFileType }: ReportFile): Message {
  if (sheet) return schemaText(sheet.table.document.title);
  return isFileType ? message("File type") : message("Tenant profile");
}

function* problemArticle(report: Report, group: ProblemGroup, writer: Writer): Generator<string> {
  const { say, fileName } = writer;
  yield `<article>\n<div class="head">${badge(group.severity, writer)}<h3>${say(summaryOf(report, group.rule, writer))}</h3>`;
  yield `<span class="count">${say(problemCount(group.count))}</span></div>\n`;
  for (const place of group.places) {
    const column = place.field === undefined ? "" : ` · ${say(place.title)}`;
    yield `<h4>${html(fileName(place.file))}${column}</h4>\n<ul>\n`;
    for (const text of place.texts) yield textItem(text, writer);
    const { count, rows } = place.others;
    if (count > 0) {
      yield `<li class="rest"><span class="place">${say(rowsInWords(rows))}</span>`;
      yield `${say(count === 1 ? message("1 other value") : message("{0} other values", count))}</li>\n`;
    }
    yield "</ul>\n";
  }
  yield "</article>\n";
}

function textItem({ rows, message: text, suggestion }: Texts, writer: Writer): string {
  const { say } = writer;
  return `<li><span class="place">${say(rowsInWords(rows))}</span>${html(text)}${suggestionOf(suggestion, writer)}</li>\n`;
}

function* personArticle({ person, items, count }: PersonGroup, writer: Writer): Generator<string> {
  const { say, fileName } = writer;
  const name = person.name || person.email || person.id;
  const facts = [person.id, person.email].filter((fact) => fact !== "" && fact !== name);
  yield `<article>\n<div class="head"><h3>${say(name === "" ? message("No name") : name)}</h3>`;
  yield `<span class="count">${say(problemCount(count))}</span></div>\n`;
  if (facts.length > 0) yield `<p class="who">${html(facts.join(" · "))}</p>\n`;
  if (!person.known) yield `<p class="who">${say(message("This ID isn't in the list of people."))}</p>\n`;
  yield "<ul>\n";
  for (const { file, row, title, severity, message: text, suggestion } of items) {
    const place = [html(fileName(file)), say(rowsInWords([row]))];
    if (title !== undefined) place.push(say(title));
    yield `<li><span class="place">${badge(severity, writer)} ${place.join(" · ")}</span>`;
    yield `${html(text)}${suggestionOf(suggestion, writer)}</li>\n`;
  }
  yield "</ul>\n</article>\n";
}

function footOf(report: Report, { say, version }: Writer): string {
  const { found, shown } = totalsOf(report);
  const left = found - shown;
  const notShown =
    left === 1
      ? message("1 more problem isn't listed on this page.")
      : message("{0} more problems aren't listed on this page.", left);
  const { suppressed = 0 } = report.summary;
  const accepted =
    suppressed === 1
      ? message("1 problem doesn't count, because the tenant profile suppresses it.")
      : message("{0} problems don't count, because the tenant profile suppresses them.", suppressed);
  const notes = [
    ...(left > 0 ? [notShown] : []),
    ...(suppressed > 0 ? [accepted] : []),
    message("Rows are numbered as in a spreadsheet: the first line of the file is row 1."),
    message("Passwords are never shown."),
    message("Made with CSV Preflight {0}", version),
  ];
  return `<footer>\n${notes.map((note) => `<p>${say(note)}</p>\n`).join("")}</footer>\n`;
}

function section(id: string, title: string, hint: string): string {
  return `<section aria-labelledby="${id}">\n<h2 id="${id}">${title}</h2>\n<p>${hint}</p>\n`;
}

function badge(severity: ProblemSeverity, { say }: Writer): string {
  return `<span class="badge ${severity}">${say(severityTitles[severity])}</span>`;
}

function summaryOf(report: Report, rule: string, { otherRule }: Writer): Message {
  const rules = report.files.find(({ sheet }) => sheet)?.sheet?.rules.byName;
  return schemaText(rules?.get(rule)?.summary ?? otherRule(rule)?.summary ?? rule);
}

function problemCount(count: number): Message {
  return count === 1 ? message("1 problem") : message("{0} problems", count);
}

function morePeople(count: number): Message {
  return count === 1
    ? message("1 more person has problems. They are listed by problem above.")
    : message("{0} more people have problems. They are listed by problem above.", count);
}

function suggestionOf(suggestion: string | undefined, { say }: Writer): string {
  if (suggestion === undefined) return "";
  return `<span class="fix"><b>${say(message("Suggestion"))}:</b> ${html(suggestion)}</span>`;
}

/** "Rows 2, 5–7"; 0 is the file as a whole. */
function rowsInWords(rows: readonly number[]): Message {
  const own = rows.filter((row) => row > 0);
  const ranges: Value[] = [];
  for (let i = 0; i < own.length; ) {
    let end = i;
    while (end + 1 < own.length && own[end + 1]! <= own[end]! + 1) end++;
    const [first, last] = [own[i]!, own[end]!];
    ranges.push(first === last ? first : joined([first, last], "–"));
    i = end + 1;
  }
  const parts = own.length < rows.length ? [message("Whole file")] : [];
  if (own.length === 1) parts.push(message("Row {0}", own[0]!));
  else if (own.length > 1) parts.push(message("Rows {0}", joined(ranges, ", ")));
  return joined(parts, ", ");
}

/** With its last `/`; "" when there is none. */
function commonFolder([first = "", ...others]: readonly string[]): string {
  let end = first.lastIndexOf("/") + 1;
  while (end > 0 && !others.every((other) => other.startsWith(first.slice(0, end)))) {
    end = first.lastIndexOf("/", end - 2) + 1;
  }
  return first.slice(0, end);
}
