/** What a problem can be turned off for: its value, its row, its column. */

import type { LocatedFinding } from "../../core/checking/located-finding.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import { idOf } from "../../core/checking/suppressions.ts";
import type { Suppression } from "../../core/filetypes/profile.ts";
import { sliceOf } from "../../core/text/document.ts";
import { trimBlanks } from "../../core/text/text.ts";

/** A part of a file that a suppression can be about. */
export interface SuppressionPlace extends Pick<Suppression, "column" | "value" | "id"> {
  readonly scope: "value" | "row" | "column";
}

/** The parts that a finding's suppression can be about, the smallest first; none for what is about the file as a whole. A password is never among them. */
export function suppressionPlaces(sheet: Sheet, located: LocatedFinding): readonly SuppressionPlace[] {
  const { finding, page } = located;
  const column = finding.field?.name ?? sheet.binding?.cells[finding.cell]?.text;
  const at = column === undefined || column === "" ? {} : { column };
  const value = shownValue(sheet, located);
  const id = finding.row < 0 ? undefined : idOf(sheet.table, (field) => sheet.texts.at(page, finding.row, field));
  const isShown = id !== undefined && !finding.masked;
  return [
    ...(value === undefined ? [] : [{ scope: "value" as const, ...at, value }]),
    ...(value === undefined && isShown ? [{ scope: "row" as const, ...at, id }] : []),
    ...(column === undefined || column === "" ? [] : [{ scope: "column" as const, column }]),
  ];
}

/** What the cell says, or the item of the list in it that the finding is about; undefined where that is nothing, or not shown. */
function shownValue(sheet: Sheet, { page: index, finding }: LocatedFinding): string | undefined {
  const page = sheet.document.pages[index];
  if (finding.value === undefined || finding.row < 0 || !page) return undefined;
  const { start, end } = finding.span;
  const part = finding.field?.list && end <= page.length ? trimBlanks(sliceOf(page, start, end)) : "";
  const whole = trimBlanks(finding.value);
  const value = part !== "" && whole.includes(part) ? part : whole;
  return value === "" ? undefined : value;
}
