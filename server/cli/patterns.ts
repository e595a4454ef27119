/** Patterns among the paths on the command line: `imports/*.csv` means the same files where the shell does not expand it. */
import { matchesGlob, withoutBraces } from "../core/workspace/globs.ts";
import { type FindOptions, findFiles, statOf } from "../disk/reading/files.ts";

export function isPattern(name: string): boolean {
  return /[*?]|\[[^\][]+\]|\{[^{},]*,[^{}]*\}/.test(name);
}

/**
 * The files that a pattern (absolute, `/` between names) fits, as if each had been named, and those that `options` want in folders that
 * it fits. Names that begin with a dot are fitted only by such patterns; ignored folders are searched only when they are named.
 */
export function* filesMatching(
  pattern: string,
  options: FindOptions,
): Generator<{ readonly path: string; readonly named: boolean }> {
  for (const glob of withoutBraces(pattern)) {
    const parts = glob.split("/");
    const fixed = parts.findIndex(isPattern);
    // Without a pattern the braces named one file.
    const base = parts.slice(0, fixed < 0 ? -1 : fixed).join("/");
    const wild = parts.slice(fixed < 0 ? -1 : fixed);
    const open = wild.findIndex((part) => part.includes("**"));
    const fits = (names: readonly string[], globs = wild): boolean =>
      matchesGlob(names.join("/"), `./${globs.join("/")}`) &&
      names.every((name, i) => !name.startsWith(".") || globs[Math.min(i, globs.length - 1)]!.startsWith("."));
    const isWithin = (names: readonly string[]): boolean => names.some((_, i) => i > 0 && fits(names.slice(0, i)));
    const mayHold = (names: readonly string[]): boolean => {
      const depth = Math.min(names.length, open < 0 ? wild.length : open);
      return depth === 0 || fits(names.slice(0, depth), wild.slice(0, depth));
    };
    const namesOf = (path: string): string[] =>
      path
        .slice(base.length + 1)
        .replace(/\/$/, "")
        .split("/");
    if (!statOf(base === "" ? "/" : base)?.isDirectory()) continue;
    const found = findFiles(base === "" ? "/" : base, {
      ...options,
      wanted: (path) => fits(namesOf(path)) || (isWithin(namesOf(path)) && options.wanted?.(path) !== false),
      skip: (path) => (path.endsWith("/") && !mayHold(namesOf(path))) || options.skip?.(path) === true,
    });
    for (const path of found) yield { path, named: fits(namesOf(path)) };
  }
}
