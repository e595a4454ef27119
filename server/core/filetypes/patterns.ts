/** Regular expressions of file types and profiles: ours run as they are, other people's in an engine whose time is bounded. */

/** Whether a pattern describes the whole value; nothing when that would take too many steps to find out. */
export type WholeMatch = (value: string) => boolean | undefined;

/** Prepares a pattern that somebody wrote; nothing for one that it refuses, which is told where it stands. */
export type PatternEngine = (pattern: string) => WholeMatch | undefined;

const ours = new Set<string>();
const prepared = new Map<string, WholeMatch | undefined>();
let engine: PatternEngine = native;

/** So many patterns are remembered; profiles that are being typed bring new ones with every key. */
const preparedMost = 2000;

/** Whoever reads documents of other people says what runs their patterns, before the first one is asked. */
export function usePatternEngine(guarded: PatternEngine): void {
  if (engine === guarded) return;
  engine = guarded;
  prepared.clear();
}

/** Marks patterns as ours; a test shows that they are linear. */
export function trustPatterns(patterns: readonly string[]): void {
  for (const pattern of patterns) ours.add(pattern);
}

/** Whether the whole value matches; true when the expression cannot be used, for that is told where it is written. */
export function fits(pattern: string, value: string): boolean {
  return matchOf(pattern)?.(value) ?? true;
}

/** Whether the whole value matches; false when the expression cannot be used. */
export function hasForm(pattern: string, value: string): boolean {
  return matchOf(pattern)?.(value) ?? false;
}

function matchOf(pattern: string): WholeMatch | undefined {
  if (!prepared.has(pattern)) {
    if (prepared.size >= preparedMost) prepared.clear();
    prepared.set(pattern, (ours.has(pattern) ? native : engine)(pattern));
  }
  return prepared.get(pattern);
}

function native(pattern: string): WholeMatch | undefined {
  for (const flags of ["u", ""]) {
    try {
      const expression = new RegExp(`^(?:${pattern})$`, flags);
      return (value) => expression.test(value);
    } catch {
      // Other dialects allow escapes that the stricter flag forbids.
    }
  }
  return undefined;
}
