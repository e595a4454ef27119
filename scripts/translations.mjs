// Keeps the translations in order and says what they lack: `node scripts/translations.mjs [--check]`
import fs from "node:fs";
import path from "node:path";

const repository = path.resolve(import.meta.dirname, "..");
/** The places of a template. */
const places = /\{\w+\}/g;

/** The languages that we have, as VS Code spells them. */
export function languages(root = repository) {
  return fs.readdirSync(path.join(root, "l10n")).flatMap((name) => /^bundle\.l10n\.(.+)\.json$/.exec(name)?.[1] ?? []);
}

/** What a language lacks and what it says wrongly, by file; files without faults are left out. */
export function faultsOf(language, root = repository) {
  const all = pairsOf(language, root).map(({ file, english, translated }) => [
    file,
    Object.entries(english).flatMap(([key, text]) => {
      const own = translated[key];
      if (own === undefined) return [`missing: ${JSON.stringify(text)}`];
      const changed = String(placesIn(text)) !== String(placesIn(own));
      return changed ? [`other places: ${JSON.stringify(own)}`] : [];
    }),
  ]);
  return Object.fromEntries(all.filter(([, faults]) => faults.length > 0));
}

/** A language's two files beside the English ones; a rule's setting says what its summary says. */
function pairsOf(language, root) {
  const read = (name) => {
    const file = path.join(root, name);
    return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {};
  };
  const bundle = { file: `l10n/bundle.l10n.${language}.json`, english: read("l10n/bundle.l10n.json") };
  bundle.translated = read(bundle.file);
  const manifest = { file: `package.nls.${language}.json`, english: read("package.nls.json") };
  const own = read(manifest.file);
  manifest.translated = Object.fromEntries(
    Object.entries(manifest.english).flatMap(([key, text]) => {
      const said = /^setting\.rules\./.test(key) ? (bundle.translated[text] ?? own[key]) : own[key];
      return said === undefined ? [] : [[key, said]];
    }),
  );
  return [bundle, manifest];
}

function placesIn(text) {
  return [...new Set(text.match(places) ?? [])].sort();
}

/** A translation as it is kept: in the order of the English file, without what is not said any more. */
function kept(english, translated) {
  const entries = Object.keys(english).flatMap((key) =>
    Object.hasOwn(translated, key) ? [[key, translated[key]]] : [],
  );
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

if (process.argv[1] === import.meta.filename) {
  const check = process.argv.includes("--check");
  for (const language of languages()) {
    for (const { file, english, translated } of pairsOf(language, repository)) {
      const text = kept(english, translated);
      const target = path.join(repository, file);
      if (!check && (!fs.existsSync(target) || fs.readFileSync(target, "utf8") !== text))
        fs.writeFileSync(target, text);
    }
    const faults = Object.entries(faultsOf(language));
    if (check && faults.length > 0) process.exitCode = 1;
    for (const [file, lines] of faults) console.log(`${file}\n  ${lines.join("\n  ")}`);
  }
}
