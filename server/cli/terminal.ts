/** Standard output and standard error: what goes where, in colour or not, and never more than the reader takes. */
import { once } from "node:events";
import { visible } from "../core/text/text.ts";

export { visible };

/** Writes pieces to standard output and waits where its reader is slow. */
export async function writeOut(pieces: Iterable<string>): Promise<void> {
  let pending = "";
  const flush = async (): Promise<void> => {
    const text = pending;
    pending = "";
    if (text !== "" && !process.stdout.write(text)) await once(process.stdout, "drain");
  };
  for (const piece of pieces) {
    pending += piece;
    if (pending.length > 1 << 16) await flush();
  }
  await flush();
}

/** A line on standard error. */
export function say(line: string): void {
  process.stderr.write(`${visible(line)}\n`);
}

export function sayErrors(lines: readonly string[]): void {
  for (const line of lines) say(`csv-preflight: ${line}`);
}

/** Whether standard output is a terminal that wants colours. */
export function colours(): boolean {
  const { NO_COLOR, TERM } = process.env;
  return process.stdout.isTTY === true && !NO_COLOR && TERM !== "dumb";
}
