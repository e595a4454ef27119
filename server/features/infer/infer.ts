/** Makes a file type of CSV files that somebody has: it claims no more than their rows show, and says for each column what that is. */
import { namesPassword } from "../../core/filetypes/column-names.ts";
import type {
  ConstraintsDescriptor,
  FieldDescriptor,
  ForeignKeyDescriptor,
  OwnType,
} from "../../core/filetypes/descriptor.ts";
import { emailFault } from "../../core/filetypes/email.ts";
import type { Field } from "../../core/filetypes/file-type.ts";
import { zoneKind } from "../../core/filetypes/lists.ts";
import { orderOf } from "../../core/filetypes/ordered-values.ts";
import { isUuid } from "../../core/filetypes/values.ts";
import { trimBlanks } from "../../core/text/text.ts";

/** What is known of a CSV file before its rows are read. */
export interface SampleHead {
  /** Its name without folders. */
  readonly file: string;
  readonly delimiter: string;
  /** The line of the header, from 1. */
  readonly header: number;
  /** Names in the header, each once. */
  readonly columns: readonly string[];
}

/** A row of it: as many cells as there are columns, or fewer. */
export interface SampleCells {
  readonly cells: readonly string[];
}

/** A file type as it was inferred: a Data Resource. */
export interface InferredType {
  readonly name: string;
  readonly path: string;
  readonly dialect: { readonly delimiter: string; readonly headerRows?: readonly number[] };
  readonly schema: {
    readonly fieldsMatch: "superset";
    readonly primaryKey?: string;
    readonly fields: readonly FieldDescriptor[];
    readonly foreignKeys?: readonly ForeignKeyDescriptor[];
  };
}

/** So many different values of a column are remembered. */
const valuesMost = 5_000;
/** Longer lists of values are no closed list. */
const listedMost = 12;
/** From so many rows on, what all of them have is claimed. */
const rowsLeast = 3;
/** From so many values on, a short list of them is taken for a closed one. */
const listedLeast = 20;

/** From so many rows on, the first column is taken for the key though its name does not say so. */
const keyRowsLeast = 20;

interface ColumnTally {
  readonly name: string;
  readonly isSecret: boolean;
  /** Different values, and how often each is there; undefined when there are too many to remember. */
  values: Map<string, number> | undefined;
  filled: number;
  distinct: number;
  repeated: boolean;
}

/** A CSV file whose rows are being counted, in as many portions as they come. */
export class SampleCount {
  #rows = 0;
  readonly tallies: readonly ColumnTally[];

  constructor(readonly head: SampleHead) {
    this.tallies = head.columns.map((name): ColumnTally => {
      const isSecret = namesPassword(name);
      return { name, isSecret, values: new Map(), filled: 0, distinct: 0, repeated: false };
    });
  }

  /** Rows so far, without those of empty cells. */
  get rows(): number {
    return this.#rows;
  }

  add(rows: Iterable<SampleCells>): void {
    for (const { cells } of rows) {
      if (cells.every((cell) => trimBlanks(cell) === "")) continue;
      this.#rows++;
      this.tallies.forEach((tally, index) => {
        add(tally, trimBlanks(cells[index] ?? ""));
      });
    }
  }
}

interface Counted {
  readonly sample: SampleHead;
  readonly name: string;
  readonly rows: number;
  readonly tallies: readonly ColumnTally[];
}

/**
 * Infers a type for each file, and the references between them.
 *
 * @param names names of types that are there already
 */
export function inferTypes(samples: readonly SampleCount[], names: Iterable<string> = []): InferredType[] {
  const taken = new Set(names);
  const counted = samples.map(
    ({ head, rows, tallies }): Counted => ({ sample: head, name: nameFor(head.file, taken), rows, tallies }),
  );
  const keys = counted.map(keyOf);
  return counted.map((each, index) => {
    const key = keys[index];
    const references = referencesOf(each, key, counted, keys);
    const referring = references.map((reference) => reference.fields);
    const fields = each.tallies.map((tally) =>
      fieldOf(tally, each.rows, tally.name === key, referring.includes(tally.name)),
    );
    return {
      name: each.name,
      path: each.sample.file,
      dialect: {
        delimiter: each.sample.delimiter,
        ...(each.sample.header > 1 ? { headerRows: [each.sample.header] } : {}),
      },
      schema: {
        fieldsMatch: "superset",
        ...(key === undefined ? {} : { primaryKey: key }),
        fields,
        ...(references.length > 0 ? { foreignKeys: references } : {}),
      },
    };
  });
}

/** A name for a type, from its file's. */
function nameFor(file: string, taken: Set<string>): string {
  const plain = file
    .replace(/\.[^.]*$/, "")
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^-+|(?<!-)-+$/g, "");
  const first = plain === "" ? "file" : plain;
  let name = first;
  for (let n = 2; taken.has(name); n++) name = `${first}-${n}`;
  taken.add(name);
  return name;
}

function add(tally: ColumnTally, value: string): void {
  if (value === "") return;
  tally.filled++;
  if (!tally.values) return;
  const times = tally.values.get(value) ?? 0;
  if (times > 0) tally.repeated = true;
  else tally.distinct++;
  tally.values.set(value, times + 1);
  if (tally.values.size > valuesMost && tally.repeated) tally.values = undefined;
}

/** What the values of a column are. */
interface Kind {
  readonly type?: NonNullable<FieldDescriptor["type"]>;
  readonly format?: string;
  readonly trueValues?: readonly string[];
  readonly falseValues?: readonly string[];
  readonly decimalChar?: string;
  readonly groupChar?: string;
  readonly own?: OwnType;
  /** In words. */
  readonly what?: string;
}

const booleanPairs = [
  ["true", "false"],
  ["True", "False"],
  ["TRUE", "FALSE"],
  ["yes", "no"],
  ["Yes", "No"],
  ["YES", "NO"],
  ["Y", "N"],
  ["y", "n"],
  ["ja", "nein"],
  ["Ja", "Nein"],
  ["oui", "non"],
  ["Oui", "Non"],
  ["sí", "no"],
  ["Sí", "No"],
] as const;

const dateForms = ["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y/%m/%d", "%d-%m-%Y"];

const timeForms = ["%H:%M", "%I:%M %p"];

function kindOf({ values, isSecret }: ColumnTally): Kind {
  if (isSecret) return { own: "password", what: "passwords" };
  const all = values ? [...values.keys()] : [];
  if (all.length === 0) return {};
  const pair = booleanPairs.find((words) => all.length === 2 && words.every((word) => all.includes(word)));
  if (pair) return { type: "boolean", trueValues: [pair[0]], falseValues: [pair[1]], what: `${pair[0]} or ${pair[1]}` };
  const are = (test: (value: string) => boolean): boolean => all.every(test);
  const read = (type: Field["type"], dateFormat?: string): boolean => {
    const field = { name: "", title: "", description: "", example: "", type, ...(dateFormat ? { dateFormat } : {}) };
    return are((value) => orderOf(field, value) !== undefined);
  };
  // Zeros in front are letters of a number that nobody computes with.
  const hasZeros = all.some((value) => /^[+-]?0\d/.test(value));
  if (!hasZeros && are((value) => /^[+-]?\d{1,15}$/.test(value))) return { type: "integer", what: "whole numbers" };
  if (!hasZeros && are((value) => /^[+-]?\d{1,15}(?:\.\d+)?$/.test(value))) return { type: "number", what: "numbers" };
  const separated = hasZeros ? undefined : separatorsIn(all);
  if (separated) return { type: "number", ...separated, what: "numbers" };
  if (read("date")) return { type: "date", what: "dates" };
  if (read("datetime")) return { type: "datetime", what: "dates with times" };
  if (read("time")) return { type: "time", what: "times" };
  const clock = timeForms.find((form) => read("time", form));
  if (clock !== undefined) return { type: "time", format: clock, what: `times as ${clock}` };
  const forms = dateForms.filter((form) => read("date", form));
  // Where two orders of day and month fit, nobody knows which.
  if (forms.length === 1) return { type: "date", format: forms[0]!, what: `dates as ${forms[0]}` };
  if (are((value) => emailFault(value) === undefined)) return { format: "email", what: "email addresses" };
  if (are(isUuid)) return { format: "uuid", what: "UUIDs" };
  if (are((value) => /^https?:\/\/\S+$/.test(value))) return { format: "uri", what: "web addresses" };
  if (are((value) => value.includes("/") && zoneKind(value) === "ok")) return { own: "timezone", what: "time zones" };
  return {};
}

/** How numbers with separators are written; undefined where they are none, or where a separator could be either. */
function separatorsIn(values: readonly string[]): Pick<Kind, "decimalChar" | "groupChar"> | undefined {
  for (const [decimalChar, groupChar] of [
    [",", "."],
    [".", ","],
  ] as const) {
    const form = new RegExp(`^[+-]?(?:\\d{1,15}|\\d{1,3}(?:\\${groupChar}\\d{3}){1,4})(?:\\${decimalChar}\\d+)?$`);
    if (!values.every((value) => form.test(value))) continue;
    // Three digits after it could be thousands.
    if (!values.some((value) => new RegExp(`\\${decimalChar}(?!\\d{3}$)`).test(value))) continue;
    const groups = values.some((value) => value.includes(groupChar));
    return { ...(decimalChar === "." ? {} : { decimalChar }), ...(groups ? { groupChar } : {}) };
  }
  return undefined;
}

function fieldOf(tally: ColumnTally, rows: number, isKey: boolean, refers: boolean): FieldDescriptor {
  const { own, what, ...kind } = kindOf(tally);
  const { name, filled, distinct, values, isSecret } = tally;
  const isPlain = own === undefined && kind.type === undefined && kind.format === undefined && !refers;
  const listed = isPlain ? closedList(tally) : undefined;
  const isUnique = !isKey && (kind.format === "email" || kind.format === "uuid") && isOnce(tally, rows);
  const constraints: ConstraintsDescriptor = {
    ...(filled === rows && rows >= rowsLeast && !isKey ? { required: true } : {}),
    ...(isUnique ? { unique: true } : {}),
    ...(listed ? { enum: listed } : {}),
  };
  const evidence = [
    `${filled} of ${rows} filled`,
    ...(filled === 0 || isSecret
      ? []
      : [values ? `${distinct} different ${distinct === 1 ? "value" : "values"}` : `more than ${valuesMost} values`]),
    ...(what === undefined ? [] : [`all are ${what}`]),
  ];
  return {
    name,
    ...kind,
    ...(Object.keys(constraints).length > 0 ? { constraints } : {}),
    preflight: { ...(own ? { type: own } : {}), evidence },
  };
}

function isOnce({ values, filled, distinct }: ColumnTally, rows: number): boolean {
  return values !== undefined && filled === rows && distinct === filled && rows >= rowsLeast;
}

/** The values of a short list that come again and again. */
function closedList({ values, filled, distinct }: ColumnTally): readonly string[] | undefined {
  if (!values || filled < listedLeast || distinct > listedMost || distinct * 5 > filled) return undefined;
  return [...values.keys()].sort((a, b) => (a < b ? -1 : 1));
}

/** The column that rows are found by: the first with another value in each row, an ID by its name before others. */
function keyOf({ tallies, rows }: Counted): string | undefined {
  const once = tallies.filter((tally) => !tally.isSecret && isOnce(tally, rows));
  const named = once.find(({ name }) =>
    /(?:^|[^a-z])(?:id|key|no|nr|number|code|sku|uuid|user ?name|login)$/i.test(spaced(name)),
  );
  const [first] = tallies;
  return (named ?? (rows < keyRowsLeast ? undefined : once.find((tally) => tally === first)))?.name;
}

/** `contextId` as `context Id`. */
function spaced(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, "$1 $2").replace(/[_.-]+/g, " ");
}

/** Columns whose values are all keys of another file, or of other rows, and whose names say so. */
function referencesOf(
  from: Counted,
  key: string | undefined,
  all: readonly Counted[],
  keys: readonly (string | undefined)[],
): ForeignKeyDescriptor[] {
  return from.tallies.flatMap((tally): ForeignKeyDescriptor[] => {
    const { name, values, isSecret } = tally;
    if (name === key || isSecret || !values || values.size === 0) return [];
    const index = all.findIndex((to, i) => {
      const held = to.tallies.find((each) => each.name === keys[i])?.values;
      return (
        held !== undefined &&
        refersByName(name, to.name, keys[i]!) &&
        [...values.keys()].every((value) => held.has(value))
      );
    });
    const to = all[index];
    const there = keys[index];
    if (!to || there === undefined) return [];
    return [{ fields: name, reference: { resource: to === from ? "" : to.name, fields: there } }];
  });
}

/** Whether a column's name says that it leads to a file: `team_id`, `team`, or as its key is called. */
function refersByName(column: string, type: string, key: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  const [own, file, there] = [plain(column), plain(type), plain(key)];
  const one = file.replace(/ies$/, "y").replace(/s$/, "");
  const others = ["parent", "manager", "boss", "reportsto", "supervisor"];
  return (
    own === there ||
    own.startsWith(one) ||
    own.endsWith(`${one}${there}`) ||
    others.some((word) => own.startsWith(word))
  );
}
