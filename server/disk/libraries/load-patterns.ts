/** Loads what runs people's patterns with the first of them: at once, for values are judged where nobody can wait. */
import type { PatternEngine } from "../../core/filetypes/patterns.ts";

type PeoplePatterns = typeof import("./people-patterns.ts");

let loaded: PeoplePatterns | undefined;

export function peoplePatterns(): PeoplePatterns {
  loaded ??= require("./people-patterns.ts") as PeoplePatterns;
  return loaded;
}

/** What core is given to run patterns by that documents of other people bring along. */
export const guardedPatterns: PatternEngine = (pattern) => {
  const prepared = peoplePatterns().preparePattern(pattern);
  return "matches" in prepared ? prepared.matches : undefined;
};
