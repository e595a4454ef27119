/** Where rules' pages are: one address for reports, diagnostics and the client. */

const pages = "https://github.com/csv-preflight/csv-preflight/blob/main/docs/rules/";

/** The address of a rule's page. */
export function ruleLink(rule: string): string {
  return `${pages}${rule}.md`;
}
