/** The name of a person for another system: joined, or taken apart with a word about how sure that is. */
import { message } from "../../core/text/message.ts";
import { cannotHold, type Draft } from "./draft.ts";
import { comesApart, joinName, splitName } from "./names.ts";

export function draftNames(draft: Draft): void {
  const { person } = draft;
  const { people } = draft.shared.target;
  const [full, first, last] = [draft.column("full-name"), draft.column("first-name"), draft.column("last-name")];
  const [firstName, lastName] = [person.firstName?.value ?? "", person.lastName?.value ?? ""];
  if (full && !draft.cells.has(full.field.name)) {
    const { fullName } = person;
    const joined = fullName?.value ?? joinName(firstName, lastName);
    if (joined !== "") draft.put(people, draft.cells, full, joined, fullName);
    draft.keep(person.firstName, person.lastName);
    const fact = person.lastName ?? person.firstName;
    if (!fullName && fact && !comesApart(firstName, lastName))
      draft.note("changed", fact, message("The first and last name can't be told apart anymore."), {
        into: people,
        column: full,
        value: joined,
      });
  }
  if (!first || !last) return;
  const fullName = firstName === "" && lastName === "" ? person.fullName : undefined;
  if (fullName) {
    const split = splitName(fullName.value);
    if (split.first !== "") draft.put(people, draft.cells, first, split.first);
    if (split.last !== "") draft.put(people, draft.cells, last, split.last);
    draft.keep(fullName);
    const values = [first, last].map((column) => draft.cells.get(column.field.name) ?? "");
    const [one, other] = values as [string, string];
    if (one === "" || other === "")
      draft.note("guessed", fullName, message("There is only one name. It is used as the first name."), {
        into: people,
        column: first,
        value: one,
      });
    else if (split.doubtful)
      draft.note("guessed", fullName, message("Where the first name ends is a guess."), {
        into: people,
        column: last,
        value: `${one} / ${other}`,
      });
    else if (one === split.first && other === split.last && joinName(one, other) !== fullName.value)
      draft.note("changed", fullName, message("The last name came first."), {
        into: people,
        column: last,
        value: `${one} / ${other}`,
      });
    else if (one !== split.first || other !== split.last)
      draft.note("changed", fullName, cannotHold(people, last, fullName.value), {
        into: people,
        column: last,
        value: `${one} ${other}`,
      });
    return;
  }
  if (person.firstName) draft.put(people, draft.cells, first, firstName, person.firstName);
  if (person.lastName) draft.put(people, draft.cells, last, lastName, person.lastName);
}
