/** The pages of rules, read from docs/rules/ when somebody asks: programs do not carry them along. */
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const folder = path.join(import.meta.dirname, "../../docs/rules");

/** A rule's page as Markdown: title, summary, severity, then why it matters and pictures. Undefined where there is none. */
export function rulePage(rule: string): string | undefined {
  try {
    return fs.readFileSync(path.join(folder, `${path.basename(rule)}.md`), "utf8");
  } catch {
    return undefined;
  }
}

/** The address of a rule's page on this machine, where the programs were installed with their pages. */
export function rulePageAddress(rule: string): string {
  return pathToFileURL(path.join(folder, `${path.basename(rule)}.md`)).href;
}

/** Why a rule matters, as Markdown: its page without the head. */
export function reasonsFor(rule: string): string | undefined {
  const page = rulePage(rule);
  return page === undefined ? undefined : withoutHead(page);
}

/** A page without its head, which is made from the rule: title, summary, severity and where that differs. */
export function withoutHead(page: string): string {
  return page.replace(/^# .*\n\n.*\n\n(?:Severity: |Off unless ).*\n\n(?:\|.*\n)*\n*/, "");
}
