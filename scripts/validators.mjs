// Turns the JSON schemas of what people write into code when bundles are made, so that nothing is compiled at run time.
import fs from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";

const schemas = path.resolve(import.meta.dirname, "../schemas");
const sources = {
  validateProfile: path.join(schemas, "profile.schema.json"),
  validateMapping: path.join(schemas, "mapping.schema.json"),
  validateTable: path.join(schemas, "table.schema.json"),
};

/** The module `csv-preflight:validators`, an esbuild plugin; its types are in server/validators.d.ts. */
export function validators() {
  return {
    name: "validators",
    setup(build) {
      build.onResolve({ filter: /^csv-preflight:validators$/ }, ({ path: name }) => ({
        path: name,
        namespace: "validators",
      }));
      build.onLoad({ filter: /.*/, namespace: "validators" }, () => ({
        contents: generate(),
        loader: "js",
        resolveDir: import.meta.dirname,
        watchFiles: Object.values(sources),
      }));
    },
  };
}

function generate() {
  // What is checked in several places is one function, and the words are ours: both make for less code.
  const ajv = new Ajv({
    ...{ allErrors: true, strict: true, inlineRefs: false, messages: false },
    code: { source: true, esm: true },
  });
  const names = {};
  for (const [name, file] of Object.entries(sources)) {
    const schema = JSON.parse(fs.readFileSync(file, "utf8"));
    ajv.addSchema(schema, name);
    names[name] = name;
  }
  return withoutSchemas(standalone.default(ajv, names));
}

/** The code carries whole schemas along for the few lists of values it looks at: those are put in their places. */
function withoutSchemas(code) {
  const schemas = new Map();
  const rest = code.replace(/const (schema\d+) = (\{.*?\});(?=const |function |export |\n)/g, (whole, name, text) => {
    try {
      schemas.set(name, JSON.parse(text));
      return "";
    } catch {
      return whole;
    }
  });
  return rest.replace(/\b(schema\d+)((?:\.[A-Za-z_$][\w$]*|\[\d+\]|\["[^"]*"\])*)/g, (whole, name, steps) => {
    if (!schemas.has(name)) return whole;
    let value = schemas.get(name);
    for (const [, word, index, quoted] of steps.matchAll(/\.([\w$]+)|\[(\d+)\]|\["([^"]*)"\]/g)) {
      value = value[word ?? index ?? quoted];
    }
    return `(${JSON.stringify(value)})`;
  });
}
