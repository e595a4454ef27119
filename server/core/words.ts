/** Numbers and values as every message shows them. */

/** 12,345 – the same on every machine. */
export function number(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A value as messages show it: in quotes, line breaks as blanks, shortened past 60 letters. */
export function quoteValue(value: string): string {
  const line = value.replace(/[\r\n]+/g, " ");
  return `"${line.length > 60 ? `${line.slice(0, 57)}…` : line}"`;
}
