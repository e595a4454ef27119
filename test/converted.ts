/** Draws what becomes of the people in a picture: the files that are written, and under each what is not the same. */

import { shownRow } from "../server/core/text/message-values.ts";
import type { Workspace } from "../server/core/workspace/workspace.ts";
import { readPhone } from "../server/disk/libraries/phones.ts";
import { type Conversion, convert, questions, rulesFor, targetNamed } from "../server/features/convert/conversion.ts";
import { columnName } from "../server/features/convert/report.ts";
import type { Phone } from "../server/features/people/person.ts";
import { show } from "../server/features/pictures/picture.ts";
import { peopleIn } from "./sets.ts";

/** What a phone number is, whichever way it is written. */
export function phoneSense(phone: Phone): string {
  return readPhone(phone.value, phone.country?.value)?.international ?? phone.value;
}

/** The people of a workspace's files for another system, by the rules of its profile. */
export function converted(workspace: Workspace, name: string): Conversion {
  const sheets = peopleIn(workspace);
  const to = targetNamed(name, workspace.tablesFor("/"));
  if (!to) throw new Error(`nobody converts to ${name}`);
  return convert(workspace, sheets, to, rulesFor(workspace, sheets[0]!, to), readPhone);
}

export function drawConverted(workspace: Workspace | undefined, name: string): string {
  if (!workspace) throw new Error("a picture must come first");
  const sheets = peopleIn(workspace);
  const to = targetNamed(name, workspace.tablesFor("/"))!;
  const open = questions(workspace, sheets, to, rulesFor(workspace, sheets[0]!, to)).roles;
  const { files, differences, problems, notes } = converted(workspace, name);
  const lines = open.map(({ role, people }) => `? ${role === "" ? "(no role)" : role}: ${people}\n`);
  for (const { path, exported } of files) {
    lines.push(`-- ${path} --\n`, show(exported.text));
    for (const { path: own, row, field, severity, rule } of problems)
      if (own === path) lines.push(`  ! ${row} ${field ?? ""} ${severity} ${rule}\n`);
  }
  for (const { kind, at, value, became, to: place, reason } of differences) {
    const file = at.sheet.uri.slice(at.sheet.uri.lastIndexOf("/") + 1);
    const result = became === undefined ? "" : ` → ${place?.field} ${became}`;
    lines.push(
      show(`${kind} ${file}:${shownRow(at.record)} ${columnName(at)} ${value ?? "•••"}${result}  (${reason})`),
      "\n",
    );
  }
  for (const note of notes) lines.push(`note ${note}\n`);
  return lines.join("");
}
