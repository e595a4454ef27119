/** What hovers and completions may ask about other files: the record behind an id, the ids there are. */
import type { Sheet } from "../core/checking/sheet.ts";
import { definingSheets, referringSheets } from "../features/language/identity.ts";
import { recordSummary } from "../features/language/navigation.ts";
import type { FeatureContext } from "../features/language/place.ts";
import { candidatesFor } from "../features/language/references.ts";
import type { Session } from "./session.ts";
import { inSlices } from "./turns.ts";

/** The world as seen from one sheet: its own set of files. Nothing is read for an answer; what is still unread is left out. */
export function featureContextOf(session: Session, sheet: Sheet): FeatureContext {
  const { workspace, closed } = session;
  return {
    now: Date.now(),
    problems: session.preferences.hoverProblems,
    record: (table, field, value) => {
      const identity = { table, field, value };
      const asked = [...definingSheets(workspace, sheet, identity), ...referringSheets(workspace, sheet, identity)];
      const isKnown = asked.every((each) => each.complete && !closed.isBeingRead(each.uri));
      return isKnown ? recordSummary(workspace, sheet, table, field, value) : undefined;
    },
  };
}

/**
 * Asks what may offer ids of other files: those are looked for in slices, since they may be at the end of a large one, and then
 * it is asked again. Without them when the sheet was edited meanwhile or a file with ids is being read.
 */
export async function withIds<T>(session: Session, sheet: Sheet, ask: (context: FeatureContext) => T): Promise<T> {
  const { workspace, closed } = session;
  const { document } = sheet;
  const context = featureContextOf(session, sheet);
  let wanted: Parameters<NonNullable<FeatureContext["candidates"]>> | undefined;
  const answer = ask({
    ...context,
    candidates: (...query) => {
      wanted = query;
      return [];
    },
  });
  if (!wanted || session.linkedTo(sheet).some((each) => closed.isBeingRead(each.uri))) return answer;
  const work = candidatesFor(workspace, sheet, ...wanted);
  const found = await inSlices(work, () => session.isCurrent(sheet, document));
  return found ? ask({ ...context, candidates: () => found }) : answer;
}
