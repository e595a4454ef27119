/** The report for those who must correct: one page that needs nothing else, by problem and by person, in their language. */
import { html } from "../records/html.ts";
import { byPerson, byProblem, type PersonGroup, type ProblemGroup, type Texts } from "./groups.ts";
import type { Forms, ReportTexts, ReportWords } from "./html-words.ts";
import { type Report, type ReportFile, totalsOf, totalsOfFile } from "./report.ts";

export interface HtmlOptions {
  readonly texts: ReportTexts;
  /** What was checked, as a person would call it; "" for nothing in particular. */
  readonly name: string;
  /** When, in milliseconds since 1970; left out where pages must come out the same each time. */
  readonly made?: number | undefined;
  readonly version: string;
  /** The summary of a rule that is none of the engine's. */
  readonly otherRule: (rule: string) => { readonly summary: string } | undefined;
}

interface Speaker extends HtmlOptions, ReportTexts {
  readonly number: (count: number) => string;
  /** Without the folders that all files share. */
  readonly fileName: (file: ReportFile) => string;
}

/** Neither scripts nor anything from elsewhere, whatever a cell says. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Hands the page out in pieces. Problems of one kind and text are one line, however many rows have them. */
export function* htmlReport(report: Report, options: HtmlOptions): Generator<string> {
  const { language, style } = options.texts;
  const format = new Intl.NumberFormat(language);
  const folder = commonFolder(report.files.map(({ shown }) => shown));
  const speaker: Speaker = {
    ...options,
    ...options.texts,
    number: (count) => format.format(count),
    fileName: ({ shown }) => shown.slice(folder.length),
  };
  const { words } = speaker;
  const title = options.name === "" ? words.title : `${words.title}: ${options.name}`;
  yield `<!doctype html>\n<html lang="${language}">\n<head>\n<meta charset="utf-8">\n<meta name="generator" content="CSV Preflight">\n`;
  yield `<meta http-equiv="Content-Security-Policy" content="${policy}">\n`;
  yield `<meta name="viewport" content="width=device-width, initial-scale=1">\n`;
  yield `<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n`;
  yield `<title>${html(title)}</title>\n<style>${style}</style>\n</head>\n<body>\n`;
  const problems = byProblem(report);
  const people = byPerson(report, language);
  yield* headOf(report, speaker, people.people.length > 0);
  yield "<main>\n";
  if (problems.length > 0) {
    yield section("problems", words.byProblem, words.byProblemHint);
    for (const group of problems) yield* problemArticle(report, group, speaker);
    yield "</section>\n";
  }
  if (people.people.length > 0) {
    yield section("people", words.byPerson, words.byPersonHint);
    for (const person of people.people) yield* personArticle(person, speaker);
    if (people.others > 0) yield `<p class="rest">${html(form(words.otherPeople, people.others, speaker))}</p>\n`;
    yield "</section>\n";
  }
  yield `</main>\n${footOf(report, speaker)}</body>\n</html>\n`;
}

function* headOf(report: Report, speaker: Speaker, people: boolean): Generator<string> {
  const { words, name, made, language } = speaker;
  const { errors } = report.summary;
  const { found } = totalsOf(report);
  const day = made === undefined ? "" : new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(made);
  yield `<header>\n<h1><small>${html([words.title, day].filter((part) => part !== "").join(" · "))}</small>`;
  yield `${html(name === "" ? words.title : name)}</h1>\n`;
  const [tone, verdict] =
    errors > 0
      ? ["error", form(words.blocked, errors, speaker)]
      : found > 0
        ? ["warning", form(words.open, found, speaker)]
        : ["fine", words.fine];
  yield `<p class="verdict ${tone}">${html(verdict)}</p>\n`;
  for (const failure of report.failures)
    yield `<p class="verdict error">${html(words.notRead)}: ${html(failure)}</p>\n`;
  yield* fileTable(report, speaker);
  if (people) {
    yield `<nav aria-label="${html(words.title)}"><a href="#problems">${html(words.byProblem)}</a>`;
    yield `<a href="#people">${html(words.byPerson)}</a></nav>\n`;
  }
  yield "</header>\n";
}

function* fileTable(report: Report, speaker: Speaker): Generator<string> {
  const { words } = speaker;
  const columns = [words.rowsRead, words.rowsChecked, words.found, words.shown];
  const heads = [words.file, words.content, ...columns].map((head) => `<th scope="col">${html(head)}</th>`);
  yield `<table>\n<thead><tr>${heads.join("")}</tr></thead>\n<tbody>\n`;
  const cells = (totals: { rowsRead: number; rowsChecked: number; found: number; shown: number }): string =>
    [totals.rowsRead, totals.rowsChecked, totals.found, totals.shown]
      .map((count, i) => `<td data-name="${html(columns[i] ?? "")}">${speaker.number(count)}</td>`)
      .join("");
  for (const file of report.files) {
    yield `<tr><th scope="row">${html(speaker.fileName(file))}</th><td>${contentOf(file, speaker)}</td>`;
    yield `${cells(totalsOfFile(file, report))}</tr>\n`;
  }
  yield `</tbody>\n<tfoot><tr><th scope="row">${html(words.total)}</th><td></td>${cells(totalsOf(report))}</tr></tfoot>\n</table>\n`;
}

function contentOf({ sheet }: ReportFile, speaker: Speaker): string {
  return sheet ? inEnglish(sheet.table.document.title, speaker) : html(speaker.words.profile);
}

function* problemArticle(report: Report, group: ProblemGroup, speaker: Speaker): Generator<string> {
  const { words } = speaker;
  const summary = summaryOf(report, group.rule, speaker);
  yield `<article>\n<div class="head">${badge(group.severity, words)}<h3${summary.lang}>${summary.title}</h3>`;
  yield `<span class="count">${html(form(words.problems, group.count, speaker))}</span></div>\n`;
  for (const place of group.places) {
    const column = place.field === undefined ? "" : ` · ${inEnglish(place.title, speaker)}`;
    yield `<h4>${html(speaker.fileName(place.file))}${column}</h4>\n<ul>\n`;
    for (const text of place.texts) yield textItem(text, speaker);
    if (place.others.count > 0) {
      yield `<li class="rest"><span class="place">${html(rowsInWords(place.others.rows, speaker))}</span>`;
      yield `${html(form(words.otherTexts, place.others.count, speaker))}</li>\n`;
    }
    yield "</ul>\n";
  }
  yield "</article>\n";
}

function textItem({ rows, message, suggestion }: Texts, speaker: Speaker): string {
  const place = `<span class="place">${html(rowsInWords(rows, speaker))}</span>`;
  return `<li>${place}${inEnglish(message, speaker)}${suggestionOf(suggestion, speaker)}</li>\n`;
}

function* personArticle({ person, items, count }: PersonGroup, speaker: Speaker): Generator<string> {
  const { words } = speaker;
  const name = person.name || person.email || person.id || words.noName;
  const facts = [person.id, person.email].filter((fact) => fact !== "" && fact !== name);
  yield `<article>\n<div class="head"><h3>${html(name)}</h3>`;
  yield `<span class="count">${html(form(words.problems, count, speaker))}</span></div>\n`;
  if (facts.length > 0) yield `<p class="who">${html(facts.join(" · "))}</p>\n`;
  if (!person.known) yield `<p class="who">${html(words.notInList)}</p>\n`;
  yield "<ul>\n";
  for (const { file, row, title, severity, message, suggestion } of items) {
    const place = [html(speaker.fileName(file)), html(`${words.row} ${speaker.number(row)}`)];
    if (title !== undefined) place.push(inEnglish(title, speaker));
    yield `<li><span class="place">${badge(severity, words)} ${place.join(" · ")}</span>`;
    yield `${inEnglish(message, speaker)}${suggestionOf(suggestion, speaker)}</li>\n`;
  }
  yield "</ul>\n</article>\n";
}

function footOf(report: Report, speaker: Speaker): string {
  const { words, version } = speaker;
  const { found, shown } = totalsOf(report);
  const notes = [
    found > shown ? form(words.leftOut, found - shown, speaker) : "",
    words.rowNote,
    words.passwordNote,
    words.languageNote ?? "",
    `${words.madeWith} ${version}`,
  ];
  const lines = notes.filter((note) => note !== "").map((note) => `<p>${html(note)}</p>\n`);
  return `<footer>\n${lines.join("")}</footer>\n`;
}

function section(id: string, title: string, hint: string): string {
  return `<section aria-labelledby="${id}">\n<h2 id="${id}">${html(title)}</h2>\n<p>${html(hint)}</p>\n`;
}

function badge(severity: keyof ReportWords["severities"], words: ReportWords): string {
  return `<span class="badge ${severity}">${html(words.severities[severity])}</span>`;
}

function summaryOf(
  report: Report,
  rule: string,
  { language, otherRule, ruleTitle }: Speaker,
): { title: string; lang: string } {
  const own = ruleTitle(rule);
  if (own !== undefined) return { title: html(own), lang: "" };
  const rules = report.files.find(({ sheet }) => sheet)?.sheet?.rules.byName;
  const summary = rules?.get(rule)?.summary ?? otherRule(rule)?.summary ?? rule;
  return { title: html(summary), lang: language === "en" ? "" : ' lang="en"' };
}

function inEnglish(message: string, { language }: Speaker): string {
  return language === "en" ? html(message) : `<span lang="en">${html(message)}</span>`;
}

function suggestionOf(suggestion: string | undefined, speaker: Speaker): string {
  if (suggestion === undefined) return "";
  return `<span class="fix"><b>${html(speaker.words.suggestion)}:</b> ${inEnglish(suggestion, speaker)}</span>`;
}

/** "Rows 2, 5–7"; 0 stands for what is no row. */
function rowsInWords(rows: readonly number[], { words, number: write }: Speaker): string {
  const own = rows.filter((row) => row > 0);
  const parts: string[] = own.length < rows.length ? [words.header] : [];
  const ranges: string[] = [];
  for (let i = 0; i < own.length; ) {
    let end = i;
    while (end + 1 < own.length && own[end + 1]! <= own[end]! + 1) end++;
    const [first, last] = [write(own[i]!), write(own[end]!)];
    ranges.push(first === last ? first : `${first}–${last}`);
    i = end + 1;
  }
  if (ranges.length > 0) parts.push(`${own.length === 1 ? words.row : words.rows} ${ranges.join(", ")}`);
  return parts.join(", ");
}

/** With its last `/`; "" when there is none. */
function commonFolder([first = "", ...others]: readonly string[]): string {
  let end = first.lastIndexOf("/") + 1;
  while (end > 0 && !others.every((other) => other.startsWith(first.slice(0, end)))) {
    end = first.lastIndexOf("/", end - 2) + 1;
  }
  return first.slice(0, end);
}

function form(forms: Forms, count: number, speaker: Pick<Speaker, "number">): string {
  return (count === 1 ? forms[0] : forms[1]).replace("#", speaker.number(count));
}
