// Leaves out of bundles what no program looks at in the data that they carry: an esbuild plugin.
import fs from "node:fs";
import { isDeepStrictEqual } from "node:util";

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
      for (const [name, { pack, unpack }] of Object.entries(packed)) {
        build.onLoad({ filter: new RegExp(`[\\\\/]lists[\\\\/]${name}\\.json$`) }, ({ path }) => {
          const list = JSON.parse(fs.readFileSync(path, "utf8"));
          const short = pack(list);
          if (!isDeepStrictEqual(unpack(short), list)) throw new Error(`${name}.json cannot be packed as it is`);
          return { contents: `export default (${unpack})(${JSON.stringify(short)});`, loader: "js" };
        });
      }
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
 * Lists that say the same words for each of their entries: what is bundled is `pack`'s short form and the text of `unpack`,
 * which makes the list of it again and may use nothing else.
 */
const packed = {
  // A line a country: code, code of three letters, names, other names.
  countries: {
    pack: (countries) =>
      Object.entries(countries)
        .map(([code, { code3, names, also }]) =>
          [code, code3, names.join(";"), ...(also ? [also.join(";")] : [])].join("|"),
        )
        .join("\n"),
    unpack: (text) =>
      Object.fromEntries(
        text.split("\n").map((line) => {
          const [code, code3, names, also] = line.split("|");
          return [code, { code3, names: names.split(";"), ...(also && { also: also.split(";") }) }];
        }),
      ),
  },
  // A line an area: its name, then its zones without it.
  timezones: {
    pack: ({ zones, ...others }) => {
      const areas = new Map();
      for (const zone of zones) {
        const [area, ...rest] = zone.split("/");
        areas.set(area, [...(areas.get(area) ?? [area]), rest.join("/")]);
      }
      return { ...others, zones: [...areas.values()].map((words) => words.join(" ")).join("\n") };
    },
    unpack: (short) => ({
      ...short,
      zones: short.zones.split("\n").flatMap((line) => {
        const [area, ...names] = line.split(" ");
        return names.map((name) => `${area}/${name}`);
      }),
    }),
  },
};

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
