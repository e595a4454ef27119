/** Loads what reads and judges JSON with the first document: at once, for profiles are read where nobody can wait. */
type Judging = typeof import("./judging.ts");

let loaded: Judging | undefined;

export function judging(): Judging {
  loaded ??= require("./judging.ts") as Judging;
  return loaded;
}
