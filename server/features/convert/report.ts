/** What a conversion could not keep, to read (Markdown) and for programs (JSON): every difference with its file, row and column. */

import type { Table } from "../../core/filetypes/table.ts";
import { joined, type Message, message, schemaText, type Value } from "../../core/text/message.ts";
import { shownRow } from "../../core/text/message-values.ts";
import { folderOf } from "../../core/workspace/folders.ts";
import { orderOf } from "../imports/sets.ts";
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

const chapters: readonly (readonly [kind: DifferenceKind, title: Message, lead: Message])[] = [
  [
    "guessed",
    message("Guesses to review"),
    message("These values are in the result, but someone who knows these people should review them."),
  ],
  [
    "made",
    message("Added because the target requires them"),
    message("The source doesn't have these values. Keep them: the next conversion makes the same ones."),
  ],
  ["changed", message("Changed format"), message("The same information in a different form.")],
  [
    "lost",
    message("Left out"),
    message(
      "The target has no column for these values, or the tenant profile doesn't say which one. To map them, use {0}, {1}, and {2} under {3} in {4}.",
      "`groups`",
      "`groupRoles`",
      "`columns`",
      "`conversions`",
      "`csv-preflight.json`",
    ),
  ],
];

/** `pathOf`: the address of a source file as people see it, by its URI. */
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
  const entries = differences.map(({ kind, name, at, value, became, to: place, reason }) => {
    const source = { file: paths(at.sheet.uri), row: shownRow(at.record), field: columnName(at) };
    return { kind, person: name, source, value, to: place, became, reason };
  });
  // One difference a line: two reports can be compared, and one line be found.
  const list = (name: string, items: readonly object[]): string =>
    items.length === 0
      ? `"${name}": []`
      : `"${name}": [\n    ${items.map((item) => JSON.stringify(item)).join(",\n    ")}\n  ]`;
  const start = JSON.stringify(head, null, 2).slice(0, -2);
  return `${start},\n  ${list("problems", problems)},\n  ${list("differences", entries)}\n}\n`;
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
export function reportPage(conversion: Conversion, pathOf: PathOf): Message {
  const { from, to, people, files, differences, notes, problems, sourceErrors } = conversion;
  const uris = new Set(differences.map(({ at }) => at.sheet.uri));
  const seen = seenTogether([...uris].map(pathOf));
  const paths = seenOnce((uri) => seen(pathOf(uri)));
  const counts = countsOf(differences);
  const written = files.map(({ path, exported }) => message("{0} ({1})", code(path), rowCount(exported.rows)));
  const heading = message("{0} for {1}", plain(schemaText(from.document.title)), plain(to.system));
  const lines: Value[] = [
    joined(["# ", heading], ""),
    "",
    joined([readAndWritten(people, joined(written, ", ")), rowNote], " "),
    "",
    ...(sourceErrors > 0 ? [joined(["**", fixFirst(conversion), "**"], ""), ""] : []),
    "| | |",
    "|---|---|",
    joined(["| ", toFix, " | ", verdict(problems), " |"], ""),
    ...chapters.map(([kind, title]) => joined(["| ", title, " | ", counts[kind], " |"], "")),
    "",
    ...problemLines(problems, to),
  ];
  for (const [kind, title, lead] of chapters) {
    const own = differences.filter((difference) => difference.kind === kind);
    if (own.length === 0) continue;
    lines.push(joined(["## ", title], ""), "", lead, "");
    for (const group of groupsOf(own)) lines.push(...groupLines(group, paths));
  }
  if (notes.length > 0)
    lines.push(joined(["## ", message("Notes")], ""), "", ...notes.map((note) => joined(["- ", plain(note)], "")), "");
  while (lines.at(-1) === "") lines.pop();
  return joined([...lines, ""], "\n");
}

const toFix = message("To fix in the result");
const rowNote = message("Rows are numbered as in a spreadsheet: the header is row 1.");

function readAndWritten(people: number, files: Message): Message {
  return people === 1
    ? message("1 person read and written to {0}.", files)
    : message("{0} people read and written to {1}.", people, files);
}

function rowCount(rows: number): Message {
  return rows === 1 ? message("1 row") : message("{0} rows", rows);
}

/** Advice for sources with faults of their own. */
export function fixFirst({ sourceErrors }: Conversion): Message {
  return sourceErrors === 1
    ? message("The source files have 1 error. Fix it, and convert again.")
    : message("The source files have {0} errors. Fix them, and convert again.", sourceErrors);
}

function verdict(problems: readonly ResultProblem[]): Message {
  const count = (severity: string): number => problems.filter((problem) => problem.severity === severity).length;
  const [errors, warnings] = [count("error"), count("warning")];
  return joined(
    [
      errors === 1 ? message("1 error") : message("{0} errors", errors),
      warnings === 1 ? message("1 warning") : message("{0} warnings", warnings),
    ],
    ", ",
  );
}

/** Problems of one rule in one column together. */
function problemLines(problems: readonly ResultProblem[], to: Table): Value[] {
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
  const lines: Value[] = [
    joined(["## ", toFix], ""),
    "",
    message("These problems are in the new files. Open the files to fix them."),
    "",
  ];
  for (const group of sorted) {
    const [first] = group;
    const { path, field, severity, rule } = first!;
    const where = field === undefined ? code(path) : `${code(path)}, ${code(field)}`;
    const count = joined([severityNames[severity], group.length], ", ");
    lines.push(joined([`### ${where}: ${rule} (`, count, ")"], ""), "");
    // What is said of all alike is said once.
    const alike = group.every((problem) => String(problem.message) === String(first!.message));
    if (alike) lines.push(plain(first!.message), "");
    if (first!.concerns === "empty-required" && field !== undefined && mayBeAlike(to, field))
      lines.push(
        message(
          "To use one value for everyone, set it in the tenant profile: {0}.",
          code(`"defaults": { "${field}": "…" }`),
        ),
        "",
      );
    const heads = [rowTitle, personTitle];
    lines.push(tableLine(alike ? heads : [...heads, ""]), alike ? "|--:|---|" : "|--:|---|---|");
    for (const problem of group.slice(0, rowsShown)) {
      const cells = [problem.row, plain(problem.name)];
      lines.push(tableLine(alike ? cells : [...cells, plain(problem.message)]));
    }
    lines.push(...andMore(group.length), "");
  }
  return lines;
}

const rowTitle = message("Row");
const personTitle = message("Person");
const severityNames = {
  error: message("error"),
  warning: message("warning"),
  information: message("information"),
  hint: message("hint"),
} as const;

function tableLine(cells: readonly Value[]): Message {
  return joined(["| ", joined(cells, " | "), " |"], "");
}

/** Whether everybody may have the same value in a column. */
function mayBeAlike(table: Table, field: string): boolean {
  return ["timezone", "code", "status", "boolean"].includes(table.byName.get(field)?.field.type ?? "");
}

/** Differences of one column for one reason, in the order of files and columns. */
function groupsOf(differences: readonly Difference[]): (readonly Difference[])[] {
  const groups = new Map<string, Difference[]>();
  for (const difference of differences) {
    const key = `${difference.at.sheet.uri}\n${difference.at.cell}\n${String(difference.reason)}`;
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

function groupLines(group: readonly Difference[], pathOf: PathOf): Value[] {
  const { at, reason } = group[0]!;
  const title = at.sheet.binding?.columns[at.cell]?.field.title;
  const name = code(columnName(at));
  const column = title === undefined ? name : message("{0} ({1})", name, plain(schemaText(title)));
  const hasResult = group.some(({ became }) => became !== undefined);
  const heads = [rowTitle, personTitle, message("Value")];
  const lines: Value[] = [
    joined([`### ${code(pathOf(at.sheet.uri))}, `, column, ": ", group.length], ""),
    "",
    plain(reason),
    "",
    tableLine(hasResult ? [...heads, message("In the result")] : heads),
    `|--:|---|---|${hasResult ? "---|" : ""}`,
  ];
  for (const { at: cell, name: person, value, became, to } of group.slice(0, rowsShown)) {
    const cells = [shownRow(cell.record), plain(person), inTable(value, cell)];
    lines.push(tableLine(hasResult ? [...cells, resultOf(became, to?.field)] : cells));
  }
  lines.push(...andMore(group.length), "");
  return lines;
}

function resultOf(became: string | undefined, field: string | undefined): Value {
  const text = became === undefined ? "" : code(became);
  return field === undefined ? text : message("{0} in {1}", text, code(field));
}

/** With its label where it is a code. A bar would end the cell of a table, in code letters too. */
function inTable(value: string | undefined, at: CellAt): string {
  if (value === undefined) return "";
  const label = columnAt(at)?.values.get(value)?.label;
  return `${value.includes("|") ? plain(value) : code(value)}${label === undefined ? "" : ` (${plain(label)})`}`;
}

function andMore(count: number): Value[] {
  if (count <= rowsShown) return [];
  return ["", message("… and {0} more. See {1} for all of them.", count - rowsShown, code(reportNames.data))];
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
