/** Full names taken apart, or put in the usual order, by the order in which an export writes them. */
import { isFamilyFirst, type SplitName, splitName } from "../convert/names.ts";
import type { FullNameOrder } from "./mapping.ts";

const suffix = /^(?:jr|sr|junior|senior|ii|iii|iv|phd|md|esq|cpa|dr|ing|mba)\.?$/i;

/** `Okafor, Ngozi`: two names with a comma between; no `Orr, Jr.`. */
export function nameAroundComma(text: string): readonly [string, string] | undefined {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.length !== 2 || parts[0] === "" || parts[1] === "" || suffix.test(parts[1]!)) return undefined;
  return [parts[0]!, parts[1]!];
}

/** `OKAFOR Ngozi`, `LE GALL Yann`: what begins a name and is all in capitals is the last name, where the rest is not. */
export function beginsInCapitals(text: string): boolean {
  if (text.includes(",")) return false;
  const words = text.split(/\s+/);
  const small = words.findIndex((word) => word !== word.toUpperCase());
  return small > 0 && words.slice(0, small).some((word) => /\p{Lu}{2}/u.test(word));
}

/** First and last name of a full one. */
export function splitByOrder(text: string, order: FullNameOrder | undefined): SplitName {
  const around = nameAroundComma(text);
  if (around && order === "first-last") return { first: around[0], last: around[1], doubtful: false };
  if (around || order !== "last-first") return splitName(text);
  return splitLastFirst(text);
}

/** A full name with the first name first. */
export function inUsualOrder(text: string, order: FullNameOrder): string {
  const around = nameAroundComma(text);
  if ((order === "comma" && !around) || isFamilyFirst(text)) return text;
  if (order === "first-last") return around ? around.join(" ") : text;
  const { first, last } = splitByOrder(text, order);
  return [first, last].filter((part) => part !== "").join(" ");
}

/** `MOREAU Élise`, `LE GALL Yann`, `Moreau Élise`: what is in capitals is the last name, else the first word is. */
function splitLastFirst(text: string): SplitName {
  const words = text.split(/\s+/).filter((word) => word !== "");
  if (words.length < 2 || text.includes(",") || isFamilyFirst(text)) return splitName(text);
  const small = words.findIndex((word) => word !== word.toUpperCase());
  const at = small > 0 ? small : 1;
  return {
    first: words.slice(at).join(" "),
    last: words.slice(0, at).join(" "),
    doubtful: small <= 0 && words.length > 2,
  };
}
