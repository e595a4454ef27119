// Compiles the JSON schemas of what people write to code that judges it: an esbuild plugin, so that nothing is compiled at run time.
import fs from "node:fs";
import path from "node:path";
import { _, Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { withoutAnnotations } from "./lean.mjs";

const repository = path.resolve(import.meta.dirname, "..");

/** The exports of the module, by the schema that each is made from. */
const schemas = { profile: "profile", fileType: "file-type", mapping: "mapping" };

/** Makes the module that `schemas/validators.d.ts` declares. */
export function validators() {
  const filter = /[\\/]schemas[\\/]validators\.js$/;
  const fileOf = (name) => path.join(repository, "schemas", `${name}.schema.json`);
  return {
    name: "validators",
    setup(build) {
      build.onResolve({ filter }, () => ({
        path: path.join(repository, "schemas", "validators.js"),
        namespace: "validators",
      }));
      build.onLoad({ filter, namespace: "validators" }, () => ({
        contents: code(
          Object.entries(schemas).map(([name, file]) => [name, JSON.parse(fs.readFileSync(fileOf(file), "utf8"))]),
        ),
        loader: "js",
        resolveDir: repository,
        watchFiles: Object.values(schemas).map(fileOf),
      }));
    },
  };
}

/** The source of a module that exports a check for each schema; it needs nothing but ajv's own helpers and our formats. */
export function code(named) {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    messages: false,
    // Faults bring the part of the schema along that they come from.
    verbose: true,
    inlineRefs: false,
    formats: { regex: () => true },
    code: { source: true, esm: true, formats: _`formats` },
  });
  ajv.addKeyword("patternErrorMessage");
  for (const [name, schema] of named) ajv.addSchema(withOpenAlternatives(withoutAnnotations(schema)), name);
  const source = standalone(ajv, Object.fromEntries(named.map(([name]) => [name, name])));
  return `import { formats } from "./server/disk/libraries/json-formats.ts";\n${source}`;
}

/** The schema with all references inside of alternatives written out: else the path of a fault does not say of which it is. */
function withOpenAlternatives(root) {
  // Below `properties` and `definitions` are names, whatever they are called.
  const open = (schema, inside, areNames = false) => {
    if (Array.isArray(schema)) return schema.map((each) => open(each, inside));
    if (typeof schema !== "object" || schema === null) return schema;
    if (inside && !areNames && schema.$ref !== undefined) return open(definitionOf(root, schema.$ref), true);
    const words = Object.entries(schema).map(([word, given]) => {
      const named = !areNames && (word === "properties" || word === "definitions");
      return [word, open(given, inside || (!areNames && word === "anyOf"), named)];
    });
    return Object.fromEntries(words);
  };
  return open(root, false);
}

function definitionOf(root, path) {
  return path
    .split("/")
    .slice(1)
    .reduce((at, step) => at[step], root);
}
