/** The editor's settings: read as leniently as a profile, so that one mistake costs no more than itself. */

import type { Profile } from "../core/filetypes/profile.ts";
import type { Message } from "../core/text/message.ts";
import { loadProfile, profileName } from "../disk/documents/profile.ts";
import type { Given } from "../protocol/request.ts";
import type { ContributedType, WireSettings } from "../protocol/settings.ts";
import type { Preferences } from "./session.ts";

export interface Settings {
  readonly profile: Profile;
  /** What counts in a folder of the workspace instead. */
  readonly folders: readonly {
    readonly uri: string;
    readonly profile: Profile;
    /** Undefined: `schemas` count there, too. */
    readonly schemas: readonly string[] | undefined;
  }[];
  /** Paths of file types, from each of the workspace's folders. */
  readonly schemas: readonly string[];
  readonly contributed: readonly ContributedType[];
  /** Files outside of the workspace's folders may be read. */
  readonly trusted: boolean;
  /** Problems shown per file. */
  readonly maxProblems: number;
  readonly preferences: Preferences;
  /** What was left aside, for the log; names of settings only. */
  readonly faults: readonly Message[];
}

const maxProblemsUsual = 1000;
const maxProblemsMost = 100_000;

/** Parts of a profile that are no settings, and what the client keeps to itself. */
const notSettings = new Set([
  "$schema",
  "schemas",
  "contributed",
  "conversions",
  "trace",
  "folders",
  "trusted",
  "suppressions",
]);

/** Reads `WireSettings` as a client sent them: anything at all. */
export function readSettings(sent: unknown): Settings {
  const {
    maxProblems,
    inlayHints,
    codeLens,
    referenceLens,
    explainRule,
    hoverProblems,
    rulePages,
    folders,
    trusted,
    ...rest
  } = objectOf(sent) as Given<WireSettings>;
  const all = readProfile(rest);
  const own = Object.entries(objectOf(folders)).map(([uri, settings]) => {
    const { schemas } = objectOf(settings) as Given<WireSettings>;
    return {
      uri,
      ...readProfile({ ...rest, ...objectOf(settings) }),
      schemas: schemas === undefined ? undefined : textsIn(schemas),
    };
  });
  const count =
    typeof maxProblems === "number" && maxProblems >= 2
      ? Math.min(Math.floor(maxProblems), maxProblemsMost)
      : maxProblemsUsual;
  return {
    profile: all.profile,
    folders: own,
    schemas: textsIn(rest.schemas),
    contributed: (Array.isArray(rest.contributed) ? rest.contributed : []).filter(isContributed),
    trusted: trusted !== false,
    maxProblems: count,
    preferences: {
      hints: inlayHints !== false,
      lenses: codeLens === true,
      referenceLenses: referenceLens === true,
      explains: explainRule === true,
      hoverProblems: hoverProblems !== false,
      rulePages: typeof rulePages === "string" && /^https?:\/\/\S/.test(rulePages) ? rulePages : undefined,
    },
    faults: [...new Set([all, ...own].flatMap(({ faults }) => faults))],
  };
}

function readProfile(given: object): { readonly profile: Profile; readonly faults: readonly Message[] } {
  const parts = Object.entries(given).filter(
    ([name, value]) => !notSettings.has(name) && value !== null && value !== undefined,
  );
  // Most often nothing is set.
  if (parts.length === 0) return { profile: {}, faults: [] };
  const text = JSON.stringify(Object.fromEntries(parts));
  const { profile, files } = loadProfile(`/settings/${profileName}`, () => text);
  return { profile, faults: files.flatMap(({ problems }) => problems.map(({ message }) => message)) };
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string" && each !== "") : [];
}

function isContributed(value: unknown): value is ContributedType {
  const { uri, text } = objectOf(value) as Given<ContributedType>;
  return typeof uri === "string" && typeof text === "string";
}

function objectOf(value: unknown): object {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
