// Counts in words: one sentence for one, another for many, so that a translation may put them as it must.
import { env, l10n } from "vscode";
import type { FileStatus } from "../server/protocol/files.ts";

/** What is counted. */
export type Noun = keyof typeof nouns;

const nouns = {
  row: (n: string, one: boolean) => (one ? l10n.t("{0} row", n) : l10n.t("{0} rows", n)),
  file: (n: string, one: boolean) => (one ? l10n.t("{0} file", n) : l10n.t("{0} files", n)),
  "import file": (n: string, one: boolean) => (one ? l10n.t("{0} import file", n) : l10n.t("{0} import files", n)),
  problem: (n: string, one: boolean) => (one ? l10n.t("{0} problem", n) : l10n.t("{0} problems", n)),
  error: (n: string, one: boolean) => (one ? l10n.t("{0} error", n) : l10n.t("{0} errors", n)),
  warning: (n: string, one: boolean) => (one ? l10n.t("{0} warning", n) : l10n.t("{0} warnings", n)),
  information: (n: string) => l10n.t("{0} information", n),
  person: (n: string, one: boolean) => (one ? l10n.t("{0} person", n) : l10n.t("{0} people", n)),
  user: (n: string, one: boolean) => (one ? l10n.t("{0} user", n) : l10n.t("{0} users", n)),
  member: (n: string, one: boolean) => (one ? l10n.t("{0} member", n) : l10n.t("{0} members", n)),
  record: (n: string, one: boolean) => (one ? l10n.t("{0} record", n) : l10n.t("{0} records", n)),
};

/** "1,234", or as the language of VS Code writes it where we have that. */
export function number(count: number): string {
  return count.toLocaleString(l10n.bundle ? env.language : "en-US");
}

/** "1 row", "1,234 rows". */
export function counted(count: number, noun: Noun): string {
  return nouns[noun](number(count), count === 1);
}

/** "3 errors, 1 warning", or "no problems". Hints are not worth a sentence. */
export function problemsIn(counts: Pick<FileStatus, "errors" | "warnings" | "information">): string {
  const parts = [
    counts.errors > 0 ? counted(counts.errors, "error") : "",
    counts.warnings > 0 ? counted(counts.warnings, "warning") : "",
    counts.information > 0 ? counted(counts.information, "information") : "",
  ].filter((part) => part !== "");
  return parts.length > 0 ? parts.join(", ") : l10n.t("no problems");
}
