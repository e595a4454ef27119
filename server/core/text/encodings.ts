/** What bytes from 0x80 mean in the encodings that text is most often read with by mistake, and the reading undone. */

/** An encoding of one byte a character. */
export interface Encoding {
  readonly name: string;
  /** The characters of 0x80 to 0xFF. */
  readonly upper: string;
}

export const windows1252: Encoding = {
  name: "Windows-1252",
  upper:
    "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
};

export const macRoman: Encoding = {
  name: "Mac OS Roman",
  upper:
    "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u00a0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›\ufb01\ufb02‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uf8ffÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ",
};

export const codePage437: Encoding = {
  name: "code page 437",
  upper:
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0",
};

export const codePage850: Encoding = {
  name: "code page 850",
  upper:
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0",
};

export const windows1250: Encoding = {
  name: "Windows-1250",
  upper:
    "€\u0081‚\u0083„…†‡\u0088‰Š‹ŚŤŽŹ\u0090‘’“”•–—\u0098™š›śťžź\u00a0ˇ˘Ł¤Ą¦§¨©Ş«¬\u00ad®Ż°±˛ł´µ¶·¸ąş»Ľ˝ľżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙",
};

export const windows1251: Encoding = {
  name: "Windows-1251",
  upper:
    "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u0098™љ›њќћџ\u00a0ЎўЈ¤Ґ¦§Ё©Є«¬\u00ad®Ї°±Ііґµ¶·ё№є»јЅѕїАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя",
};

const bytesByCharacter = new WeakMap<Encoding, ReadonlyMap<string, number>>();

function bytesOf(encoding: Encoding): ReadonlyMap<string, number> {
  let bytes = bytesByCharacter.get(encoding);
  if (!bytes) {
    bytes = new Map([...encoding.upper].map((character, i) => [character, 0x80 + i]));
    bytesByCharacter.set(encoding, bytes);
  }
  return bytes;
}

/** The byte that a character was read from; -1 when the encoding does not have it. A control of 0x80 to 0x9F was no character and stays its byte. */
export function byteOf(encoding: Encoding, character: string): number {
  const unit = character.charCodeAt(0);
  if (unit < 0x80) return unit;
  return bytesOf(encoding).get(character) ?? (unit < 0xa0 ? unit : -1);
}

/**
 * A text whose bytes were UTF-8 and were read with an encoding, read again; undefined when that is not exactly so: each
 * character from 0x80 must be part of a whole sequence. Half a surrogate pair is never one.
 */
export function utf8ReadAs(encoding: Encoding, text: string): string | undefined {
  let made = "";
  let sequences = 0;
  for (let i = 0; i < text.length; ) {
    const first = byteOf(encoding, text[i]!);
    if (first < 0) return undefined;
    if (first < 0x80) {
      made += text[i++];
      continue;
    }
    const length =
      first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xc2 && first < 0xe0 ? 2 : 0;
    if (length === 0) return undefined;
    let code = first & (0xff >> (length + 1));
    for (let k = 1; k < length; k++) {
      const byte = i + k < text.length ? byteOf(encoding, text[i + k]!) : -1;
      if (byte < 0x80 || byte > 0xbf) return undefined;
      code = (code << 6) | (byte & 0x3f);
    }
    const least = length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000;
    if (code < least || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return undefined;
    made += String.fromCodePoint(code);
    sequences++;
    i += length;
  }
  return sequences > 0 ? made : undefined;
}

/** A text that was read with one encoding, read with another; undefined when a character is not in the first one. */
export function readAgain(text: string, readAs: Encoding, really: Encoding): string | undefined {
  let made = "";
  for (const character of text) {
    const byte = byteOf(readAs, character);
    if (byte < 0) return undefined;
    made += byte < 0x80 ? character : really.upper[byte - 0x80]!;
  }
  return made;
}
