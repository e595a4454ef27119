/** The editor's settings: read as leniently as a profile, so that one mistake costs no more than itself. */
import type { Profile } from "../core/filetypes/profile.ts";
import { loadProfile, profileName } from "../disk/documents/profile.ts";
import type { Given } from "../protocol/request.ts";
import type { WireSettings } from "../protocol/settings.ts";
import type { Wishes } from "./session.ts";

export interface Settings {
  readonly profile: Profile;
  /** Problems shown per file. */
  readonly maxProblems: number;
  readonly wishes: Wishes;
  /** What was left aside, for the log; names of settings only. */
  readonly faults: readonly string[];
}

const maxProblemsUsual = 1000;
const maxProblemsMost = 100_000;

/** Parts of a profile that are no settings, and what the client keeps to itself. */
const notSettings = new Set(["$schema", "schemas", "conversions", "trace"]);

/** Reads `WireSettings` as a client sent them: anything at all. */
export function readSettings(sent: unknown): Settings {
  const given = typeof sent === "object" && sent !== null && !Array.isArray(sent) ? sent : {};
  const { maxProblems, inlayHints, codeLens, referenceLens, ...rest } = given as Given<WireSettings>;
  const parts = Object.entries(rest).filter(([name, value]) => !notSettings.has(name) && value !== null);
  const text = JSON.stringify(Object.fromEntries(parts));
  // Most often nothing is set.
  const { profile, files } =
    parts.length === 0 ? { profile: {}, files: [] } : loadProfile(`/settings/${profileName}`, () => text);
  const count =
    typeof maxProblems === "number" && maxProblems >= 2
      ? Math.min(Math.floor(maxProblems), maxProblemsMost)
      : maxProblemsUsual;
  return {
    profile,
    maxProblems: count,
    wishes: { hints: inlayHints !== false, lenses: codeLens === true, referenceLenses: referenceLens === true },
    faults: files.flatMap(({ problems }) => problems.map(({ message }) => message)),
  };
}
