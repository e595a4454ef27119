/** Counts in words: one sentence for one, another for many, so that a translation may put them as it must. */
import { type Message, message } from "./message.ts";

const nouns = {
  row: (n: number) => (n === 1 ? message("1 row") : message("{0} rows", n)),
  error: (n: number) => (n === 1 ? message("1 error") : message("{0} errors", n)),
  warning: (n: number) => (n === 1 ? message("1 warning") : message("{0} warnings", n)),
  problem: (n: number) => (n === 1 ? message("1 problem") : message("{0} problems", n)),
  person: (n: number) => (n === 1 ? message("1 person") : message("{0} people", n)),
  sheet: (n: number) => (n === 1 ? message("1 sheet") : message("{0} sheets", n)),
} as const;

/** `1 row`, `1,200 rows`. */
export function counted(count: number, noun: keyof typeof nouns): Message {
  return nouns[noun](count);
}
