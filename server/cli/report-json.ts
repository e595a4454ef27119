/** The report for programs: `--format json`, one problem a line so that a diff of two reports can be read. */
import type { Report, ReportFile } from "./check.ts";
import { type Problem, shownFindings, Teller } from "./problems.ts";

/** Hands the report out in pieces. */
export function* jsonReport({ files, summary, maxProblems }: Report): Generator<string> {
  yield '{"version": 1,\n "files": [';
  let first = true;
  for (const each of files) {
    yield first ? "\n" : ",\n";
    first = false;
    yield* fileReport(each, maxProblems, summary.rows);
  }
  yield `],\n "summary": ${JSON.stringify(summary)}}\n`;
}

function* fileReport(each: ReportFile, limit: number, rows: number): Generator<string> {
  const fileType = each.file ? each.file.sheet.table.name : "profile";
  const own = each.file ? each.file.sheet.rows : 0;
  const head = `  {"path": ${JSON.stringify(each.shown)}, "fileType": ${JSON.stringify(fileType)}, "rows": ${own}`;
  yield `${head}, "problems": [`;
  let left = 0;
  let first = true;
  const separator = (): string => {
    const text = first ? "\n    " : ",\n    ";
    first = false;
    return text;
  };
  if (each.file) {
    const shown = shownFindings(each.file.sheet, limit);
    const teller = new Teller(each.file.sheet, rows);
    for (const placed of shown.placed) yield separator() + JSON.stringify(teller.problem(placed));
    left = shown.left;
  } else {
    const shown: readonly Problem[] = each.problems.slice(0, limit);
    for (const problem of shown) yield separator() + JSON.stringify(problem);
    left = each.problems.length - shown.length;
  }
  yield `],\n   "notShown": ${left}}`;
}
