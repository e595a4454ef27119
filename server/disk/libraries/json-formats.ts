/** The formats that our JSON schemas ask for and JSON Schema leaves to its reader. */
import { peoplePatterns } from "./load-patterns.ts";

/** By name: whether a text is of the format. */
export const formats = { regex: isPattern };

/** Whether a text is a regular expression that we run. */
function isPattern(text: string): boolean {
  return "matches" in peoplePatterns().preparePattern(text);
}
