/** `csv-preflight fix`: makes every safe change and says what it was. */

import { isRollUp } from "../core/checking/roll-ups.ts";
import type { FileFacts } from "../core/checking/rule.ts";
import { Sheet } from "../core/checking/sheet.ts";
import type { Severity } from "../core/filetypes/file-type.ts";
import { Links } from "../core/links/links.ts";
import { documentText, marksBefore, openDocument } from "../core/text/document.ts";
import { joined, type Message, message } from "../core/text/message.ts";
import { byCodeUnits, visible } from "../core/text/text.ts";
import { encodeText, readFile } from "../disk/reading/files.ts";
import { rewriteFile } from "../disk/writing/output.ts";
import { fixAll, fixesOf } from "../features/language/actions.ts";
import { uniformRows } from "../features/language/line-breaks.ts";
import { loadFor, reportSkipped } from "./check.ts";
import type { Call } from "./commands.ts";
import { unifiedDiff, unitsOf } from "./diff.ts";
import { translate } from "./language.ts";
import { type Loaded, type LoadedFile, reasonOf, standardInput } from "./load.ts";
import { progressBar } from "./progress.ts";
import { say, sayErrors, writeOut } from "./terminal.ts";

/** Runs the fixes; answers the exit status: problems that are left do not count. */
export async function fix(call: Call<"fix">): Promise<number> {
  const progress = progressBar(call.quiet);
  const loaded = await loadFor(call, progress.update, { keep: true });
  progress.clear();
  // Files refer to each other: all are mended before the first is written.
  const fixed = loaded.files.map((file) => ({ file, ...fixSafely(file, loaded) }));
  const failures: Message[] = [];
  for (const { file, sheet, changed } of fixed) {
    const bytes = encodeText(documentText(sheet.document), sheet.facts);
    const piped = file.shown === standardInput && !call.dryRun;
    if (changed && !isFaithful(file)) {
      failures.push(message("{0}: not changed, because it isn't in UTF-8. Save it as UTF-8 first.", file.shown));
      if (piped) await writeOut([documentText(file.sheet.document)]);
      continue;
    }
    if (call.dryRun) await writeOut(shownDiff(file, sheet));
    else if (piped) process.stdout.write(bytes);
    else if (changed) {
      try {
        const no = rewriteFile(file.path, bytes, readBytes(file));
        if (no) {
          failures.push(no.message);
          continue;
        }
      } catch (error) {
        failures.push(message("{0}: {1}", file.shown, reasonOf(error, "written")));
        continue;
      }
    }
    const line = outcomeLine(file, sheet, changed);
    // What is printed on standard output then is the file or the diff alone.
    if (piped || call.dryRun) {
      if (!call.quiet) say(line);
    } else if (!call.quiet || changed) await writeOut([`${visible(translate(line))}\n`]);
  }
  sayErrors(failures);
  reportSkipped(loaded, call.quiet);
  return loaded.failures.length > 0 || loaded.isUnmatched || failures.length > 0 ? 2 : 0;
}

function fixSafely(file: LoadedFile, loaded: Loaded): { sheet: Sheet; changed: boolean } {
  let { sheet } = fixAll(file.sheet);
  let { facts } = sheet;
  const wanted = byteFixes(sheet);
  let text = documentText(sheet.document);
  if (wanted.has("normalizeLineEndings")) text = uniformRows(sheet.document);
  if (wanted.has("removeByteOrderMark")) {
    facts = { ...facts, byteOrderMark: false };
    text = text.slice(marksBefore(text));
  }
  const { mixedLine: _, ...uniform } = facts;
  const document = openDocument(sheet.uri, text, sheet.document.dialect, 0);
  facts = wanted.has("normalizeLineEndings") ? uniform : facts;
  sheet = new Sheet(document, sheet.table, sheet.rules, facts, sheet.suppressions);
  sheet.advance(Number.POSITIVE_INFINITY);
  sheet.links = new Links(sheet, loaded.workspace, loaded.workspace.documents);
  // What stood behind a byte order mark may be recognized only now.
  if (wanted.has("removeByteOrderMark")) sheet = fixAll(sheet).sheet;
  text = documentText(sheet.document);
  const changed = wanted.size > 0 || text !== documentText(file.sheet.document);
  return { sheet, changed };
}

/** What has to be done to the bytes. */
function byteFixes(sheet: Sheet): Set<string> {
  const kinds = new Set<string>();
  for (const finding of sheet.fileFindings()) {
    for (const each of fixesOf(sheet, { page: 0, finding }))
      if (each.safe && each.command) kinds.add(each.command.kind);
  }
  return kinds;
}

/** Whether the file is in UTF-8, and its bytes on disk are what would be written if nothing had changed. */
function isFaithful({ path, sheet }: LoadedFile): boolean {
  if (sheet.facts.validUtf8 === false || (sheet.facts.encoding ?? "utf-8") !== "utf-8") return false;
  if (path === standardInput) return true;
  const { text, facts, bytes } = readFile(path);
  return Buffer.compare(encodeText(text, facts), bytes) === 0;
}

/** The bytes that a file was read from: a faithful text has no others. */
function readBytes({ sheet }: LoadedFile): Uint8Array {
  return encodeText(documentText(sheet.document), sheet.facts);
}

function* shownDiff(file: LoadedFile, sheet: Sheet): Generator<string> {
  const mark = (facts: FileFacts): boolean => facts.byteOrderMark === true;
  const before = unitsOf(file.sheet, mark(file.sheet.facts));
  const after = unitsOf(sheet, mark(sheet.facts));
  const safe = process.stdout.isTTY === true;
  for (const lines of unifiedDiff(file.shown, before, after)) {
    if (!safe) yield lines;
    else yield lines.split("\n").map(visible).join("\n");
  }
}

function outcomeLine(file: LoadedFile, sheet: Sheet, changed: boolean): Message {
  const left = sheet.counts().error;
  const errors = left === 1 ? message("1 error left") : message("{0} errors left", left);
  const rest = left === 0 ? [] : [joined([errors, ...reportUncovered(file.sheet, sheet)], ", ")];
  if (!changed) return joined([message("{0}: nothing to fix", file.shown), ...rest], "; ");
  const before = countByRule(file.sheet);
  const after = countByRule(sheet);
  const lost = [...before].flatMap(([rule, count]) => {
    const gone = count - (after.get(rule) ?? 0);
    return gone > 0 ? [{ rule, gone }] : [];
  });
  lost.sort((a, b) => byCodeUnits(a.rule, b.rule));
  const fixed = joined(
    lost.map(({ rule, gone }) => joined([rule, gone], " ")),
    ", ",
  );
  return joined([message("{0}: fixed {1}", file.shown, fixed), ...rest], "; ");
}

/** Errors that could not be told before: of a row whose cells stand in other columns, or of lines that were no rows. */
function reportUncovered(before: Sheet, after: Sheet): Message[] {
  const old = countByRule(before, "error");
  const more = [...countByRule(after, "error")].flatMap(([rule, count]) => {
    const uncovered = count - (old.get(rule) ?? 0);
    return uncovered > 0 ? [{ rule, uncovered }] : [];
  });
  if (more.length === 0) return [];
  const sum = more.reduce((total, { uncovered }) => total + uncovered, 0);
  more.sort((a, b) => byCodeUnits(a.rule, b.rule));
  const named = joined(
    more.map(({ rule, uncovered }) => joined([rule, uncovered], " ")),
    ", ",
  );
  return [message("{0} of them uncovered by the fixes: {1}", sum, named)];
}

function countByRule(sheet: Sheet, only?: Severity): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { finding } of sheet.findings().located) {
    if (only !== undefined && finding.severity !== only) continue;
    if (!isRollUp(finding.data)) counts.set(finding.rule.name, (counts.get(finding.rule.name) ?? 0) + 1);
  }
  return counts;
}
