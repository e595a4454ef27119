// Sentences of a page in the person's language: what VS Code's bundle has of them, else English.

const bundle = read(document.body.dataset["words"]);

function read(text: string | undefined): ReadonlyMap<string, string> {
  if (text === undefined || text === "") return new Map();
  return new Map(Object.entries(JSON.parse(text) as Readonly<Record<string, string>>));
}

/** As `vscode.l10n`, so that sentences are collected in the same way. */
export const l10n = {
  /** A template with what goes into its places. */
  t: (template: string, ...values: readonly (string | number)[]): string =>
    (bundle.get(template) ?? template).replace(/\{(\d+)\}/g, (place, index: string) =>
      String(values[Number(index)] ?? place),
    ),
};

/** What the person reads, as `de` or `pt-br`; our English is American. */
export const locale = /^(?:en)?$/.test(document.documentElement.lang) ? "en-US" : document.documentElement.lang;

/** "1,234", or as the person writes it. */
export function number(count: number): string {
  return count.toLocaleString(locale);
}

/** A count with the sentence for one or for many. */
export function counted(count: number, one: string, many: string): string {
  return (count === 1 ? one : many).replace("{0}", number(count));
}
