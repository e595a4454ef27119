// Collects the sentences for people from the sources into l10n/bundle.l10n.json: `node scripts/l10n.mjs [--check]`
import fs from "node:fs";
import path from "node:path";

const repository = path.resolve(import.meta.dirname, "..");
const bundle = path.join(repository, "l10n", "bundle.l10n.json");

/** A call of `message` (server) or `l10n.t` (client), up to its first argument. */
const calls = /(?<![\w.])(?:message|l10n\.t)\(\s*/g;
/** A template that is written out; what follows it ends the argument. */
const literal = /"(?:[^"\\\n]|\\.)*"(?=\s*[,)])|'(?:[^'\\\n]|\\.)*'(?=\s*[,)])/y;
/** A rule's summary, or another rule-like thing's. */
const summary = /\bsummary:\s*("(?:[^"\\\n]|\\.)*")/g;
/** A method that is called so too: `message({ value }, say) {`, `message(data: D, say: Saying): Message`. */
const method = /(?:^|\n)\s*(?:readonly )?$/;

/** The templates in one source, and what cannot be collected. */
export function templatesIn(source) {
  const templates = [];
  const faults = [];
  for (const { 0: call, index } of source.matchAll(calls)) {
    literal.lastIndex = index + call.length;
    const found = literal.exec(source)?.[0];
    if (found !== undefined) templates.push(textOf(found));
    else if (!method.test(source.slice(0, index)) && !/function $/.test(source.slice(0, index)))
      faults.push(source.slice(index, index + 60).split("\n")[0]);
  }
  for (const [, found] of source.matchAll(summary)) templates.push(JSON.parse(found));
  return { templates, faults };
}

/** What a string literal says. */
function textOf(literal) {
  if (literal.startsWith('"')) return JSON.parse(literal);
  return JSON.parse(`"${literal.slice(1, -1).replaceAll("\\'", "'").replaceAll('"', '\\"')}"`);
}

/** All sources that say something to people. */
function sources() {
  const found = [];
  const walk = (folder) => {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) walk(file);
      else if (entry.name.endsWith(".ts")) found.push(file);
    }
  };
  for (const folder of ["server", "client"]) walk(path.join(repository, folder));
  return found;
}

/** Texts of file types that are shown as they stand there. */
const shown = new Set(["title", "description", "condition", "format", "reason", "label", "says"]);

/** The built-in file types. */
function schemaFiles() {
  return fs
    .readdirSync(path.join(repository, "schemas"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "lists")
    .flatMap(({ name }) => {
      const folder = path.join(repository, "schemas", name);
      return fs.readdirSync(folder).map((file) => path.join(folder, file));
    })
    .filter((file) => file.endsWith(".json"));
}

function textsOf(node, texts, owner = "") {
  if (Array.isArray(node)) for (const each of node) textsOf(each, texts, owner);
  else if (typeof node === "object" && node !== null) {
    for (const [key, value] of Object.entries(node)) {
      // The standard's `format` is a word of its own, ours is a sentence.
      const isShown = shown.has(key) && (key !== "format" || owner === "preflight");
      const isSentence = isShown || owner === "errorMessage";
      if (isSentence && typeof value === "string") texts.add(value);
      else textsOf(value, texts, key);
    }
  }
}

/** The bundle as it should be; throws where a template cannot be collected. */
export function collect() {
  const texts = new Set();
  const wrong = [];
  for (const file of sources()) {
    const { templates, faults } = templatesIn(fs.readFileSync(file, "utf8"));
    for (const template of templates) texts.add(template);
    for (const fault of faults) wrong.push(`${path.relative(repository, file)}: ${fault}`);
  }
  for (const file of schemaFiles()) textsOf(JSON.parse(fs.readFileSync(file, "utf8")), texts);
  if (wrong.length > 0)
    throw new Error(`A message's template must be written out where it is used:\n  ${wrong.join("\n  ")}`);
  const ordered = [...texts].sort((a, b) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(ordered.map((text) => [text, text])), null, 2)}\n`;
}

if (process.argv[1] === import.meta.filename) {
  const text = collect();
  const fresh = fs.existsSync(bundle) && fs.readFileSync(bundle, "utf8") === text;
  const check = process.argv.includes("--check");
  if (!fresh && check) {
    console.error("l10n/bundle.l10n.json is not what the sources say: run npm run docs");
    process.exitCode = 1;
  } else if (!fresh) {
    fs.mkdirSync(path.dirname(bundle), { recursive: true });
    fs.writeFileSync(bundle, text);
  }
  console.log(`l10n: ${Object.keys(JSON.parse(text)).length} messages${fresh ? "" : check ? ", stale" : ", written"}`);
}
