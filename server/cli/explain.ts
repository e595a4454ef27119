/** `csv-preflight explain`: a rule's page. */

import { profileRule } from "../disk/documents/profile.ts";
import { rulePage } from "../disk/documents/rule-pages.ts";
import { rules } from "../rules/index.ts";
import { hint, UsageError } from "./args.ts";
import type { Call } from "./commands.ts";
import { writeOut } from "./terminal.ts";

/** Prints a page as Markdown. Answers the exit status. */
export async function explain({ operands: [rule = ""] }: Call<"explain">): Promise<number> {
  const names = [...rules.byName.keys(), profileRule];
  if (!names.includes(rule)) throw new UsageError(`there is no rule "${rule}"${hint(rule, names)}`);
  const page = rulePage(rule);
  if (page === undefined) throw new UsageError(`the page about ${rule} is not where it was installed, in docs/rules`);
  await writeOut([page]);
  return 0;
}
