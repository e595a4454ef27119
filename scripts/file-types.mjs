// The systems that we know, each a folder under schemas/ with its file types and settings: what is bundled and generated of them.
import fs from "node:fs";
import path from "node:path";
import esbuild from "esbuild";
import { squeezed } from "./lean.mjs";

const repository = path.resolve(import.meta.dirname, "..");
const folder = path.join(repository, "schemas");

/**
 * Every system: its key in the profile and in settings, its settings (a JSON schema), its file types.
 *
 * @returns {{key: string, settings: object | undefined, documents: object[]}[]} in the order in which lists show them: by the
 *   `order` of their settings, those of people first in each
 */
export function systems() {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "lists")
    .map(({ name: key }) => {
      const files = fs.readdirSync(path.join(folder, key)).filter((file) => file.endsWith(".json"));
      const read = (file) => JSON.parse(fs.readFileSync(path.join(folder, key, file), "utf8"));
      const documents = files.filter((file) => file !== "settings.json").map(read);
      documents.sort((a, b) => Number(isOther(a)) - Number(isOther(b)) || (a.name < b.name ? -1 : 1));
      return { key, settings: files.includes("settings.json") ? read("settings.json") : undefined, documents };
    })
    .sort((a, b) => placeOf(a) - placeOf(b) || (a.key < b.key ? -1 : 1));
}

function isOther({ preflight }) {
  return preflight?.rows !== "people";
}

function isHidden({ preflight }) {
  return preflight?.hidden === true;
}

/** Usual names of its files: those in its path unless it says otherwise. */
function fileNamesOf({ path: given, preflight }) {
  return preflight?.files ?? [given ?? []].flat().map((name) => path.posix.basename(name));
}

function placeOf({ settings }) {
  const orders = Object.values(settings?.properties ?? {}).flatMap(({ order }) => order ?? []);
  return orders.length > 0 ? Math.min(...orders) : Number.POSITIVE_INFINITY;
}

/** All file types, hidden ones last. */
export function documents() {
  const all = systems().flatMap((system) => system.documents);
  return [...all.filter((each) => !isHidden(each)), ...all.filter(isHidden)];
}

/** An esbuild plugin: makes the module that `schemas/file-types.d.ts` declares. */
export function fileTypes() {
  const filter = /[\\/]schemas[\\/]file-types\.js$/;
  return {
    name: "file-types",
    setup(build) {
      build.onResolve({ filter }, () => ({ path: path.join(folder, "file-types.js"), namespace: "file-types" }));
      build.onLoad({ filter, namespace: "file-types" }, async () => {
        const read = await reader();
        const folders = systems().map(({ key }) => path.join(folder, key));
        return {
          ...squeezed({ documents: documents().map(read), patterns: [...patternsIn(documents())] }),
          watchDirs: [folder, ...folders],
          watchFiles: folders.flatMap((each) => fs.readdirSync(each).map((name) => path.join(each, name))),
        };
      });
    },
  };
}

let reading;

/** What reads a document of ours, as it reads other people's: programs start with what came of it. */
function reader() {
  reading ??= esbuild
    .build({
      entryPoints: [path.join(repository, "server/core/filetypes/descriptor-reading.ts")],
      bundle: true,
      format: "esm",
      write: false,
      logLevel: "warning",
    })
    .then(({ outputFiles: [{ text }] }) => import(`data:text/javascript,${encodeURIComponent(text)}`))
    .then(({ documentOf }) => documentOf);
  return reading;
}

/** All regular expressions in a document. */
export function* patternsIn(document) {
  if (typeof document !== "object" || document === null) return;
  for (const [key, value] of Object.entries(document)) {
    if (key === "pattern" && typeof value === "string") yield value;
    else {
      if (key === "patternProperties") yield* Object.keys(value);
      yield* patternsIn(value);
    }
  }
}

/** What a profile has beside the systems' settings. */
const ownWords = ["$schema", "files", "rules", "suppressions", "conversions", "schemas"];

/** The profile's schema: names of file types, the systems' settings, conversions between their people. */
export function withSystems(schema) {
  const { $schema, files, rules, suppressions, conversions, schemas } = schema.properties;
  const known = Object.keys(schema.properties).filter((word) => !ownWords.includes(word));
  const settings = systems().flatMap(({ key, settings }) => (settings ? [[key, forProfile(settings)]] : []));
  for (const word of known)
    if (!settings.some(([key]) => key === word))
      console.log(`docs: ${word} is no system any more, left out of the profile`);
  files.additionalProperties.anyOf[0].enum = namesOfFiles();
  return {
    ...schema,
    properties: {
      $schema,
      files,
      ...Object.fromEntries(settings),
      rules,
      suppressions,
      conversions: { ...conversions, properties: directions() },
      schemas,
    },
  };
}

/** Names of file types that a file may be given, and `false`. */
function namesOfFiles() {
  return [...visible().map(({ name }) => name), false];
}

function visible() {
  return documents().filter((each) => !isHidden(each));
}

/** A word of VS Code's settings says nothing in a JSON schema. */
function forProfile({ $schema, title, ...settings }) {
  const properties = Object.entries(settings.properties).map(([name, { order, ...setting }]) => [name, setting]);
  return { ...settings, properties: Object.fromEntries(properties) };
}

function directions() {
  const people = visible().filter((each) => !isOther(each));
  return Object.fromEntries(
    people.flatMap((from) =>
      people
        .filter((to) => to.preflight.system !== from.preflight.system)
        .map((to) => [
          `${from.name}→${to.name}`,
          {
            description: `People of ${from.preflight.system} for ${to.preflight.system}.`,
            allOf: [{ $ref: "#/definitions/conversion" }],
          },
        ]),
    ),
  );
}

const prefix = "csvPreflight.";

/** package.json: a setting for each of the systems' settings, the choice of file types, what wakes the extension. */
export function withSettings(manifest) {
  const { configuration } = manifest.contributes;
  const properties = configuration.properties;
  const { additionalProperties: type } = properties[`${prefix}files`];
  type.enum = namesOfFiles();
  type.enumDescriptions = [...visible().map(({ title }) => title), "Not an import file"];
  const settings = systems().flatMap(({ key, settings }) =>
    Object.entries(settings?.properties ?? {}).map(([name, setting]) => [
      `${prefix}${key}.${name}`,
      forEditor(setting),
    ]),
  );
  const others = Object.entries(properties).filter(([name]) => !isOfSystem(name));
  const at = others.findIndex(([name]) => name === `${prefix}trace.server`);
  configuration.properties = Object.fromEntries([...others.slice(0, at), ...settings, ...others.slice(at)]);
  const events = manifest.activationEvents.filter((event) => !wakes(event));
  return { ...manifest, activationEvents: [...wakeEvents(), ...events] };
}

/** Settings of systems have two names after ours, the editor's own trace setting apart. */
function isOfSystem(name) {
  return name.split(".").length > 2 && name !== `${prefix}trace.server`;
}

const empty = { array: [], object: {}, string: "" };

/** A tenant setting as VS Code shows it: with a value that means nothing, which must then be right. */
function forEditor({ order, description, pattern, patternErrorMessage, minLength, ...setting }) {
  return {
    order,
    scope: "resource",
    ...setting,
    ...(setting.type in empty ? { default: empty[setting.type] } : { pattern, patternErrorMessage, minLength }),
    markdownDescription: `${description} Leave it empty to use the tenant profile \`csv-preflight.json\`.`,
  };
}

function wakes(event) {
  return event.startsWith("workspaceContains:") && event.endsWith(".csv");
}

/** Files of the usual names, and files in the usual folders. */
function wakeEvents() {
  const names = [...new Set(visible().flatMap(fileNamesOf))];
  const folders = [...new Set(visible().flatMap(({ preflight }) => preflight?.folders ?? []))].map(
    (pattern) => pattern.split("/").findLast((part) => !/[*{]/.test(part)) ?? "*",
  );
  return [
    ...(names.length > 0 ? [`workspaceContains:**/{${names.join(",").replaceAll(".csv", "")}}.csv`] : []),
    ...folders.map((name) => `workspaceContains:**/${name}/*.csv`),
  ];
}
