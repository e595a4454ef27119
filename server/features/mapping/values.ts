/** Values of an export as a column expects them: what is certain, what may be meant where it is not, and what is neither. */
import { booleanIn } from "../../core/filetypes/boolean-words.ts";
import { stateNamed } from "../../core/filetypes/column-names.ts";
import { countryInOtherWords } from "../../core/filetypes/country-words.ts";
import type { AccountState } from "../../core/filetypes/file-type.ts";
import {
  canonicalZone,
  countryByCode,
  countryCodeOf,
  isCountryName,
  zoneFor,
  zoneKind,
} from "../../core/filetypes/lists.ts";
import type { Column } from "../../core/filetypes/table.ts";
import { booleanOf, isInternationalPhone, phoneDigits } from "../../core/filetypes/values.ts";
import { fold, nearest } from "../../core/text/text.ts";
import { codeFor, rolesOf, writeBoolean } from "../convert/target.ts";

/**
 * The value where there is no doubt, whoever looks at it: labels become codes, phone numbers lose their separators,
 * countries get the name or code that is expected, time zones the case of their name. Else the text as it is.
 */
export function certain(text: string, column: Column): string {
  const { field, values, spellings } = column;
  switch (field.type) {
    case "code":
    case "role":
    case "status":
      if (values.has(text)) return text;
      return spellings.get(fold(text))?.value ?? text;
    case "phone": {
      const digits = phoneDigits(text);
      if (digits === undefined) return text;
      if (field.variant === undefined || field.variant === "digits") return digits;
      return text.startsWith("+") && isInternationalPhone(`+${digits}`) ? `+${digits}` : text;
    }
    case "country-code":
      return countryCodeOf(text) ?? text;
    case "country-name": {
      const code = isCountryName(text) ? undefined : countryCodeOf(text);
      return (code === undefined ? undefined : countryByCode(code)) ?? text;
    }
    case "timezone": {
      const kind = zoneKind(text);
      return kind === "case" || kind === "alias" ? canonicalZone(text)! : text;
    }
    default:
      return text;
  }
}

/** What a value of an export may become in a column. */
export interface Meant {
  /** Nobody would say anything else; undefined where two people might. */
  readonly value: string | undefined;
  /** What it may be, the likeliest first; empty where nothing is known. */
  readonly candidates: readonly string[];
}

/**
 * What a value means that is not valid as it is. Roles, abbreviations of time zones and unknown words of closed lists
 * have candidates and no value.
 * @param flag of a yes-or-no column: the state that *yes* means
 */
export function meantBy(text: string, column: Column, flag: AccountState | undefined): Meant {
  const { field, values } = column;
  const only = (value: string | undefined): Meant => ({ value, candidates: value === undefined ? [] : [value] });
  switch (field.type) {
    case "code":
    case "status": {
      const state = stateOf(text, flag);
      const value = state && valueOfState(column, state);
      return value === undefined ? { value, candidates: [...values.keys()] } : only(value);
    }
    case "boolean": {
      const state = field.means === "status" ? stateOf(text, flag) : undefined;
      const is = state === undefined ? booleanIn(field, text) : state === "active";
      const candidates = [writeBoolean(column, true), writeBoolean(column, false)];
      return is === undefined ? { value: undefined, candidates } : only(writeBoolean(column, is));
    }
    case "role":
      return { value: undefined, candidates: rolesNear(text, column) };
    case "timezone": {
      const zones = zoneFor(text);
      const isCity = zones.length === 1 && fold(zones[0]!.slice(zones[0]!.lastIndexOf("/") + 1)) === fold(text);
      const certainly = zones.length === 1 && (isCity || !isAbbreviation(text)) ? zones[0] : undefined;
      return { value: certainly, candidates: zones };
    }
    case "country-name":
    case "country-code": {
      const code = countryCodeOf(text) ?? countryInOtherWords(fold(text));
      return only(field.type === "country-code" ? code : code && countryByCode(code));
    }
    default:
      return only(undefined);
  }
}

/** The state that a word says; with a flag *yes* and *no* say one, in that sense. */
export function stateOf(text: string, flag: AccountState | undefined): AccountState | undefined {
  const is = booleanOf(text);
  if (flag !== undefined && is !== undefined) {
    if (is) return flag;
    return flag === "active" ? "suspended" : "active";
  }
  return stateNamed(text);
}

/** A system that cannot say that somebody has left says that the account is not active. */
function valueOfState(column: Column, state: AccountState): string | undefined {
  return codeFor(column, state) ?? (state === "deleted" ? codeFor(column, "suspended") : undefined);
}

/** `EST`, `IST`, `UTC-5`: letters that stand for different zones in different places, or an offset that several share. */
function isAbbreviation(text: string): boolean {
  return /^(?:(?!UTC$|Z$)[A-Z]{1,5}|[A-Z]{3,4}\d[A-Z]{3,4}|\(?(?:UTC|GMT)?\s*[+-]\s*[\d:]+\)?)$/.test(text.trim());
}

/** All roles that a column knows, those first that look like the word. */
function rolesNear(text: string, column: Column): string[] {
  const all = rolesOf(column);
  const near = nearest(text, all);
  return near === undefined ? all : [near, ...all.filter((role) => role !== near)];
}

/**
 * Whether a value is one that a column with a closed list may contain; undefined for columns without one, where any
 * text may be right.
 */
export function isListed(value: string, column: Column): boolean | undefined {
  const { field, values } = column;
  switch (field.type) {
    case "code":
    case "status":
      return values.has(value);
    case "role":
      return values.size > 0 ? values.has(value) : undefined;
    case "boolean":
      return /^(?:true|false)$/i.test(value);
    case "timezone":
      return zoneKind(value) === "ok";
    case "country-name":
      return isCountryName(value);
    case "country-code":
      return countryByCode(value) !== undefined;
    default:
      return undefined;
  }
}
