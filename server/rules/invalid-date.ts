/** Tells of dates, times and durations that are none, or not written as the importer reads them. */
import { defineValueRule } from "../core/checking/value-rule.ts";
import { everyValue } from "../core/checking/wakes.ts";
import type { Field } from "../core/filetypes/file-type.ts";
import { orderOf } from "../core/filetypes/ordered-values.ts";
import { type Message, message } from "../core/text/message.ts";
import { exampleOf, inColumn } from "./words.ts";

interface Data {
  readonly value: string;
  /** It is written as the column asks, but there is no such day or time. */
  readonly impossible: boolean;
}

export default defineValueRule<Data>({
  name: "invalid-date",
  severity: "error",
  summary: "A date, time, or duration isn't valid, or isn't written in the way that the importer reads.",
  section: "cell",
  types: ["date", "time", "datetime", "year", "yearmonth", "duration"],
  wakes: everyValue,
  check({ column, value }, report) {
    if (!column || value === "" || orderOf(column.field, value) !== undefined) return;
    const example = standardExample(column.field);
    report({ value, impossible: value.replace(/\d/g, "0") === example.replace(/\d/g, "0") });
  },
  message: ({ value, impossible }, say) => {
    const shown = say.show(value);
    const example = exampleOf(say) || (say.field ? standardExample(say.field) : "");
    return inColumn(
      say,
      impossible
        ? message("{0} doesn't exist. Check the day, month, and time.", shown)
        : message("{0} isn't {1}. Use one like {2}.", shown, nameOf(say.field), example),
    );
  },
});

function nameOf(field: Field | undefined): Message {
  switch (field?.type) {
    case "time":
      return message("a valid time");
    case "datetime":
      return message("a valid date and time");
    case "year":
      return message("a valid year");
    case "yearmonth":
      return message("a valid month");
    case "duration":
      return message("a valid duration");
    default:
      return message("a valid date");
  }
}

/** The 31st of December in the column's form. */
function standardExample({ type, dateFormat = "default" }: Field): string {
  if (!dateFormat.includes("%")) {
    switch (type) {
      case "time":
        return "23:59:00";
      case "datetime":
        return "2026-12-31T23:59:00";
      case "year":
        return "2026";
      case "yearmonth":
        return "2026-12";
      case "duration":
        return "P1DT12H";
      default:
        return "2026-12-31";
    }
  }
  return dateFormat.replace(/%(.)/gs, (_, letter: string) => exampleParts[letter] ?? letter);
}

const exampleParts: Readonly<Record<string, string>> = {
  Y: "2026",
  y: "26",
  m: "12",
  d: "31",
  H: "23",
  I: "11",
  M: "59",
  S: "00",
  f: "000",
  j: "365",
  p: "PM",
  z: "+00:00",
  b: "Dec",
  B: "December",
  a: "Thu",
  A: "Thursday",
};
