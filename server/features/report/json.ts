/** The report for programs: `--format json`, one problem a line so that a diff of two reports can be read. */
import { problemsOf, type Report, type ReportFile, suppressedIn, totalsOfFile, typeOf } from "./report.ts";

/** Hands the report out in pieces. */
export function* jsonReport(report: Report): Generator<string> {
  yield '{"version": 1,\n "files": [';
  let first = true;
  for (const file of report.files) {
    yield first ? "\n" : ",\n";
    first = false;
    yield* fileReport(report, file);
  }
  const { translate } = report.language;
  const unrecognized = report.unrecognized.map(
    ({ shown, reason }) => `\n  ${JSON.stringify({ path: shown, reason: translate(reason) })}`,
  );
  if (unrecognized.length > 0) yield `],\n "unrecognized": [${unrecognized.join(",")}`;
  yield `],\n "summary": ${JSON.stringify(report.summary)}}\n`;
}

function* fileReport(report: Report, file: ReportFile): Generator<string> {
  const { rowsChecked, found, shown } = totalsOfFile(file, report);
  const head = `  {"path": ${JSON.stringify(file.shown)}, "fileType": ${JSON.stringify(typeOf(file))}, "rows": ${rowsChecked}`;
  yield `${head}, "problems": [`;
  let separator = "\n    ";
  for (const { problem } of problemsOf(report, file, { rollUps: true })) {
    yield separator + JSON.stringify(problem);
    separator = ",\n    ";
  }
  const suppressed = suppressedIn(file);
  yield `],\n   "notShown": ${found - shown}${suppressed > 0 ? `, "suppressed": ${suppressed}` : ""}}`;
}
