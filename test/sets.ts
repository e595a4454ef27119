/** Files of one import in a workspace, for tests that need several of them. */

import type { LocatedFinding } from "../server/core/checking/located-finding.ts";
import { isRollUp } from "../server/core/checking/roll-ups.ts";
import type { Sheet } from "../server/core/checking/sheet.ts";
import type { Profile, Suppression } from "../server/core/filetypes/profile.ts";
import { builtInDocuments } from "../server/core/filetypes/schemas.ts";
import { cellsOf, documentText, textOf } from "../server/core/text/document.ts";
import { english } from "../server/core/text/message.ts";
import { trimBlanks } from "../server/core/text/text.ts";
import { Workspace } from "../server/core/workspace/workspace.ts";
import { fixesOf } from "../server/features/language/actions.ts";
import { rules } from "../server/rules/index.ts";

/** A path below the imagined root, as a URI. */
export function uriOf(path: string): string {
  return `file:///set/${path}`;
}

/** A workspace that holds these files, by path; none is open in an editor. `suppressions`: of a profile at its root. */
export function openSet(
  files: Readonly<Record<string, string>>,
  profile: Profile = {},
  suppressions: readonly Suppression[] = [],
): Workspace {
  const workspace = new Workspace(rules, builtInDocuments);
  workspace.configure(profile, suppressions.length > 0 ? [{ folder: "/set/", profile: { suppressions } }] : [], [
    "/set/",
  ]);
  for (const [path, text] of Object.entries(files)) putFile(workspace, path, text);
  return workspace;
}

export function putFile(workspace: Workspace, path: string, text: string, open = false): void {
  workspace.put({ uri: uriOf(path), path: `/set/${path}`, open, version: 1 }, text);
}

/** The answer of work that is done in slices. */
export function drained<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** A file's sheet, read to the end. */
export function sheetAt(workspace: Workspace, path: string): Sheet {
  const sheet = workspace.sheet(uriOf(path));
  if (!sheet) throw new Error(`${path} is no import file`);
  readAll(workspace);
  return sheet;
}

export function textAt(workspace: Workspace, path: string): string {
  return documentText(workspace.entry(uriOf(path))!.document);
}

export function readAll(workspace: Workspace): void {
  for (const { sheet } of workspace.entries()) sheet?.advance(Number.POSITIVE_INFINITY);
}

/** Every finding of every file, in words, by path. Roll-ups are left out: their example is any one. */
export function findingsOf(workspace: Workspace, only?: RegExp): Record<string, string[]> {
  readAll(workspace);
  const found: Record<string, string[]> = {};
  const entries = [...workspace.entries()].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const { sheet, path } of entries) {
    if (!sheet) continue;
    const lines = sheet
      .findings()
      .located.filter(({ finding }) => !isRollUp(finding.data) && (only?.test(finding.rule.name) ?? true))
      .map((located) => {
        const { start, end } = sheet.spanOf(located);
        const { rule, severity } = located.finding;
        const fixes = fixesOf(sheet, located).map((fix) => english(fix.title));
        return [`${start}-${end}`, severity, rule.name, sheet.messageOf(located.finding), ...fixes].join(" | ");
      });
    if (lines.length > 0) found[path.slice("/set/".length)] = lines;
  }
  return found;
}

/** Whether a suppression is about a finding: found out anew, from its value and its row's text. `idCell`: which cell of a record is its ID. */
export function isSuppressed(
  { rule, column, value, id }: Suppression,
  sheet: Sheet,
  { finding, page }: LocatedFinding,
  idCell: number,
): boolean {
  if (finding.rule.name !== rule) return false;
  const header = sheet.binding?.cells[finding.cell]?.text;
  if (column !== undefined && column !== finding.field?.name && column !== header) return false;
  const span = sheet.spanOf({ finding, page });
  const parts = finding.rule.scope === "key" ? [] : [textOf(sheet.document, span)];
  const values = [finding.value, ...parts].map((each) => trimBlanks(each ?? ""));
  if (value !== undefined && (finding.value === undefined || !values.includes(value))) return false;
  if (id === undefined) return true;
  // A row without an ID has none that could be named.
  if (finding.row < 0 || id === "") return false;
  return trimBlanks(cellsOf(sheet.document, { page, row: finding.row })[idCell]?.text ?? "") === id;
}

/** The rules that speak in each file, once a finding. */
export function rulesIn(workspace: Workspace, only?: RegExp): Record<string, string[]> {
  const found = Object.entries(findingsOf(workspace, only));
  return Object.fromEntries(found.map(([path, lines]) => [path, lines.map((line) => line.split(" | ")[2]!)]));
}

export const users = `id,name,permission,status.code,timezone,userEmail
U-1,Ann Lee,Admin,2450,America/New_York,ann@example.com
U-2,Bob Ray,Viewer,2450,America/New_York,bob@example.com
U-3,Cy Fox,Editor,2450,Europe/London,cy@example.com
`;
export const memberships = `id,contextId,groupId,permission
M-1,U-2,G-1,Viewer
M-2,U-3,G-2,Editor
`;
export const groups = `id,name
G-1,North
G-2,South
`;
export const channels = `id,contextId,email.type,email,phone.type,phone
C-1,U-1,1097,ann.lee@example.org,1019,3135550100
C-2,U-2,,,1015,3135550101
`;

/** A set without a fault. */
export const goodSet = {
  "Group/group.csv": groups,
  "user.csv": users,
  "group.csv": memberships,
  "communication_channel.csv": channels,
} as const;

/** Every file of people, by path. */
export function peopleIn(workspace: Workspace): Sheet[] {
  const sheets = [...workspace.entries()].flatMap(({ sheet }) => sheet ?? []);
  return sheets.filter(({ table }) => table.document.rows === "people").sort((a, b) => (a.uri < b.uri ? -1 : 1));
}
