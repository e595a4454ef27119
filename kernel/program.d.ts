/** What `records.ts` is compiled to: made by the build (`scripts/kernel.mjs`), there is no such file. */

/** A number that the program tells where things lie in its memory, or how much there is room for. */
interface Told {
  readonly value: number;
}

/** An instance of `records.ts` and what it exports. */
export interface KernelProgram {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly classesAt: Told;
  readonly columnsAt: Told;
  readonly countedAt: Told;
  readonly filledAt: Told;
  readonly hashesAt: Told;
  readonly specsAt: Told;
  readonly blocksAt: Told;
  readonly triggersAt: Told;
  readonly kindsAt: Told;
  readonly marksAt: Told;
  readonly firstsAt: Told;
  readonly rowsAt: Told;
  readonly keysAt: Told;
  readonly wordsAt: Told;
  readonly unitsAt: Told;
  readonly columnsMost: Told;
  readonly rowsMost: Told;
  readonly keysMost: Told;
  readonly hashesMost: Told;
  readonly blocksMost: Told;
  readonly triggersMost: Told;
  readonly keyBytes: Told;
  readonly wordBytes: Told;
  readonly unitsMost: Told;
  /** Records that the last call of `pass` passed, and those of them that end with CR and LF. */
  readonly passed: Told;
  readonly breaksOfTwo: Told;
  /** Line breaks inside of their cells. */
  readonly breaksInside: Told;
  plan(
    columns: number,
    separator: number,
    hashes: number,
    specs: number,
    blocks: number,
    triggers: number,
    words: number,
    atMost: number,
    emptyEnd: boolean,
    ids: number,
    keyFirst: boolean,
  ): void;
  pass(from: number, size: number, until: number, firstRow: number): number;
}

/** Offsets in units of a country and a postal code. */
export type PostalCodeFits = (countryStart: number, countryEnd: number, start: number, end: number) => boolean;

/** Starts the program; undefined where a machine knows no WebAssembly or no vectors in it. */
export function startProgram(postalCodeFits: PostalCodeFits): KernelProgram | undefined;
