/** Tells of time zones that are not written as the tz database names them. */

import { defineCellRule } from "../core/checking/rule.ts";
import { canonicalZone, type ZoneKind, zoneFor, zoneKind, zoneNames } from "../core/filetypes/lists.ts";
import { fold, nearest } from "../core/text/text.ts";
import { inColumn, replaceBy } from "./words.ts";

interface Data {
  readonly value: string;
  readonly kind: Exclude<ZoneKind, "ok">;
}

export default defineCellRule<Data>({
  name: "invalid-timezone",
  severity: "error",
  summary: "A time zone is not a name of the IANA database, or not the current one.",
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
        return inColumn(say, `${shown} is spelled ${canonicalZone(value)}.`);
      case "alias":
        return inColumn(say, `${shown} is a former name of ${canonicalZone(value)}.`);
      case "area-less":
        return inColumn(
          say,
          `${shown} names no place. A time zone is written area/city, such as ${say.field?.example}.`,
        );
      case "unknown":
        return inColumn(say, `${shown} is no time zone. One is written area/city, such as ${say.field?.example}.`);
    }
  },
  fixes({ value, kind }, finding) {
    const own = kind === "unknown" ? undefined : canonicalZone(value);
    if (kind === "case" || kind === "alias") return own === undefined ? [] : [replaceBy(finding, own, kind === "case")];
    const meant = new Set([...zoneFor(value), ...(own === undefined ? [] : [own])]);
    if (meant.size === 0) {
      const near = nearest(value, zoneNames());
      if (near !== undefined) meant.add(near);
    }
    return [...meant].map((zone) => replaceBy(finding, zone, fold(zone) === fold(value)));
  },
});
