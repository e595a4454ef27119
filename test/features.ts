/** Draws what hover and completion say at the cursor of a picture, and holds them to what editors ask of an edit. */

import assert from "node:assert/strict";
import type { Sheet } from "../server/core/checking/sheet.ts";
import { cellsOf, documentText, positionAt, rowByNumber, textOf } from "../server/core/text/document.ts";
import { english } from "../server/core/text/message.ts";
import { applyEdits } from "../server/core/text/text.ts";
import type { Workspace } from "../server/core/workspace/workspace.ts";
import { type Completion, completeAt } from "../server/features/language/completion.ts";
import { hoverAt } from "../server/features/language/hover.ts";
import type { FeatureContext, Reference, ReferencedRecord } from "../server/features/language/place.ts";
import { type Card, cardOf } from "../server/features/people/cards.ts";
import type { LastState } from "../server/features/people/outcomes.ts";
import { peopleReader } from "../server/features/people/people.ts";
import { show, showFile } from "../server/features/pictures/picture.ts";

/** A Thursday in winter, 17:22 in London. */
const now = Date.UTC(2026, 0, 15, 17, 22);

/** What the picture's files know of each other. */
export function contextOf(sheets: readonly Sheet[]): FeatureContext {
  const rows = (table: string, field: string): { key: string; record: ReferencedRecord; words: string[] }[] =>
    sheets
      .filter((sheet) => sheet.table.name === table)
      .flatMap((sheet) => {
        const { document, binding } = sheet;
        const found = [];
        for (let number = 1; ; number++) {
          const at = rowByNumber(document, number);
          if (!at || !binding) return found;
          const cells = cellsOf(document, at).map((cell) => cell.text);
          const say = (name: string): string => cells[binding.indexOf(name)] ?? "";
          const where = `${sheet.uri}, line ${positionAt(document, cellsOf(document, at)[0]!.start).line + 1}`;
          const facts = [{ title: "Role", value: say("permission") }];
          found.push({ key: say(field), record: { name: say("name"), where, facts }, words: [say("userEmail")] });
        }
      });
  return {
    now,
    record: (table, field, value) => rows(table, field).find((row) => row.key === value)?.record,
    candidates: (table, field): Reference[] =>
      rows(table, field).map(({ key, record, words }) => ({ value: key, name: record.name, words })),
  };
}

/** The hover as Markdown; under it a line of what it is about when that is not all of the cell's text. */
export function drawHover(sheet: Sheet, offset: number, context: FeatureContext): string {
  const hover = hoverAt(sheet, offset, context);
  if (!hover) return "(nothing)\n";
  assert.ok(hover.span.start <= offset && offset <= hover.span.end, "the hover is about the cursor's place");
  return `${show(english(hover.markdown))}\n`;
}

/** The labels with their details, `*` before the preselected; the first `most` of them. */
export function drawCompletions(sheet: Sheet, offset: number, context: FeatureContext, most: number): string {
  const items = completionsAt(sheet, offset, context);
  const lines = items.slice(0, most).map((item) => {
    const detail = item.detail === undefined ? "" : `  (${item.detail})`;
    return show(`${item.preselect ? "* " : ""}${item.label}${detail}`);
  });
  if (items.length === 0) lines.push("(nothing)");
  if (items.length > most) lines.push(`… and more`);
  return lines.map((line) => `${line}\n`).join("");
}

/** The file after a proposal was taken: the first one, or the one with this label. */
export function drawAccepted(sheet: Sheet, offset: number, context: FeatureContext, label: string): string {
  const item = pick(completionsAt(sheet, offset, context), label);
  const text = applyEdits(documentText(sheet.document), [{ ...item.span, text: item.insert }]);
  return showFile(text, sheet.facts);
}

/** The line a proposal inserts in editors that know tab stops. */
export function drawSnippet(sheet: Sheet, offset: number, context: FeatureContext, label: string): string {
  return `${show(pick(completionsAt(sheet, offset, context), label).snippet ?? "(none)")}\n`;
}

function pick(items: readonly Completion[], label: string): Completion {
  const item = label === "" ? items[0] : items.find((candidate) => english(candidate.label) === label);
  if (!item) throw new Error(`nobody proposes "${label}"`);
  return item;
}

/** An editor drops a proposal whose span is not on the cursor's line, or whose filter text does not begin as typed. */
export function completionsAt(sheet: Sheet, offset: number, context: FeatureContext): Completion[] {
  const items = completeAt(sheet, offset, context);
  let order = "";
  for (const item of items) {
    assert.ok(item.span.start <= offset && offset <= item.span.end, `"${item.label}": the cursor is in the span`);
    assert.doesNotMatch(textOf(sheet.document, item.span), /[\r\n]/, `"${item.label}": one line`);
    const typed = textOf(sheet.document, { start: item.span.start, end: offset });
    assert.ok(item.filterText.startsWith(typed), `"${item.label}": ${item.filterText} does not begin with ${typed}`);
    assert.ok(item.sortText > order, `"${item.label}": sorted`);
    order = item.sortText;
  }
  assert.equal(new Set(items.map((item) => `${item.kind} ${item.label}`)).size, items.length, "no proposal twice");
  return items;
}

/** The cards of everybody in a set, as text. */
export function drawPeople(
  workspace: Workspace,
  sheets: readonly Sheet[],
  last: (sheet: Sheet, record: number) => LastState,
): string {
  const people = sheets.filter(({ table }) => table.document.rows === "people");
  const cards = people.flatMap((sheet) => {
    const reader = peopleReader(workspace, sheet);
    return [...reader.all()].map((person) => drawCard(cardOf(reader, person, last(sheet, person.record))));
  });
  return cards.join("\n");
}

function drawCard(card: Card): string {
  const { name, key, jobTitle, status, facts, groups, zone, outcomes, problems } = card;
  const head = [name, jobTitle, key, status?.text ?? ""].filter((text) => text !== "").join(" · ");
  const lines = [
    ...facts.map(({ label, text, note }) => `  ${label}: ${text}${note === "" ? "" : ` (${note})`}`),
    ...groups.map((group) => `  Group: ${group.name}${group.role === "" ? "" : ` (${group.role})`}`),
    ...(zone ? [`  Time zone: ${zone.name}${zone.isKnown ? "" : " (unknown)"}`] : []),
    ...outcomes.map(({ text, attention }) => `  ${attention ? "!" : "›"} ${text}`),
    ...problems.map(({ severity, message, row }) => `  ${severity} in row ${row}: ${message}`),
  ];
  return `${head}\n${lines.map((line) => `${line}\n`).join("")}`;
}
