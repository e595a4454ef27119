/** Any CSV as a sheet to look at and edit: no file type, no rules. */

import { headerRecord } from "../../core/checking/located-finding.ts";
import { ruleSetOf } from "../../core/checking/rule.ts";
import { Sheet } from "../../core/checking/sheet.ts";
import { isRowOfValues, mayBePassword } from "../../core/filetypes/column-names.ts";
import type { TableDocument } from "../../core/filetypes/file-type.ts";
import { compileTable } from "../../core/filetypes/table.ts";
import {
  cellsOf,
  type Document,
  frontOf,
  isBlank,
  openDocument,
  recordCount,
  rowByNumber,
  rowText,
} from "../../core/text/document.ts";
import { trimBlanks } from "../../core/text/text.ts";

const anyCsv: TableDocument = {
  name: "csv",
  title: "CSV",
  system: "",
  description: "",
  url: "",
  files: [],
  detect: { named: 0, alone: 0 },
  dialect: { delimiter: ",", quoteChar: '"' },
  fieldsMatch: "partial",
  fields: [],
};

const noRules = ruleSetOf([], []);
const table = compileTable(anyCsv, {}, noRules);
const delimiters = [",", ";", "\t", "|"];
/** So many records are looked at for passwords. */
const hiddenRecordsMax = 5000;
/** Records that are looked at to see what separates their cells. */
const recordsMax = 20;

/** Reads a text that was not recognized. Columns of passwords are hidden by name, or by their looks where no header has names. */
export function plainSheet(uri: string, text: string, version: number): Sheet {
  const document = openDocument(uri, text, { delimiter: separatorOf(text), raw: false }, version);
  return new Sheet(document, { ...table, hiddenCells: mayBePasswords(document) }, noRules);
}

/** Whether the sheet of another version of its text would hide the same cells. */
export function hidesAlike({ table: { hiddenCells } }: Sheet, document: Document): boolean {
  const hidden = mayBePasswords(document);
  return hidden.size === hiddenCells.size && [...hidden].every((cell) => hiddenCells.has(cell));
}

/** In a file whose first record is no header: the cells, by index, in which some record has what may be a password. */
function mayBePasswords(document: Document): ReadonlySet<number> {
  const header = headerRecord(document);
  const hidden = new Set<number>();
  const textsAt = (record: number): string[] => {
    const at = rowByNumber(document, record);
    return at ? cellsOf(document, at).map(({ text }) => trimBlanks(text)) : [];
  };
  if (header < 0 || !isRowOfValues(textsAt(header))) return hidden;
  const last = Math.min(recordCount(document), header + hiddenRecordsMax);
  for (let record = header; record < last; record++)
    textsAt(record).forEach((text, cell) => {
      if (mayBePassword(text)) hidden.add(cell);
    });
  return hidden;
}

/** The delimiter under which most of the first records have as many cells as the header, and the header has most. */
export function separatorOf(text: string): string {
  const front = frontOf(text);
  let best = ",";
  let most = 0;
  for (const delimiter of delimiters) {
    if (!front.includes(delimiter)) continue;
    const document = openDocument("", front, { delimiter, raw: false }, 0);
    const counts: number[] = [];
    for (let record = 0; record < recordCount(document) && counts.length < recordsMax; record++) {
      const at = rowByNumber(document, record)!;
      if (!isBlank(rowText(document.pages[at.page]!, at.row))) counts.push(cellsOf(document, at).length);
    }
    const [width = 0, ...others] = counts;
    const like = others.filter((count) => count === width).length;
    const score = width < 2 ? 0 : (1 + like) / (1 + others.length) + width / 1000;
    if (score > most) [most, best] = [score, delimiter];
  }
  return best;
}
