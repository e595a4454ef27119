/** Rows whose name or address somebody wrote where their id should be. */
import type { Sheet } from "../checking/sheet.ts";
import type { Meaning } from "../filetypes/file-type.ts";
import { hashOf } from "../keys/hash.ts";
import { PagesByHash } from "../keys/pages-by-hash.ts";
import type { Document } from "../text/document.ts";
import { trimBlanks } from "../text/text.ts";

/** What a value is of the rows with some ids. */
export interface NamedRows {
  readonly what: "name" | "email";
  /** In order of rows, at most three. */
  readonly ids: readonly string[];
}

const idsMost = 3;
/** So many questions are answered by reading the whole column; who asks more is worth a table. */
const scansMost = 4;

const named: ReadonlySet<Meaning> = new Set<Meaning>(["full-name", "group-name", "email"]);

/** What was asked about a version of a file, and the table that answers from the fifth question on. */
interface NameQuestions {
  count: number;
  table: PagesByHash | undefined;
}
const asked = new WeakMap<Document, NameQuestions>();

/** The rows of some files whose name or email address a value is, in any case; undefined when there are none. Looks at all that has been read. */
export function rowsNamed(value: string, targets: readonly Sheet[], idField: string): NamedRows | undefined {
  const wanted = foldedName(value);
  if (wanted === "") return undefined;
  const ids: string[] = [];
  let what: NamedRows["what"] = "name";
  for (const sheet of targets) {
    const fields = nameFieldsOf(sheet).filter(({ means }) => means === "group-name" || mayNamePeople(wanted));
    for (const page of pagesWith(sheet, fields, wanted)) {
      for (const { name, means } of fields) {
        const texts = sheet.texts.in(page, name);
        for (let row = 0; row < texts.length && ids.length < idsMost; row++) {
          if (foldedName(texts[row]!) !== wanted || row === sheet.readingOf(page)?.headerRow) continue;
          const id = sheet.texts.at(page, row, idField);
          if (id === "" || ids.includes(id)) continue;
          if (ids.length === 0) what = means === "email" ? "email" : "name";
          ids.push(id);
        }
      }
    }
  }
  return ids.length === 0 ? undefined : { what, ids };
}

/** The columns of a file that people may know its rows by. */
export function nameFieldsOf(sheet: Sheet): { readonly name: string; readonly means: Meaning }[] {
  return sheet.table.document.fields.flatMap(({ name, means }) =>
    means !== undefined && named.has(means) && sheet.binding && sheet.binding.indexOf(name) >= 0
      ? [{ name, means }]
      : [],
  );
}

/** Pages that may contain a name, in order. */
function pagesWith(sheet: Sheet, fields: readonly { readonly name: string }[], wanted: string): number[] {
  const { document } = sheet;
  const read = Array.from(document.pages, (_, page) => page).filter((page) => sheet.readingOf(page));
  if (fields.length === 0) return [];
  // Another value may be looked for in other columns than this one.
  const all = nameFieldsOf(sheet);
  const state: NameQuestions = asked.get(document) ?? { count: 0, table: undefined };
  asked.set(document, state);
  if (state.count++ === scansMost) {
    state.table = new PagesByHash(document.records[document.pages.length]! * all.length);
    for (const page of read) {
      for (const { name } of all)
        for (const text of sheet.texts.in(page, name))
          if (text !== "") state.table.put(hashOf(foldedName(text)).low, document.pages[page]!.id);
    }
  }
  if (!state.table) return read;
  const pages = state.table.of(hashOf(wanted).low).map((id) => sheet.keys.pageOf(id));
  return pages.filter((page) => sheet.readingOf(page)).sort((a, b) => a - b);
}

/** A name as it is compared: in any case, without accents, its words in any order. Of `Ann Lee <ann@example.com>` the address. */
export function foldedName(text: string): string {
  const address = text.endsWith(">") ? (/<([^<>@\s]+@[^<>\s]+)>$/.exec(text)?.[1] ?? text) : text;
  const plain = trimBlanks(address).replace(/^mailto:/i, "");
  // Asked of every name of a file: most are plain, and of two words.
  const folded = plainLetters.test(plain) ? plain.toLowerCase() : withoutAccents(plain);
  const at = folded.indexOf(" ");
  if (at < 0 && !separators.test(folded)) return folded;
  return folded
    .split(separators)
    .filter((word) => word !== "")
    .sort()
    .join(" ");
}

const plainLetters = /^[ -~]*$/;
const separators = /[\s,]+/;

function withoutAccents(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase();
}

/** What has digits in one word, and is no address, is no person's name: most wrong references are ids, and no column is read for them. */
function mayNamePeople(value: string): boolean {
  return value.includes("@") || !/\d/.test(value) || separators.test(value);
}
