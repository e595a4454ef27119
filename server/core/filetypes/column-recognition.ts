/** What a column of somebody's export is: what its header names, as far as its values agree. */

import { fold } from "../text/text.ts";
import { columnsNamed, isAboutOthers, type NamedColumn, stateNamed } from "./column-names.ts";
import { countryInOtherWords } from "./country-words.ts";
import type { Meaning } from "./file-type.ts";
import { countryCodeOf, zoneFor, zoneKind } from "./lists.ts";
import { booleanOf, isUuid } from "./values.ts";

/** A fact that a column may be, and what speaks for it. */
export interface RecognizedColumn extends NamedColumn {
  /** `values`: the header says nothing, the values do. */
  readonly by: "name" | "name-and-values" | "values";
}

/** With fewer values their look alone decides nothing. */
const valuesMin = 2;

/**
 * Every fact that a column may be, the likeliest first. The header decides, where the values do not contradict it; only
 * where it names nothing, and nobody else's column either, values decide alone: a column of addresses is the email.
 * @param values filled cells, trimmed; some hundreds tell enough
 */
export function recognizeColumn(header: string, values: readonly string[]): RecognizedColumn[] {
  const found = columnsNamed(header).flatMap((named): RecognizedColumn[] => {
    const fits = valuesFit(named, values);
    if (fits === false) return [];
    return [{ ...named, by: fits === true ? "name-and-values" : "name", sure: named.sure + (fits === true ? 0.1 : 0) }];
  });
  const add = (means: Meaning, sure: number): void => {
    if (!found.some((each) => each.means === means)) found.push({ means, kind: undefined, sure, by: "values" });
  };
  // "User name", "Login", "State" and "Estado" are called so for two reasons, and values tell which.
  if (found.some(({ means }) => means === "user-name") && share(values, isAddress) > 0.9) add("email", 0.8);
  if (columnsNamed(header).some(({ means }) => means === "state") && share(values, isState) > 0.9 && values.length > 0)
    add("status", 0.8);
  if (found.length === 0 && values.length >= valuesMin && !isAboutOthers(header)) {
    if (share(values, isAddress) > 0.9 && share([...new Set(values)], () => true, values.length) > 0.9)
      add("email", 0.6);
    else if (share(values, isZone) > 0.9) add("time-zone", 0.6);
  }
  return found.sort((a, b) => b.sure - a.sure);
}

/** Whether values look like a fact; undefined where looks tell nothing. */
export function valuesFit(named: Pick<NamedColumn, "means" | "flag">, values: readonly string[]): boolean | undefined {
  if (values.length === 0) return undefined;
  const least = (
    look: (text: string) => boolean,
    sure: number | undefined,
    contradicted: number,
  ): boolean | undefined => {
    const part = share(values, look);
    if (sure !== undefined && part >= sure) return true;
    return part < contradicted ? false : undefined;
  };
  switch (named.means) {
    case "email":
      return least(isAddress, 0.7, 0.5);
    case "phone":
      return least(isPhone, 0.7, 0.2);
    case "phone-extension":
      return least((text) => /^(?:x|ext\.?)?\s*\d{1,6}$/i.test(text), undefined, 0.5);
    case "phone-kind":
      return least((text) => /^[\p{L} -]{3,20}$/u.test(text), undefined, 0.5);
    case "time-zone":
      return least((text) => zoneKind(text) !== "unknown" || zoneFor(text).length > 0, 0.7, 0.2);
    case "full-name":
    case "first-name":
    case "last-name":
    case "manager":
      return least(isName, undefined, 0.5);
    case "user-name":
      return least((text) => !/\s/.test(text), undefined, 0.5);
    case "key":
      return least(
        (text) => text.length <= 80 && !isUrl(text) && booleanOf(text.length > 1 ? text : "-") === undefined,
        undefined,
        0.5,
      );
    case "status":
      return statusFits(values, named.flag !== undefined);
    case "role":
      return least((text) => isWord(text) && !/^\d+$/.test(text) && booleanOf(text) === undefined, undefined, 0.5);
    case "job-title":
      return least((text) => isWord(text) && !isHonorific(text) && booleanOf(text) === undefined, undefined, 0.5);
    case "country":
      return least((text) => (countryCodeOf(text) ?? countryInOtherWords(fold(text))) !== undefined, 0.7, 0.2);
    case "state":
      return share(values, isState) > 0.9 ? false : least((text) => !isAddress(text) && !isUuid(text), undefined, 0.5);
    case "city":
      return least((text) => isWord(text) && !isZone(text) && booleanOf(text) === undefined, undefined, 0.5);
    case "postal-code":
      return least((text) => /^[A-Z\d][A-Z\d .-]{1,11}$/i.test(text), undefined, 0.5);
    case "address-line1":
    case "address-line2":
      return least(
        (text) => !isAddress(text) && !isUrl(text) && !isUuid(text) && booleanOf(text) === undefined,
        undefined,
        0.5,
      );
    case "group":
    case "community":
      return least((text) => !isAddress(text) && booleanOf(text) === undefined, undefined, 0.5);
    case "welcome":
      return least((text) => booleanOf(text) !== undefined, 0.9, 0.9);
    case "password":
      // Neither dots in its place nor what a system keeps of it.
      return least((text) => !/^[*\u2022\u25cf.x]+$|^\{\w+\}|^\$\d\w?\$/i.test(text), undefined, 0.5);
    default:
      return undefined;
  }
}

/** One word for a state is enough: others may be ones that nobody has listed yet. Flags say yes and no. */
function statusFits(values: readonly string[], isFlag: boolean): boolean | undefined {
  const different = [...new Set(values)];
  if (isFlag) {
    const answers = share(different, (text) => booleanOf(text) !== undefined || stateNamed(text) !== undefined);
    return answers > 0.9;
  }
  const known = share(different, isState);
  return known > 0.9 ? true : known === 0 ? false : undefined;
}

function share(values: readonly string[], look: (text: string) => boolean, of = values.length): number {
  return of === 0 ? 0 : values.filter(look).length / of;
}

function isAddress(text: string): boolean {
  return (
    /^(?:mailto:)?[^\s@,;]+@[^\s@,;][^\s@,;.]*\.[^\s@,;]+$/i.test(text) || /^[^<>@]*<[^\s@<>]+@[^\s@<>]+>$/.test(text)
  );
}

/** Digits with separators, an extension behind them, or what a spreadsheet made of digits; no date. */
function isPhone(text: string): boolean {
  if (/^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$/.test(text)) return false;
  return (
    /^\+?[\d\s\u00a0()./\u2010-\u2015'-]{6,24}(?:\s*(?:x|ext\.?|extension|durchwahl|dw)\s*\.?\d{1,6})?$/i.test(text) ||
    /^\d[.,]\d+E\+\d+$/i.test(text) ||
    /^tel:/i.test(text)
  );
}

function isZone(text: string): boolean {
  return /\//.test(text) && ["ok", "case", "alias"].includes(zoneKind(text));
}

/** A person may be called anything that has letters and is no address, number, link or machine's id. */
function isName(text: string): boolean {
  return /\p{L}/u.test(text) && !/[@\d/\\=]/.test(text) && !isUuid(text) && text.length <= 100;
}

/** A word or several that people say: no number, address, link, id of a machine, date. */
function isWord(text: string): boolean {
  if (!/\p{L}/u.test(text) || isAddress(text) || isUrl(text) || isUuid(text)) return false;
  const isMachineId = /^(?=.*\d.*\d.*\d)(?=.*[A-Za-z])[A-Za-z0-9_-]{12,}$/.test(text);
  return !isMachineId && text.length <= 120;
}

function isUrl(text: string): boolean {
  return /^(?:https?:\/\/|www\.)/i.test(text);
}

function isState(text: string): boolean {
  return stateNamed(text) !== undefined;
}

const honorifics = new Set(
  "mr mrs ms miss mx dr prof professor sir madam herr frau hr fr m mme mlle monsieur madame sr sra srta don dona sig sigra dott dottssa dhr mevr mw drdr profdr".split(
    " ",
  ),
);

function isHonorific(text: string): boolean {
  return honorifics.has(fold(text));
}
