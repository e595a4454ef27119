/** What a conversion could not keep, to read (Markdown) and for programs (JSON): every difference with its file, row and column. */

import type { Table } from "../../core/filetypes/table.ts";
import { counted, number, shownRow } from "../../core/text/message-values.ts";
import { folderOf } from "../../core/workspace/folders.ts";
import { orderOf } from "../imports/sets.ts";
import { rowNumber } from "../people/people.ts";
import { type CellAt, columnAt } from "../people/person.ts";
import { code, plain } from "../records/markdown.ts";
import type { Conversion, ResultProblem } from "./conversion.ts";
import type { Difference, DifferenceKind } from "./difference.ts";

/** The names of both reports beside the files of a result. */
export const reportNames = { page: "conversion.md", data: "conversion.json" } as const;

/** The version of the JSON report's shape. */
const reportVersion = 1;
/** Rows of one kind that the page shows; the data has them all. */
const rowsShown = 50;

const chapters: readonly (readonly [kind: DifferenceKind, title: string, lead: string])[] = [
  ["guessed", "Guesses to look at", "Written, but somebody who knows these people should have a look."],
  [
    "made",
    "Made because the target needs it",
    "The source does not have it. Keep these: the next conversion makes the same.",
  ],
  ["changed", "Written in another form", "The same fact in other letters."],
  [
    "lost",
    "Left out",
    "The target has no place for it, or nobody has said which. `groups`, `groupRoles` and `columns` under `conversions` in `csv-preflight.json` say which.",
  ],
];

/** `pathOf`: the address of a source file as people shall see it, by its URI. */
export type PathOf = (uri: string) => string;

/** The report as a program reads it; passwords have no value. */
export function reportData(conversion: Conversion, pathOf: PathOf): string {
  const { from, to, people, files, differences, notes, problems } = conversion;
  const paths = seenOnce(pathOf);
  const head = {
    version: reportVersion,
    from: from.name,
    to: to.name,
    people,
    sourceErrors: conversion.sourceErrors,
    files: files.map(({ path, fileType, exported }) => ({ path, fileType, rows: exported.rows })),
    summary: { ...countsOf(differences), problems: problems.length },
    notes,
  };
  const told = differences.map(({ kind, name, at, value, became, to: place, reason }) => {
    const source = { file: paths(at.sheet.uri), row: rowNumber(at), field: columnName(at) };
    return { kind, person: name, source, value, to: place, became, reason };
  });
  // One difference a line: two reports can be compared, and one line be found.
  const list = (name: string, items: readonly object[]): string =>
    items.length === 0
      ? `"${name}": []`
      : `"${name}": [\n    ${items.map((item) => JSON.stringify(item)).join(",\n    ")}\n  ]`;
  const start = JSON.stringify(head, null, 2).slice(0, -2);
  return `${start},\n  ${list("problems", problems)},\n  ${list("differences", told)}\n}\n`;
}

/** Asks for the path of each file once. */
function seenOnce(pathOf: PathOf): PathOf {
  const known = new Map<string, string>();
  return (uri) => {
    const path = known.get(uri) ?? pathOf(uri);
    known.set(uri, path);
    return path;
  };
}

/** The report as a page. */
export function reportPage(conversion: Conversion, pathOf: PathOf): string {
  const { from, to, people, files, differences, notes, problems, sourceErrors } = conversion;
  const uris = new Set(differences.map(({ at }) => at.sheet.uri));
  const seen = seenTogether([...uris].map(pathOf));
  const paths = seenOnce((uri) => seen(pathOf(uri)));
  const counts = countsOf(differences);
  const written = files.map(({ path, exported }) => `${code(path)} (${counted(exported.rows, "row")})`).join(", ");
  const lines = [
    `# ${plain(from.document.title)} for ${plain(to.system)}`,
    "",
    `${counted(people, "person", "people")} read, written to ${written}. Rows are counted as a spreadsheet counts them: row 1 holds the column names.`,
    "",
    ...(sourceErrors > 0 ? [`**${mendFirst(conversion)}**`, ""] : []),
    "| | |",
    "|---|---|",
    `| Left to mend in the result | ${verdict(problems)} |`,
    ...chapters.map(([kind, title]) => `| ${title} | ${number(counts[kind])} |`),
    "",
    ...problemLines(problems, to),
  ];
  for (const [kind, title, lead] of chapters) {
    const own = differences.filter((difference) => difference.kind === kind);
    if (own.length === 0) continue;
    lines.push(`## ${title}`, "", lead, "");
    for (const group of groupsOf(own)) lines.push(...groupLines(group, paths));
  }
  if (notes.length > 0) lines.push("## Besides", "", ...notes.map((note) => `- ${plain(note)}`), "");
  return `${lines.join("\n").trimEnd()}\n`;
}

/** Advice for sources with faults of their own. */
export function mendFirst({ sourceErrors }: Conversion): string {
  const some = sourceErrors === 1 ? "1 error" : `${number(sourceErrors)} errors`;
  return `The files that were converted have ${some} themselves: mend them first and convert again.`;
}

function verdict(problems: readonly ResultProblem[]): string {
  const count = (severity: string): number => problems.filter((problem) => problem.severity === severity).length;
  const parts = [counted(count("error"), "error"), counted(count("warning"), "warning")];
  return `${parts.join(", ")}`;
}

/** Problems of one rule in one column together. */
function problemLines(problems: readonly ResultProblem[], to: Table): string[] {
  const grave = problems.filter(({ severity }) => severity === "error" || severity === "warning");
  if (grave.length === 0) return [];
  const groups = new Map<string, ResultProblem[]>();
  for (const problem of grave) {
    const key = `${problem.severity} ${problem.path} ${problem.field} ${problem.rule}`;
    const known = groups.get(key);
    if (known) known.push(problem);
    else groups.set(key, [problem]);
  }
  const sorted = [...groups.values()].sort(
    (a, b) => Number(b[0]!.severity === "error") - Number(a[0]!.severity === "error"),
  );
  const lines = [
    "## Left to mend in the result",
    "",
    "What the check says of the new files; open them to mend it.",
    "",
  ];
  for (const group of sorted) {
    const [first] = group;
    const { path, field, severity, rule } = first!;
    lines.push(
      `### ${code(path)}${field === undefined ? "" : `, ${code(field)}`}: ${rule} (${severity}, ${number(group.length)})`,
      "",
    );
    // What is said of all alike is said once.
    const alike = group.every(({ message }) => message === first!.message);
    if (alike) lines.push(plain(first!.message), "");
    if (rule === "required-value" && field !== undefined && mayBeAlike(to, field))
      lines.push(`One value for everybody may stand in the profile: ${code(`"defaults": { "${field}": "…" }`)}.`, "");
    lines.push(alike ? "| row | who |" : "| row | who | |", alike ? "|--:|---|" : "|--:|---|---|");
    for (const { row, name, message } of group.slice(0, rowsShown))
      lines.push(`| ${number(row + 1)} | ${plain(name)} |${alike ? "" : ` ${plain(message)} |`}`);
    lines.push(...andMore(group.length), "");
  }
  return lines;
}

/** Whether everybody may have the same value in a column. */
function mayBeAlike(table: Table, field: string): boolean {
  return ["timezone", "code", "status", "boolean"].includes(table.byName.get(field)?.field.type ?? "");
}

/** Differences of one column for one reason, in the order of files and columns. */
function groupsOf(differences: readonly Difference[]): (readonly Difference[])[] {
  const groups = new Map<string, Difference[]>();
  for (const difference of differences) {
    const key = `${difference.at.sheet.uri}\n${difference.at.cell}\n${difference.reason}`;
    const known = groups.get(key);
    if (known) known.push(difference);
    else groups.set(key, [difference]);
  }
  const files = new Map<string, number>();
  for (const { at } of differences) if (!files.has(at.sheet.uri)) files.set(at.sheet.uri, orderOf(at.sheet.table));
  return [...groups.values()].sort(([one], [other]) => {
    const [a, b] = [one!.at, other!.at];
    return files.get(a.sheet.uri)! - files.get(b.sheet.uri)! || a.cell - b.cell;
  });
}

function groupLines(group: readonly Difference[], pathOf: PathOf): string[] {
  const { at, reason } = group[0]!;
  const title = at.sheet.binding?.columns[at.cell]?.field.title;
  const column = `${code(columnName(at))}${title === undefined ? "" : ` (${plain(title)})`}`;
  const became = group.some((difference) => difference.became !== undefined);
  const lines = [
    `### ${code(pathOf(at.sheet.uri))}, ${column}: ${number(group.length)}`,
    "",
    plain(reason),
    "",
    `| row | who | ${became ? "stands there | in the result" : "stands there"} |`,
    `|--:|---|---|${became ? "---|" : ""}`,
  ];
  for (const { at: cell, name, value, became: text, to } of group.slice(0, rowsShown)) {
    const result = became ? ` ${text === undefined ? "" : code(text)}${to ? ` in ${code(to.field)}` : ""} |` : "";
    lines.push(`| ${number(shownRow(cell.record))} | ${plain(name)} | ${inTable(value, cell)} |${result}`);
  }
  lines.push(...andMore(group.length), "");
  return lines;
}

/** With its label where it is a code. A bar would end the cell of a table, in code letters too. */
function inTable(value: string | undefined, at: CellAt): string {
  if (value === undefined) return "";
  const label = columnAt(at)?.values.get(value)?.label;
  return `${value.includes("|") ? plain(value) : code(value)}${label === undefined ? "" : ` (${plain(label)})`}`;
}

function andMore(count: number): string[] {
  return count > rowsShown
    ? ["", `… and ${number(count - rowsShown)} more: ${code(reportNames.data)} has them all.`]
    : [];
}

export function columnName({ sheet, cell }: CellAt): string {
  return sheet.binding?.columns[cell]?.field.name ?? sheet.binding?.cells[cell]?.text ?? `column ${cell + 1}`;
}

/** How many differences there are of each kind. */
export function countsOf(differences: readonly Difference[]): Record<DifferenceKind, number> {
  const counts = { lost: 0, changed: 0, guessed: 0, made: 0 };
  for (const { kind } of differences) counts[kind]++;
  return counts;
}

/** Paths as they are seen from the innermost folder that holds all of them: `user.csv`, `Group/group.csv`. */
function seenTogether(paths: readonly string[]): (path: string) => string {
  const [first = ""] = paths;
  let folder = folderOf(first);
  while (folder !== "" && !paths.every((path) => path.startsWith(folder))) folder = folderOf(folder.slice(0, -1));
  return (path) => path.slice(folder.length);
}
