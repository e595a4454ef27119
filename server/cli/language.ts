/** The language of the command line: the environment's, English where we have no other. */
import type { Language } from "../core/text/message.ts";
import { languageFor, localesIn } from "../disk/documents/languages.ts";

export const language: Language = languageFor(localesIn(process.env));

/** Puts a sentence into it. */
export const { translate } = language;
