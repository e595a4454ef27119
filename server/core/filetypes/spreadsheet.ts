/** What spreadsheets do to values: numbers, dates and errors they make of them, formulas they run, and how people keep them from it. */

/** What a spreadsheet has made of a value: `3.13E+09`, `1-Mar`, `12.0` or `1,004`, `123456789012345000`, `#REF!`. */
export type Damage = "scientific" | "date" | "decimal" | "digits" | "error";

/** Months as spreadsheets write them, in the case they use. What is also an English word in small letters is left out. */
const months = [
  "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec",
  "Mrz|Mär|Mai|Okt|Dez",
  "janv\\.|févr\\.|mars|avr\\.|mai|juin|juil\\.|août|sept\\.|oct\\.|nov\\.|déc\\.",
  "ene|abr|ago|dic|gen|mag|giu|lug|set|ott|fev|out|dez|mrt|mei|okt",
].join("|");

const day = "(?:0?[1-9]|[12]\\d|3[01])";
const monthNumber = "(?:0?[1-9]|1[0-2])";
const dates = [
  // 5-Mar, 01. Mrz, 01-Feb-26
  `${day}(?:\\. ?|[-/ ])(?:${months})(?:[-/ .]\\d{2}(?:\\d{2})?)?`,
  // Mar-05, févr.-05, Mrz 05
  `(?:${months})[-/ ]\\d{2}`,
  // 3/5, 03/05/2026, 05.03.2026: day and month in any order
  `${day}/${monthNumber}|${monthNumber}/${day}`,
  `${day}([./-])${monthNumber}\\1(?:\\d{2}|\\d{4})|${monthNumber}([./-])${day}\\2(?:\\d{2}|\\d{4})`,
  `\\d{4}[-/]${monthNumber}[-/]${day}`,
];
const date = new RegExp(`^(?:${dates.join("|")})(?: \\d{1,2}:\\d{2}(?::\\d{2})?)?$`, "u");

/** What a spreadsheet has done to an id, a reference or a postal code, if it has exactly a spreadsheet's form. */
export function damageOf(text: string): Damage | undefined {
  if (/^-?\d(?:[.,]\d+)?E[+-]\d{1,3}$/i.test(text)) return "scientific";
  if (/^\d+[.,]0+$|^\d{1,3}(?:,\d{3})+$/.test(text)) return "decimal";
  if (lostDigits(text)) return "digits";
  return date.test(text) ? "date" : undefined;
}

/** What may have been there before a spreadsheet made `damageOf` of it: `1-2` and `2/1` of `2-Jan`, `1E5` and `100000` of `1E+05`. */
export function originalsOf(text: string): readonly string[] {
  switch (damageOf(text)) {
    case "date":
      return originalsOfDate(text);
    case "decimal":
      return [text.replace(/[.,]0+$/, ""), text.replaceAll(",", "")].filter((each) => each !== text);
    case "scientific": {
      const [, mantissa = "", exponent = ""] = /^(-?[\d.,]+)E([+-]\d+)$/i.exec(text) ?? [];
      const [whole = "", fraction = ""] = mantissa.split(/[.,]/);
      const power = Number(exponent);
      if (power < fraction.length || power > 30) return [];
      const digits = whole + fraction.padEnd(power, "0");
      const short = `${whole}${fraction}E${power - fraction.length}`;
      return [digits, short, short.toLowerCase(), `${whole}${fraction}E0${power - fraction.length}`];
    }
    default:
      return [];
  }
}

const monthsInOrder = [
  "Jan|janv.|ene|gen",
  "Feb|févr.|fev",
  "Mar|Mrz|Mär|mars|mrt",
  "Apr|avr.|abr",
  "May|Mai|mai|mag|mei",
  "Jun|juin|giu",
  "Jul|juil.|lug",
  "Aug|août|ago",
  "Sep|Sept|sept.|set",
  "Oct|Okt|oct.|ott|out|okt",
  "Nov|nov.",
  "Dec|Dez|déc.|dic|dez",
].map((names) => names.split("|"));

/** Of a day or a year with a month: the numbers in both orders, with and without a zero, and the month's name beside the number. */
function originalsOfDate(text: string): readonly string[] {
  const parts = /^(\d{1,2})[-/. ]+([^-/. \d]\D*)$|^(\D+)(?<=[-/ ])(\d{1,2})$/u.exec(text);
  const name = parts?.[2] ?? parts?.[3]?.slice(0, -1);
  const number = Number(parts?.[1] ?? parts?.[4]);
  const month = monthsInOrder.findIndex((names) => name !== undefined && names.includes(name)) + 1;
  if (!name || month === 0) return [];
  const both = [number, month].map((each) => [String(each), String(each).padStart(2, "0")] as const);
  const pairs = [0, 1].flatMap((i) => {
    const [one, other] = [both[0]![i as 0 | 1], both[1]![i as 0 | 1]];
    return ["-", "/", ".", "_"].flatMap((sign) => [`${other}${sign}${one}`, `${one}${sign}${other}`]);
  });
  const short = name.replace(".", "");
  const words = [short, short.toUpperCase(), short.toLowerCase()].flatMap((word) =>
    both[0]!.flatMap((digits) => [word + digits, digits + word, `${word}-${digits}`, `${digits}-${word}`]),
  );
  return [...new Set([...pairs, ...words])].filter((each) => each !== text);
}

/** A spreadsheet keeps fifteen digits of a number; the others become zeros. Of sixteen digits one zero may as well be an accident. */
function lostDigits(text: string): boolean {
  return text.length >= 17 && /^\d+$/.test(text) && /^0+$/.test(text.slice(15));
}

/** Errors that do not end in `!` or `?`, in the languages of spreadsheets. */
const bareErrors = new Set(["#N/A", "#NV", "#N/D", "#N/B", "#I/T", "#YOK", "#HIÁNYZIK", "#Н/Д", "#GETTING_DATA"]);

/** The error words that a spreadsheet leaves in cells, in any language, and the `####` of a column that is too narrow. */
export function isSheetError(text: string): boolean {
  if (!text.startsWith("#")) return /^Err:5\d\d$/.test(text);
  return /^#{3,}$|^#[¡¿]?\p{Lu}[\p{Lu}\p{M}\p{N}_/ ]*[!?]$/u.test(text) || bareErrors.has(text.toUpperCase());
}

/** Whether a spreadsheet would take it for a formula: numbers and phone numbers with a sign are none. */
export function isFormula(text: string): boolean {
  return (
    /^[=@\t\r]/.test(text) ||
    (/^[+-]./.test(text) && !/^[+-]+(?:[\d\s().,/\u00a0][\d\s().,/\u00a0-]*)?(?:E[+-]?\d+)?$/i.test(text))
  );
}

/**
 * The value in what people write so that a spreadsheet leaves it as it is: `="00123"`, and with `apostrophe` also `'00123`.
 * Undefined where it is written plainly, or where nothing would be left.
 */
export function unwrapped(text: string, apostrophe: boolean): string | undefined {
  const formula = /^=\s*(?:"((?:[^"]|"")*)"|[“„]([^“”„]*)[“”])$/s.exec(text);
  const inner = formula ? (formula[1]?.replaceAll('""', '"') ?? formula[2]) : undefined;
  if (inner !== undefined) return inner.trim() === "" ? undefined : inner;
  return apostrophe && /^['‘’](?=[^'‘’\s])/.test(text) && !/['‘’]$/.test(text) ? text.slice(1) : undefined;
}
