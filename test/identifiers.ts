/** What names in the code may not be: words that only its first builders used, and one type name for two things. */

/** Words that the trade has another for, with what it says. Parts of names count: `toldMax` has "told" in it. */
export const otherWords: Readonly<Record<string, string>> = {
  abilities: "clientFeatures",
  anonymise: "anonymize",
  colour: "color",
  dice: "random",
  glance: "what is guaranteed after the wait",
  greeting: "initialize, or what the greeting is",
  handover: "export",
  lean: "depend on",
  leans: "dependencies",
  mend: "fix",
  mended: "fixed",
  mending: "fix context",
  normalise: "normalize",
  placed: "located",
  recognise: "recognize",
  screens: "prefilter",
  skin: "adapter",
  skins: "adapters",
  suspects: "candidates",
  teller: "writer",
  tell: "report, publish, print",
  tells: "reports",
  telling: "reporting",
  told: "reported, published",
  wish: "preference",
  wishes: "preferences, options, actions",
  world: "context",
};

/** Where such a word is right. */
const exceptions: readonly RegExp[] = [
  // Another spelling of a command that scripts may use.
  /^server\/cli\/commands\.ts: anonymise$/,
  // Leaves out of data what we do not use; nothing depends on anything.
  /^scripts\/(?:build|lean)\.mjs: lean$/,
];

/**
 * Names with words that ours has another for.
 *
 * @param sources texts by path
 * @returns `file: name, say ...` for each, once a file
 */
export function foreignNames(sources: ReadonlyMap<string, string>): string[] {
  const found = new Set<string>();
  for (const [file, text] of sources) {
    for (const [name] of codeOf(text).matchAll(/[A-Za-z_$][\w$]*/g)) {
      for (const part of name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []) {
        const word = part.toLowerCase();
        if (!Object.hasOwn(otherWords, word) || exceptions.some((each) => each.test(`${file}: ${name}`))) continue;
        found.add(`${file}: ${name}, say ${otherWords[word]}`);
      }
    }
  }
  return [...found];
}

/** A source without comments and without what its strings say; what stands in the braces of a template stays. */
function codeOf(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/(^|[^:"'`\\])\/\/.*$/gm, "$1")
    .replace(/"(?:[^"\\\n]|\\.)*"/g, '""')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''")
    .replace(/`(?:[^`\\]|\\.)*`/g, (template) => [...template.matchAll(/\$\{([^}]*)\}/g)].map((m) => m[1]).join(" "));
}

/** Each rule calls what it reports of a finding `Data`, in its own file only. */
const ownInEachFile = new Set(["Data"]);

/**
 * Names of types that are defined more than once.
 *
 * @param sources texts by path
 * @returns `Name: file, file` for each
 */
export function repeatedTypes(sources: ReadonlyMap<string, string>): string[] {
  const files = new Map<string, string[]>();
  for (const [file, text] of sources) {
    for (const [, name] of text.matchAll(/^(?:export )?(?:abstract )?(?:interface|type|class) ([A-Z]\w*)/gm)) {
      if (!ownInEachFile.has(name!)) files.set(name!, [...(files.get(name!) ?? []), file]);
    }
  }
  return [...files].filter(([, where]) => where.length > 1).map(([name, where]) => `${name}: ${where.join(", ")}`);
}
