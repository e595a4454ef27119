/** Keys and user names of a person for another system: kept where they can be, made where they must be, shared by nobody. */

import { fits } from "../../core/filetypes/patterns.ts";
import type { Column } from "../../core/filetypes/table.ts";
import { isUuid, usernameFrom } from "../../core/filetypes/values.ts";
import { message } from "../../core/text/message.ts";
import type { Draft } from "./draft.ts";

/** Keys and user names: whichever of the two a system knows somebody by is kept in the one that the other has. */
export function draftIds(draft: Draft): void {
  const { person } = draft;
  const { people } = draft.shared.target;
  const address = person.email?.value.toLowerCase();
  const [key, user] = [draft.column("key"), draft.column("user-name")];
  const isDerived = person.key !== undefined && person.key.value.toLowerCase() === address;
  if (user && !draft.cells.has(user.field.name)) draftUserName(draft, user);
  if (key && !draft.cells.has(key.field.name)) {
    const known = person.key ?? person.userName;
    if (known && !(isDerived && !key.required)) draft.put(people, draft.cells, key, known.value, known);
    else if (!known && key.required && address !== undefined) {
      // An address stays the same however often it is converted; a number that is counted up would not.
      const value = address.replace(/\s+/g, "");
      draft.put(people, draft.cells, key, value);
      draft.note("made", person.email!, message("There is no ID. The email address is used instead."), {
        into: people,
        column: key,
        value,
      });
    }
  }
  if (isDerived) draft.keep(person.key);
}

function draftUserName(draft: Draft, column: Column): void {
  const { person } = draft;
  const { people } = draft.shared.target;
  const { taken } = draft.shared;
  const known = person.userName ?? (person.key && isUserName(column, person.key.value) ? person.key : undefined);
  if (known) {
    draft.put(people, draft.cells, column, known.value, known);
    return;
  }
  const names = (column.field.derive ?? []).map((field) => draft.cells.get(field) ?? "");
  const local = person.email?.value.split("@")[0] ?? "";
  const fromName = usernameFrom(names);
  const best = [fromName, usernameFrom([local])].filter((candidate) => fitsUserName(column, candidate));
  const others = [person.key?.value ?? "", person.email?.value ?? ""].map((text) => usernameFrom([text]));
  const possible = best.length > 0 ? best : others.filter((candidate) => fitsUserName(column, candidate));
  const [candidate] = possible;
  const fact = person.fullName ?? person.lastName ?? person.firstName ?? person.email ?? person.key;
  if (candidate === undefined || !fact) return;
  let value = possible.find((name) => !taken.has(name));
  for (let n = 2; value === undefined; n++) if (!taken.has(`${candidate}${n}`)) value = `${candidate}${n}`;
  taken.add(value);
  draft.put(people, draft.cells, column, value);
  const reason =
    value === fromName
      ? message("Made from the name.")
      : candidate === fromName
        ? message("Made differently because someone with the same name comes earlier.")
        : message("Made from the email address because the name doesn't work as a user name.");
  draft.note("made", fact, reason, { into: people, column, value });
}

/** Whether a key is what somebody signs in with: it would do, and is neither a number nor a UUID nor an address. */
export function isUserName(column: Column, key: string): boolean {
  return /^[a-z]/.test(key) && !key.includes("@") && !isUuid(key) && fitsUserName(column, key);
}

function fitsUserName({ field }: Column, name: string): boolean {
  const { pattern = ".*", minLength = 1, maxLength = Number.POSITIVE_INFINITY } = field.constraints ?? {};
  return name.length >= minLength && name.length <= maxLength && fits(pattern, name);
}
