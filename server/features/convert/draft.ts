/** One person who is being written for another system: the cells of the rows, and what has found no place or another than it had. */

import type { Meaning } from "../../core/filetypes/file-type.ts";
import type { ConversionRules } from "../../core/filetypes/profile.ts";
import type { Column } from "../../core/filetypes/table.ts";
import { type Message, message } from "../../core/text/message.ts";
import { calledBy, type Fact, factsOf, type Person } from "../people/person.ts";
import type { Difference, DifferenceKind } from "./difference.ts";
import type { ReadPhone } from "./phone.ts";
import { cleaned, columnFor, type Target, type TargetTable } from "./target.ts";

/** A row to write: values by the names of the columns. */
export type DraftCells = Map<string, string>;

/** What all people of one conversion share. */
export interface DraftState {
  readonly target: Target;
  readonly rules: ConversionRules;
  readonly readPhone: ReadPhone;
  /** User names that are given away, in small letters. */
  readonly taken: Set<string>;
}

/** A person who is being written. */
export class Draft {
  readonly cells: DraftCells = new Map();
  readonly contacts: DraftCells[] = [];
  readonly memberships: DraftCells[] = [];
  readonly differences: Difference[] = [];
  /** Facts that have found no place yet. */
  readonly #left: Set<Fact>;
  readonly #name: string;

  constructor(
    readonly person: Person,
    readonly index: number,
    readonly shared: DraftState,
  ) {
    this.#left = new Set(factsOf(person));
    this.#name = calledBy(person);
  }

  get left(): readonly Fact[] {
    return [...this.#left];
  }

  column(means: Meaning): Column | undefined {
    return columnFor(this.shared.target.people, means);
  }

  /** The fact needs no place any more: it is written, or it says nothing that the target does not know. */
  keep(...facts: readonly (Fact | undefined)[]): void {
    for (const fact of facts) if (fact) this.#left.delete(fact);
  }

  /** Writes a value into a row, as the target can take it, and tells when that is not what the fact says. */
  put(into: TargetTable, cells: DraftCells, column: Column, value: string, fact?: Fact, reason?: Message): void {
    const text = cleaned(into.table, column, value);
    cells.set(column.field.name, text);
    this.keep(fact);
    if (!fact) return;
    const loss = reason ?? (text === value ? undefined : cannotHold(into, column, value));
    if (loss !== undefined) this.note("changed", fact, loss, { into, column, value: text });
  }

  note(
    kind: DifferenceKind,
    fact: Fact,
    reason: Message,
    became?: { readonly into: TargetTable; readonly column: Column; readonly value: string },
  ): void {
    this.differences.push({
      kind,
      person: this.index,
      name: this.#name,
      at: fact.at,
      value: fact.value,
      became: became?.value,
      to: became && { table: became.into.table.name, field: became.column.field.name },
      reason,
    });
  }

  /** The fact has no place, for a reason of its own. */
  lose(fact: Fact, reason: Message): void {
    if (this.#left.delete(fact)) this.note("lost", fact, reason);
  }

  /** Everything that is still without a place is lost. */
  end(): void {
    const { people } = this.shared.target;
    const { system } = people.table;
    const { email, emails, phones, addresses } = this.person;
    const contacts = [...(email ? [email] : []), ...emails, ...phones, ...addresses];
    const kinds = new Set<Fact | undefined>(contacts.map(({ kind }) => kind));
    const primaries = new Set<Fact | undefined>(contacts.map(({ primary }) => primary));
    // The only one is the main one.
    for (const all of [[...(email ? [email] : []), ...emails], phones, addresses])
      if (all.length === 1) this.keep(all[0]!.primary);
    for (const fact of this.#left) {
      if (kinds.has(fact)) this.note("lost", fact, message("{0} doesn't store which kind it is.", system));
      else if (primaries.has(fact)) this.note("lost", fact, message("{0} doesn't store which one is primary.", system));
      else this.note("lost", fact, message("{0} has no column for it.", system));
    }
    const { password } = this.person;
    if (!password) return;
    const reason = message("{0} doesn't import passwords.", system);
    const { index, person } = this;
    const lost = { kind: "lost", name: calledBy(person), value: undefined, became: undefined, to: undefined } as const;
    this.differences.push({ ...lost, person: index, at: password, reason });
  }
}

/** Why a value was cleaned. */
export function cannotHold({ table }: TargetTable, { field }: Column, value: string): Message {
  const between = field.list?.delimiter;
  if (between !== undefined && value.includes(between)) return message('"{0}" would split it into two items.', between);
  return message("{0} doesn't allow commas, quotes, or line breaks.", table.system);
}
