/** What is used of ignore: a bundle of its own, loaded with the first `.gitignore` that is there. */
import ignore, { type Ignore } from "ignore";

export type { Ignore };

/** The rules in the lines of one `.gitignore`; names in another case are other names. */
export function ignoreRules(lines: readonly string[]): Ignore {
  return ignore({ ignorecase: false }).add(lines);
}
