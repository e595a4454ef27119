/** What time it is in a time zone, and which zones a country has: asked of the runtime, so that it follows its rules for summer time. */

import { canonicalZone, countryCodes } from "../../core/filetypes/lists.ts";
import { lazy } from "../../core/text/lazy.ts";
import { type Message, message } from "../../core/text/message.ts";

export interface Clock {
  /** Minutes east of UTC. */
  readonly offset: number;
  /** "UTC-05:00". */
  readonly offsetText: string;
  /** "17:22". */
  readonly time: string;
  /** "Monday". */
  readonly day: Message;
  /** "Eastern Standard Time"; undefined where English has no name for it. */
  readonly name: string | undefined;
}

/** A zone's clock at a moment in milliseconds; undefined for zones that the runtime does not know. */
export function clockAt(zone: string, now: number): Clock | undefined {
  const offset = offsetAt(zone, now);
  if (offset === undefined) return undefined;
  const local = new Date(now + offset * 60_000);
  const name = partOf(zone, now, "long");
  return {
    offset,
    offsetText: `UTC${signed(offset)}`,
    time: local.toISOString().slice(11, 16),
    day: days[local.getUTCDay()]!,
    name: name && !/^(?:GMT|UTC)?[+-]/.test(name) ? name : undefined,
  };
}

const days = [
  message("Sunday"),
  message("Monday"),
  message("Tuesday"),
  message("Wednesday"),
  message("Thursday"),
  message("Friday"),
  message("Saturday"),
] as const;

/** Minutes east of UTC, remembered for the hour. */
export function offsetAt(zone: string, now: number): number | undefined {
  const hour = Math.floor(now / 3_600_000);
  if (hour !== remembered.hour) {
    remembered.hour = hour;
    remembered.offsets.clear();
  }
  const { offsets } = remembered;
  if (!offsets.has(zone)) offsets.set(zone, readOffset(partOf(zone, now, "longOffset")));
  return offsets.get(zone);
}

/** Asking the runtime for all zones takes a tenth of a second; within an hour of the clock its answers are the same. */
const remembered = { hour: Number.NaN, offsets: new Map<string, number | undefined>() };

function partOf(timeZone: string, now: number, timeZoneName: "long" | "longOffset"): string | undefined {
  try {
    const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName }).formatToParts(now);
    return parts.find((part) => part.type === "timeZoneName")?.value;
  } catch {
    return undefined; // The runtime's database is older than ours.
  }
}

/** From "GMT", "GMT-05:00". */
function readOffset(text: string | undefined): number | undefined {
  const match = text === undefined ? null : /^GMT(?:([+-])(\d\d):(\d\d))?/.exec(text);
  if (!match) return undefined;
  const minutes = Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);
  return match[1] === "-" ? -minutes : minutes;
}

/** "-05:00". */
export function signed(offset: number): string {
  const minutes = Math.abs(offset);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The two-letter codes of the countries that use a zone. */
export function countriesOfZone(zone: string): readonly string[] {
  return countriesByZone().get(zone) ?? [];
}

const countriesByZone = lazy((): ReadonlyMap<string, readonly string[]> => {
  const byZone = new Map<string, string[]>();
  for (const country of countryCodes()) {
    for (const name of zonesIn(country)) {
      const proper = canonicalZone(name) ?? name;
      byZone.set(proper, [...(byZone.get(proper) ?? []), country]);
    }
  }
  return byZone;
});

/** Runtimes know the list by two names. */
function zonesIn(country: string): readonly string[] {
  const locale = new Intl.Locale(`und-${country}`);
  const ask: unknown = Reflect.get(locale, "getTimeZones");
  const found: unknown = typeof ask === "function" ? ask.call(locale) : Reflect.get(locale, "timeZones");
  return Array.isArray(found) ? found.filter((name): name is string => typeof name === "string") : [];
}
