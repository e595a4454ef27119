/** What an import will do with a person: the schema's sentences whose conditions hold, and what follows from the files. */

import type { OutcomeCondition } from "../../core/filetypes/file-type.ts";
import { joined, type Message, message, namedMessage, type Value } from "../../core/text/message.ts";
import { labelOf } from "../records/cells.ts";
import { columnAt, type Person, type PersonMembership } from "./person.ts";

/** A sentence about what will happen; `attention`: probably not what was meant, or easily missed. */
export interface Outcome {
  readonly text: Message;
  readonly attention: boolean;
}

/** What the last upload had of a person's own row. */
export interface LastState {
  readonly upload: "new" | "changed" | "same" | "unknown";
  /** The columns that changed, in words. */
  readonly changed: readonly (Message | string)[];
}

/** What will happen to a person, the most important first. `errors`: of all rows about them. */
export function outcomesOf(person: Person, last: LastState, errors: number): Outcome[] {
  const { document, system } = person.sheet.table;
  const outcomes: Outcome[] = [];
  if (errors > 0) {
    const text =
      errors === 1
        ? message("1 error to fix before upload. {0} may reject this user.", system)
        : message("{1} errors to fix before upload. {0} may reject this user.", system, errors);
    outcomes.push({ text, attention: true });
  }
  for (const { if: condition = {}, says, attention = false } of document.outcomes ?? []) {
    if (holds(condition, person, last)) outcomes.push({ text: filled(says, person, last), attention });
  }
  if (person.groups.length > 0) {
    const [first] = person.groups;
    const text =
      person.groups.length === 1
        ? message("Joins the group {0}.", groupInWords(first!))
        : message("Joins {0} groups: {1}.", person.groups.length, joined(person.groups.map(groupInWords), ", "));
    outcomes.push({ text, attention: false });
  }
  return outcomes;
}

function holds(condition: OutcomeCondition, person: Person, { upload }: LastState): boolean {
  // An empty cell means what most systems read it as: an account in use, and no mail.
  const status = person.status === undefined ? "active" : person.status.means;
  const welcome = person.welcome?.means === true;
  return (
    (condition.upload === undefined || condition.upload === upload) &&
    (condition.status === undefined || condition.status === status) &&
    (condition.welcome === undefined || condition.welcome === welcome)
  );
}

/** Words in braces are replaced by what the person's rows say. */
function filled(says: string, person: Person, { changed }: LastState): Message {
  const facts: Readonly<Record<string, Value | undefined>> = {
    email: person.email?.value,
    key: person.key?.value,
    userName: person.userName?.value,
    changes: joined(changed, ", "),
  };
  return namedMessage(says, (name) => facts[name] ?? message("(empty)"));
}

/** "North as Viewer". */
export function groupInWords({ value, name, role, at }: PersonMembership): Message | string {
  const called = groupName({ value, name, at });
  return role === undefined ? called : message("{0} as {1}", called, role.value);
}

/** What a group is called: by its file, or by the label of its path. */
export function groupName({ value, name, at }: Pick<PersonMembership, "value" | "name" | "at">): string {
  return name?.value ?? labelOf(columnAt(at), value) ?? value;
}
