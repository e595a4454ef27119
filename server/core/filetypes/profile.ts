/** What a tenant adds to the schemas: further values and columns, severities, decisions about conversions. */
import type { Severity } from "./file-type.ts";

/** What a tenant adds to the schemas: `csv-preflight.json` merged with the editor's settings. See `schemas/profile.schema.json`. */
export interface Profile {
  readonly files?: Readonly<Record<string, string | false>>;
  readonly turvo?: { readonly customRoles?: readonly string[] };
  readonly travtus?: {
    readonly company?: { readonly name?: string; readonly id?: string };
    readonly roles?: readonly string[];
    readonly delimiter?: string;
  };
  readonly meeds?: {
    readonly properties?: readonly string[];
    readonly passwordPolicy?: { readonly minLength?: number; readonly maxLength?: number; readonly pattern?: string };
  };
  readonly rules?: Readonly<Record<string, Severity>>;
  readonly schemas?: readonly string[];
  /** By `from→to`, the names of two file types of people. */
  readonly conversions?: Readonly<Record<string, ConversionRules>>;
}

/** What a person has decided about converting people of one system for another. */
export interface ConversionRules {
  /** The role, or roles, for each role over there; `false`: none. "" stands for people who have no role. Of several that fit one person the first counts where only one has room. */
  readonly roles?: Readonly<Record<string, string | readonly string[] | false>>;
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

/** The list at a path of the profile such as `turvo.customRoles`. */
export function vocabulary(profile: Profile, path: string): readonly string[] {
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

/** `over` wins, key by key; lists are replaced, not joined. */
export function mergeProfiles(under: Profile, over: Profile): Profile {
  return {
    ...under,
    ...over,
    files: { ...under.files, ...over.files },
    rules: { ...under.rules, ...over.rules },
    turvo: { ...under.turvo, ...over.turvo },
    travtus: { ...under.travtus, ...over.travtus },
    meeds: { ...under.meeds, ...over.meeds },
  };
}
