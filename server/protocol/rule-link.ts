/** Where the product and its rules' pages are: addresses for reports and the client, made of the one in product.json. */
import { repository } from "../../product.json";

/** The product's own page. */
export const homePage = repository;

/**
 * The address of a rule's page on the web.
 *
 * @param folder where somebody keeps the pages, instead of where they are published
 */
export function ruleLink(rule: string, folder = `${repository}/blob/main/docs/rules/`): string {
  return `${folder}${folder.endsWith("/") ? "" : "/"}${rule}.md`;
}
