/** Any CSV as a sheet to look at and edit: no file type, no rules. */

import { ruleSetOf } from "../../core/checking/rule.ts";
import { Sheet } from "../../core/checking/sheet.ts";
import type { TableDocument } from "../../core/filetypes/file-type.ts";
import { compileTable } from "../../core/filetypes/table.ts";
import {
  cellsOf,
  frontOf,
  isBlank,
  openDocument,
  recordCount,
  rowByNumber,
  rowText,
} from "../../core/text/document.ts";

/** What a column of passwords is called: those are shown nowhere, whatever the file is. */
const passwords = [
  "password",
  "passwort",
  "kennwort",
  "passphrase",
  "pwd",
  "initial password",
  "first password",
  "temporary password",
];

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
  fields: passwords.map((name) => ({ name, title: name, description: "", example: "", type: "password" })),
};

const noRules = ruleSetOf([], []);
const table = compileTable(anyCsv, {}, noRules);
const delimiters = [",", ";", "\t", "|"];
/** Records that are looked at to see what separates their cells. */
const recordsMax = 20;

/** Reads a text that was not recognized. */
export function plainSheet(uri: string, text: string, version: number): Sheet {
  const document = openDocument(uri, text, { delimiter: separatorOf(text), raw: false }, version);
  return new Sheet(document, table, noRules);
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
