/** Tells of time zones that are not written as the tz database names them. */

import { defineValueRule } from "../core/checking/value-rule.ts";
import { canonicalZone, nearestZone, type ZoneKind, zoneFor, zoneKind, zoneNames } from "../core/filetypes/lists.ts";
import { message } from "../core/text/message.ts";
import { fold } from "../core/text/text.ts";
import { exampleOf, inColumn, replaceBy } from "./words.ts";

interface Data {
  readonly value: string;
  readonly kind: Exclude<ZoneKind, "ok">;
}

export default defineValueRule<Data>({
  name: "invalid-timezone",
  severity: "error",
  summary: "A time zone isn't an IANA time zone name, or is an outdated one.",
  section: "cell",
  types: ["timezone"],
  wakes: { otherThan: [{ oneOf: zoneNames }] },
  check(cell, report) {
    const { column, value } = cell;
    if (!column || value === "") return;
    const kind = zoneKind(value);
    if (kind !== "ok") report({ value, kind }, kind === "unknown" ? {} : { severity: "warning" });
  },
  message({ value, kind }, say) {
    const shown = say.show(value);
    switch (kind) {
      case "case":
        return inColumn(
          say,
          message("{0} should be {1}. Time zone names are case-sensitive.", shown, canonicalZone(value) ?? ""),
        );
      case "alias":
        return inColumn(say, message("{0} is an outdated name. Use {1}.", shown, canonicalZone(value) ?? ""));
      case "area-less":
      case "unknown":
        return inColumn(say, message("{0} isn't a valid time zone. Use a name like {1}.", shown, exampleOf(say)));
    }
  },
  fixes({ value, kind }, finding) {
    const own = kind === "unknown" ? undefined : canonicalZone(value);
    if (kind === "case" || kind === "alias") return own === undefined ? [] : [replaceBy(finding, own, kind === "case")];
    const meant = new Set([...zoneFor(value), ...(own === undefined ? [] : [own])]);
    if (meant.size === 0) {
      const near = nearestZone(value);
      if (near !== undefined) meant.add(near);
    }
    return [...meant].map((zone) => replaceBy(finding, zone, fold(zone) === fold(value)));
  },
});
