/** The rows of one file of a result, and the text that they make. */
import { type Column, dialectFor, templateColumns, textAboveHeader } from "../../core/filetypes/table.ts";
import { writeCell } from "../../core/text/tokenizer.ts";
import type { Exported } from "../export/export.ts";
import type { DraftCells } from "./draft.ts";
import type { TargetTable } from "./target.ts";

/** The rows of one file of the result. */
export class Rows {
  readonly rows: DraftCells[] = [];
  /** Whose each row is. */
  readonly owners: number[] = [];

  constructor(readonly into: TargetTable | undefined) {}

  add(cells: DraftCells, owner: number): void {
    this.rows.push(cells);
    this.owners.push(owner);
  }

  written(lineBreak: string): Pick<Exported, "text" | "above" | "cells" | "rows"> {
    const { table } = this.into!;
    const columns = this.#columns();
    const dialect = dialectFor(table, columns.length);
    const above = textAboveHeader(table, lineBreak);
    const cells = [columns.map(({ field }) => field.name)];
    for (const row of this.rows) cells.push(columns.map(({ field }) => row.get(field.name) ?? ""));
    const lines = cells.map((record) => record.map((value) => writeCell(value, dialect)).join(table.delimiter));
    return { text: above + lines.map((line) => line + lineBreak).join(""), above, cells, rows: this.rows.length };
  }

  /** All columns, or where there may be many those that are needed or used; an importer that miscounts empty last cells gets a full one last. */
  #columns(): Column[] {
    const { table } = this.into!;
    const usual = new Set(table.document.fieldsMatch === "equal" ? table.columns : templateColumns(table));
    const used = new Set(
      this.rows.flatMap((row) => [...row].filter(([, value]) => value !== "").map(([name]) => name)),
    );
    const columns = table.columns.filter((column) => usual.has(column) || used.has(column.field.name));
    if (!table.losesEmptyEnd) return columns;
    const isFull = ({ field }: Column): boolean => this.rows.every((row) => (row.get(field.name) ?? "") !== "");
    const last = columns.findLast(isFull);
    return last ? [...columns.filter((column) => column !== last), last] : columns;
  }
}
