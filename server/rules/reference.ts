/** What the rules about references to other files have in common: their words and their fixes. */
import { itemFix } from "../core/checking/list-items.ts";
import { defineKeyRule, type Fix, type Rule } from "../core/checking/rule.ts";
import type { LinkData } from "../core/links/links.ts";
import { message } from "../core/text/message.ts";
import { inColumn } from "./words.ts";

/**
 * A rule about ids that should be found in another file. `createsRows`: the file is one that people upload, so that what is
 * missing may be added to it.
 */
export function linkRule(words: { name: string; createsRows: boolean; summary: string }): Rule {
  const { name, createsRows, summary } = words;
  return defineKeyRule<LinkData>({
    name,
    severity: "error",
    summary,
    section: "files",
    message(data, say) {
      const shown = say.show(data.value);
      if (data.kind === "absent")
        return inColumn(say, message("{0} can't be checked because {1} isn't here.", shown, data.file));
      if (data.kind === "differs") {
        const near = say.show(data.near ?? "");
        return inColumn(
          say,
          message("{0} doesn't match {1} in {2} exactly. IDs must be the same in all files.", shown, near, data.file),
        );
      }
      return inColumn(say, message("{0} isn't an ID in {1}. Use one that is.", shown, data.file));
    },
    fixes(data) {
      const { kind, near, item, table, field, value } = data;
      if (kind === "absent") return [];
      const replace = (id: string, safe: boolean): Fix => ({
        title: message("Replace with {0}", id),
        safe,
        ...(item ? itemFix(item, id) : { value: id }),
      });
      if (near !== undefined) return [replace(near, item === undefined)];
      const fixes = data.nearest().map((id) => replace(id, false));
      const command = { kind: "addRow", table, field, value } as const;
      if (createsRows) fixes.push({ title: message("Add {0} to {1}", value, data.file), safe: false, command });
      return fixes;
    },
  });
}
