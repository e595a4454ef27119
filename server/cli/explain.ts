/** `csv-preflight explain`: a rule's page. */
import { profilePage, profileRule } from "../profile.ts";
import { rules } from "../rules/index.ts";
import { hint, UsageError } from "./args.ts";
import { writeOut } from "./terminal.ts";

/** Prints a page as Markdown. Answers the exit status. */
export async function explain({ rule: name }: { rule: string }): Promise<number> {
  const names = [...rules.byName.keys(), profileRule];
  const rule = name === profileRule ? profilePage : rules.byName.get(name);
  if (!rule) throw new UsageError(`there is no rule "${name}"${hint(name, names)}`);
  await writeOut([`# ${name}\n\n${rule.summary}\n\nSeverity: ${rule.severity}\n\n${rule.docs.trim()}\n`]);
  return 0;
}
