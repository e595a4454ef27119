/** Text that was decoded with the wrong encoding or escaped once too often: what happened, and the text as it was. */
import {
  codePage437,
  codePage850,
  type Encoding,
  macRoman,
  readAgain,
  utf8ReadAs,
  windows1250,
  windows1251,
  windows1252,
} from "./encodings.ts";
import { lazy } from "./lazy.ts";
import { fold } from "./text.ts";

/** What happened to a text. */
export type Garbling =
  /** Bytes of one encoding were read as another. */
  | { readonly kind: "encoding"; readonly written: string; readonly read: string }
  /** `&#39;`, `%C3%AB`, `_x000D_`, `\u00eb`, `O\'Neil`: an escape that nobody undid; `sign` is the first one. */
  | { readonly kind: "html" | "url" | "sheet" | "escape"; readonly sign: string }
  /** A letter became `?`. */
  | { readonly kind: "lost" };

export interface Garbled {
  readonly how: Garbling;
  /** The text as it was; undefined where that cannot be known. */
  readonly repaired: string | undefined;
}

/** Text that was garbled more often than this stays as it is. */
const roundsMost = 4;

/**
 * What happened to a text, or undefined. The repaired text is what decoding back gives exactly.
 * @param isName the text is a person's name, where a question mark is never meant
 */
export function garbledIn(text: string, isName: boolean): Garbled | undefined {
  let how: Garbling | undefined;
  let current = text;
  for (let round = 0; round < roundsMost; round++) {
    const found = oneStep(current);
    if (!found || found.text === current) break;
    how ??= found.how;
    current = found.text;
  }
  if (how) return { how, repaired: current };
  return isLetterLost(text, isName) ? { how: { kind: "lost" }, repaired: undefined } : undefined;
}

interface Step {
  readonly how: Garbling;
  readonly text: string;
}

function oneStep(text: string): Step | undefined {
  return (/[^\0-\x7f]/.test(text) ? wronglyRead(text) : undefined) ?? escapedTooOften(text);
}

/** Encodings that UTF-8 is read with by mistake, the likeliest first. */
const misreadings: readonly Encoding[] = [windows1252, macRoman, codePage437, codePage850, windows1250, windows1251];

/** Texts of one byte a character read with another such encoding, told by a sign that never is between two letters. */
const mixUps: readonly { readonly sign: RegExp; readonly readAs: Encoding; readonly really: Encoding }[] = [
  { sign: /\p{L}[ˆ¸‰˚˝˛ˇ˘˙](?=\p{L})/u, readAs: macRoman, really: windows1252 },
  { sign: /\p{L}[÷³](?=\p{Ll})/u, readAs: codePage850, really: windows1252 },
  { sign: /\p{L}[ⁿΣ](?=\p{Ll})/u, readAs: codePage437, really: windows1252 },
  { sign: /\p{L}[„”‚\u0081](?=\p{Ll})/u, readAs: windows1252, really: codePage850 },
];

function wronglyRead(text: string): Step | undefined {
  for (const encoding of misreadings) {
    const again = utf8ReadAs(encoding, text);
    if (again !== undefined && isPlausible(again))
      return { how: { kind: "encoding", written: "UTF-8", read: encoding.name }, text: again };
  }
  const byWord = wordsReadAgain(text);
  if (byWord !== undefined)
    return { how: { kind: "encoding", written: "UTF-8", read: windows1252.name }, text: byWord };
  for (const { sign, readAs, really } of mixUps) {
    const again = sign.test(text) ? readAgain(text, readAs, really) : undefined;
    if (again !== undefined && /^[\p{L}\p{M}\p{N}\p{Zs} .,'’()-]*$/u.test(again))
      return { how: { kind: "encoding", written: really.name, read: readAs.name }, text: again };
  }
  // Controls that no text has: bytes of Windows-1252 taken for characters as they are.
  if (/[\x80-\x84\x86-\x9f]/.test(text)) {
    const again = text.replace(/[\x80-\x84\x86-\x9f]/g, (byte) => windows1252.upper[byte.charCodeAt(0) - 0x80]!);
    if (!/[\x80-\x9f]/.test(again))
      return { how: { kind: "encoding", written: windows1252.name, read: "Latin-1" }, text: again };
  }
  return undefined;
}

/** Letters, signs and pictures that people write; what a coincidence gives is mostly of a script that nobody here uses. */
const plausible =
  /^[\0-\x7f\u00a0-\u024f\u02bb\u02bc\u0370-\u03ff\u0400-\u052f\u0590-\u05f4\u0600-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u1e00-\u1fff\u2000-\u206f\u20a0-\u20bf\u2100-\u214f\u2190-\u22ff\u25a0-\u27bf\u2c60-\u2c7f\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3\ufb00-\ufb06\uff00-\uffef\u{1f000}-\u{1faff}\u{20000}-\u{2fa1f}]*$/u;
/** One letter of these may be a coincidence; words have more. */
const seldomAlone =
  /[\u0370-\u052f\u0590-\u0dff\u0e00-\u0e7f\u3000-\u9fff\uac00-\ud7a3\u0180-\u024f\u{20000}-\u{2fa1f}]/gu;

function isPlausible(text: string): boolean {
  // Marks belong to the letters before them.
  if (!plausible.test(text.replace(/\p{Script=Inherited}/gu, ""))) return false;
  const many = text.match(seldomAlone)?.length ?? 0;
  return many !== 1 || /[\u00a0-\u017f\u2010-\u203a]/.test(text);
}

/** Words of a text in which others are right, where they become letters of Latin scripts. */
function wordsReadAgain(text: string): string | undefined {
  let found = false;
  const words = text.split(" ").map((word) => {
    const again = utf8ReadAs(windows1252, word);
    if (again === undefined || !/^[\0-\x7f\u00c0-\u017f\u1e00-\u1eff\u2010-\u203a]+$/.test(again)) return word;
    found = true;
    return again;
  });
  return found ? words.join(" ") : undefined;
}

const entity = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/g;
const percent = /(?:%[0-9a-fA-F]{2})+/g;
const sheetEscape = /_x([0-9a-fA-F]{4})_/g;
const jsonEscape = /\\u([0-9a-fA-F]{4})/g;
const mailWord = /=\?utf-8\?([qb])\?([^?\s]+)\?=/gi;
const quotedPrintable = /(?:=[0-9A-F]{2}){2,}/g;

function escapedTooOften(text: string): Step | undefined {
  return (
    step(text, "html", entity, ([whole, decimal, hex, name]) =>
      name === undefined ? characterOf(decimal, hex) : (entities.get(name) ?? whole),
    ) ??
    step(text, "sheet", sheetEscape, ([, hex]) => characterOf(undefined, hex)) ??
    step(text, "escape", jsonEscape, ([, hex]) => characterOf(undefined, hex)) ??
    step(text, "escape", /(?<=[\p{L}\s]|^)\\(?=['"])/gu, () => "") ??
    step(text, "escape", /(?<=\p{L})''(?=\p{L})/gu, () => "'") ??
    // Words of a mail's head stand apart only where they are two.
    step(text.replace(/\?=\s+=\?/g, "?==?"), "escape", mailWord, mailDecoded) ??
    step(text, "escape", quotedPrintable, ([whole]) => percentDecoded(whole.replaceAll("=", "%"), true)) ??
    // In an address of a page it is meant.
    (text.includes("://") ? undefined : step(text, "url", percent, ([whole]) => percentDecoded(whole, false)))
  );
}

/** Undoes one kind of escape wherever it is; a character that ends a line becomes a space, unless there is one beside it. */
function step(
  text: string,
  kind: "html" | "url" | "sheet" | "escape",
  pattern: RegExp,
  decode: (match: readonly (string | undefined)[] & { readonly 0: string }) => string,
): Step | undefined {
  let sign: string | undefined;
  let made = "";
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const decoded = decode(match);
    if (decoded === match[0]) continue;
    sign ??= match[0];
    made += text.slice(from, match.index);
    from = match.index + match[0].length;
    if (!/^[\t\r\n]+$/.test(decoded)) made += decoded;
    else if (/\S$/.test(made) && /^\S/.test(text.slice(from))) made += " ";
  }
  return sign === undefined ? undefined : { how: { kind, sign }, text: made + text.slice(from) };
}

/** The character with a number; "" for one that no text may hold. */
function characterOf(decimal: string | undefined, hex: string | undefined): string {
  const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
  if (code === 9 || code === 10 || code === 13) return String.fromCharCode(code);
  if (!(code >= 32 && code <= 0x10ffff) || (code >= 0xd800 && code < 0xe000)) return "";
  // Numbers from before Unicode: what browsers do.
  if (code >= 0x80 && code < 0xa0) return windows1252.upper[code - 0x80]!;
  return String.fromCodePoint(code);
}

/** What an escape of bytes says; itself where that is no text. */
function percentDecoded(written: string, severalBytes: boolean): string {
  try {
    const decoded = decodeURIComponent(written);
    const isText = severalBytes ? /^[\p{L}\p{P}\p{Zs}]+$/u : /^[\p{L} '’.,@()-]+$/u;
    return isText.test(decoded) && !(severalBytes && /^[\0-\x7f]*$/.test(decoded)) ? decoded : written;
  } catch {
    return written;
  }
}

/** What a word of a mail's head says (RFC 2047): `=?UTF-8?Q?J=C3=BCrgen?=`, `=?UTF-8?B?SsO8cmdlbg==?=`; itself where that is no text. */
function mailDecoded([whole, way, written = ""]: readonly (string | undefined)[] & { readonly 0: string }): string {
  const isQuoted = way === "Q" || way === "q";
  const escapes = isQuoted
    ? written.replaceAll("_", " ").replaceAll("%", "%25").replaceAll("=", "%")
    : bytesOf(written);
  try {
    const decoded = escapes === undefined ? "" : decodeURIComponent(escapes);
    return /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]+$/u.test(decoded) ? decoded : whole;
  } catch {
    return whole;
  }
}

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Bytes in base 64 as `%C3%BC`. */
function bytesOf(written: string): string | undefined {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(written)) return undefined;
  let made = "";
  let bits = 0;
  let held = 0;
  for (const digit of written.replaceAll("=", "")) {
    held = (held << 6) | base64Digits.indexOf(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    made += `%${((held >> bits) & 0xff).toString(16).padStart(2, "0")}`;
    held &= (1 << bits) - 1;
  }
  return made;
}

/** HTML names that names and titles of people need. */
const entities: ReadonlyMap<string, string> = new Map(
  (
    "amp & lt < gt > quot \" apos ' nbsp \u00a0 ndash – mdash — lsquo ‘ rsquo ’ ldquo “ rdquo ” hellip … shy \u00ad " +
    "szlig ß Agrave À Aacute Á Acirc Â Atilde Ã Auml Ä Aring Å AElig Æ Ccedil Ç Egrave È Eacute É Ecirc Ê Euml Ë " +
    "Igrave Ì Iacute Í Icirc Î Iuml Ï ETH Ð Ntilde Ñ Ograve Ò Oacute Ó Ocirc Ô Otilde Õ Ouml Ö Oslash Ø Ugrave Ù " +
    "Uacute Ú Ucirc Û Uuml Ü Yacute Ý THORN Þ agrave à aacute á acirc â atilde ã auml ä aring å aelig æ ccedil ç " +
    "egrave è eacute é ecirc ê euml ë igrave ì iacute í icirc î iuml ï eth ð ntilde ñ ograve ò oacute ó ocirc ô " +
    "otilde õ ouml ö oslash ø ugrave ù uacute ú ucirc û uuml ü yacute ý thorn þ yuml ÿ Scaron Š scaron š OElig Œ oelig œ"
  )
    .split(/ (?=\w{2,} )/)
    .map((pair) => [pair.slice(0, pair.indexOf(" ")), pair.slice(pair.indexOf(" ") + 1)]),
);

/**
 * A question mark where only a letter can be: inside a word, in names also at the start of one. At the end of a word it may ask
 * (`Who? Me`, `¿Quién? Yo`), so that only a name that ends in such a letter, or in no vowel, lost one there.
 */
function isLetterLost(whole: string, isName: boolean): boolean {
  if (!whole.includes("?") || whole.includes("???")) return false;
  // In addresses of pages and in "Q&A?" it is no letter.
  const text = whole
    .split(/(\s+)/)
    .filter((part) => !/[/=&]|\p{L}\.\p{L}+\?/u.test(part))
    .join("");
  if (/\p{L}\?\p{Ll}/u.test(text)) return true;
  if (!isName) return false;
  if (/\p{L}\?\p{L}|(?:^|[\s-])\?(?:\p{Ll}|\p{Lu}{2})/u.test(text)) return true;
  if (text.includes("¿")) return false;
  return [...text.matchAll(/(?<!\p{L})(\p{L}+)\?(?= *-|\s+\p{L}|$)/gu)].some(({ 1: word = "", 0: found, index }) => {
    const stem = fold(word);
    if (accentedLast.has(stem)) return true;
    return index + found.length === text.length && stem.length > 1 && !/[aeiouy]$/.test(stem) && !askedWords.has(stem);
  });
}

/** Given names without their last letter, which has an accent: José, André, Zoë, Nicolò. */
const accentedLast: ReadonlySet<string> = new Set(
  "jos andr ren zo chlo aim esm desir nicol josu mois timoth barnab salom beyonc clo daphn dorothe honor isma mich".split(
    " ",
  ),
);

/** What people write before a question mark who don't know a name. */
const askedWords: ReadonlySet<string> = new Set(
  "who what when why which how whom name unknown tbd tba tbc new vacant open wer was wen wann warum unbekannt quien quand pourquoi qual quem quando chi".split(
    " ",
  ),
);

/** What `mayBeGarbled` looks for at a unit. */
const ascii = 1;
const second = 2;
const lead = 4;
/** The marks of all units. */
export const garbledMarks = lazy((): Uint8Array => {
  const made = new Uint8Array(1 << 16);
  for (const sign of "&%_\\'=?") made[sign.charCodeAt(0)] = ascii;
  for (const { upper } of misreadings) {
    for (let i = 0; i < 0x40; i++) made[upper.charCodeAt(i)]! |= second;
    for (let i = 0x42; i < 0x75; i++) made[upper.charCodeAt(i)]! |= lead;
  }
  for (const sign of "ˆ¸‰˚˝˛ˇ˘˙÷³ⁿΣ„”‚") made[sign.charCodeAt(0)]! |= ascii;
  for (let unit = 0x80; unit < 0xa0; unit++) made[unit] = ascii;
  return made;
});

/** False when `garbledIn` certainly finds nothing in `text[start, end)`. Costs a look at each unit. */
export function mayBeGarbled(text: Uint16Array, start: number, end: number): boolean {
  const marks = garbledMarks();
  let previous = 0;
  for (let at = start; at < end; at++) {
    const mark = marks[text[at]!]!;
    if (mark !== 0) {
      if (mark & ascii && beginsEscape(text[at]!, at + 1 < end ? text[at + 1]! : 0, at + 2 < end ? text[at + 2]! : 0))
        return true;
      if (mark & second && previous & lead) return true;
    }
    previous = mark;
  }
  return false;
}

/** Whether what follows an ASCII sign can make an escape of it: `&` in "R&D" begins none. */
function beginsEscape(sign: number, next: number, third: number): boolean {
  if (sign === 0x27) return next === 0x27;
  if (sign === 0x5f) return next === 0x78;
  if (sign === 0x25 || sign === 0x3d) return isHexDigit(next) && isHexDigit(third);
  return sign !== 0x26 || next === 0x23 || (isLetter(next) && isLetter(third));
}

function isLetter(unit: number): boolean {
  return (unit | 32) >= 97 && (unit | 32) <= 122;
}

function isHexDigit(unit: number): boolean {
  return (unit >= 48 && unit <= 57) || ((unit | 32) >= 97 && (unit | 32) <= 102);
}
