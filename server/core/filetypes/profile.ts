/** What a tenant adds to the schemas: further values and columns, severities, decisions about conversions. */
import type { Severity } from "./file-type.ts";

/** What a tenant adds to the schemas: `csv-preflight.json` merged with the editor's settings. See `schemas/profile.schema.json`. */
export interface Profile {
  readonly files?: Readonly<Record<string, string | false>>;
  readonly rules?: Readonly<Record<string, Severity>>;
  /** Findings that don't count, and why. */
  readonly suppressions?: readonly Suppression[];
  readonly schemas?: readonly string[];
  /** By `from→to`, the names of two file types of people. */
  readonly conversions?: Readonly<Record<string, ConversionRules>>;
  /** The tenant settings of a system, under its key: what its `settings.json` beside the file types describes. */
  readonly [system: string]: unknown;
}

/** Findings of a rule that don't count, and why; of what is left out, all are meant. */
export interface Suppression {
  readonly rule: string;
  /** A glob, relative to the profile's folder. */
  readonly files?: string;
  /** A column's name, as the file type or the header has it. */
  readonly column?: string;
  /** What the whole cell says, or an item of the list in it, without spaces around it. */
  readonly value?: string;
  /** The row's ID: what rows of the file are found by. */
  readonly id?: string;
  readonly reason?: string;
}

/** Which roles each role over there becomes; `false`: none. */
export type Roles = Readonly<Record<string, string | readonly string[] | false>>;

/** Whether a value is of that shape: a role, several or none for each. */
export function isRoles(given: unknown): given is Roles {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return false;
  const isRole = (role: unknown): boolean => typeof role === "string" && role !== "";
  return Object.values(given).every(
    (becomes) =>
      becomes === false || isRole(becomes) || (Array.isArray(becomes) && becomes.length > 0 && becomes.every(isRole)),
  );
}

/** What a person has decided about converting people of one system for another. */
export interface ConversionRules {
  /** The role, or roles, for each role over there; `false`: none. "" stands for people who have no role. Of several that fit one person the first counts where only one has room. */
  readonly roles?: Roles;
  /** The group for each group or community over there, by id or path; `false`: none. */
  readonly groups?: Readonly<Record<string, string | false>>;
  /** What somebody is within a group. */
  readonly groupRoles?: Readonly<Record<string, string | false>>;
  /** Columns of this file that go to columns of that one as they are. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Values for columns that would stay empty. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** Where phone numbers belong that do not say it themselves: two letters. */
  readonly country?: string;
}

/** The list at a dotted path of the profile. */
export function settingsList(profile: Profile, path: string): readonly string[] {
  const found = settingAt(profile, path);
  return Array.isArray(found) ? found.filter((item): item is string => typeof item === "string") : [];
}

/** What stands at a dotted path of the profile. */
export function settingAt(profile: Profile, path: string): unknown {
  let at: unknown = profile;
  for (const key of path.split(".")) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return at;
}

/** `over` wins: setting by setting, rule by rule, glob by glob. Lists are replaced, not joined. */
export function mergeProfiles(under: Profile, over: Profile): Profile {
  const merged = new Map<string, unknown>(Object.entries(under));
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key);
    merged.set(key, isObject(below) && isObject(value) ? { ...below, ...value } : value);
  }
  return Object.fromEntries(merged);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
