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
const candidates = /(?! )[\p{Default_Ignorable_Code_Point}\p{Zs}\u0085\u2028\u2029\u2800\ufff9-\ufffb]/gu;
const spaces = /[\p{Zs}\u0085\u2028\u2029\u2800]/u;

/** Scripts whose letters are written differently with a joiner or a non-joiner between them. */
const joining =
  /[\p{scx=Arab}\p{scx=Syrc}\p{scx=Nkoo}\p{scx=Mong}\p{scx=Adlm}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Mymr}\p{scx=Khmr}\p{scx=Tibt}]/u;
const picture = /\p{Extended_Pictographic}/u;
const pictureEnd = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Variation_Selector}/u;
const ideograph = /[\p{Ideographic}\p{Sm}\p{scx=Mymr}\p{scx=Phag}]/u;
const mongolian = /\p{scx=Mong}/u;
const flag = /\u{1f3f4}[\u{e0020}-\u{e007e}]*$/u;

/**
 * Every character of a text that cannot be seen and is not needed where it is. Joiners between letters that need them,
 * and what belongs to an emoji or an ideograph, are fine.
 * @param prose the text is for people to read: the spaces of typography are fine too, as before a French colon
 */
export function invisiblesIn(text: string, prose: boolean): Invisible[] {
  const found: Invisible[] = [];
  // A sign that can be read and is no combining mark: what makes a place in the text.
  let counted = 0;
  let from = 0;
  for (const { 0: sign, index } of text.matchAll(candidates)) {
    counted += [...text.slice(from, index)].length;
    from = index + sign.length;
    const code = sign.codePointAt(0)!;
    const before = lastOf(text.slice(0, index));
    const after = firstOf(text.slice(from));
    if (isNeeded(code, before, after, text, index) || (prose && isTypography(code, before, after))) {
      counted++;
      continue;
    }
    found.push({ at: index, code, isSpace: spaces.test(sign), after: counted });
  }
  return found;
}

/** The text without its invisible characters; `space` takes the place of those that are spaces. */
export function withoutInvisibles(text: string, prose: boolean, space: string): string {
  let made = "";
  let from = 0;
  for (const { at, code, isSpace } of invisiblesIn(text, prose)) {
    made += text.slice(from, at);
    from = at + String.fromCodePoint(code).length;
    // Beside a space there is one already.
    if (isSpace && !/(?:^| )$/.test(made) && !/^(?: |$)/.test(text.slice(from))) made += space;
  }
  return made + text.slice(from);
}

/** A text as it can be read: its invisible characters as `<U+200B>`. */
export function withVisibleNames(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  let made = "";
  let from = 0;
  for (const { at, code } of invisiblesIn(text, false)) {
    made += `${text.slice(from, at)}<${codePoint(code)}>`;
    from = at + String.fromCodePoint(code).length;
  }
  return made + text.slice(from);
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

/** Needed where it is: without it the text would be written differently. */
function isNeeded(code: number, before: string, after: string, text: string, index: number): boolean {
  if (code === 0x200c || code === 0x200d) {
    if (joining.test(before) && joining.test(after)) return true;
    return code === 0x200d && pictureEnd.test(before) && picture.test(after);
  }
  if (code === 0xfe0e || code === 0xfe0f) return picture.test(before) || after === "\u20e3";
  if (code >= 0xfe00 && code <= 0xfe0d) return ideograph.test(before);
  if (code >= 0xe0100 && code <= 0xe01ef) return ideograph.test(before);
  if (code >= 0xe0020 && code <= 0xe007f) return flag.test(text.slice(0, index));
  return code >= 0x180b && code <= 0x180f && mongolian.test(before) && code !== 0x180e;
}

/** A space that typographers put there. */
function isTypography(code: number, before: string, after: string): boolean {
  if (code === 0x2009 || code === 0x3000) return before !== "" && after !== "";
  if (code !== 0xa0 && code !== 0x202f && code !== 0x2007) return false;
  if (/\d/.test(before) && /\d/.test(after)) return true;
  return code !== 0x2007 && (/[:;!?»%‰€›]/u.test(after) || /[«‹]/u.test(before));
}

function lastOf(text: string): string {
  const unit = text.charCodeAt(text.length - 1);
  return unit >= 0xdc00 && unit <= 0xdfff ? text.slice(-2) : text.slice(-1);
}

function firstOf(text: string): string {
  const code = text.codePointAt(0);
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
