/** The options of one call, read from its words by what the command takes, each answered as what it must be. */
import { parseArgs } from "node:util";
import { nearest } from "../core/text/text.ts";

/** Something about the call itself is wrong: told on standard error, exit status 2. */
export class UsageError extends Error {}

/** How an option is given: `texts` may be given several times. */
const kinds = {
  text: { type: "string" },
  texts: { type: "string", multiple: true },
  flag: { type: "boolean" },
} as const;

/** What a command takes, by names without their dashes. */
type Taken = Readonly<Record<string, keyof typeof kinds>>;

/** Whatever is asked must be among what is taken, and everything throws a `UsageError` that says what was wrong. */
export class Options<T extends Taken> {
  /** Words that belong to no option. */
  readonly rest: readonly string[];
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(words: readonly string[], taken: T) {
    const options = Object.fromEntries(Object.entries(taken).map(([name, kind]) => [name, kinds[kind]]));
    try {
      const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
      this.rest = positionals;
      this.#values = values;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const [unknown] = /--[\w-]+/.exec(message) ?? [];
      const names = Object.keys(taken).map((name) => `--${name}`);
      if (unknown && !names.includes(unknown))
        throw new UsageError(`there is no option ${unknown} here${hint(unknown, names)}`);
      throw new UsageError(error instanceof Error ? message.split(". ")[0]! : message);
    }
  }

  flag(name: keyof T & string): boolean {
    return this.#values[name] === true;
  }

  text(name: keyof T & string): string | undefined {
    const value = this.#values[name];
    return typeof value === "string" ? value : undefined;
  }

  texts(name: keyof T & string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
  }

  /** One of some words; `otherwise` where it is not given. */
  oneOf<W extends string>(name: keyof T & string, allowed: readonly W[], otherwise?: W): W {
    const value = this.text(name) ?? otherwise;
    const found = allowed.find((each) => each === value);
    if (found === undefined) throw new UsageError(`--${name} takes ${allowed.join(", ")}; not "${value}"`);
    return found;
  }

  /** A whole number; infinity where it is not given. */
  count(name: keyof T & string): number {
    const value = this.text(name);
    if (value === undefined) return Number.POSITIVE_INFINITY;
    if (!/^\d{1,15}$/.test(value)) throw new UsageError(`--${name} takes a whole number`);
    return Number(value);
  }

  /** The files and folders to work on: those that `rest` names, else the current folder. Standard input does not say its type. */
  paths(type?: string): readonly string[] {
    if (this.rest.includes("-") && type === undefined) throw new UsageError('"-" (standard input) needs --type');
    return this.rest.length > 0 ? this.rest : ["."];
  }
}

/** `; did you mean "check"?`, or nothing. */
export function hint(word: string, candidates: readonly string[]): string {
  const meant = nearest(word, candidates);
  return meant === undefined ? "" : `; did you mean ${meant}?`;
}
