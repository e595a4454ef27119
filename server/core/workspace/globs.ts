/** Globs over paths: all ways to read a glob are followed at once, so time is the glob's length by the path's, whatever the glob. */

import type { Profile, Suppression } from "../filetypes/profile.ts";

/**
 * `*` within a name, `**` across folders, `?` one letter, `[a-z]` one of some, `{a,b}` one of two; without `/` the glob is about the
 * file's name anywhere. Case does not count.
 */
export function matchesGlob(path: string, glob: string): boolean {
  return matchesAny(path.toLowerCase(), globFor(glob));
}

/** Whether one name, without folders, matches. */
export function matchesName(name: string, glob: string): boolean {
  return matchesAny(name.toLowerCase(), compiled(glob));
}

/** What the profile's globs say of a path; the last one that fits wins. */
export function chosenType(path: string, profile: Profile): string | false | undefined {
  if (profile.files === undefined) return undefined;
  const small = path.toLowerCase();
  let chosen: string | false | undefined;
  for (const [glob, type] of entriesOf(profile.files)) if (matchesAny(small, globFor(glob))) chosen = type;
  return chosen;
}

/** Whether a suppression is about a path, relative to the profile's folder. */
export function concernsFile({ files }: Suppression, path: string): boolean {
  return files === undefined || matchesGlob(path, files);
}

/** A glob for one path; letters that mean something in a glob are any letter. */
export function globOf(path: string): string {
  const literal = path.replace(/[*?[\]{}]/g, "?");
  return path.includes("/") ? literal : `./${literal}`;
}

type FileGlobs = NonNullable<Profile["files"]>;
type Entries = readonly (readonly [glob: string, type: string | false])[];

const entries = new WeakMap<FileGlobs, Entries>();

function entriesOf(files: FileGlobs): Entries {
  const found = entries.get(files) ?? Object.entries(files);
  entries.set(files, found);
  return found;
}

/** So many globs are made of one; the rest of its braces are letters. */
const alternativesMax = 1000;

/** The globs without braces that a glob means: `{a,b}/c` is `a/c` and `b/c`. */
export function withoutBraces(glob: string): string[] {
  let globs = [glob];
  for (;;) {
    let count = 0;
    const next: string[] = [];
    for (const each of globs) {
      const braces = firstChoice(each);
      const choices = braces?.slice(1, -1).split(",") ?? [];
      count += braces === undefined ? 1 : choices.length;
      if (count > alternativesMax) return globs;
      if (braces === undefined) next.push(each);
      else for (const choice of choices) next.push(each.replace(braces, () => choice));
    }
    if (next.length === globs.length && next.every((each, i) => each === globs[i])) return globs;
    globs = next;
  }
}

/** The first braces without others in them that have a comma, with the braces. */
function firstChoice(glob: string): string | undefined {
  for (const [braces] of glob.matchAll(/\{[^{}]*\}/g)) if (braces.includes(",")) return braces;
  return undefined;
}

/** What one piece of a glob accepts: a character, any run within a name, any run, or any folders. */
type Piece = ((character: string) => boolean) | string | "*" | "**" | "**/";

interface Glob {
  readonly pieces: readonly Piece[];
  /** Letters that a path has to end with: most paths are refused by them. */
  readonly end: string;
}

const known = new Map<string, readonly Glob[]>();
/** So many are remembered. */
const knownMost = 200_000;

function globFor(glob: string): readonly Glob[] {
  return compiled(glob.includes("/") ? glob.replace(/^\.?\//, "") : `**/${glob}`);
}

function compiled(glob: string): readonly Glob[] {
  let found = known.get(glob);
  if (!found) {
    if (known.size >= knownMost) known.clear();
    found = withoutBraces(glob).map(compile);
    known.set(glob, found);
  }
  return found;
}

function compile(glob: string): Glob {
  const pieces: Piece[] = [];
  for (const [part] of glob.matchAll(/\*\*\/|\*\*|\*|\[!?[^[\]/\\]+\]|[\s\S]/g)) {
    if (part === "?") pieces.push((character) => character !== "/");
    else if (part.startsWith("[") && part.length > 1) pieces.push(...(letterClass(part) ?? [...part.toLowerCase()]));
    // A star after a star adds nothing.
    else if (!(part === "*" && pieces.at(-1) === "*"))
      pieces.push(part === "*" || part.length > 1 ? part : literal(part));
  }
  const wild = pieces.findLastIndex((piece) => typeof piece === "function" || isWild(piece));
  return { pieces, end: pieces.slice(wild + 1).join("") };
}

function literal(character: string): string {
  return character.toLowerCase();
}

function isWild(piece: Piece): boolean {
  return piece === "*" || piece === "**" || piece === "**/";
}

/** `[a-z]`, `[!a-z]`; undefined for a range that runs backwards. */
function letterClass(part: string): readonly [Piece] | undefined {
  const not = part.startsWith("[!") && part.length > 3;
  const inner = part.slice(not ? 2 : 1, -1);
  const ranges: (readonly [first: string, last: string])[] = [];
  for (let i = 0; i < inner.length; i++) {
    const first = inner[i]!;
    const isRange = inner[i + 1] === "-" && i + 2 < inner.length;
    const last = isRange ? inner[i + 2]! : first;
    if (last < first) return undefined;
    ranges.push([first, last]);
    if (isRange) i += 2;
  }
  const isIn = (character: string): boolean => ranges.some(([first, last]) => first <= character && character <= last);
  return [
    (character) => {
      const is = isIn(character) || isIn(character.toUpperCase());
      return not ? !is && character !== "/" : is;
    },
  ];
}

let steps = 0;

/** How many pieces of globs have been held against characters since the program began; tests count by it. */
export function globSteps(): number {
  return steps;
}

/** `path`: in small letters. */
function matchesAny(path: string, globs: readonly Glob[]): boolean {
  return globs.some((glob) => path.endsWith(glob.end) && matches(path, glob.pieces));
}

/** Follows all readings at once: which pieces may come next, after each character. */
function matches(path: string, pieces: readonly Piece[]): boolean {
  let at = new Set<number>();
  enter(0, pieces, at);
  for (let i = 0; i < path.length && at.size > 0; i++) {
    const character = path[i]!;
    const next = new Set<number>();
    for (const state of at) {
      steps++;
      const piece = pieces[state];
      if (piece === undefined) continue;
      if (piece === "*") {
        if (character !== "/") enter(state, pieces, next);
      } else if (piece === "**") enter(state, pieces, next);
      else if (piece === "**/") {
        // Stays, and goes on after each folder.
        next.add(state);
        if (character === "/") enter(state + 1, pieces, next);
      } else if (typeof piece === "string" ? piece === character : piece(character)) enter(state + 1, pieces, next);
    }
    at = next;
  }
  return at.has(pieces.length);
}

/** A piece may come next; what may be nothing lets the one after it come, too. */
function enter(state: number, pieces: readonly Piece[], into: Set<number>): void {
  for (let at = state; !into.has(at); at++) {
    into.add(at);
    const piece = pieces[at];
    if (piece === undefined || !isWild(piece)) return;
  }
}
