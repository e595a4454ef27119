/** What countries are called in languages other than English. */

import { lazy } from "../text/lazy.ts";
import { fold } from "../text/text.ts";
import { countryCodes } from "./lists.ts";

const languages = ["de", "fr", "es", "it", "nl", "pt", "pl"];
const codesByName = lazy((): ReadonlyMap<string, string> => {
  const codes = new Map<string, string>();
  for (const language of languages) {
    const names = new Intl.DisplayNames([language], { type: "region", fallback: "none" });
    for (const code of countryCodes()) {
      const called = names.of(code);
      if (called !== undefined && !codes.has(fold(called))) codes.set(fold(called), code);
    }
  }
  return codes;
});

/** The two-letter code for a folded name: `frankreich` is FR. */
export function countryInOtherWords(name: string): string | undefined {
  return codesByName().get(name);
}
