/** Standard output and standard error: what goes where, in color or not, and never more than the reader takes. */

import { once } from "node:events";
import { joined, type Message, message } from "../core/text/message.ts";
import { visible } from "../core/text/text.ts";
import { translate } from "./language.ts";

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
export function say(line: Message | string): void {
  process.stderr.write(`${visible(translate(line))}\n`);
}

export function sayErrors(lines: readonly (Message | string)[]): void {
  for (const line of lines) say(joined(["csv-preflight", line], ": "));
}

/** Why nothing was written; a reason may go over several lines. */
export function sayRefused(reason: Message | string): void {
  const lines = translate(message("nothing was written. {0}", reason)).split("\n");
  for (const [i, line] of lines.entries()) say(i === 0 ? `csv-preflight: ${line}` : line);
}

/** A refusal, with the option that overrides it where there is one. */
export function withOverwrite({
  refused,
  message: text,
}: {
  readonly refused: string;
  readonly message: Message;
}): Message {
  return refused === "exists" ? joined([text, message("--overwrite replaces existing files.")], " ") : text;
}

/** Whether to write in color: as `--color` or `--no-color` says, else as the environment does, else on terminals, never to a file. */
export function usesColor(said: boolean | undefined, toFile: boolean): boolean {
  const { FORCE_COLOR, NO_COLOR, TERM } = process.env;
  if (said !== undefined) return said;
  if (toFile) return false;
  if (FORCE_COLOR !== undefined) return !["0", "false"].includes(FORCE_COLOR);
  return process.stdout.isTTY === true && !NO_COLOR && TERM !== "dumb";
}
