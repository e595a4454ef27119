/** What an import will do with a person: the schema's sentences whose conditions hold, and what follows from the files. */
import type { OutcomeCondition } from "../../core/filetypes/file-type.ts";
import { number } from "../../core/text/message-values.ts";
import { labelOf } from "../records/cells.ts";
import { columnAt, type Membership, type Person } from "./person.ts";

/** A sentence about what will happen; `attention`: probably not what was meant, or easily missed. */
export interface Outcome {
  readonly text: string;
  readonly attention: boolean;
}

/** What the last upload had of a person's own row. */
export interface LastState {
  readonly upload: "new" | "changed" | "same" | "unknown";
  /** The columns that changed, in words. */
  readonly changed: readonly string[];
}

/** What will happen to a person, the most important first. `errors`: of all rows about them. */
export function outcomesOf(person: Person, last: LastState, errors: number): Outcome[] {
  const { document, system } = person.sheet.table;
  const outcomes: Outcome[] = [];
  if (errors > 0) {
    const some = errors === 1 ? "1 error stands" : `${number(errors)} errors stand`;
    outcomes.push({ text: `${some} in the way: ${system} may refuse this user.`, attention: true });
  }
  for (const { if: condition = {}, says, attention = false } of document.outcomes ?? []) {
    if (holds(condition, person, last)) outcomes.push({ text: filled(says, person, last), attention });
  }
  if (person.groups.length > 0) {
    const groups = person.groups.map(groupInWords).join(", ");
    const many = person.groups.length === 1 ? "the group" : `${number(person.groups.length)} groups:`;
    outcomes.push({ text: `Joins ${many} ${groups}.`, attention: false });
  }
  return outcomes;
}

function holds(condition: OutcomeCondition, person: Person, { upload }: LastState): boolean {
  // An empty cell means what most systems take it for: an account in use, and no mail.
  const status = person.status === undefined ? "active" : person.status.means;
  const welcome = person.welcome?.means === true;
  return (
    (condition.upload === undefined || condition.upload === upload) &&
    (condition.status === undefined || condition.status === status) &&
    (condition.welcome === undefined || condition.welcome === welcome)
  );
}

/** Words in braces give way to what the person's rows say. */
function filled(says: string, person: Person, { changed }: LastState): string {
  const facts: Readonly<Record<string, string | undefined>> = {
    email: person.email?.value,
    key: person.key?.value,
    userName: person.userName?.value,
    changes: changed.join(", "),
  };
  return says.replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? "(nothing)");
}

/** "North as Viewer". */
export function groupInWords({ value, name, role, at }: Membership): string {
  const called = groupName({ value, name, at });
  return role === undefined ? called : `${called} as ${role.value}`;
}

/** What a group is called: by its file, or by the label of its path. */
export function groupName({ value, name, at }: Pick<Membership, "value" | "name" | "at">): string {
  return name?.value ?? labelOf(columnAt(at), value) ?? value;
}
