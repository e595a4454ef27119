/** State that lives as long as the process because it stands at the top of a module: what it is, and why each of the few is there. */
import path from "node:path";

/** What may change at the top of a module, by `file: name`. */
export const reasonedState: Readonly<Record<string, string>> = {
  "server/core/text/platform.ts: platform, written by server/disk/reading/decode.ts":
    "set once, before the first text is read",
  "server/core/text/document.ts: nextPageId": "numbers pages of all documents: only ever compared for equality",
  "server/core/checking/suppressions.ts: noSuppressions": "never written to",
  "server/core/checking/sheet.ts: nextSerial": "numbers sheets: only ever compared for equality",
  "server/core/text/document.ts: scratch": "of one function, which leaves nothing in it that anybody looks at",
  "server/core/text/document.ts: lineStarts": "made from a page alone, which never changes; goes with it",
  "server/core/text/tokenizer.ts: kinds": "made from a delimiter alone; a table of 64 kB that is not made twice",
  "server/core/text/encodings.ts: bytesByCharacter": "made from an encoding alone",
  "server/core/filetypes/lists.ts: patterns": "a compiled expression by its country",
  "server/core/filetypes/patterns.ts: engine": "set once, with the first document that other people wrote",
  "server/core/filetypes/patterns.ts: ours": "the patterns of our own file types, by their texts",
  "server/core/filetypes/patterns.ts: prepared": "a compiled expression by its text",
  "server/core/links/nearest-ids.ts: folded": "made from a list of texts alone; goes with it",
  "server/core/filetypes/ordered-values.ts: timeForms": "a compiled expression by the form of dates that it reads",
  "server/rules/invalid-value.ts: boundsByField": "made from a column's document alone; goes with it",
  "server/rules/invalid-value.ts: listsOf": "made from a list of texts alone; goes with it",
  "server/core/filetypes/binding.ts: lookAlikesOf": "made from a table alone; goes with it",
  "server/core/filetypes/table.ts: shaped": "made from a table's document alone; goes with it",
  "server/core/checking/line-kinds.ts: wordsBelow": "made from a table alone; goes with it",
  "server/core/checking/line-kinds.ts: wordsUnder": "made from a header alone; goes with it",
  "server/core/checking/prefilter.ts: classTable": "bits that are added while filters are compiled, never taken back",
  "server/core/checking/prefilter.ts: classBits": "which bit of it a class of characters has",
  "server/core/checking/prefilter.ts: known": "compiled from a column's rules alone; goes with them",
  "server/core/checking/prefilter.ts: noWords": "contains nothing, so it remembers nothing",
  "server/core/checking/value-forms.ts: countryWords": "a list of names that is made with the first question",
  "server/core/checking/record-kernel.ts: loaded": "whose plan is in its memory; others write theirs first",
  "server/core/checking/rule-runner.ts: columnRules": "made from a rule set and a column alone; goes with them",
  "server/core/links/named-rows.ts: asked": "made from a version of a file alone; goes with it",
  "server/core/workspace/detect.ts: locators": "made from a table alone; goes with it",
  "server/core/workspace/globs.ts: entries": "made from a profile's list of files alone; goes with it",
  "server/core/workspace/globs.ts: known": "a glob taken apart by its text",
  "server/core/workspace/globs.ts: steps": "counts work for a test; nobody else looks at it",
  "server/rules/invalid-encoding.ts: known": "made from a page alone, which never changes; goes with it",
  "server/features/language/clock.ts: remembered": "what the runtime says of zones within one hour",
};

/** Values of these that nobody writes to are constants. */
const builtIn = /^(?:(?:Weak)?(?:Map|Set)|(?:Uint|Int|Float)\d+Array|RegExp|Intl\.\w+)$/;

/**
 * The names at the top of a source that can change: `let`, an instance of a class of ours, and whatever a function below writes to.
 *
 * @param text the source
 */
export function stateIn(text: string): string[] {
  const found: string[] = [];
  for (const { 1: keyword, 2: name, 3: made } of text.matchAll(
    /^(?:export )?(let|var|const) (\w+)(?:: [^=]+)?(?: = (?:new ([\w.]+))?)?/gm,
  )) {
    const isInstance = made !== undefined && !builtIn.test(made);
    if (keyword !== "const" || isInstance || writesTo(name!).test(text)) found.push(name!);
  }
  return found;
}

/** A write to what a name stands for, in a line that is not at the top of its module. */
function writesTo(name: string): RegExp {
  return new RegExp(
    `^ .*(?<![.\\w])${name}(?:\\.\\w+)*(?:\\.(?:set|add|delete|clear|push|pop|splice|fill|sort)\\(|\\[[^\\]]+\\]!? ?(?:[-+*|&^]|\\?\\?)?= |\\.\\w+ (?:[-+*|&^]|\\?\\?)?= |\\+\\+|--)`,
    "m",
  );
}

/**
 * What can change at the top of modules of some packages.
 *
 * @param sources texts by path
 * @param packages the paths of those packages begin like this
 * @returns `file: name` for each; a name that another module writes to is named once more with that module
 */
export function stateOf(sources: ReadonlyMap<string, string>, packages: RegExp): string[] {
  const found: string[] = [];
  for (const [file, text] of sources) {
    for (const name of packages.test(file) ? stateIn(text) : []) found.push(`${file}: ${name}`);
    for (const { 1: names, 2: from } of text.matchAll(/^import \{([^}]*)\} from "(\.[^"]+)"/gm)) {
      const target = path.posix.join(path.posix.dirname(file), from!);
      if (!packages.test(target)) continue;
      for (const name of names!.split(",").map((each) => each.trim())) {
        if (/^\w+$/.test(name) && writesTo(name).test(text)) found.push(`${target}: ${name}, written by ${file}`);
      }
    }
  }
  return found.sort();
}
