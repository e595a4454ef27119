/** Ids that a reference may be given: found by id, by name or by e-mail address. */
import type { Sheet } from "../../core/checking/sheet.ts";
import type { Workspace } from "../../core/workspace/workspace.ts";
import { addressField, nameOf, rowsOf } from "../records/records.ts";
import type { Slices } from "../records/walk.ts";
import { definingSheets } from "./identity.ts";
import type { Reference } from "./place.ts";

/** Ids on offer at once. */
const candidatesMax = 50;
/** Records looked at for one list of ids. */
const searchMax = 5000;

/** Records whose id, name or address holds what was typed; those that begin with it first, else in the order of the files. Looks through pages one by one, and checks none. */
export function* candidatesFor(
  workspace: Workspace,
  from: Sheet,
  table: string,
  field: string,
  query: string,
): Slices<readonly Reference[]> {
  const wanted = query.toLowerCase();
  const found: { reference: Reference; begins: boolean }[] = [];
  const seen = new Set<string>();
  let looked = 0;
  for (const sheet of definingSheets(workspace, from, { table, field, value: query })) {
    const address = addressField(sheet.table);
    for (let p = 0; p < sheet.document.pages.length && looked < searchMax; p++) {
      yield;
      if (!sheet.document.pages[p]!.text.toLowerCase().includes(wanted.split(" ", 1)[0]!)) continue;
      for (const row of rowsOf(sheet, p, p + 1)) {
        if (++looked > searchMax || found.length >= candidatesMax * 4) break;
        const value = row.shown(field);
        if (value === "" || seen.has(value)) continue;
        const name = nameOf(sheet, row);
        const email = address === undefined ? "" : row.shown(address);
        const words = [value, name, email].filter((word) => word !== "").map((word) => word.toLowerCase());
        if (!words.some((word) => word.includes(wanted))) continue;
        seen.add(value);
        const reference = { value, name, ...(email === "" ? {} : { words: [email] }) };
        found.push({ reference, begins: words.some((word) => word.startsWith(wanted)) });
      }
    }
  }
  const first = found.filter(({ begins }) => begins);
  const rest = found.filter(({ begins }) => !begins);
  return [...first, ...rest].slice(0, candidatesMax).map(({ reference }) => reference);
}
