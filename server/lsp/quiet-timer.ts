/** Waits until it is quiet before something is done, but not for ever: events that never cease do not put it off beyond a ceiling. */

/** What passes the time; tests bring their own. */
export interface Timing {
  now(): number;
  /** Calls back after so many milliseconds; what it answers calls that off. */
  after(milliseconds: number, job: () => void): () => void;
}

const clock: Timing = {
  now: () => performance.now(),
  after: (milliseconds, job) => {
    const timer = setTimeout(job, milliseconds);
    return () => clearTimeout(timer);
  },
};

export class QuietTimer {
  readonly #job: () => void;
  readonly #quietMs: number;
  readonly #mostMs: number;
  readonly #timing: Timing;
  /** When the first event came that nothing was done for. */
  #since: number | undefined;
  #callOff: (() => void) | undefined;

  /** @param quietMs without another event; `mostMs`: after the first, whatever comes */
  constructor(job: () => void, quietMs: number, mostMs: number, timing = clock) {
    this.#job = job;
    this.#quietMs = quietMs;
    this.#mostMs = mostMs;
    this.#timing = timing;
  }

  /** Something happened. */
  touch(): void {
    const now = this.#timing.now();
    this.#since ??= now;
    this.#callOff?.();
    const wait = Math.max(0, Math.min(this.#quietMs, this.#since + this.#mostMs - now));
    this.#callOff = this.#timing.after(wait, () => {
      this.#since = undefined;
      this.#callOff = undefined;
      this.#job();
    });
  }
}
