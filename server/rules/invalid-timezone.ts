/** Tells of time zones that are not written as the tz database names them. */
import { canonicalZone, type ZoneKind, zoneFor, zoneKind, zoneNames } from "../core/lists.ts";
import { defineCellRule } from "../core/rule.ts";
import { fold, nearest } from "../core/text.ts";
import { inColumn, replaceBy } from "./words.ts";

interface Data {
  readonly value: string;
  readonly kind: Exclude<ZoneKind, "ok">;
}

export default defineCellRule<Data>({
  name: "invalid-timezone",
  severity: "error",
  summary: "A time zone is not a name of the IANA database, or not the current one.",
  docs: `Turvo wants names such as \`America/New_York\`: area, slash, city, underscores for blanks. Abbreviations and the names
that spreadsheets and Windows use are not understood. Former names (\`US/Eastern\`) and names without a place (\`UTC\`,
\`EST\`) exist, but nobody promises that they are read. Meeds stores any text; there this is only a remark.

\`\`\`csv turvo.user
id,name,permission,status.code,timezone,userEmail
u1,Ann Lee,Admin,2450,america/new_york,ann@example.com
                      ~~~~~~~~~~~~~~~~ invalid-timezone: timezone: "america/new_york" is spelled America/New_York.  💡! Replace with America/New_York
u2,Bob Ray,Admin,2450,America/New York,bob@example.com
                      ^^^^^^^^^^^^^^^^ invalid-timezone: timezone: "America/New York" is no time zone. One is written area/city, such as America/New_York.  💡! Replace with America/New_York
u3,Cy Fox,Admin,2450,US/Eastern,cy@example.com
                     ~~~~~~~~~~ invalid-timezone: timezone: "US/Eastern" is a former name of America/New_York.  💡 Replace with America/New_York
u4,Di Orr,Admin,2450,EST,di@example.com
                     ~~~ invalid-timezone: timezone: "EST" names no place. A time zone is written area/city, such as America/New_York.  💡 Replace with America/New_York  💡 Replace with America/Toronto  💡 Replace with America/Panama
u5,Ed Poe,Admin,2450,Eastern Time,ed@example.com
                     ^^^^^^^^^^^^ invalid-timezone: timezone: "Eastern Time" is no time zone. One is written area/city, such as America/New_York.  💡 Replace with America/New_York  💡 Replace with America/Toronto
u6,Flo Kay,Admin,2450,America/Chicgo,flo@example.com
                      ^^^^^^^^^^^^^^ invalid-timezone: timezone: "America/Chicgo" is no time zone. One is written area/city, such as America/New_York.  💡 Replace with America/Chicago
u7,Gil Roe,Admin,2450,somewhere,gil@example.com
                      ^^^^^^^^^ invalid-timezone: timezone: "somewhere" is no time zone. One is written area/city, such as America/New_York.
\`\`\`

These are fine:

\`\`\`csv turvo.user
id,name,permission,status.code,timezone,userEmail
u1,Ann Lee,Admin,2450,America/Argentina/Buenos_Aires,ann@example.com
u2,Bob Ray,Admin,2450,Europe/Stockholm,bob@example.com
u3,Cy Fox,Admin,2450,Asia/Kolkata,cy@example.com
\`\`\`
`,
  check(cell, report) {
    const { column, value } = cell;
    if (column?.field.type !== "timezone" || value === "") return;
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
