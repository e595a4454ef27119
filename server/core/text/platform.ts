/**
 * What a platform does faster than a loop can. The only state that all of core shares: front ends set it once, before the first
 * text is read (`disk/reading/decode` does for Node), and nobody else writes to it.
 */
export interface Platform {
  /** Copies the units of a text to the front of an array that is long enough. */
  copyUnits(text: string, into: Uint16Array<ArrayBuffer>): void;
  /** Makes a text of `from[start, end)`. */
  makeText(from: Uint16Array<ArrayBuffer>, start: number, end: number): string;
}

export const platform: Platform = {
  copyUnits: (text, into) => {
    const { length } = text;
    for (let i = 0; i < length; i++) into[i] = text.charCodeAt(i);
  },
  makeText: (from, start, end) => {
    let text = "";
    for (let at = start; at < end; at++) text += String.fromCharCode(from[at]!);
    return text;
  },
};
