/** Pictures: CSV text with what was found drawn under it. A picture is stripped to its text, run, drawn again and compared. */

import type { LocatedFinding } from "../../core/checking/located-finding.ts";
import type { FileFacts, Finding, FixCommand } from "../../core/checking/rule.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import { documentText } from "../../core/text/document.ts";
import { english, message, ReasonError } from "../../core/text/message.ts";
import { applyEdits, type Span } from "../../core/text/text.ts";
import { actionsAt, fixAll, fixesOf } from "../language/actions.ts";

/** One file of a picture. Offsets of marks are those of `text`; columns are counted in `lines`, as they are seen. */
export interface PictureFile {
  /** From its `-- name --` line; undefined in a picture of one file. */
  readonly name: string | undefined;
  /** The real text. */
  readonly text: string;
  /** What is seen, one line each, marks left out. */
  readonly lines: readonly string[];
  /** The line and column where each offset of `text` is seen; one more for its end. */
  readonly places: readonly PicturePlace[];
  /** What the text itself tells of the bytes: a byte-order mark. */
  readonly facts: FileFacts;
  /** Offsets of `$0`, in order. */
  readonly cursors: readonly number[];
}

interface PicturePlace {
  readonly line: number;
  readonly column: number;
}

/** Something to draw under a span; a text of several lines is drawn in several. */
export interface PictureMark {
  readonly span: Span;
  readonly sign: string;
  readonly text: string;
}

/** How characters that nobody can see are written in pictures. */
const signs: readonly (readonly [sign: string, text: string])[] = [
  ["␉", "\t"],
  ["␣", "\u00a0"],
  ["‹BOM›", "\ufeff"],
  ["␍", "\r"],
  ["␀", "\0"],
  ["‹FFFD›", "\ufffd"],
  ["‹ZWSP›", "\u200b"],
  ["‹BEL›", "\u0007"],
  ["‹SUB›", "\u001a"],
];
/** Any other, by its code point: `‹U+200E›`. */
const anySign = /^‹U\+([0-9A-F]{4,6})›/;
const cursorSign = "$0";
/** At the end of the last line: the file ends without a line break. */
const endSign = "‹EOF›";

const signOf = { error: "^", warning: "~", information: "*", hint: ":" } as const;
const markLine = /^ *(?:\^+|~+|\*+|:+|!)(?: |$)/;
const nameLine = /^-- (\S.*?) --$/;

/** Whether a line begins a file of a set: `-- user.csv --`. */
export function namesFile(line: string): boolean {
  return nameLine.test(line);
}

/** Reads a picture's body, marks and all. */
export function strip(body: string): PictureFile[] {
  const lines = body === "" ? [] : body.replace(/\n$/, "").split("\n");
  const files: { name: string | undefined; lines: string[] }[] = [];
  for (const line of lines) {
    const name = nameLine.exec(line)?.[1];
    if (name !== undefined) files.push({ name, lines: [] });
    else if (!markLine.test(line)) {
      if (files.length === 0) files.push({ name: undefined, lines: [] });
      files.at(-1)!.lines.push(line);
    }
  }
  if (files.length === 0) files.push({ name: undefined, lines: [] });
  return files.map((file) => readFile(file.name, file.lines));
}

function readFile(name: string | undefined, lines: readonly string[]): PictureFile {
  let text = "";
  const places: PicturePlace[] = [];
  const cursors: number[] = [];
  lines.forEach((shown, line) => {
    for (let column = 0; column < shown.length; ) {
      const any = anySign.exec(shown.slice(column));
      const sign = any
        ? ([any[0], String.fromCodePoint(Number.parseInt(any[1]!, 16))] as const)
        : signs.find(([candidate]) => shown.startsWith(candidate, column));
      if (shown.startsWith(cursorSign, column)) {
        cursors.push(text.length);
        column += cursorSign.length;
      } else if (shown.startsWith(endSign, column)) column += endSign.length;
      else {
        const seen = sign?.[0] ?? shown[column]!;
        const real = sign?.[1] ?? seen;
        text += real;
        for (let unit = 0; unit < real.length; unit++) places.push({ line, column });
        column += seen.length;
      }
    }
    if (shown.endsWith(endSign)) return;
    text += "\n";
    places.push({ line, column: shown.length });
  });
  places.push({ line: lines.length, column: 0 });
  const byteOrderMark = text.startsWith("\ufeff");
  return {
    name,
    text: byteOrderMark ? text.slice(1) : text,
    lines,
    places: byteOrderMark ? places.slice(1) : places,
    facts: byteOrderMark ? { byteOrderMark } : {},
    cursors,
  };
}

/** Text as pictures show it. */
export function show(text: string): string {
  let shown = text;
  for (const [sign, real] of signs) shown = shown.replaceAll(real, sign);
  return shown.replace(unseen, (one) => `‹U+${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}›`);
}

/** Characters that cannot be seen, or not told from others, where no sign of their own is for them. */
const unseen = /\p{Default_Ignorable_Code_Point}|[\x80-\x9f]|\p{Script=Inherited}|(?! )\p{Zs}|[\u2028\u2029]/gu;

/** A whole file as pictures show it. */
export function showFile(text: string, facts: FileFacts): string {
  const whole = facts.byteOrderMark ? `\ufeff${text}` : text;
  return show(whole === "" || whole.endsWith("\n") ? whole : `${whole}${endSign}\n`);
}

/** Draws marks under the lines of their files. Marks come in order of position. */
export function draw(drawn: readonly { file: PictureFile; marks: readonly PictureMark[] }[]): string {
  const out: string[] = [];
  for (const { file, marks } of drawn) {
    if (file.name !== undefined) out.push(`-- ${file.name} --`);
    const under: string[][] = [...file.lines, ""].map(() => []);
    for (const mark of marks) drawMark(file, mark, under);
    file.lines.forEach((line, i) => {
      out.push(line, ...under[i]!);
    });
    out.push(...under[file.lines.length]!);
  }
  return out.map((line) => `${line}\n`).join("");
}

/** A span over several lines is drawn under each of them; its text stands at the last. */
function drawMark(file: PictureFile, mark: PictureMark, under: string[][]): void {
  const from = file.places[mark.span.start] ?? file.places.at(-1)!;
  if (mark.span.end === mark.span.start) {
    under[from.line]!.push(`${" ".repeat(from.column)}! ${mark.text}`);
    return;
  }
  const last = file.places[mark.span.end - 1] ?? file.places.at(-1)!;
  const next = file.places[mark.span.end];
  for (let line = from.line; line <= last.line; line++) {
    const start = line === from.line ? from.column : 0;
    const lineEnd = Math.max(file.lines[line]?.replace(endSign, "").length ?? 0, start + 1);
    const end = line === last.line && next?.line === line ? next.column : lineEnd;
    const text = line === last.line ? ` ${mark.text}` : "";
    under[line]!.push(" ".repeat(start) + mark.sign.repeat(Math.max(1, end - start)) + text);
  }
}

/** The marks of what was found in a sheet: rule, message and fixes. `only`: of this rule. */
export function marksOf(sheet: Sheet, only?: string): PictureMark[] {
  return locatedOf(sheet, only).map((located) => {
    const fixes = fixesOf(sheet, located).map((fix) => `  ${fix.safe ? "💡!" : "💡"} ${english(fix.title)}`);
    return {
      span: sheet.spanOf(located),
      sign: signOf[located.finding.severity],
      text: show(`${located.finding.rule.name}: ${sheet.messageOf(located.finding)}${fixes.join("")}`),
    };
  });
}

function locatedOf(sheet: Sheet, only?: string): readonly LocatedFinding[] {
  sheet.advance(Number.POSITIVE_INFINITY);
  const { located } = sheet.findings();
  return only === undefined ? located : located.filter(({ finding }) => finding.rule.name === only);
}

/** Makes a sheet of another text as the first one was made: same type, same rules. */
export type Reopen = (text: string, facts: FileFacts) => Sheet;

/** The file after all safe fixes. Throws a `ReasonError` when fixing does not end or something new is wrong afterwards. */
export function fixedAll(sheet: Sheet, reopen: Reopen): string {
  const before = new Set(locatedOf(sheet).map(({ finding }) => kindOf(finding)));
  // Rows that did not line up were not judged before.
  const slipped = locatedOf(sheet, sheet.rules.byConcern.get("row-width")?.name ?? "").length > 0;
  let current = sheet;
  for (let pass = 1; pass <= 10; pass++) {
    const fixed = fixAll(current);
    const text = documentText(fixed.sheet.document);
    const again = applyEdits(documentText(current.document), fixed.edits);
    if (again !== text) throw new Error(`the edits of all fixes do not lead to their result:\n${again}`);
    const command = commandOf(fixed.sheet);
    const commanded = command ? execute(command, text, fixed.sheet.facts) : { text, facts: fixed.sheet.facts };
    const after = reopen(commanded.text, commanded.facts);
    for (const { finding } of slipped ? [] : locatedOf(after)) {
      // Two values that a fix makes alike were the same one before; only now it is seen.
      if (finding.severity !== "hint" && finding.rule.scope !== "key" && !before.has(kindOf(finding)))
        throw new ReasonError(message("The safe fixes lead to another problem: {0}", after.messageOf(finding)));
    }
    if (fixed.edits.length === 0 && !command) return showFile(text, fixed.sheet.facts);
    current = after;
  }
  throw new ReasonError(message("The safe fixes never come to an end."));
}

/** One fault mended may be told by another name (an empty cell, a missing one); a new severity of it is no new fault. */
function kindOf(finding: Finding): string {
  return `${finding.rule.name} ${finding.field?.name ?? ""}`;
}

function commandOf(sheet: Sheet): FixCommand | undefined {
  for (const located of locatedOf(sheet)) {
    const safe = fixesOf(sheet, located).find((fix) => fix.safe && fix.command);
    if (safe?.command) return safe.command;
  }
  return undefined;
}

/** What the editor or the command line do for a fix that concerns bytes. */
function execute(command: FixCommand, text: string, facts: FileFacts): { text: string; facts: FileFacts } {
  if (command.kind === "removeByteOrderMark") return { text, facts: { ...facts, byteOrderMark: false } };
  if (command.kind === "addToProfile")
    throw new ReasonError(message("This fix changes the profile, so it can't be shown."));
  const crlf = text.split("\r\n").length > text.split(/(?<!\r)\n/).length;
  return { text: text.replace(/\r\n|\r|\n/g, crlf ? "\r\n" : "\n"), facts };
}

/** The file after the first fix of this title. Throws a `ReasonError` when there is none or it does not help. */
export function fixedOnce(sheet: Sheet, title: string, reopen: Reopen): string {
  for (const located of locatedOf(sheet)) {
    const { rule } = located.finding;
    const action = actionsAt(sheet, sheet.spanOf(located)).find(
      (candidate) => english(candidate.title) === title && candidate.located.finding.rule === rule,
    );
    if (!action) continue;
    const text = documentText(sheet.document);
    const edits = action.edits();
    const fixed = action.command
      ? execute(action.command, text, sheet.facts)
      : { text: applyEdits(text, edits ?? []), facts: sheet.facts };
    const after = reopen(fixed.text, fixed.facts);
    if (locatedOf(after, rule.name).length >= locatedOf(sheet, rule.name).length)
      throw new ReasonError(message("The fix {0} doesn't fix {1}.", JSON.stringify(title), rule.name));
    return showFile(fixed.text, fixed.facts);
  }
  throw new ReasonError(message("There is no fix called {0}.", JSON.stringify(title)));
}
