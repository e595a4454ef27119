/** What the rules about references to other files have in common: their words and their fixes. */
import { itemFix } from "../core/checking/list-items.ts";
import { defineKeyRule, type Fix, type Rule } from "../core/checking/rule.ts";
import type { LinkData } from "../core/links/links.ts";

/**
 * A rule about ids that should be found in another file. `thing` is what the id stands for, in one word; `createsRows`: the
 * file is one that people upload, so that what is missing may be added to it.
 */
export function linkRule(words: { name: string; thing: string; createsRows: boolean; summary: string }): Rule {
  const { name, thing, createsRows, summary } = words;
  return defineKeyRule<LinkData>({
    name,
    severity: "error",
    summary,
    section: "files",
    message(data, say) {
      const field = say.field?.name ?? thing;
      const shown = say.show(data.value);
      if (data.kind === "absent")
        return `${field}: there is no ${thing} file (${data.file}) here to look ${shown} up in.`;
      if (data.kind === "differs") {
        return `${field}: ${data.file} has ${say.show(data.near ?? "")}, not ${shown}. ${say.system} compares ids letter by letter.`;
      }
      return `${field}: no ${thing} has the id ${shown} in ${data.file}. ${say.system} wants an id that is listed there.`;
    },
    fixes(data) {
      const { kind, near, item, table, field, value } = data;
      if (kind === "absent") return [];
      const replace = (id: string, safe: boolean): Fix => ({
        title: `Replace with ${id}`,
        safe,
        ...(item ? itemFix(item, id) : { value: id }),
      });
      if (near !== undefined) return [replace(near, item === undefined)];
      const fixes = data.nearest().map((id) => replace(id, false));
      const command = { kind: "addRow", table, field, value } as const;
      if (createsRows) fixes.push({ title: `Create the ${thing} ${value} in ${data.file}`, safe: false, command });
      return fixes;
    },
  });
}
