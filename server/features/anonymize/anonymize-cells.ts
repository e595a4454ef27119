/** What an anonymised copy makes of one cell: nothing, other words, another address; the signs around it stay. */
import type { Binding } from "../../core/filetypes/binding.ts";
import { booleanIn, booleanWords } from "../../core/filetypes/boolean-words.ts";
import type { Field } from "../../core/filetypes/file-type.ts";
import {
  countryCodeOf,
  countryNames,
  postalCodeFits,
  zoneFor,
  zoneKind,
  zoneNames,
} from "../../core/filetypes/lists.ts";
import { damageOf, isSheetError } from "../../core/filetypes/spreadsheet.ts";
import type { Column } from "../../core/filetypes/table.ts";
import { fold, nearest } from "../../core/text/text.ts";
import type { Pseudonyms } from "./pseudonyms.ts";

/** `keep`: what its list knows stays. `kept`: everything does, for somebody said so. */
type CellKind = "keep" | "kept" | "text" | "address" | "phone" | "uuid" | "password" | "postal-code";

/** One column, and what becomes of its cells. */
export interface Treatment {
  readonly kind: CellKind;
  readonly column: Column | undefined;
  /** Words, in small letters, that say nothing of anybody: parts of the field's own list. */
  readonly spared: ReadonlySet<string>;
  /** The cell of the same row that names the country of a postal code, -1 for none. */
  readonly country: number;
  /** Whether the column's list knows a value, by the value. */
  readonly recognised: Map<string, boolean>;
}

/** A cell between the quotes and blanks at its ends. */
export interface Core {
  readonly before: string;
  readonly text: string;
  readonly after: string;
}

/** By cell index; what lies beyond the header is treated as `treatmentOf(undefined, …)`. */
export function treatmentsOf(binding: Binding, keep: ReadonlySet<string>): Treatment[] {
  return binding.cells.map(({ text, column }) => {
    const isKept = keep.has(text) || (column !== undefined && keep.has(column.field.name));
    return treatmentOf(column, isKept, binding);
  });
}

export function treatmentOf(column: Column | undefined, isKept = false, binding?: Binding): Treatment {
  const listed = column?.field.type === "membership" ? wordsOf(column.field) : [];
  return {
    kind: isKept ? "kept" : kindOf(column?.field),
    column,
    spared: new Set(listed),
    country: binding && column ? countryCell(binding, column.field) : -1,
    recognised: new Map(),
  };
}

function kindOf(field: Field | undefined): CellKind {
  switch (field?.type) {
    case "code":
    case "role":
    case "status":
    case "boolean":
    case "timezone":
    case "country-code":
    case "country-name":
      return "keep";
    case "email":
      return "address";
    case "phone":
    case "uuid":
    case "password":
    case "postal-code":
      return field.type;
    case "string":
      if (field.means === "country") return "kept";
      return field.means === "phone" ? "phone" : "text";
    default:
      return "text";
  }
}

function wordsOf({ categories = [], prefixes = [] }: Field): string[] {
  const values = [...categories, ...prefixes].map(({ value }) => value.toLowerCase());
  return values.flatMap((value) => value.match(/\p{L}+/gu) ?? []);
}

/** The country beside a postal code has the same beginning of its name. */
function countryCell({ table, indexOf }: Binding, field: Field): number {
  if (field.type !== "postal-code") return -1;
  const block = field.name.slice(0, field.name.lastIndexOf(".") + 1);
  const found = table.columns.find(
    (column) => column.field.type === "country-name" && column.field.name.startsWith(block),
  );
  return found ? indexOf(found.field.name) : -1;
}

const front = /^[\s\u00a0\u200b-\u200d\u2060\ufeff"]*/;
const back = /(?<![\s\u00a0\u200b-\u200d\u2060\ufeff"])[\s\u00a0\u200b-\u200d\u2060\ufeff"]+$/;

export function coreOf(raw: string): Core {
  const first = raw.charCodeAt(0);
  const last = raw.charCodeAt(raw.length - 1);
  if (first > 34 && first < 127 && last > 34 && last < 127) return { before: "", text: raw, after: "" };
  const before = front.exec(raw)?.[0] ?? "";
  const rest = raw.slice(before.length);
  const after = back.exec(rest)?.[0] ?? "";
  const text = rest.slice(0, rest.length - after.length);
  return { before, text, after };
}

/** True when a cell goes into the copy as it is. `aligned`: its row has as many cells as the header. */
export function staysAsIs(core: string, treatment: Treatment, aligned: boolean): boolean {
  if (core === "" || treatment.kind === "kept" || isSheetError(core) || isPlaceholder(core)) return true;
  if (treatment.kind !== "keep") return false;
  const known = treatment.recognised.get(core);
  if (known !== undefined) return known;
  const { column } = treatment;
  const items = column?.field.list ? core.split(column.field.list.delimiter).map((item) => item.trim()) : [core];
  // A list that nobody has told us may hold anything; but what has slipped here from another column may be anybody's.
  const open = aligned && column !== undefined && column.values.size === 0 && column.field.type === "role";
  const stays = open || items.every((item) => item === "" || isRecognised(item, column));
  if (treatment.recognised.size < 10_000) treatment.recognised.set(core, stays);
  return stays;
}

function isPlaceholder(text: string): boolean {
  return /^(?:null|n\/a|none|-)$/i.test(text);
}

/** A value of the column, another spelling of one, or one with a typing mistake: nothing that tells of a person. */
function isRecognised(text: string, column: Column | undefined): boolean {
  if (/^[\d.]{1,6}$/.test(text)) return true;
  if (!column) return false;
  const { field, values, spellings } = column;
  switch (field.type) {
    case "boolean": {
      const { yes, no } = booleanWords(field);
      return booleanIn(field, text) !== undefined || nearest(text, [...yes, ...no]) !== undefined;
    }
    case "timezone":
      return zoneKind(text) !== "unknown" || zoneFor(text).length > 0 || nearest(text, zoneNames()) !== undefined;
    case "country-code":
    case "country-name":
      return countryCodeOf(text) !== undefined || nearest(text, countryNames()) !== undefined;
    default: {
      if (values.has(text) || spellings.has(fold(text))) return true;
      const words = [...spellings.keys(), ...(field.forbidden ?? []).map(({ value }) => value)];
      return nearest(text, words) !== undefined;
    }
  }
}

/** What stands in the copy in place of a cell's text. `country`: what the row names, for postal codes. */
export function replacementOf(core: string, treatment: Treatment, pseudonyms: Pseudonyms, country: string): string {
  const { kind, spared } = treatment;
  // Broken numbers and dates stay broken in the same way.
  if (kind !== "password" && kind !== "address" && damageOf(core) !== undefined)
    return withoutOwnDigits(core, pseudonyms);
  switch (kind) {
    case "address":
      return pseudonyms.address(core);
    case "phone":
      return pseudonyms.phone(core);
    case "uuid":
      return pseudonyms.uuid(core);
    case "password":
      return pseudonyms.password(core);
    case "postal-code": {
      const code = countryCodeOf(country);
      return pseudonyms.postalCode(core, (text) => code !== undefined && postalCodeFits(code, text));
    }
    default:
      return pseudonyms.text(core, spared);
  }
}

function withoutOwnDigits(core: string, pseudonyms: Pseudonyms): string {
  const exponent = /E[+-]\d+$/i.exec(core)?.[0] ?? "";
  return pseudonyms.digits(core.slice(0, core.length - exponent.length)) + exponent;
}
