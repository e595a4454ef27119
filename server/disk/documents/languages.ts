/** The languages that sentences for people are translated into: one file each, read when somebody reads it. */
import fs from "node:fs";
import path from "node:path";
import { inEnglish, type Language, languageOf } from "../../core/text/message.ts";

/** Beside the programs; VS Code reads the same files for the client. */
const folder = path.join(import.meta.dirname, "../../l10n");
const namesOf = /^bundle\.l10n\.([a-z]{2,3}(?:-[a-z0-9]+)*)\.json$/;

/**
 * The language of somebody who reads the first of these that we have; English when we have none.
 * @param locales BCP 47 names such as `de-AT`, the best first; whatever is no such name is passed over
 * @param from where the bundles are, for tests
 */
export function languageFor(locales: readonly string[], from = folder): Language {
  for (const locale of locales) {
    const name = canonical(locale);
    if (name === undefined) continue;
    const [spoken] = name.toLowerCase().split("-");
    if (spoken === "en") return inEnglish;
    const bundle = bundleFor(name.toLowerCase(), from);
    if (bundle) return languageOf(name, bundle);
  }
  return inEnglish;
}

/** `de-at` is read by a bundle for `de-at`, for `de`, and for any other German, in this order. */
function bundleFor(name: string, from: string): Readonly<Record<string, string>> | undefined {
  const [spoken = ""] = name.split("-");
  const there = languagesIn(from);
  const fitting = [name, spoken, ...there.filter((each) => each.startsWith(`${spoken}-`))];
  const chosen = fitting.find((each) => there.includes(each));
  return chosen === undefined ? undefined : read(path.join(from, `bundle.l10n.${chosen}.json`));
}

function languagesIn(from: string): string[] {
  try {
    return fs.readdirSync(from).flatMap((name) => namesOf.exec(name)?.[1] ?? []);
  } catch {
    return [];
  }
}

/** A bundle that cannot be read leaves the program in English: it must not keep anybody from checking a file. */
function read(file: string): Readonly<Record<string, string>> | undefined {
  try {
    const bundle: unknown = JSON.parse(fs.readFileSync(file, "utf8"));
    if (typeof bundle !== "object" || bundle === null) return undefined;
    const texts = Object.entries(bundle).filter((pair): pair is [string, string] => typeof pair[1] === "string");
    return Object.fromEntries(texts);
  } catch {
    return undefined;
  }
}

function canonical(locale: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(locale)[0];
  } catch {
    return undefined;
  }
}

/** The languages that a POSIX environment names, the best first: `LC_ALL`, else `LC_MESSAGES`, else `LANG`. */
export function localesIn({ LC_ALL, LC_MESSAGES, LANG }: Readonly<Record<string, string | undefined>>): string[] {
  const said = [LC_ALL, LC_MESSAGES, LANG].find((each) => each !== undefined && each !== "") ?? "";
  const [name = ""] = said.split(/[.@]/);
  // C and POSIX are English in all but name.
  return name === "" || name === "C" || name === "POSIX" ? [] : [name.replaceAll("_", "-")];
}
