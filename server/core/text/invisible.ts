/** Characters that nobody sees, and spaces that are no plain space: what they are called, where they are, where they are fine. */

/** One of them in a text. */
export interface Invisible {
  /** UTF-16 offset in the text. */
  readonly at: number;
  readonly code: number;
  /** It takes room: what was meant is a space, not nothing. */
  readonly isSpace: boolean;
  /** Visible characters before it. */
  readonly after: number;
}

/** What `invisiblesIn` looks at closely. A plain space is none of it. */
const candidate = /(?! )[\p{Default_Ignorable_Code_Point}\p{Zs}\u0085\u2028\u2029\u2800\ufff9-\ufffb]/u;
const spaces = /[\p{Zs}\u0085\u2028\u2029\u2800]/u;

/** Scripts whose letters are written differently with a joiner or a non-joiner between them. */
const joining =
  /[\p{scx=Arab}\p{scx=Syrc}\p{scx=Nkoo}\p{scx=Mong}\p{scx=Adlm}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Mymr}\p{scx=Khmr}\p{scx=Tibt}]/u;
const picture = /\p{Extended_Pictographic}/u;
const pictureEnd = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Variation_Selector}/u;
const ideograph = /[\p{Ideographic}\p{Sm}\p{scx=Mymr}\p{scx=Phag}]/u;
const mongolian = /\p{scx=Mong}/u;
/** Nobody's flag is longer, in UTF-16 units. */
const flagMost = 64;
const flag = /\u{1f3f4}[\u{e0020}-\u{e007e}]*$/u;

/**
 * Every character of a text that cannot be seen and is not needed where it is. Joiners between letters that need them,
 * and what belongs to an emoji or an ideograph, are fine.
 * @param prose the text is for people to read: the spaces of typography are fine too, as before a French colon
 */
export function invisiblesIn(text: string, prose: boolean): Invisible[] {
  const found: Invisible[] = [];
  // What each character is: there may be half a million of one. Most texts have none that is asked about.
  let kinds: Map<number, "other" | "space" | "nothing"> | undefined;
  // Signs that can be read: what makes a place in the text.
  let counted = 0;
  for (let at = 0; at < text.length; ) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) {
      counted++;
      at++;
      continue;
    }
    const code = text.codePointAt(at)!;
    const end = at + (code > 0xffff ? 2 : 1);
    kinds ??= new Map();
    let kind = kinds.get(code);
    if (kind === undefined) {
      const sign = text.slice(at, end);
      kind = !candidate.test(sign) ? "other" : spaces.test(sign) ? "space" : "nothing";
      kinds.set(code, kind);
    }
    if (kind === "other" || isFine(code, text, at, end, prose)) counted++;
    else found.push({ at, code, isSpace: kind === "space", after: counted });
    at = end;
  }
  return found;
}

/** The text without its invisible characters; `space` takes the place of those that are spaces. */
export function withoutInvisibles(text: string, prose: boolean, space: string): string {
  return withoutThese(text, invisiblesIn(text, prose), space);
}

/** The same where it is known which they are. */
export function withoutThese(text: string, invisibles: readonly Invisible[], space: string): string {
  if (invisibles.length === 0) return text;
  const pieces: string[] = [];
  // What the text made so far ends with: looking at all of it each time would take ever longer.
  let last = " ";
  let from = 0;
  const add = (piece: string): void => {
    if (piece === "") return;
    pieces.push(piece);
    last = piece[piece.length - 1]!;
  };
  for (const { at, code, isSpace } of invisibles) {
    add(text.slice(from, at));
    from = at + (code > 0xffff ? 2 : 1);
    // Beside a space there is one already.
    if (isSpace && last !== " " && from < text.length && text[from] !== " ") add(space);
  }
  return pieces.join("") + text.slice(from);
}

/** A text as it can be read: its invisible characters as `<U+200B>`. */
export function withVisibleNames(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  const pieces: string[] = [];
  let from = 0;
  for (const { at, code } of invisiblesIn(text, false)) {
    pieces.push(text.slice(from, at), `<${codePoint(code)}>`);
    from = at + (code > 0xffff ? 2 : 1);
  }
  return pieces.join("") + text.slice(from);
}

/** `U+200B ZERO WIDTH SPACE`: the code point and the Unicode name. */
export function characterName(code: number): string {
  const name = names.get(code) ?? rangeName(code);
  return name === undefined ? codePoint(code) : `${codePoint(code)} ${name}`;
}

/** `U+200B`. */
export function codePoint(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Needed where it is, or a space of typography in a text for people. */
function isFine(code: number, text: string, at: number, end: number, prose: boolean): boolean {
  const isJoiner = code === 0x200c || code === 0x200d || code >= 0xfe00 || (code >= 0x180b && code <= 0x180f);
  if (!isJoiner && !prose) return false;
  const before = characterBefore(text, at);
  const after = characterAt(text, end);
  return (isJoiner && isNeeded(code, before, after, text, at)) || (prose && isTypography(code, before, after));
}

/** Needed where it is: without it the text would be written differently. */
function isNeeded(code: number, before: string, after: string, text: string, index: number): boolean {
  if (code === 0x200c || code === 0x200d) {
    if (joining.test(before) && joining.test(after)) return true;
    return code === 0x200d && pictureEnd.test(before) && picture.test(after);
  }
  if (code === 0xfe0e || code === 0xfe0f) return picture.test(before) || after === "\u20e3";
  if (code >= 0xfe00 && code <= 0xfe0d) return ideograph.test(before);
  if (code >= 0xe0100 && code <= 0xe01ef) return ideograph.test(before);
  if (code >= 0xe0020 && code <= 0xe007f) return flag.test(text.slice(Math.max(0, index - flagMost), index));
  return code >= 0x180b && code <= 0x180f && mongolian.test(before) && code !== 0x180e;
}

/** A space that typographers put there. */
function isTypography(code: number, before: string, after: string): boolean {
  if (code === 0x2009 || code === 0x3000) return before !== "" && after !== "";
  if (code !== 0xa0 && code !== 0x202f && code !== 0x2007) return false;
  if (/\d/.test(before) && /\d/.test(after)) return true;
  return code !== 0x2007 && (/[:;!?»%‰€›]/u.test(after) || /[«‹]/u.test(before));
}

function characterBefore(text: string, at: number): string {
  const unit = text.charCodeAt(at - 1);
  return text.slice(Math.max(0, at - (unit >= 0xdc00 && unit <= 0xdfff ? 2 : 1)), at);
}

function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
}

const names: ReadonlyMap<number, string> = new Map([
  [0x85, "NEXT LINE"],
  [0xa0, "NO-BREAK SPACE"],
  [0xad, "SOFT HYPHEN"],
  [0x34f, "COMBINING GRAPHEME JOINER"],
  [0x61c, "ARABIC LETTER MARK"],
  [0x115f, "HANGUL CHOSEONG FILLER"],
  [0x1160, "HANGUL JUNGSEONG FILLER"],
  [0x1680, "OGHAM SPACE MARK"],
  [0x17b4, "KHMER VOWEL INHERENT AQ"],
  [0x17b5, "KHMER VOWEL INHERENT AA"],
  [0x180e, "MONGOLIAN VOWEL SEPARATOR"],
  [0x2000, "EN QUAD"],
  [0x2001, "EM QUAD"],
  [0x2002, "EN SPACE"],
  [0x2003, "EM SPACE"],
  [0x2004, "THREE-PER-EM SPACE"],
  [0x2005, "FOUR-PER-EM SPACE"],
  [0x2006, "SIX-PER-EM SPACE"],
  [0x2007, "FIGURE SPACE"],
  [0x2008, "PUNCTUATION SPACE"],
  [0x2009, "THIN SPACE"],
  [0x200a, "HAIR SPACE"],
  [0x200b, "ZERO WIDTH SPACE"],
  [0x200c, "ZERO WIDTH NON-JOINER"],
  [0x200d, "ZERO WIDTH JOINER"],
  [0x200e, "LEFT-TO-RIGHT MARK"],
  [0x200f, "RIGHT-TO-LEFT MARK"],
  [0x2028, "LINE SEPARATOR"],
  [0x2029, "PARAGRAPH SEPARATOR"],
  [0x202a, "LEFT-TO-RIGHT EMBEDDING"],
  [0x202b, "RIGHT-TO-LEFT EMBEDDING"],
  [0x202c, "POP DIRECTIONAL FORMATTING"],
  [0x202d, "LEFT-TO-RIGHT OVERRIDE"],
  [0x202e, "RIGHT-TO-LEFT OVERRIDE"],
  [0x202f, "NARROW NO-BREAK SPACE"],
  [0x205f, "MEDIUM MATHEMATICAL SPACE"],
  [0x2060, "WORD JOINER"],
  [0x2061, "FUNCTION APPLICATION"],
  [0x2062, "INVISIBLE TIMES"],
  [0x2063, "INVISIBLE SEPARATOR"],
  [0x2064, "INVISIBLE PLUS"],
  [0x2066, "LEFT-TO-RIGHT ISOLATE"],
  [0x2067, "RIGHT-TO-LEFT ISOLATE"],
  [0x2068, "FIRST STRONG ISOLATE"],
  [0x2069, "POP DIRECTIONAL ISOLATE"],
  [0x206a, "INHIBIT SYMMETRIC SWAPPING"],
  [0x206b, "ACTIVATE SYMMETRIC SWAPPING"],
  [0x206c, "INHIBIT ARABIC FORM SHAPING"],
  [0x206d, "ACTIVATE ARABIC FORM SHAPING"],
  [0x206e, "NATIONAL DIGIT SHAPES"],
  [0x206f, "NOMINAL DIGIT SHAPES"],
  [0x2800, "BRAILLE PATTERN BLANK"],
  [0x3000, "IDEOGRAPHIC SPACE"],
  [0x3164, "HANGUL FILLER"],
  [0xfeff, "ZERO WIDTH NO-BREAK SPACE"],
  [0xffa0, "HALFWIDTH HANGUL FILLER"],
  [0xfff9, "INTERLINEAR ANNOTATION ANCHOR"],
  [0xfffa, "INTERLINEAR ANNOTATION SEPARATOR"],
  [0xfffb, "INTERLINEAR ANNOTATION TERMINATOR"],
  [0xe0001, "LANGUAGE TAG"],
]);

/** Names that count up. */
function rangeName(code: number): string | undefined {
  if (code >= 0x180b && code <= 0x180d)
    return `MONGOLIAN FREE VARIATION SELECTOR ${["ONE", "TWO", "THREE"][code - 0x180b]}`;
  if (code >= 0xfe00 && code <= 0xfe0f) return `VARIATION SELECTOR-${code - 0xfe00 + 1}`;
  if (code >= 0xe0100 && code <= 0xe01ef) return `VARIATION SELECTOR-${code - 0xe0100 + 17}`;
  if (code >= 0xe0020 && code <= 0xe007f) return "TAG CHARACTER";
  return undefined;
}
