/** What a cell of numbers, dates or times says, as a number that can be compared; as Table Schema reads them. */
import type { Field } from "./file-type.ts";

/**
 * A value as a number: of dates and times seconds, of durations about so many. Undefined when the text is no value of the
 * column's type, or the type has no order.
 */
export function orderOf(field: Field, text: string): number | undefined {
  switch (field.type) {
    case "integer":
    case "number":
      return numberIn(field, text);
    case "year":
      return /^-?\d{4,9}$/.test(text) ? Number(text) : undefined;
    case "yearmonth":
      return instantIn("%Y-%m", text);
    case "duration":
      return durationIn(text);
    case "date":
    case "time":
    case "datetime":
      return dateIn(field.type, field.dateFormat ?? "default", text);
    default:
      return undefined;
  }
}

/** Whether values of a column are compared by their order. */
export function isOrdered({ type }: Field): boolean {
  return orderedTypes.has(type);
}

const orderedTypes: ReadonlySet<string> = new Set([
  "integer",
  "number",
  "year",
  "yearmonth",
  "duration",
  "date",
  "time",
  "datetime",
]);

/** A number as the column writes it; undefined when it is none. */
export function numberIn(field: Field, text: string): number | undefined {
  const { type, groupChar, decimalChar = ".", bareNumber = true } = field;
  if (type === "integer" && field.variant === "digits") return /^\d+$/.test(text) ? Number(text) : undefined;
  let plain = bareNumber ? text : text.replace(/^[^\d+.-]+/, "").replace(/(?<!\D)\D+$/, "");
  if (groupChar !== undefined && groupChar !== "") plain = plain.replaceAll(groupChar, "");
  if (type === "integer") return /^[+-]?\d+$/.test(plain) ? Number(plain) : undefined;
  if (/^(?:nan|-?inf)$/i.test(plain))
    return /^nan$/i.test(plain) ? Number.NaN : plain.startsWith("-") ? -Infinity : Infinity;
  if (decimalChar !== ".") {
    if (plain.includes(".")) return undefined;
    plain = plain.replace(decimalChar, ".");
  }
  const found = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)(%?)$/i.exec(plain);
  return found ? Number(found[1]) / (found[2] === "%" ? 100 : 1) : undefined;
}

const isoForms: Readonly<Record<"date" | "time" | "datetime", readonly string[]>> = {
  date: ["%Y-%m-%d"],
  time: ["%H:%M:%S", "%H:%M:%S.%f", "%H:%M:%S%z", "%H:%M:%S.%f%z"],
  datetime: ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z"],
};

/** What `any` reads beside ISO 8601. */
const anyForms: Readonly<Record<"date" | "time" | "datetime", readonly string[]>> = {
  date: ["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y/%m/%d", "%d-%m-%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y"],
  time: ["%H:%M", "%I:%M %p", "%I:%M:%S %p"],
  datetime: [
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%d/%m/%Y %H:%M",
    "%d.%m.%Y %H:%M",
    "%m/%d/%Y %H:%M",
  ],
};

function dateIn(type: "date" | "time" | "datetime", format: string, text: string): number | undefined {
  const forms =
    format === "default" ? isoForms[type] : format === "any" ? [...isoForms[type], ...anyForms[type]] : [format];
  for (const form of forms) {
    const instant = instantIn(form, text);
    if (instant !== undefined) return instant;
  }
  return undefined;
}

interface TimeForm {
  readonly pattern: RegExp;
  readonly parts: readonly string[];
}

/** Documents that are being typed bring a new form with every key. */
const formsMost = 200;
const timeForms = new Map<string, TimeForm>();

/** What each directive of `strptime` reads. */
const directives: Readonly<Record<string, string>> = {
  Y: "\\d{4}",
  y: "\\d{2}",
  m: "\\d{1,2}",
  d: "\\d{1,2}",
  H: "\\d{1,2}",
  I: "\\d{1,2}",
  M: "\\d{2}",
  S: "\\d{2}",
  f: "\\d{1,9}",
  j: "\\d{1,3}",
  p: "[AaPp]\\.?[Mm]\\.?",
  z: "(?:Z|[+-]\\d{2}:?\\d{2})",
  b: "\\p{L}{3,4}\\.?",
  B: "\\p{L}{1,30}",
  a: "\\p{L}{2,4}\\.?",
  A: "\\p{L}{1,30}",
};

/** The directives of a pattern of dates that nobody here reads, such as `%W`, and those that stand there twice. */
export function unreadDirectives(format: string): string[] {
  return unreadIn(format).map(({ directive }) => directive);
}

function unreadIn(format: string): { readonly directive: string; readonly index: number }[] {
  const seen = new Set<string>();
  return [...format.matchAll(/%(.|$)/gs)].flatMap(({ 0: directive, 1: letter = "", index }) => {
    if (letter === "%" || (Object.hasOwn(directives, letter) && !seen.has(letter))) {
      seen.add(letter);
      return [];
    }
    return [{ directive, index }];
  });
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

function timeForm(format: string): TimeForm {
  const known = timeForms.get(format);
  if (known) return known;
  const parts: string[] = [];
  // What nobody can read is reported in the document; here it may be anything, and all of it that follows.
  const [unread] = unreadIn(format);
  const readable = format.slice(0, unread?.index);
  const source = readable.replace(/%(.)|[\\^$.*+?()[\]{}|/]/gs, (found, letter: string | undefined) => {
    if (letter === undefined) return `\\${found}`;
    if (letter === "%") return "%";
    parts.push(letter);
    return `(${directives[letter]!})`;
  });
  const made = { pattern: new RegExp(`^${source}${unread ? "" : "$"}`, "u"), parts };
  if (timeForms.size >= formsMost) timeForms.clear();
  timeForms.set(format, made);
  return made;
}

/** Seconds since 1970 in the zone that the text names, else in none; undefined when there is no such day or time. */
function instantIn(format: string, text: string): number | undefined {
  const { pattern, parts } = timeForm(format);
  const found = pattern.exec(text);
  if (!found) return undefined;
  const read = new Map(parts.map((part, index) => [part, found[index + 1]!]));
  const numberOf = (part: string, otherwise: number): number => Number(read.get(part) ?? otherwise);
  const short = read.get("y");
  const year = short === undefined ? numberOf("Y", 1970) : Number(short) + (Number(short) < 69 ? 2000 : 1900);
  const named = read.get("b") ?? read.get("B");
  const month = named === undefined ? numberOf("m", 1) : months.indexOf(named.slice(0, 3).toLowerCase()) + 1;
  const day = numberOf("d", 1);
  const half = read.get("p")?.toLowerCase();
  const clock = numberOf("I", 12) % 12;
  const hour = half === undefined ? numberOf("H", 0) : clock + (half.startsWith("p") ? 12 : 0);
  const minute = numberOf("M", 0);
  const second = numberOf("S", 0);
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 24 || minute > 59 || second > 60) return undefined;
  const days = daysBefore(year, month) + day - 1 + (read.has("j") ? numberOf("j", 1) - 1 : 0);
  const fraction = Number(`0.${read.get("f") ?? "0"}`);
  return days * 86_400 + hour * 3_600 + minute * 60 + second + fraction - zoneSeconds(read.get("z"));
}

function zoneSeconds(zone: string | undefined): number {
  const found = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? "");
  if (!found) return 0;
  return (found[1] === "-" ? -1 : 1) * (Number(found[2]) * 3_600 + Number(found[3]) * 60);
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysIn(year: number, month: number): number {
  return month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Days from 1970 to the first of a month. */
function daysBefore(year: number, month: number): number {
  const past = year - 1;
  let days = past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) - 719_162;
  for (let each = 1; each < month; each++) days += daysIn(year, each);
  return days;
}

const duration =
  /^(-?)P(?=.)(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?=.)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const durationSeconds = [31_556_952, 2_629_746, 604_800, 86_400, 3_600, 60, 1];

function durationIn(text: string): number | undefined {
  const found = duration.exec(text);
  if (!found) return undefined;
  const sum = durationSeconds.reduce((total, each, index) => total + each * Number(found[index + 2] ?? 0), 0);
  return found[1] === "-" ? -sum : sum;
}
