/** The formats that our JSON schemas ask for and JSON Schema leaves to its reader. */

/** By name: whether a text is of the format. */
export const formats = { regex: isPattern };

/** Whether a text is a regular expression of JavaScript with the flag `u`. */
function isPattern(text: string): boolean {
  try {
    new RegExp(text, "u");
    return true;
  } catch {
    return false;
  }
}
