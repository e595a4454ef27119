/** What the rules about references to other files have in common: their words and their fixes. */
import type { LinkData } from "../core/links.ts";
import { defineKeyRule, type Fix, type Rule } from "../core/rule.ts";

/** A rule about ids that should be found in another file. `thing` is what the id stands for, in one word. */
export function linkRule(words: { name: string; thing: string; summary: string; docs: string }): Rule {
  const { name, thing, summary, docs } = words;
  return defineKeyRule<LinkData>({
    name,
    severity: "error",
    summary,
    docs,
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
    fixes(data, finding): readonly Fix[] {
      if (data.kind !== "differs" || data.near === undefined) return [];
      return [{ title: `Replace with ${data.near}`, safe: finding.field?.list === undefined, value: data.near }];
    },
  });
}
