/** People's names, whole and in two parts. Taking one apart is a guess, and says so where it is a bold one. */

/** A name in two parts; either may be empty. */
export interface SplitName {
  readonly first: string;
  readonly last: string;
  /** Somebody should look at it: another split would be as good, or there is nothing to split. */
  readonly doubtful: boolean;
}

/** What begins a last name in many languages, in small letters. */
const particles = new Set(
  "a af al ap ben bin bint da dal dalla das de degli del dela della den der des di do dos du e el ibn la las le los lo mac ter ten ul van vande vom von y zu zum zur".split(
    " ",
  ),
);
const suffix = /^(?:jr|sr|junior|senior|ii|iii|iv|phd|md|esq|cpa)\.?$/i;

/** In Chinese characters, kana, or Hangul, where the family name comes first; a middle dot joins a foreign name. */
export function isFamilyFirst(full: string): boolean {
  return /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}々ー\s]+$/u.test(full);
}

/**
 * `Ann Lee`, `Lee, Ann`, `山田 太郎`, `Ludwig van Beethoven`. More than two words without a particle between them are split
 * before the last one, and doubtful; so is a single word, which is taken for the first name.
 */
export function splitName(full: string): SplitName {
  const parts = full.split(",").map((part) => part.trim());
  if (parts.length === 2 && parts[0] !== "" && parts[1] !== "" && !suffix.test(parts[1]!)) {
    const [last, first] = parts as [string, string];
    return { first, last, doubtful: false };
  }
  const words = full.split(/\s+/).filter((word) => word !== "");
  if (words.length === 2 && isFamilyFirst(full)) return { first: words[1]!, last: words[0]!, doubtful: false };
  const ends = words.findLastIndex((word) => !suffix.test(word)) + 1;
  // "Dee Orr, Jr.": what stands behind the name stays with the last one.
  const named = words.slice(0, ends);
  const behind = words.slice(ends);
  if (named.length < 2) return { first: named.join(" "), last: behind.join(" "), doubtful: true };
  const particle = named.findIndex((word, i) => i > 0 && i < named.length - 1 && isParticle(word));
  const at = particle > 0 ? particle : named.length - 1;
  return {
    first: named.slice(0, at).join(" "),
    last: [...named.slice(at), ...behind].join(" "),
    doubtful: parts.length > 1 || behind.length > 0 || (particle < 0 && named.length > 2),
  };
}

/** First and last name as one. */
export function joinName(first: string, last: string): string {
  const inOrder = isFamilyFirst(first) && isFamilyFirst(last) ? [last, first] : [first, last];
  return inOrder.filter((part) => part !== "").join(" ");
}

/** Whether a name that was joined comes apart as it was. */
export function comesApart(first: string, last: string): boolean {
  const again = splitName(joinName(first, last));
  return again.first === first && again.last === last;
}

/** Only in small letters: "Van" and "Di" are first names too. */
function isParticle(word: string): boolean {
  return particles.has(word) || /^d['’]$/.test(word);
}
