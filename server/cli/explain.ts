/** `csv-preflight explain`: a rule's page. */

import { message } from "../core/text/message.ts";
import { profileRule } from "../disk/documents/profile.ts";
import { rulePage } from "../disk/documents/rule-pages.ts";
import { rules } from "../rules/index.ts";
import { UsageError, withHint } from "./args.ts";
import type { Call } from "./commands.ts";
import { writeOut } from "./terminal.ts";

/** Prints a page as Markdown. Answers the exit status. */
export async function explain({ operands: [rule = ""] }: Call<"explain">): Promise<number> {
  const names = [...rules.byName.keys(), profileRule];
  if (!names.includes(rule))
    throw new UsageError(
      withHint(message('there is no rule "{0}"', rule), rule, names, message("docs/rules/README.md lists the rules")),
    );
  const page = rulePage(rule);
  if (page === undefined) throw new UsageError(message("the page about {0} is missing from docs/rules", rule));
  await writeOut([page]);
  return 0;
}
