/** Other places that are part of a problem's story: the first row with the same id, the row that was probably meant. */

import type { Finding, KeyData } from "../../core/checking/rule.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import type { LinkData } from "../../core/links/links.ts";
import { cellsOf, rowByNumber } from "../../core/text/document.ts";
import { type Message, message } from "../../core/text/message.ts";
import type { Span } from "../../core/text/text.ts";

/** A cell of this file or of another one; offsets are that document's. */
export interface RelatedPlace {
  readonly sheet: Sheet;
  readonly span: Span;
  readonly message: Message;
}

export function relatedPlaces(sheet: Sheet, finding: Finding): RelatedPlace[] {
  if (finding.rule.scope !== "key") return [];
  const data = sheet.dataOf(finding);
  if (isKeyData(data) && data.file === undefined) {
    const span = cellSpan(sheet, data.first.record, data.first.cell);
    return span ? [{ sheet, span, message: message("First row with this value") }] : [];
  }
  const place = hasPlace(data) ? data.place() : undefined;
  const span = place && cellSpan(place.sheet, place.record, place.cell);
  if (!place || !span) return [];
  const meant = isLinkData(data) && (data.similar.length > 0 || data.named() !== undefined);
  if (isKeyData(data)) return [{ sheet: place.sheet, span, message: message("First row with this value") }];
  return [
    { sheet: place.sheet, span, message: meant ? message("Closest match") : message("The file that was searched") },
  ];
}

/** A cell of a record counted from the file's first. */
function cellSpan({ document }: Sheet, record: number, cell: number): Span | undefined {
  const at = rowByNumber(document, record);
  const found = at && cellsOf(document, at)[cell];
  return found && { start: found.start, end: found.end };
}

function isKeyData(data: unknown): data is KeyData {
  return typeof data === "object" && data !== null && "first" in data && "fields" in data;
}

function hasPlace(data: unknown): data is Pick<LinkData, "place"> {
  return typeof data === "object" && data !== null && "place" in data && typeof data.place === "function";
}

/** Whether a finding's data tell of a reference. */
export function isLinkData(data: unknown): data is LinkData {
  return typeof data === "object" && data !== null && "kind" in data && "similar" in data && "uri" in data;
}
