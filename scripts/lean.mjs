// Leaves out of bundles what no program looks at in the data that they carry: an esbuild plugin.
import fs from "node:fs";
import zlib from "node:zlib";

/** Words of a JSON schema that only people and editors read; editors read the files under schemas/ themselves. */
const annotations = new Set(["$schema", "title", "description", "default"]);
/** What stands beside each other under these is named by us, and each is a schema. */
const named = new Set(["properties", "definitions"]);
/** Where a country's ways of writing numbers stand in its entry; we write `+` and digits only. */
const [FORMATS, PREFIX_FORMAT] = [4, 6];

export function lean() {
  return {
    name: "lean",
    setup(build) {
      build.onLoad({ filter: /[\\/]lists[\\/][\w-]+\.json$/ }, ({ path }) =>
        squeezed(JSON.parse(fs.readFileSync(path, "utf8"))),
      );
      build.onLoad({ filter: /[\\/]schemas[\\/]\w+\.schema\.json$/ }, ({ path }) => ({
        contents: JSON.stringify(withoutAnnotations(JSON.parse(fs.readFileSync(path, "utf8")))),
        loader: "json",
      }));
      build.onLoad({ filter: /libphonenumber-js[\\/]metadata\.max\.json\.js$/ }, ({ path }) => ({
        contents: `export default ${JSON.stringify(withoutFormats(JSON.parse(fs.readFileSync(path.slice(0, -3), "utf8"))))}`,
        loader: "js",
      }));
    },
  };
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
