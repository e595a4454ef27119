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
  const ajv = new Ajv({ allErrors: true, strict: true, code: { source: true, esm: true } });
  const names = {};
  for (const [name, file] of Object.entries(sources)) {
    const schema = JSON.parse(fs.readFileSync(file, "utf8"));
    ajv.addSchema(schema, name);
    names[name] = name;
  }
  return standalone.default(ajv, names);
}
