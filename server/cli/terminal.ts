/** Standard output and standard error: what goes where, in colour or not, and never more than the reader takes. */
import { once } from "node:events";

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

/** A text from a file as a terminal may safely show it: no control characters, nothing that turns the direction of writing. */
export function visible(text: string): string {
  return text.replace(unsafe, (letter) => {
    const unit = letter.charCodeAt(0);
    if (unit === 9 || unit === 10) return unit === 9 ? " " : "␊";
    return unit < 32 ? String.fromCharCode(0x2400 + unit) : unit === 127 ? "␡" : "\ufffd";
  });
}

const unsafe = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
