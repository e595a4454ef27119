/** What the columns of an export may be, weighed against each other: the surest column for a fact, and those that also fit. */
import { isEitherName, type NamedColumn } from "../../core/filetypes/column-names.ts";
import { type RecognizedColumn, recognizeColumn } from "../../core/filetypes/column-recognition.ts";
import type { ContactKind, Meaning } from "../../core/filetypes/file-type.ts";
import { isUuid } from "../../core/filetypes/values.ts";
import type { ColumnStatistics, SourceStatistics } from "./column-statistics.ts";

/** A column of the export that may be a fact. */
export interface Candidate extends NamedColumn {
  readonly column: ColumnStatistics;
  readonly by: RecognizedColumn["by"];
}

/** Undefined stands for a column that says no kind. */
export type Kinds = readonly (ContactKind | undefined)[];

/** A column that is this much surer of another fact is left to that. */
const leeway = 0.05;
/** A column without any value is a source only where there is no other. */
const emptyFactor = 0.6;

export class Candidates {
  readonly all: readonly Candidate[];
  readonly #best = new Map<string, number>();

  readonly columns: readonly ColumnStatistics[];

  constructor(statistics: SourceStatistics) {
    this.columns = statistics.columns;
    const read = statistics.columns.flatMap((column) =>
      recognizeColumn(column.name, column.looks).map((each) => ({
        ...each,
        column,
        sure: column.filled > 0 ? each.sure : each.sure * emptyFactor,
      })),
    );
    this.all = namesInContext(read);
    for (const { column, sure } of this.all)
      this.#best.set(column.name, Math.max(this.#best.get(column.name) ?? 0, sure));
  }

  /** How sure a column is of other facts; that it is a name to sign in with too takes nothing from an address. */
  #bestBeside({ column, means }: Candidate): number {
    if (means !== "email") return this.#best.get(column.name) ?? 0;
    return Math.max(
      0,
      ...this.all.flatMap((each) => (each.column === column && each.means !== "user-name" ? each.sure : [])),
    );
  }

  /** The surest column for a fact, of the first kind for which there is one; undefined where none is sure enough. */
  find(means: Meaning, kinds?: Kinds): Candidate | undefined {
    return this.ranked(means, kinds)[0];
  }

  /** The columns for a fact, the one to take first. */
  ranked(means: Meaning, kinds?: Kinds): Candidate[] {
    const rank = ({ kind }: Candidate): number =>
      kinds === undefined ? (kind === "home" ? 1 : 0) : kinds.indexOf(kind);
    return this.all
      .filter((each) => each.means === means && (kinds === undefined || kinds.includes(each.kind)))
      .filter((each) => each.sure >= this.#bestBeside(each) - leeway)
      .sort((a, b) => rank(a) - rank(b) || b.sure - a.sure);
  }
}

/** Decides what "Name" is by the columns beside it. */
function namesInContext(candidates: readonly Candidate[]): Candidate[] {
  const isEither = ({ column }: Candidate): boolean => isEitherName(column.name);
  const surely = (means: Meaning): Candidate | undefined =>
    candidates.find((each) => each.means === means && !isEither(each) && each.column.filled > 0);
  const [first, last] = [surely("first-name"), surely("last-name")];
  const done = new Set<string>();
  return candidates.flatMap((each): Candidate[] => {
    if (!isEither(each)) return [each];
    if (done.has(each.column.name)) return [];
    done.add(each.column.name);
    const as = (means: Meaning): Candidate[] => [{ ...each, means, sure: 1 }];
    const beside = first && !last ? first : last && !first ? last : undefined;
    if (beside && !repeats(each.column, beside.column)) return as(beside === first ? "last-name" : "first-name");
    // "Nombre" alone, with several words in it, is the whole name.
    const words = each.column.looks.filter((text) => /\S[\s,]+\S/.test(text)).length;
    const own = candidates.filter((other) => other.column === each.column);
    const isPart = own.some(({ means }) => means !== "full-name");
    if (isPart && words * 2 > each.column.looks.length) return as("full-name");
    return own;
  });
}

/** Whether most names of one column stand in the other. */
function repeats(whole: ColumnStatistics, part: ColumnStatistics): boolean {
  const count = Math.min(whole.looks.length, part.looks.length);
  let same = 0;
  for (let i = 0; i < count; i++) if (whole.looks[i]!.toLowerCase().includes(part.looks[i]!.toLowerCase())) same++;
  return count > 0 && same * 2 > count;
}

/** The column that tells who somebody is, and whether it does for everybody. */
export interface KeyColumn {
  readonly column: ColumnStatistics;
  readonly certain: boolean;
}

/**
 * The key of an export: the employee number where it is filled and unique, else the address, else the name to sign in
 * with, else a machine's id. Where none is filled and unique, the one that nearly is, and that it is not.
 */
export function keyColumn(candidates: Candidates, people: number): KeyColumn | undefined {
  const keys = candidates.ranked("key").filter(({ column }) => !column.looks.some(isDamaged));
  const isMachineId = ({ column }: Candidate): boolean =>
    column.looks.length > 0 && column.looks.every(isMadeByMachine);
  const inOrder = [
    ...keys.filter((each) => !isMachineId(each)),
    ...candidates.ranked("email", ["work", undefined]),
    ...candidates.ranked("user-name"),
    ...keys.filter(isMachineId),
  ].map(({ column }) => column);
  const whole = inOrder.find(({ filled, unique }) => unique && filled === people && people > 0);
  if (whole) return { column: whole, certain: true };
  const almost =
    inOrder.find(({ filled }) => filled > 0 && filled * 10 >= people * 9) ?? inOrder.find(() => people === 0);
  return almost && { column: almost, certain: people === 0 };
}

/** A UUID, also in braces, or its bytes as directories write them: `X'8f0c…'`, in hexadecimal or in base64. */
function isMadeByMachine(text: string): boolean {
  return isUuid(text.replace(/^\{(.*)\}$/, "$1")) || /^(?:X'[0-9a-f]+'|[0-9a-f]{32}|[A-Za-z0-9+/]{22}==)$/i.test(text);
}

/** What a spreadsheet made of a number tells nobody apart. */
function isDamaged(text: string): boolean {
  return /^\d(?:[.,]\d+)?E\+\d+$/i.test(text) || text.startsWith("#");
}
