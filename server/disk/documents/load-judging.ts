/** Loads what reads and judges JSON with the first document: at once, for profiles are read where nobody can wait. */
import { usePatternEngine } from "../../core/filetypes/patterns.ts";
import { guardedPatterns } from "../libraries/load-patterns.ts";

type Judging = typeof import("./judging.ts");

let loaded: Judging | undefined;

export function judging(): Judging {
  // Everything that people write comes by here before it is used.
  usePatternEngine(guardedPatterns);
  loaded ??= require("./judging.ts") as Judging;
  return loaded;
}
