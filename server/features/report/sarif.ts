/** The report for code scanning and editors: `--format sarif`, SARIF 2.1.0 with the fixes as replacements. */

import { editsOf } from "../../core/checking/fix-context.ts";
import type { LocatedFinding } from "../../core/checking/located-finding.ts";
import type { Fix } from "../../core/checking/rule.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import { hashOf } from "../../core/keys/hash.ts";
import { type Document, positionAt } from "../../core/text/document.ts";
import { message, schemaText, type Translate } from "../../core/text/message.ts";
import { type Edit, type Span, wellFormed } from "../../core/text/text.ts";
import { homePage } from "../../protocol/rule-link.ts";
import { fixesOf } from "../language/actions.ts";
import { relatedPlaces } from "../language/related.ts";
import { pathOf } from "../records/records.ts";
import {
  problemsOf,
  type Report,
  type ReportEntry,
  type ReportFile,
  type SuppressedEntry,
  suppressedProblems,
  totalsOf,
  totalsOfFile,
  typeOf,
  unrecognizedRule,
} from "./report.ts";

/** What only the program that writes it knows. */
export interface SarifOptions {
  /** Ours. */
  readonly version: string;
  /** The exit status of the command line; left out by the editor. */
  readonly exitCode?: number | undefined;
  /** A path as reports name it, for files that are mentioned only. */
  readonly shownPath: (path: string) => string;
  /** What is said of a rule that is none of the engine's. */
  readonly otherRule: (rule: string) => { readonly summary: string; readonly severity: string } | undefined;
  /** Why a rule matters, as Markdown; undefined where nobody knows. */
  readonly reasons: (rule: string) => string | undefined;
  /** The address of a rule's page. */
  readonly pageAddress: (rule: string) => string;
}

const baseId = "%SRCROOT%";
const baseNote = message("The folder where the check was run. All relative paths start here.");
const levels = { error: "error", warning: "warning", information: "note", hint: "note" } as const;
/** A fix in the header may change every row; in a file with more rows it is left to the editor. */
const rowsOfWideFixes = 1_000;
const replacementsMax = 1_000;

/** Hands the report out in pieces, one result a line. */
export function* sarifReport(report: Report, options: SarifOptions): Generator<string> {
  const rules = new Map<string, number>();
  const ruleIndex = (name: string): number => {
    if (!rules.has(name)) rules.set(name, rules.size);
    return rules.get(name)!;
  };
  yield '{"$schema": "https://json.schemastore.org/sarif-2.1.0.json",\n "version": "2.1.0",\n "runs": [{\n';
  yield `  "columnKind": "utf16CodeUnits",\n  "newlineSequences": ${JSON.stringify(["\r\n", "\n", "\r"])},\n`;
  yield `  "originalUriBaseIds": ${JSON.stringify({
    [baseId]: { description: { text: report.language.translate(baseNote) } },
  })},\n`;
  yield `  "artifacts": [`;
  yield* list(report.files.map((file) => JSON.stringify(artifactOf(report, file))));
  yield `],\n  "results": [`;
  yield* list(resultsOf(report, options, ruleIndex));
  yield `],\n  "invocations": [${JSON.stringify(invocationOf(report, options))}],\n`;
  const { rowsRead, rowsChecked, found, shown } = totalsOf(report);
  yield `  "properties": ${JSON.stringify({ rowsRead, rowsChecked, problemsFound: found, problemsShown: shown })},\n`;
  yield `  "tool": ${JSON.stringify(toolOf(report, options, [...rules.keys()]))}\n }]}\n`;
}

function* list(items: Iterable<string>): Generator<string> {
  let separator = "\n   ";
  for (const item of items) {
    yield separator + item;
    separator = ",\n   ";
  }
}

function* resultsOf(report: Report, options: SarifOptions, ruleIndex: (name: string) => number): Generator<string> {
  if (report.isUnmatched) {
    for (const { shown, path, reason } of report.unrecognized) {
      yield JSON.stringify({
        ruleId: unrecognizedRule,
        ruleIndex: ruleIndex(unrecognizedRule),
        level: "error",
        message: { text: report.language.translate(reason) },
        locations: [{ physicalLocation: { artifactLocation: locationOf(shown, path), region: { startLine: 1 } } }],
      });
    }
  }
  for (const [index, file] of report.files.entries()) {
    const seen = new Map<string, number>();
    for (const entry of problemsOf(report, file, { rollUps: false })) {
      const result = resultOf(report, file, entry, { index, ruleIndex, options });
      yield JSON.stringify({ ...result, partialFingerprints: fingerprintOf(entry.problem, seen) });
    }
    for (const entry of suppressedProblems(report, file)) {
      const result = resultOf(report, file, entry, { index, ruleIndex, options });
      yield JSON.stringify({ ...result, suppressions: [suppressionOf(entry)] });
    }
  }
}

/** The profile is no part of the file; who writes in it has accepted the problem. */
function suppressionOf({ reason }: SuppressedEntry): object {
  return { kind: "external", status: "accepted", ...(reason === undefined ? {} : { justification: reason }) };
}

function resultOf(
  report: Report,
  file: ReportFile,
  { problem, located }: ReportEntry,
  { index, ruleIndex, options }: { index: number; ruleIndex: (name: string) => number; options: SarifOptions },
): object {
  const { rule, severity, message, row, field } = problem;
  const { sheet } = file;
  const artifactLocation = { ...locationOf(file.shown, file.path), index };
  const region = {
    startLine: problem.line,
    startColumn: problem.column,
    endLine: problem.endLine,
    endColumn: problem.endColumn,
  };
  const logical = field === undefined ? {} : { logicalLocations: [{ name: field, kind: "member" }] };
  const related = sheet && located ? relatedOf(report, options, sheet, located) : [];
  const { translate } = report.language;
  const fixes = sheet && located ? fixesFor(sheet, located, { artifactLocation, translate }) : [];
  return {
    ruleId: rule,
    ruleIndex: ruleIndex(rule),
    level: levels[severity],
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation, region }, ...logical }],
    ...(related.length > 0 ? { relatedLocations: related } : {}),
    ...(fixes.length > 0 ? { fixes } : {}),
    properties: { row },
  };
}

/**
 * What a problem is known by when rows have moved: its rule, its column, its value, and how many such there are above it.
 *
 * @param seen how often each was met in the file so far; counted on
 */
function fingerprintOf({ rule, field = "", value = "" }: ReportEntry["problem"], seen: Map<string, number>): object {
  const same = [rule, field, value].join("\n");
  const before = seen.get(same) ?? 0;
  seen.set(same, before + 1);
  const { high, low } = hashOf(same);
  const digits = [high, low].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
  return { "importProblem/v1": `${digits}:${before + 1}` };
}

function relatedOf(
  { workspace, language }: Report,
  options: SarifOptions,
  sheet: Sheet,
  located: LocatedFinding,
): object[] {
  return relatedPlaces(sheet, located.finding).map(({ sheet: other, span, message }, id) => {
    const path = pathOf(workspace, other);
    return {
      id,
      message: { text: language.translate(message) },
      physicalLocation: {
        artifactLocation: locationOf(options.shownPath(path), path),
        region: regionOf(other.document, span),
      },
    };
  });
}

interface FixWriter {
  readonly artifactLocation: object;
  readonly translate: Translate;
}

/** Those that a program can make with this file alone. Password cells and what may hold one are never written down. */
function fixesFor(sheet: Sheet, located: LocatedFinding, writer: FixWriter): object[] {
  const { finding } = located;
  const { binding, document } = sheet;
  if (!binding || finding.masked || finding.field?.type === "password") return [];
  if (finding.row < 0 && sheet.rows > rowsOfWideFixes) return [];
  const at = { document, binding, finding, page: located.page };
  return fixesOf(sheet, located).flatMap((fix): object[] => {
    if (fix.everywhere || fix.command || (binding.hasSecrets && fix.value === undefined)) return [];
    const edits = editsOf(fix, at) ?? [];
    return edits.length === 0 || edits.length > replacementsMax ? [] : [fixOf(fix, document, edits, writer)];
  });
}

function fixOf(
  { title, safe }: Fix,
  document: Document,
  edits: readonly Edit[],
  { artifactLocation, translate }: FixWriter,
): object {
  return {
    description: { text: translate(title) },
    artifactChanges: [
      {
        artifactLocation,
        replacements: edits.map((edit) => ({
          deletedRegion: regionOf(document, edit),
          insertedContent: { text: edit.text },
        })),
      },
    ],
    properties: { safe },
  };
}

function regionOf(document: Document, span: Span): object {
  const start = positionAt(document, span.start);
  const end = positionAt(document, span.end);
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function artifactOf(report: Report, file: ReportFile): object {
  const { rowsRead, rowsChecked, found, shown } = totalsOfFile(file, report);
  return {
    location: locationOf(file.shown, file.path),
    mimeType: file.sheet ? "text/csv" : "application/json",
    roles: ["analysisTarget"],
    properties: { fileType: typeOf(file), rowsRead, rowsChecked, problemsFound: found, problemsShown: shown },
  };
}

/** Relative to the base; what lies outside of it by its whole address, as SARIF wants it. */
function locationOf(shown: string, path: string): object {
  if (shown.startsWith("../") || shown.startsWith("/")) {
    return { uri: `file://${path.startsWith("/") ? "" : "/"}${encodePath(path)}` };
  }
  return { uri: encodePath(shown), uriBaseId: baseId };
}

function encodePath(path: string): string {
  return wellFormed(path).split("/").map(encodeURIComponent).join("/");
}

function invocationOf({ failures, isUnmatched, language }: Report, { exitCode }: SarifOptions): object {
  return {
    executionSuccessful: failures.length === 0 && !isUnmatched,
    ...(exitCode === undefined ? {} : { exitCode }),
    toolExecutionNotifications: failures.map((failure) => ({
      level: "error",
      message: { text: language.translate(failure) },
    })),
  };
}

function toolOf(
  { files, language }: Report,
  { version, otherRule, reasons, pageAddress }: SarifOptions,
  names: readonly string[],
): object {
  const rules = files.find(({ sheet }) => sheet)?.sheet?.rules.byName;
  return {
    driver: {
      name: "CSV Preflight",
      semanticVersion: version,
      informationUri: homePage,
      rules: names.map((name) => {
        if (name === unrecognizedRule) return unrecognizedDescriptor;
        const found = rules?.get(name) ?? otherRule(name);
        const helpUri = pageAddress(name);
        if (!found) return { id: name, helpUri };
        const why = reasons(name);
        const summary = language.translate(schemaText(found.summary));
        const level = levels[found.severity as keyof typeof levels] ?? "none";
        return {
          id: name,
          name: name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
          shortDescription: { text: summary },
          fullDescription: { text: why === undefined ? summary : firstParagraph(why) },
          help: { text: `${summary} ${helpUri}`, ...(why === undefined ? {} : { markdown: why.trim() }) },
          helpUri,
          defaultConfiguration: { level },
        };
      }),
    },
  };
}

const unrecognizedDescriptor = {
  id: unrecognizedRule,
  name: "UnrecognizedFile",
  shortDescription: { text: "A file that should be checked was not recognized as an import file." },
  defaultConfiguration: { level: "error" },
};

function firstParagraph(docs: string): string {
  return (docs.trim().split(/\n\s*\n/)[0] ?? "").replace(/(?<![^\S\n])[^\S\n]*\n\s*/g, " ").replace(/[`*]/g, "");
}
