/** What countries are called in languages other than English. */

import { fold } from "../text/text.ts";
import { countryCodes } from "./lists.ts";

const languages = ["de", "fr", "es", "it", "nl", "pt", "pl"];
let words: Map<string, string> | undefined;

/** The two-letter code for a folded name: `frankreich` is FR. */
export function countryInOtherWords(name: string): string | undefined {
  if (!words) {
    words = new Map();
    for (const language of languages) {
      const names = new Intl.DisplayNames([language], { type: "region", fallback: "none" });
      for (const code of countryCodes()) {
        const called = names.of(code);
        if (called !== undefined && !words.has(fold(called))) words.set(fold(called), code);
      }
    }
  }
  return words.get(name);
}
