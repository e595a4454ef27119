/** Reads sheets in slices, so that a key pressed meanwhile does not wait. */
import type { Sheet } from "../core/sheet.ts";
import type { Slices } from "../features/walk.ts";
import { type Session, sliceMs } from "./session.ts";

/**
 * Reads a file and the files it refers to until every page is known; starts again, losing nothing, when they change
 * meanwhile. Undefined when the file is none that is checked or `stopped` says so.
 */
export async function readToEnd(
  session: Session,
  key: string,
  stopped: () => boolean = () => false,
): Promise<Sheet | undefined> {
  for (;;) {
    const sheet = session.sheetOf(key);
    if (!sheet || stopped()) return undefined;
    const unread = [sheet, ...session.linkedTo(sheet)].find((each) => !each.complete);
    if (!unread) return sheet;
    if (!readSlice(unread)) await nextTurn();
  }
}

/** Reads for one slice; true when nothing is left. */
export function readSlice(sheet: Sheet): boolean {
  const end = performance.now() + sliceMs;
  while (!sheet.advance(2)) if (performance.now() >= end) return false;
  return true;
}

/**
 * Answers a question about all rows of a file, a slice at a time; asks it afresh when the file changes meanwhile. Undefined
 * when the file is none that is checked or `stopped` says so.
 *
 * @param toEnd also reads the file to its end first, for questions about problems
 */
export async function askInSlices<T>(
  session: Session,
  key: string,
  question: (sheet: Sheet) => Slices<T>,
  stopped: () => boolean,
  toEnd: boolean,
): Promise<{ readonly sheet: Sheet; readonly answer: T } | undefined> {
  for (;;) {
    const sheet = toEnd ? await readToEnd(session, key, stopped) : session.sheetOf(key);
    if (!sheet || stopped()) return undefined;
    const { document } = sheet;
    const work = question(sheet);
    while (session.sheetOf(key) === sheet && sheet.document === document) {
      const end = performance.now() + sliceMs;
      do {
        const step = work.next();
        if (step.done) return { sheet, answer: step.value };
      } while (performance.now() < end);
      await nextTurn();
      if (stopped()) return undefined;
    }
  }
}

/** Lets everything that waits go first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
