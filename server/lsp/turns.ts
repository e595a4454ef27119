/** Work in short turns, so that a message that comes in meanwhile does not wait. */

/** How long a turn of work may hold up the next message, in milliseconds. */
export const sliceMs = 5;
/** How long somebody waits for the whole who can be told a part, in milliseconds: for many pages, and for the last few. */
const patienceMs = 10;
const patienceAtEndMs = 50;
const fewPages = 16;
/** When a turn is over, and when a part is better than to wait: by the clock, or by counts in tests. */
export interface Pace {
  /** Begins a turn; what it answers says whether it is over, and is asked after each page. */
  turn(): () => boolean;
  /** Begins a wait; what it answers says whether it was long enough, given the pages read meanwhile and those left. */
  patience(): (done: number, left: number) => boolean;
}

export const clockPace: Pace = {
  turn: () => {
    const end = performance.now() + sliceMs;
    return () => performance.now() >= end;
  },
  patience: () => {
    const began = performance.now();
    return (done, left) => {
      const spent = performance.now() - began;
      // Who can tell after the rows on show that it will take longer does not wait until it has.
      if (left <= fewPages) return spent > patienceAtEndMs;
      return spent > patienceMs || (done > 0 && left * spent > done * patienceMs);
    };
  },
};

/** Works a slice at a time, as long as what it works on is current; undefined when it is not any more. */
export async function inSlices<T>(work: Generator<unknown, T>, isCurrent: () => boolean): Promise<T | undefined> {
  while (isCurrent()) {
    const end = performance.now() + sliceMs;
    do {
      const step = work.next();
      if (step.done) return step.value;
    } while (performance.now() < end);
    await nextTurn();
  }
  return undefined;
}

const waiting: (() => void)[] = [];

/**
 * A message that has come in takes so many rounds of the event loop to its answer: one until it is decoded and one in the
 * queue of messages, both in vscode-jsonrpc, and one for who has to wait for something before answering.
 */
const roundsOfMessage = 3;

/** Lets everything that waits go first: of all who work in turns one goes on when the messages that came meanwhile are answered. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) afterRounds(roundsOfMessage);
  });
}

function afterRounds(rounds: number): void {
  setImmediate(rounds > 0 ? () => afterRounds(rounds - 1) : goOn);
}

function goOn(): void {
  waiting.shift()?.();
  if (waiting.length > 0) afterRounds(roundsOfMessage);
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
