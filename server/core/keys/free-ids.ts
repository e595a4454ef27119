/** Ids that nobody has yet: the number at the end of a given one counted up. */

/** So many numbers are tried one by one. */
const nearMost = 100;

/** An id nobody has: the number at its end counted up, or one added. The next one, unless a hundred in a row are taken. */
export function nextFree(value: string, taken: (candidate: string) => boolean): string {
  return new FreeIds(taken).next(value);
}

/** Answers many times what ids are free as long as none is taken in between: of ids with one stem only the first question counts up. */
export class FreeIds {
  /** By stem: what was found when `from` was asked for. */
  readonly #known = new Map<string, { readonly from: bigint; readonly free: bigint }>();

  constructor(readonly taken: (candidate: string) => boolean) {}

  next(value: string): string {
    const match = /(?<!\d)\d{1,100}$/.exec(value);
    const stem = match ? value.slice(0, match.index) : `${value}-`;
    const width = match ? match[0].length : 1;
    const from = match ? BigInt(match[0]) : 1n;
    const write = (number: bigint): string => stem + String(number).padStart(width, "0");
    const key = `${width} ${stem}`;
    const known = this.#known.get(key);
    if (known && known.from <= from && from < known.free) return write(known.free);
    let number = from + 1n;
    for (let tries = 0; tries < nearMost && this.taken(write(number)); tries++) number++;
    if (this.taken(write(number))) number = this.#far(number, (candidate) => this.taken(write(candidate)));
    this.#known.set(key, { from, free: number });
    return write(number);
  }

  /** The end of a long run of taken numbers, found in ever longer steps and then between the last two. */
  #far(start: bigint, taken: (number: bigint) => boolean): bigint {
    let held = start;
    let step = 1n;
    for (let doublings = 0; doublings < 64 && taken(held + step); doublings++) {
      held += step;
      step *= 2n;
    }
    let free = held + step;
    while (free - held > 1n) {
      const middle = (held + free) / 2n;
      if (taken(middle)) held = middle;
      else free = middle;
    }
    return free;
  }
}
