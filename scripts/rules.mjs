// The rules, each a file under server/rules/ and a page under docs/rules/, and all that is generated of them.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import esbuild from "esbuild";
import { fileTypes } from "./file-types.mjs";

const repository = path.resolve(import.meta.dirname, "..");
const sources = path.join(repository, "server/rules");
const pages = path.join(repository, "docs/rules");

/** The headings of the catalogue, by `section`. */
const sections = {
  file: "File and syntax",
  header: "Header",
  cell: "Cell and row",
  rows: "Rows compared with other rows",
  files: "Files compared with other files",
  profile: "Tenant profile",
};

/** Bundles a module that Node can import, and imports it. */
export async function load(source) {
  const outfile = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-docs-")), "module.mjs");
  await esbuild.build({
    stdin: { contents: source, resolveDir: repository, loader: "ts" },
    bundle: true,
    format: "esm",
    platform: "node",
    outfile,
    logLevel: "warning",
    plugins: [fileTypes()],
    mainFields: ["module", "main"],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  const module = await import(pathToFileURL(outfile));
  fs.rmSync(path.dirname(outfile), { recursive: true });
  return module;
}

/**
 * Reads every rule from its source, without the index that is generated of them.
 *
 * @returns {Promise<{rules: object[], tables: object[], withoutHead: (page: string) => string}>} the rules in the order of the
 *   catalogue, that of a faulty profile among them; the file types; what cuts the generated head off a page
 * @throws when a file and its rule have different names
 */
export async function loadRules() {
  const files = fs
    .readdirSync(sources)
    .filter((file) => file.endsWith(".ts") && file !== "index.ts")
    .sort();
  const { builtIn, profileFaults, profileRule, withoutHead, ...modules } = await load(`
    ${files.map((file, i) => `export * as module${i} from "./server/rules/${file}";`).join("\n")}
    export { builtInDocuments as builtIn } from "./server/core/filetypes/schemas.ts";
    export { withoutHead } from "./server/disk/documents/rule-pages.ts";
    export { profileFaults, profileRule } from "./server/disk/documents/profile-rule.ts";
  `);
  const rules = files.flatMap((file, i) => {
    const { default: rule, ...others } = modules[`module${i}`];
    if (!isRule(rule)) return [];
    if (`${rule.name}.ts` !== file)
      throw new Error(`server/rules/${file} has the rule ${rule.name}: name the file after it`);
    const seconds = Object.keys(others).filter((name) => isRule(others[name]));
    return [{ ...rule, seconds }];
  });
  const profile = { name: profileRule, section: "profile", ...profileFaults };
  const places = Object.keys(sections);
  const homeless = rules.find(({ section }) => !Object.hasOwn(sections, section));
  if (homeless) throw new Error(`The rule ${homeless.name} has no heading: its section is one of ${places.join(", ")}`);
  const inOrder = [...rules, profile].sort(
    (a, b) => places.indexOf(a.section) - places.indexOf(b.section) || (a.name < b.name ? -1 : 1),
  );
  return { rules: inOrder, documents: builtIn.filter(({ hidden }) => !hidden), withoutHead };
}

function isRule(value) {
  return typeof value === "object" && value !== null && "scope" in value && "message" in value;
}

/** `server/rules/index.ts`. */
export function indexOf(rules) {
  const own = rules.filter(({ section }) => section !== "profile");
  const byFile = [...own].sort((a, b) => (a.name < b.name ? -1 : 1));
  const imports = byFile.map(({ name, seconds }) => {
    const named = seconds.map((second) => `${second} as ${secondName(name, second)}`).join(", ");
    return `import ${identifier(name)}${named === "" ? "" : `, { ${named} }`} from "./${name}.ts";`;
  });
  const seconds = byFile.flatMap(({ name, seconds }) => seconds.map((second) => secondName(name, second)));
  return `/** All rules; written by \`npm run docs\` from the files beside it. */
import { type Rule, type RuleSet, ruleSetOf } from "../core/checking/rule.ts";
${imports.join("\n")}

/** Each rule once, in the order of the catalogue. */
export const allRules: readonly Rule[] = [${own.map(({ name }) => identifier(name)).join(", ")}];

/** What a checker asks, in the order that the rules declare. */
export const rules: RuleSet = ruleSetOf(allRules, [${seconds.join(", ")}]);
`;
}

function identifier(name) {
  return name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
}

function secondName(name, second) {
  return identifier(name) + second[0].toUpperCase() + second.slice(1);
}

/** The pages under docs/rules/, by file name: heads from the rules, the rest as it stands. */
export function pagesOf(rules, documents, withoutHead) {
  const body = (name) => {
    const file = path.join(pages, `${name}.md`);
    return fs.existsSync(file) ? withoutHead(fs.readFileSync(file, "utf8")).trim() : "";
  };
  const made = rules.map((rule) => {
    const lines = [`# ${rule.name}`, "", rule.summary, "", ...severities(rule, documents), "", body(rule.name), ""];
    return [`${rule.name}.md`, lines.join("\n").replace(/\n{3,}/g, "\n\n")];
  });
  return new Map([["README.md", catalogue(rules)], ...made]);
}

/** How bad it is for each file type, as far as the schemas settle it. */
function severities(rule, documents) {
  const settled = new Map();
  for (const document of documents) {
    const severity = document.severities?.[rule.name];
    if (severity !== undefined) settled.set(`\`${document.name}\``, severity);
    for (const field of document.fields) {
      const own = field.severities?.[rule.name];
      if (own !== undefined && own !== severity) settled.set(`\`${document.name}\` column \`${field.name}\``, own);
    }
  }
  const general = rule.severity === "off" ? "Off unless a file type asks for it." : `Severity: **${rule.severity}**.`;
  if (settled.size === 0) return [general];
  const rows = [...settled].map(([where, severity]) => `| ${where} | ${severity} |`);
  return [general, "", "| but for | |", "|---|---|", ...rows];
}

/** The list of all rules, under their headings. */
function catalogue(rules) {
  const lines = [
    "# Rules",
    "",
    "Every problem names its rule. A rule's severity can be set, or the rule switched off, with `csvPreflight.rules` in the",
    'editor or `"rules"` in `csv-preflight.json`.',
  ];
  for (const [section, heading] of Object.entries(sections)) {
    lines.push("", `## ${heading}`, "", "| rule | severity | what it reports |", "|---|---|---|");
    for (const { name, severity, summary } of rules.filter((rule) => rule.section === section))
      lines.push(`| [${name}](${name}.md) | ${severity} | ${summary} |`);
  }
  return `${lines.join("\n")}\n`;
}

/** Files in docs/rules/ that belong to no rule. */
export function strayPages(made) {
  return fs.readdirSync(pages).filter((name) => !made.has(name));
}

/** The profile's schema: how bad each rule is. */
export function inProfileSchema(schema, rules) {
  const { properties } = schema;
  const settings = rules.map(({ name, summary }) => [
    name,
    { description: summary, allOf: [{ $ref: "#/definitions/severity" }] },
  ]);
  const { suppressions } = properties;
  const { items } = suppressions;
  const rule = {
    ...items.properties.rule,
    enum: rules.map(({ name }) => name).filter((name) => name !== "invalid-profile"),
  };
  return {
    ...schema,
    properties: {
      ...properties,
      rules: { ...properties.rules, properties: Object.fromEntries(settings) },
      suppressions: { ...suppressions, items: { ...items, properties: { ...items.properties, rule } } },
    },
  };
}

/** What rules are about, for what reads file types: it names no rule itself. */
export function namesByConcern(rules) {
  const named = rules.flatMap(({ name, concerns }) => (concerns ? [[concerns, name]] : []));
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The file types' schema: the rules that may stand there. */
export function inFileTypeSchema(schema, rules) {
  const namedIn = (list) => rules.filter(({ listedIn }) => listedIn === list).map(({ name }) => name);
  const off = rules.filter(({ severity }) => severity === "off").map(({ name }) => `\`${name}\``);
  const made = structuredClone(schema);
  const { severities, extras, schema: table } = made.definitions;
  severities.description = `How bad what each rule finds is here, by the rule's name. ${off.slice(0, -1).join(", ")} and ${off.at(-1)} are off unless they stand here.`;
  severities.propertyNames = { enum: rules.map(({ name }) => name) };
  const { uniqueKeys, repeats } = extras.properties;
  uniqueKeys.items.properties.rule.enum = namedIn("uniqueKeys");
  repeats.items.properties.rule.enum = namedIn("repeats");
  table.properties.foreignKeys.items.properties.preflight.properties.rule.enum = namedIn("foreignKeys");
  return made;
}

const setting = "csvPreflight.rules";
const textPrefix = "setting.rules.";

/** package.json: the setting of each rule; its text is in package.nls.json. */
export function inManifest(manifest, rules) {
  const { configuration } = manifest.contributes;
  const block = configuration.properties[setting];
  const severity = ["error", "warning", "information", "hint", "off"];
  block.properties = Object.fromEntries(
    rules.map(({ name }) => [name, { type: "string", enum: severity, description: `%${textPrefix}${name}%` }]),
  );
  return manifest;
}

/** package.nls.json: what each rule reports, for its setting. */
export function inManifestTexts(texts, rules) {
  const others = Object.entries(texts).filter(([key]) => !key.startsWith(textPrefix));
  const own = rules.map(({ name, summary }) => [`${textPrefix}${name}`, summary]);
  const at = others.findLastIndex(([key]) => key.startsWith("setting.")) + 1;
  return Object.fromEntries([...others.slice(0, at), ...own, ...others.slice(at)]);
}
