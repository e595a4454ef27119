/** Whose row a problem is in: the person as the set's files know them, whichever of them the problem stands in. */

import type { LocatedFinding } from "../../core/checking/located-finding.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import type { SimilarId } from "../../core/keys/similar-keys.ts";
import { cellsOf, type RowAddress } from "../../core/text/document.ts";
import { trimBlanks } from "../../core/text/text.ts";
import { folderOf } from "../../core/workspace/folders.ts";
import type { Workspace } from "../../core/workspace/workspace.ts";
import { addressField, holdersOf, keyFieldOf, nameOf, pathOf, type Row, rowAt } from "../records/records.ts";

export interface Concerned {
  /** The same for all rows of one person, in all files of an import. */
  readonly key: string;
  /** As the row says; "" when it says nothing. */
  readonly name: string;
  /** The key under which files name the person; "" where the file has none. */
  readonly id: string;
  readonly email: string;
  /** False for an id that the file of people does not hold. */
  readonly known: boolean;
}

/** So many people are remembered before they are looked up again. */
const rememberedMax = 20_000;

/** Finds people; remembers those it has met. */
export class ConcernedPeople {
  readonly #met = new Map<string, Concerned>();

  constructor(readonly workspace: Workspace) {}

  /** The person of the row a problem is in; undefined for header and file problems, and for files that are not about people. */
  of(sheet: Sheet, located: LocatedFinding): Concerned | undefined {
    const { row } = located.finding;
    if (row < 0) return undefined;
    const at = { page: located.page, row };
    if (sheet.table.document.rows === "people") return this.#inOwnFile(sheet, at);
    const path = pathOf(this.workspace, sheet);
    const tables = new Map(this.workspace.tablesFor(path).map((table) => [table.name, table]));
    const key = sheet.table.document.foreignKeys?.find(
      ({ reference }) => tables.get(reference.table)?.document.rows === "people",
    );
    const id = key && !hasSlipped(sheet, cellsOf(sheet.document, at)) && valueAt(sheet, at, key.field);
    if (!key || !id) return undefined;
    return this.#remember(`${sheet.uri}\n${key.field}\n${id}`, () =>
      this.#byId(sheet, key.reference.table, key.reference.field, id),
    );
  }

  #inOwnFile(sheet: Sheet, at: RowAddress): Concerned {
    const number = (sheet.document.records[at.page] ?? 0) + at.row;
    return this.#remember(`${sheet.uri}\n${number}`, () => {
      const row = rowAt(sheet, at);
      if (hasSlipped(sheet, row.cells))
        return { key: `${sheet.uri}\n${number}`, name: "", id: "", email: "", known: true };
      return personIn(this.workspace, sheet, row, number);
    });
  }

  #byId(from: Sheet, table: string, field: string, id: string): Concerned {
    const [sheet] = this.workspace.find(from, table);
    const written = sheet && (holdersOf(sheet, field, id).length > 0 ? id : meant(sheet.keys.alike(field, id)));
    const row = sheet && written !== undefined ? holdersOf(sheet, field, written)[0] : undefined;
    const slipped = sheet !== undefined && row !== undefined && hasSlipped(sheet, row.cells);
    if (sheet && row && !slipped) return personIn(this.workspace, sheet, row, 0);
    const folder = folderOf(pathOf(this.workspace, sheet ?? from));
    return { key: keyOf(folder, from.table.system, id, ""), name: "", id, email: "", known: slipped };
  }

  #remember(key: string, make: () => Concerned): Concerned {
    const known = this.#met.get(key);
    if (known) return known;
    if (this.#met.size >= rememberedMax) this.#met.clear();
    const made = make();
    this.#met.set(key, made);
    return made;
  }
}

/** Nobody knows which cell of a row that does not line up is the password: no value of it is shown. */
function hasSlipped(sheet: Sheet, cells: readonly unknown[]): boolean {
  return sheet.hasSecrets && cells.length !== sheet.binding?.columns.length;
}

function personIn(workspace: Workspace, sheet: Sheet, row: Row, number: number): Concerned {
  const idField = keyFieldOf(sheet.table);
  const emailField = addressField(sheet.table);
  const id = idField === undefined ? "" : row.value(idField);
  const email = emailField === undefined ? "" : row.value(emailField);
  const folder = folderOf(pathOf(workspace, sheet));
  const own = id === "" ? email.toLowerCase() : id;
  const name = nameOf(sheet, row);
  const key = own === "" ? `${sheet.uri}\n${number}` : keyOf(folder, sheet.table.system, own, name);
  return { key, name, id, email, known: true };
}

/** Two names under one id are two people, one of whom needs another id. */
function keyOf(folder: string, system: string, id: string, name: string): string {
  return `${folder}\n${system}\n${id}\n${name}`;
}

/** The id that is meant by one that differs from it in nothing that a fix would not change by itself. */
function meant(similar: readonly SimilarId[]): string | undefined {
  return similar.find(({ likeness }) => ["case", "spaces", "invisible", "composition"].includes(likeness))?.id;
}

function valueAt(sheet: Sheet, at: RowAddress, field: string): string {
  return trimBlanks(cellsOf(sheet.document, at)[sheet.binding?.indexOf(field) ?? -1]?.text ?? "");
}
