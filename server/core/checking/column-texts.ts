/** The texts of one column: of a record, of a page, of all that has been read. */
import type { Binding } from "../filetypes/binding.ts";
import { type Document, type Page, rowEnd, sliceOf } from "../text/document.ts";
import { detached, trimBlanks, trimSpaces } from "../text/text.ts";
import { cellText, Scanner } from "../text/tokenizer.ts";
import type { Reading } from "./check.ts";
import { LineFilter, lineKindOf } from "./line-kinds.ts";
import { textCells } from "./record-view.ts";

/** The file whose texts these are. */
export interface TextFile {
  readonly document: Document;
  readonly binding: Binding | undefined;
  readingOf(page: number): Reading | undefined;
}

/** Pages and records are meant by their indexes, fields by their names. Texts are trimmed; "" stands for a cell that is not there. */
export class ColumnTexts {
  readonly #file: TextFile;
  /** Of the field asked for last. */
  readonly #known = new WeakMap<Page, { field: string; texts: readonly string[] }>();

  constructor(file: TextFile) {
    this.#file = file;
  }

  /** The text of a field in a record of a page. */
  at(index: number, row: number, field: string): string {
    return trimBlanks(this.written(index, row, field));
  }

  /** The same with the invisible characters at its ends: without plain spaces there only. */
  written(index: number, row: number, field: string): string {
    const { document, binding } = this.#file;
    const cell = binding?.indexOf(field) ?? -1;
    const page = document.pages[index];
    if (!page || cell < 0) return "";
    // On its own: what is kept of a cell must not keep the whole text.
    const text = detached(sliceOf(page, page.rows[row]!, rowEnd(page, row)));
    return trimSpaces(textCells(text, document.dialect)[cell]?.text ?? "");
  }

  /** The texts of a field in all records of a page, by record; "" for lines that are none. The page is fetched and split once. */
  in(index: number, field: string): readonly string[] {
    const { document, binding } = this.#file;
    const cell = binding?.indexOf(field) ?? -1;
    const page = document.pages[index];
    if (!page) return [];
    const { text } = page;
    const record = new Scanner();
    record.load(text);
    const value = (index: number): string =>
      trimBlanks(cellText(text.slice(record.starts[index]!, record.ends[index]!), record.flags[index]!));
    const lines = binding && new LineFilter(binding);
    return Array.from(page.rows, (start, row) => {
      record.split(document.dialect, start, rowEnd(page, row));
      if (cell < 0 || cell >= record.count) return "";
      const said = value(cell);
      if (said === "" || !binding || !lines?.mayBeOdd(record)) return said;
      return lineKindOf({ count: record.count, value }, binding) === "record" ? said : "";
    });
  }

  /** Every text of a field that is not empty, in the pages read so far, in order of rows. */
  *of(field: string): Generator<string> {
    for (const { texts, from } of this.pages(field))
      for (let row = from; row < texts.length; row++) if (texts[row] !== "") yield texts[row]!;
  }

  /** The texts of a field in the pages read so far, in order; those of an untouched page stay the same array. `from`: the first row below the header. */
  *pages(field: string): Generator<{ readonly texts: readonly string[]; readonly from: number }> {
    const { document, binding } = this.#file;
    if ((binding?.indexOf(field) ?? -1) < 0) return;
    for (let p = 0; p < document.pages.length; p++) {
      const reading = this.#file.readingOf(p);
      if (reading) yield { texts: this.#remembered(p, field), from: reading.headerRow + 1 };
    }
  }

  #remembered(index: number, field: string): readonly string[] {
    const page = this.#file.document.pages[index]!;
    const known = this.#known.get(page);
    if (known?.field === field) return known.texts;
    const texts = this.in(index, field);
    this.#known.set(page, { field, texts });
    return texts;
  }
}
