/** Where a file's line breaks change: the first record that does not end as those before it do. */

import type { Document } from "../text/document.ts";
import { type Span, shifted } from "../text/text.ts";
import type { Reading } from "./check.ts";

/** Records of some text that end with each kind of line break. */
type Endings = Reading["endings"];

/**
 * The first record whose line break differs from the first record's, or is a lone CR; span from the header page's start.
 * Undefined as long as a page before it has not been read. The counts are the sums over all `readings`.
 */
export function oddLineEnding(
  document: Document,
  [lf, crlf, cr]: Endings,
  readings: readonly (Reading | undefined)[],
): Span | undefined {
  if (cr === 0 && (lf === 0 || crlf === 0)) return undefined;
  let kind = -1;
  for (let p = 0; p < readings.length; p++) {
    const endings = readings[p]?.endings;
    if (!endings) return undefined;
    const seen = endings.flatMap((count, k) => (count > 0 ? [k] : []));
    if (seen.length === 0) continue;
    if (kind < 0 && seen.length === 1 && seen[0] !== 2) kind = seen[0]!;
    if (seen.length === 1 && seen[0] === kind) continue;
    return oddLineEndingIn(document, p, kind);
  }
  return undefined;
}

function oddLineEndingIn({ pages, offsets, header }: Document, index: number, before: number): Span | undefined {
  const page = pages[index]!;
  const shiftBy = offsets[index]! - offsets[Math.max(0, header.page)]!;
  let kind = before;
  for (let row = 0; row < page.rows.length; row++) {
    const end = row + 1 < page.rows.length ? page.rows[row + 1]! : page.text.length;
    const text = page.text.slice(Math.max(0, end - 2), end);
    const own = text === "\r\n" ? 1 : text.endsWith("\n") ? 0 : text.endsWith("\r") ? 2 : -1;
    if (own < 0) continue;
    if (own === 2 || (kind >= 0 && own !== kind)) return shifted({ start: end - (own === 1 ? 2 : 1), end }, shiftBy);
    kind = own;
  }
  return undefined;
}
