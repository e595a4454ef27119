// Leaves out of bundles what no program looks at in the data that they carry: an esbuild plugin.
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";

const repository = path.resolve(import.meta.dirname, "..");

/** Words of a JSON schema that only people and editors read; editors read the files under schemas/ themselves. */
const annotations = new Set(["$schema", "title", "description", "default", "examples", "defaultSnippets"]);
/** What stands beside each other under these is named by us, and each is a schema. */
const named = new Set(["properties", "definitions"]);
/** Where a country's ways of writing numbers stand in its entry; we write `+` and digits only. */
const [FORMATS, PREFIX_FORMAT] = [4, 6];

/** @param {{ trimmedProtocol?: boolean }} [options] `trimmedProtocol`: for the server; the editor's library looks at most of the types */
export function lean({ trimmedProtocol = false } = {}) {
  return {
    name: "lean",
    setup(build) {
      build.onLoad({ filter: /[\\/]lists[\\/][\w-]+\.json$/ }, ({ path: file }) =>
        squeezed(JSON.parse(fs.readFileSync(file, "utf8"))),
      );
      build.onLoad({ filter: /[\\/]schemas[\\/]\w+\.schema\.json$/ }, ({ path }) => ({
        contents: JSON.stringify(withoutAnnotations(JSON.parse(fs.readFileSync(path, "utf8")))),
        loader: "json",
      }));
      const types = /vscode-languageserver-types[\\/]lib[\\/]esm[\\/]main\.js$/;
      if (trimmedProtocol)
        build.onLoad({ filter: types }, ({ path }) => ({
          contents: withoutUnused(fs.readFileSync(path, "utf8"), namesOfProtocol(path)),
          loader: "js",
        }));
      build.onLoad({ filter: /libphonenumber-js[\\/]metadata\.max\.json\.js$/ }, ({ path }) => ({
        contents: `export default ${JSON.stringify(withoutFormats(JSON.parse(fs.readFileSync(path.slice(0, -3), "utf8"))))}`,
        loader: "js",
      }));
    },
  };
}

/**
 * The protocol's types as far as somebody uses them at run time: bundlers cannot see through the way they are written, and
 * hardly any of the tests and factories in them is called.
 *
 * @param {string} source declarations `export var X;`, each with what fills it, and then what all use
 * @param {ReadonlySet<string>} used names that somebody imports
 */
export function withoutUnused(source, used) {
  const parts = source.split(/^(?=export var \w+;$|var Is;$)/m);
  const nameOf = (part) => /^(?:export )?var (\w+);/.exec(part)?.[1];
  const wordsOf = (part) => new Set(part.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "").match(/\w+/g));
  const known = new Map(parts.map((part) => [nameOf(part), wordsOf(part)]));
  const kept = new Set([undefined, "Is"]);
  const keep = (name) => {
    if (kept.has(name) || !known.has(name)) return;
    kept.add(name);
    for (const word of known.get(name)) keep(word);
  };
  for (const name of used) keep(name);
  return parts.filter((part) => kept.has(nameOf(part))).join("");
}

/** Which of the protocol's types our sources and the packages that carry them name at run time. */
function namesOfProtocol(types) {
  const modules = path.resolve(path.dirname(types), "../../..");
  const sources = ["server/lsp", "server/protocol"].flatMap((folder) => filesIn(path.join(repository, folder), ".ts"));
  const packages = ["vscode-languageserver", "vscode-languageserver-protocol"].flatMap((name) =>
    ["common", "node", "browser"].flatMap((part) => filesIn(path.join(modules, name, "lib", part), ".js")),
  );
  const names = new Set();
  for (const text of sources)
    for (const [, list] of text.matchAll(/^import \{([^}]*)\} from "vscode-language[\w-]+(?:\/\w+)?";/gm))
      for (const name of list.split(",").map((each) => each.trim().split(" as ")[0]))
        if (!name.startsWith("type ")) names.add(name);
  for (const text of packages)
    for (const [, name] of text.matchAll(/\.([A-Z]\w*|integer|uinteger|decimal)\b/g)) names.add(name);
  return names;
}

function filesIn(folder, ending) {
  if (!fs.existsSync(folder)) return [];
  const names = fs.readdirSync(folder).filter((name) => name.endsWith(ending));
  return names.map((name) => fs.readFileSync(path.join(folder, name), "utf8"));
}

/**
 * Data as a module for Node that unpacks it when it is loaded: a third of its size in the bundle, for a millisecond at the start.
 *
 * @param {unknown} data anything that is JSON
 */
export function squeezed(data) {
  const packed = zlib.deflateRawSync(JSON.stringify(data), { level: 9 }).toString("base64");
  const unpacked = `JSON.parse(inflateRawSync(Buffer.from("${packed}", "base64")).toString())`;
  return { contents: `import { inflateRawSync } from "node:zlib";\nexport default ${unpacked};`, loader: "js" };
}

/** The schema as programs read it. */
export function withoutAnnotations(schema) {
  if (Array.isArray(schema)) return schema.map(withoutAnnotations);
  if (typeof schema !== "object" || schema === null) return schema;
  const kept = Object.entries(schema).filter(([word]) => !annotations.has(word));
  const each = (schemas) =>
    Object.fromEntries(Object.entries(schemas).map(([name, inner]) => [name, withoutAnnotations(inner)]));
  return Object.fromEntries(
    kept.map(([word, given]) => [word, named.has(word) ? each(given) : withoutAnnotations(given)]),
  );
}

function withoutFormats(plans) {
  const bare = (countries) =>
    Object.fromEntries(
      Object.entries(countries).map(([country, plan]) => [
        country,
        plan.map((part, i) => (i === FORMATS || i === PREFIX_FORMAT ? 0 : part)),
      ]),
    );
  return { ...plans, countries: bare(plans.countries), nonGeographic: bare(plans.nonGeographic) };
}
