/** Whole lines to begin with: header names that are missing, a header for an empty file, a new row from the schema's examples. */

import { lineBreakOf } from "../../core/checking/fix-context.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import type { Block } from "../../core/filetypes/file-type.ts";
import { type Column, templateColumns, textAboveHeader } from "../../core/filetypes/table.ts";
import { joined, type Message, message, schemaText } from "../../core/text/message.ts";
import { type Dialect, writeCell } from "../../core/text/tokenizer.ts";
import { code } from "../records/markdown.ts";
import { type Choice, freeExample, freeId, valuesAbove } from "./choices.ts";
import type { CursorPlace } from "./place.ts";

/** A line to insert. */
export interface TemplateRow {
  readonly label: Message;
  readonly detail: Message;
  readonly documentation: string;
  readonly text: string;
  readonly snippet: string;
}

/** Column names that the header does not have yet, besides the one in the cell itself; required ones first. */
export function headerNames(sheet: Sheet, place: CursorPlace): Choice[] {
  const others = (sheet.binding?.cells ?? []).filter((cell) => cell.index !== place.index);
  const taken = new Set(others.map((cell) => cell.column));
  const free = sheet.table.columns.filter((column) => !taken.has(column));
  const sorted = [...free.filter((column) => column.required), ...free.filter((column) => !column.required)];
  return sorted.map(({ field, required }) => ({
    value: field.name,
    detail: required ? message("{0}, required", schemaText(field.title)) : schemaText(field.title),
    documentation: joined(
      [field.description, field.condition].flatMap((text) => (text === undefined ? [] : [schemaText(text)])),
      "\n\n",
    ),
    words: [field.name, field.title, ...(field.aliases ?? [])],
  }));
}

/** Headers for a file that has none. `isTop`: nothing stands above. */
export function headerRows(sheet: Sheet, isTop = true): TemplateRow[] {
  const { table } = sheet;
  const { dialect } = sheet.document;
  const line = (label: Message, columns: readonly Column[]): TemplateRow => {
    const names = columns.map((column) => writeCell(column.field.name, dialect)).join(dialect.delimiter);
    const text = (isTop ? textAboveHeader(table, lineBreakOf(sheet)) : "") + names;
    return {
      label,
      detail: schemaText(table.document.title),
      documentation: code(text),
      text,
      snippet: inSnippet(text),
    };
  };
  const required = table.columns.filter((column) => column.required);
  const all = line(message("Header with all columns"), templateColumns(table));
  const short = line(message("Header with required columns only"), required);
  return short.text === "" || short.text === all.text ? [all] : [all, short];
}

/** New rows under the present header. */
export function newRows(sheet: Sheet, place: CursorPlace): TemplateRow[] {
  const { table } = sheet;
  const blocks = table.document.blocks ?? [];
  const inBlocks = new Set(blocks.flatMap(namesOf));
  const title = schemaText(table.document.title);
  const rows = blocks
    .filter((block) => block.content.some((name) => (sheet.binding?.indexOf(name) ?? -1) >= 0))
    .map((block) => {
      const wanted = new Set([...block.content, ...block.needs]);
      const fills = (column: Column): boolean => column.required || wanted.has(column.field.name);
      return newRow(sheet, place, message("New row with {0}", schemaText(block.title)), title, fills);
    });
  if (blocks.length === 0) {
    rows.push(newRow(sheet, place, message("New row"), title, (column) => !inBlocks.has(column.field.name)));
    rows.push(newRow(sheet, place, message("New row with required cells only"), title, (column) => column.required));
  }
  const different = rows.filter((row, index) => rows.findIndex((other) => other.text === row.text) === index);
  return different.filter((row) => row.text !== "");
}

function namesOf(block: Block): readonly string[] {
  return [...block.content, ...block.needs, ...block.with, ...(block.primary ? [block.primary] : [])];
}

function newRow(
  sheet: Sheet,
  place: CursorPlace,
  label: Message,
  detail: Message,
  fills: (column: Column) => boolean,
): TemplateRow {
  const { dialect } = sheet.document;
  const columns = sheet.binding!.columns;
  const last = columns.length - 1;
  const values = columns.map((column, index) => {
    if (!column) return "";
    // An importer without quotes miscounts a row that ends with an empty cell.
    return fills(column) || (dialect.raw && index === last) ? beginning(sheet, place, column) : "";
  });
  const text = values.map((value) => writeCell(value, dialect)).join(dialect.delimiter);
  const hidden = values.map((value, index) => (columns[index]?.field.type === "password" ? "" : value));
  return {
    label,
    detail,
    documentation: code(hidden.map((value) => writeCell(value, dialect)).join(dialect.delimiter)),
    text,
    snippet: snippetOf(values, dialect),
  };
}

/** What a new row begins with in a column: a free id, the reference of the row above, else the schema's example. */
function beginning(sheet: Sheet, place: CursorPlace, column: Column): string {
  const { field } = column;
  if (field.type === "id") return freeId(sheet, place, column);
  if (field.type === "reference") return valuesAbove(sheet, place, column, 1)[0] ?? field.example;
  return freeExample(sheet, column);
}

/** Every filled cell is a tab stop. */
function snippetOf(values: readonly string[], dialect: Dialect): string {
  let stop = 0;
  const cells = values.map((value) => {
    const cell = writeCell(value, dialect);
    if (cell === "") return "";
    const wrapped = cell.startsWith('"') && !dialect.raw;
    const inner = wrapped ? cell.slice(1, -1) : cell;
    const field = `\${${++stop}:${inSnippet(inner)}}`;
    return wrapped ? `"${field}"` : field;
  });
  return cells.join(dialect.delimiter);
}

function inSnippet(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&");
}
