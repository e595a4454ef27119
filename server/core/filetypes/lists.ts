/** Countries, time zones and postal codes: what a name is, and what was meant by a name that is none. Nothing is read before it is asked for. */
import countryData from "../../../schemas/lists/countries.json" with { type: "json" };
import postalCodeData from "../../../schemas/lists/postal-codes.json" with { type: "json" };
import zoneData from "../../../schemas/lists/timezones.json" with { type: "json" };
import { lazy } from "../text/lazy.ts";
import { fold, nearest } from "../text/text.ts";

interface Country {
  readonly code3: string;
  /** Accepted English names, the usual one first. */
  readonly names: readonly string[];
  /** What people write although it is neither name nor code: "UK". */
  readonly also?: readonly string[];
}

const countries: Readonly<Record<string, Country>> = countryData;
const postalCodes: Readonly<Record<string, string>> = postalCodeData;
const zoneAliases: Readonly<Record<string, string>> = zoneData.aliases;
const areaLess: Readonly<Record<string, string>> = zoneData.areaLess;
const zonesOfCountries: Readonly<Record<string, string>> = zoneData.countries;
const zonesOfOffsets: Readonly<Record<string, readonly string[]>> = zoneData.offsets;
const zoneWords: Readonly<Record<string, readonly string[]>> = zoneData.words;

/** The usual English name of a two-letter code in capitals (`US`: "United States"); undefined when no country has it. */
export function countryByCode(code: string): string | undefined {
  return Object.hasOwn(countries, code) ? countries[code]?.names[0] : undefined;
}

/** All two-letter codes, sorted. */
export const countryCodes = lazy((): readonly string[] => Object.keys(countries));

/** The usual English name of every country, in the order of their codes. */
export const countryNames = lazy((): readonly string[] => Object.values(countries).map(({ names }) => names[0]!));

/** The two-letter code that a name, a code of two or three letters, or a common mistake (`UK`, "England") stands for, in any case. */
export function countryCodeOf(text: string): string | undefined {
  return countryWords().get(fold(text));
}

/** True for an English name of a country in any case ("united states"), false for codes, abbreviations and mistakes. */
export function isCountryName(text: string): boolean {
  return nameSet().has(caseless(text));
}

/** A name without case. The small letter of a Turkish I with a dot is an i, and a dot of its own in no country's name. */
function caseless(text: string): string {
  return text.toLowerCase().replaceAll("i\u0307", "i");
}

const countryWords = lazy(() => {
  const words = new Map<string, string>();
  for (const [code, { code3, names, also }] of Object.entries(countries)) {
    for (const word of [code, code3, ...names, ...(also ?? [])])
      if (!words.has(fold(word))) words.set(fold(word), code);
  }
  return words;
});

const nameSet = lazy(() => new Set(Object.values(countries).flatMap(({ names }) => names.map(caseless))));

/**
 * `ok`: a current name with its area, letter by letter. `case`: one in other case. `alias`: a former name
 * (`US/Eastern`). `area-less`: a name without a place (`UTC`, `EST`, `Japan`). The last two in any case.
 */
export type ZoneKind = "ok" | "case" | "alias" | "area-less" | "unknown";

/** What kind of time zone name a text is. */
export function zoneKind(name: string): ZoneKind {
  const exact = properName().get(name.toLowerCase());
  if (exact === undefined) return "unknown";
  if (!exact.includes("/")) return "area-less";
  if (Object.hasOwn(zoneAliases, exact)) return "alias";
  return exact === name ? "ok" : "case";
}

/** The name to write for a time zone name in any case: itself, or what an alias or a name without area stands for in the tz database. */
export function canonicalZone(name: string): string | undefined {
  const exact = properName().get(name.toLowerCase());
  return exact === undefined ? undefined : (zoneAliases[exact] ?? areaLess[exact] ?? exact);
}

/** Names that are right as they stand, sorted; no aliases, no names without an area. */
export function zoneNames(): readonly string[] {
  return zoneData.zones;
}

/**
 * The time zones that a text may mean, the likeliest first: an abbreviation (`EST`), an English or Windows name
 * ("Eastern Time", "W. Europe Standard Time"), a city, a name with other blanks or case, an offset (`UTC-5`).
 */
export function zoneFor(text: string): readonly string[] {
  const plain = text
    .replace(/^\s*(?:\((?:UTC|GMT)[^)]*\)|(?:UTC|GMT)[+-]\d{1,2}:?\d{2}(?=\s))/i, "")
    .replace(/\(US (?:&|and) Canada\)/i, "")
    .replace(/\b(?:standard|daylight|summer|time)\b/gi, "");
  const [, inBrackets = ""] = /\(([^()]*)\)\s*$/.exec(plain) ?? [];
  const words = [plain, text, inBrackets].map((each) => wordsToZones().get(fold(each)));
  return words.find((zones) => zones !== undefined) ?? zonesOfPlace(text) ?? zonesAtOffset(text);
}

/**
 * `USA/New_York`, `Germany / Berlin`, `Chicago, USA`, `Europe/Munich`: a country or a continent and a city, as people understand
 * "Area/City". Of a city that is not known the country says enough where it has one zone, as it does alone.
 */
function zonesOfPlace(text: string): readonly string[] | undefined {
  const parts = text
    .split(/[/,]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  // Two or three letters alone are more often a state's.
  const country = parts.length === 1 && parts[0]!.length < 4 ? undefined : parts.map(countryCodeOf).find(Boolean);
  if (parts.length > 1 && (country !== undefined || zoneAreas().has(parts[0]!.toLowerCase()))) {
    for (const city of parts.filter((part) => countryCodeOf(part) === undefined).reverse()) {
      const found = wordsToZones().get(fold(city));
      if (found) return found;
    }
  }
  // What Windows shows: the offset, and cities of several zones.
  if (/^\((?:UTC|GMT)/i.test(text)) {
    const cities = text.replace(/^\([^)]*\)/, "").split(",");
    const zones = new Set(cities.flatMap((city) => wordsToZones().get(fold(city)) ?? []));
    if (zones.size > 0) return [...zones];
  }
  const zone = country === undefined ? undefined : zonesOfCountries[country];
  return zone === undefined ? undefined : [zone];
}

/** The zone whose name is most like a text; of a name with its area the city must be alike, for `Europe/Munich` is not `Europe/Zurich`. */
export function nearestZone(text: string): string | undefined {
  const [area = "", city] = text.split("/");
  if (city === undefined || !zoneAreas().has(area.trim().toLowerCase())) return nearest(text, zoneNames());
  const names = [...zoneNames(), ...Object.keys(zoneAliases)];
  const byCity = new Map(names.map((name) => [name.slice(name.indexOf("/") + 1), canonicalZone(name)!]));
  const found = nearest(text.slice(text.indexOf("/") + 1), byCity.keys());
  return found === undefined ? undefined : byCity.get(found);
}

/** The abbreviations and English names that lead to a zone, as people search for them. */
export function wordsForZone(name: string): readonly string[] {
  return zonesToWords().get(name) ?? [];
}

const properName = lazy(() => {
  const names = [...zoneData.zones, ...Object.keys(zoneAliases), ...Object.keys(areaLess)];
  return new Map(names.map((name) => [name.toLowerCase(), name]));
});

const wordsToZones = lazy(() => {
  const found = new Map<string, readonly string[]>();
  const add = (word: string, zones: readonly string[]) => {
    if (!found.has(fold(word))) found.set(fold(word), zones);
  };
  for (const [word, zones] of Object.entries(zoneWords)) add(word, zones);
  // Folding drops signs, and with them all that tells Etc/GMT+5 from Etc/GMT-5.
  const places = zoneData.zones.filter((name) => !name.startsWith("Etc/"));
  const former = Object.entries({ ...areaLess, ...zoneAliases }).filter(([name]) => !/[-+\d]/.test(name));
  for (const name of places) add(name, [name]);
  for (const [name, zone] of former) add(name, [zone]);
  for (const name of places) add(cityOf(name), [name]);
  for (const [name, zone] of former) add(cityOf(name), [zone]);
  return found;
});

const zoneAreas = lazy(() => new Set(zoneData.zones.map((name) => name.slice(0, name.indexOf("/")).toLowerCase())));

const zonesToWords = lazy(() => {
  const found = new Map<string, string[]>();
  for (const [word, zones] of Object.entries(zoneWords)) {
    for (const zone of zones) {
      const words = found.get(zone);
      if (words) words.push(word);
      else found.set(zone, [word]);
    }
  }
  return found;
});

function cityOf(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** `UTC-5`, `GMT+02:00`, `+1`: the zone without a place, its name counts the other way round; `UTC+05:30`: the places that have it. */
function zonesAtOffset(text: string): readonly string[] {
  const [, sign, hours, minutes = "00"] =
    /^\(?(?:UTC|GMT)?\s*([+\-\u2212])0?(\d{1,2})(?:[:.]?([0-5]\d))?\)?$/i.exec(text.trim()) ?? [];
  if (sign === undefined || hours === undefined) return [];
  const ahead = sign === "+";
  if (minutes !== "00") return zonesOfOffsets[`${ahead ? "+" : "-"}${hours}:${minutes}`] ?? [];
  const name = Number(hours) === 0 ? "Etc/UTC" : `Etc/GMT${ahead ? "-" : "+"}${Number(hours)}`;
  return zoneKind(name) === "ok" ? [name] : [];
}

/** Whether a postal code has the form of a country (by two-letter code); undefined where we know of no form. */
export function postalCodeFits(country: string, text: string): boolean | undefined {
  if (!Object.hasOwn(postalCodes, country)) return undefined;
  let pattern = patterns.get(country);
  if (!pattern) {
    pattern = new RegExp(`^(?:${postalCodes[country]})$`, "i");
    patterns.set(country, pattern);
  }
  return pattern.test(text);
}

const patterns = new Map<string, RegExp>();
