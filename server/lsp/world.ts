/** What hovers and completions may ask about other files: the record behind an id, the ids there are. */
import type { Sheet } from "../core/sheet.ts";
import { definingSheets, referringSheets } from "../features/identity.ts";
import { recordSummary } from "../features/navigation.ts";
import type { World } from "../features/place.ts";
import { candidatesFor } from "../features/references.ts";
import type { Session } from "./session.ts";

/** The world as seen from one sheet: its own set of files. Nothing is read for an answer; what is still unread is left out. */
export function worldOf(session: Session, sheet: Sheet): World {
  const { workspace } = session;
  return {
    now: Date.now(),
    record: (table, field, value) => {
      const identity = { table, field, value };
      const asked = [...definingSheets(workspace, sheet, identity), ...referringSheets(workspace, sheet, identity)];
      return asked.every((each) => each.complete) ? recordSummary(workspace, sheet, table, field, value) : undefined;
    },
    candidates: (table, field, query) => candidatesFor(workspace, sheet, table, field, query),
  };
}
