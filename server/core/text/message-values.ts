/** Numbers and values as every message shows them. */
import { withVisibleNames } from "./invisible.ts";

/** 12,345 – the same on every machine. */
export function number(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** The number that a spreadsheet shows beside a record, counted from the file's first (0-based): the header's is 1. */
export function shownRow(record: number): number {
  return record + 1;
}

/** `1 row`, `1,200 rows`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** A value as messages show it: in quotes, line breaks as spaces, invisible characters as `<U+200B>`, shortened past 60 characters. */
export function quoteValue(value: string): string {
  const front = value.length > frontLength ? inOneLine(value.slice(0, frontLength)) : "";
  // What is shown comes from the beginning of a long value, unless that is nothing but line breaks.
  const line = front.length > 80 ? front : inOneLine(value);
  return `"${line.length > 60 ? `${line.slice(0, 57)}…` : line}"`;
}

const frontLength = 1000;

function inOneLine(value: string): string {
  return withVisibleNames(value.replace(/[\r\n]+/g, " "));
}
