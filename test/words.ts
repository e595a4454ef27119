/** What people read may not say: words that only its first builders used, and where one of them is right. */
import { execFileSync } from "node:child_process";
import fs from "node:fs";

/** A word, by how it is written, and what editors, spreadsheets, and importers say instead. */
export const foreignWords: readonly (readonly [RegExp, string])[] = [
  [/(?<!\bthere )(?<!\bThere )\b(?:is|are|was|were) no (?!longer\b|more than\b|more\b)/, "isn't a valid …, isn't a …"],
  [/\bblanks?\b(?!-(?:in-id|row)\b)/i, "space, or empty"],
  [/\bwants?\b|\bwanted\b|\bwanting\b/i, "expects, requires"],
  [/\b(?:takes?|took|taken|taking)\b(?: \S+){0,4} for\b/i, "reads … as, treats … as"],
  [/\btakes? both\b/i, "treats both rows as the same …"],
  [
    /\bleav(?:es?|ing) (?:\S+ ){0,3}?(?:aside|alone|in peace)\b|\bleft (?:aside|alone|in peace|in silence)\b/i,
    "ignores",
  ],
  [/\b(?:pass(?:es|ed)?) over\b/i, "ignores, skips"],
  [
    /\bst(?:ands?|anding|ood) (?:for|in the way|between|there|in|under|beside|below|above|alone|first|last|before)\b/i,
    "is",
  ],
  [/\bshall\b/i, "should"],
  [/\bmend(?:s|ed|ing)?\b/i, "fix"],
  [/\bgo(?:es|ing)? on\b/i, "continue"],
  [/\b(?:go(?:es)?|going) up\b/i, "is uploaded"],
  [/\bhand(?:s|ed|ing)? (?:\S+ )?(?:over|out)\b/i, "export, give"],
  [/\btold\b(?! apart\b)|\btells?\b(?! apart\b)|\btelling\b(?! apart\b)/i, "reported, says"],
  [/\bholds?\b|\bholding\b|\bheld\b/i, "contains"],
  [/\bletter by letter\b/i, "case-sensitive, exactly"],
  [/\b(?<!\b(?:plus|equal|minus|dollar|percent|euro) )signs?\b(?![- ](?:in|up)\b)/i, "character"],
  [/\b(?:is|are) spelled\b|\bmust be written\b|\bmisspelt\b/i, "should be …"],
  [/\bhardly\b|\bfinds? its way\b/i, "say what is wrong"],
  [/\bRead It\b|\bWrite the Import Here\b|\bWrite It Anyway\b|\bGo On\b/, "Use This File, Create Here, Export Anyway"],
  [/\banonymis|\brecognis|\bnormalis|\bcolours?\b|\bfavours?\b|\bbehaviours?\b|\blicences?\b/i, "American spelling"],
  [/(?<![\w:])Info\b|\bnotes?\b(?= (?:and|or) (?:warning|error)s?\b)/, "information"],
  [/\be-mails?\b(?!\/)/i, "email"],
  [/(?<![\w."*-])ids?\b(?![\w.]|-)/, "ID"],
  [/\btimezones?\b/i, "time zone"],
  [/\bmails?\b(?! server| program)/i, "email"],
  [/\b(?:lies|lie|lay) (?:in|at|beside|under|below|there|around)\b/i, "is"],
  [/\bone's\b|\bthereof\b|\bhitherto\b|\bwhereas\b|\bpeace\b|\bsilence\b/i, "plain words"],
];

/** Where such a word is right: the file, what is found there, and the reason. None is needed now; senses that are plain are in the words above. */
export const exceptions: readonly Exception[] = [];

interface Exception {
  readonly file: RegExp;
  readonly text: RegExp;
  readonly reason: string;
}

/** A text that people read, with where it is. */
export interface ReadText {
  readonly file: string;
  readonly text: string;
}

/**
 * Such words in texts, without those that have a reason.
 *
 * @param used the exceptions that were needed are added to it
 * @returns `file: ... word ... (say ...)` for each
 */
export function foundIn(texts: readonly ReadText[], used?: Set<Exception>): string[] {
  const found: string[] = [];
  for (const { file, text } of texts)
    for (const [word, instead] of foreignWords)
      for (const { 0: hit, index } of text.matchAll(new RegExp(word.source, `${word.flags}g`))) {
        const around = text.slice(Math.max(0, index - 40), index + hit.length + 30).replace(/\s+/g, " ");
        const right = exceptions.find((each) => each.file.test(file) && each.text.test(around));
        if (right) {
          used?.add(right);
          continue;
        }
        found.push(`${file}: …${around}… (${hit}: say ${instead})`);
      }
  return found;
}

/** Pages in Markdown, as people read them: without code, addresses, and the rows of pictures. */
export function pages(): ReadText[] {
  return execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md", "docs/*.mjs"], {
    encoding: "utf8",
  })
    .split("\n")
    .filter((file) => /^(?:README|CHANGELOG|SECURITY)\.md$|^docs\//.test(file) && fs.existsSync(file))
    .map((file) => {
      const text = fs.readFileSync(file, "utf8");
      return { file, text: file.endsWith(".md") ? proseOf(text) : (text.match(/^\/\/.*$/gm) ?? []).join("\n") };
    });
}

/** A page without fenced blocks, code, and addresses. */
export function proseOf(markdown: string): string {
  return markdown
    .replace(/^```[\s\S]*?^```$/gm, "")
    .replace(/^ {4}.*$/gm, "")
    .replace(/`[^`\n]*`/g, "`code`")
    .replace(/\[[a-z]+(?:-[a-z]+)+\]\([^)]*\)/g, "rule")
    .replace(/\]\([^)]*\)/g, "]")
    .replace(/https?:\/\/\S+/g, "")
    .replace(/^# .*$/gm, "");
}

/** Words of a JSON document that are shown to people. */
const shown =
  /^(?:title|description|markdownDescription|enumDescriptions|markdownEnumDescriptions|errorMessage|condition|format|reason|label|says|doNotSuggest|patternErrorMessage|deprecationMessage)$/;

/** Titles, descriptions and hovers of schemas and file types. */
export function schemaTexts(): ReadText[] {
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "schemas"], {
    encoding: "utf8",
  })
    .split("\n")
    .filter((file) => file.endsWith(".json") && !file.startsWith("schemas/lists/") && fs.existsSync(file));
  return files.flatMap((file) => {
    const texts: ReadText[] = [];
    const walk = (node: unknown, key: string): void => {
      if (typeof node === "string") {
        if (shown.test(key)) texts.push({ file, text: node.replace(/`[^`]*`/g, "`code`") });
      } else if (Array.isArray(node)) for (const each of node) walk(each, key);
      else if (typeof node === "object" && node !== null)
        for (const [name, value] of Object.entries(node)) walk(value, key === "errorMessage" ? key : name);
    };
    walk(JSON.parse(fs.readFileSync(file, "utf8")), "");
    return texts;
  });
}

/** Every sentence of the product in English: messages, titles, settings. */
export function messageTexts(): ReadText[] {
  return ["l10n/bundle.l10n.json", "package.nls.json"].flatMap((file) =>
    Object.values(JSON.parse(fs.readFileSync(file, "utf8")) as Readonly<Record<string, string>>).map((text) => ({
      file,
      text: text.replace(/`[^`]*`/g, "`code`"),
    })),
  );
}
