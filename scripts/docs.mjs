// Writes the heads of the rules' pages docs/rules/*.md, and their list: `node scripts/docs.mjs [--check]`
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import esbuild from "esbuild";
import { fileTypes, writeGenerated } from "./file-types.mjs";

const repository = path.resolve(import.meta.dirname, "..");
const folder = path.join(repository, "docs", "rules");

/** Bundles sources into a module that Node can import, and imports it. */
async function load(source) {
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

const sections = {
  file: "File and syntax",
  header: "Header",
  cell: "Cell",
  rows: "Row against row",
  files: "File against file",
};

/** One rule's page: its head from the rule, the rest as it stands. */
function page(rule, tables) {
  const file = path.join(folder, `${rule.name}.md`);
  const body = fs.existsSync(file) ? withoutHead(fs.readFileSync(file, "utf8")) : "";
  const lines = [`# ${rule.name}`, "", rule.summary, ""];
  lines.push(...severities(rule, tables), "", body.trim(), "");
  return lines.join("\n").replace(/\n{3,}/g, "\n\n");
}

/** How bad it is for each file type, as far as the schemas settle it. */
function severities(rule, tables) {
  const settled = new Map();
  for (const { document } of tables) {
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

/** The list of all rules. */
function index(rules) {
  const rows = rules.map(
    (rule) => `| [${rule.name}](${rule.name}.md) | ${sections[rule.section]} | ${rule.severity} | ${rule.summary} |`,
  );
  return [
    "# Rules",
    "",
    "Every problem names its rule. A rule's severity can be set, or the rule switched off, with `csvPreflight.rules` in the",
    'editor or `"rules"` in `csv-preflight.json`.',
    "",
    "| rule | about | severity | |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

const { allRules, builtInTables, profileFaults, profileRule, withoutHead } = await load(`
  export { allRules } from "./server/rules/index.ts";
  export { builtInTables } from "./server/core/filetypes/schemas.ts";
  export { withoutHead } from "./server/disk/documents/rule-pages.ts";
  export { profileFaults, profileRule } from "./server/disk/documents/profile-rule.ts";
`);
const rules = [...allRules, { name: profileRule, section: "file", ...profileFaults }];
const tables = builtInTables({}).filter((table) => !table.document.hidden);
const pages = new Map([["README.md", index(rules)], ...rules.map((rule) => [`${rule.name}.md`, page(rule, tables)])]);
const check = process.argv.includes("--check");
let stale = writeGenerated(check);
fs.mkdirSync(folder, { recursive: true });
for (const [name, text] of pages) {
  const file = path.join(folder, name);
  if (fs.existsSync(file) && fs.readFileSync(file, "utf8") === text) continue;
  stale++;
  if (check) console.error(`docs/rules/${name} is not what the rules say: run npm run docs`);
  else fs.writeFileSync(file, text);
}
const homeless = fs.readdirSync(folder).filter((name) => !pages.has(name));
for (const name of homeless) console.error(`docs/rules/${name} belongs to no rule`);
console.log(`docs: ${pages.size} pages, ${stale} ${check ? "stale" : "written"}`);
if ((check && stale > 0) || homeless.length > 0) process.exitCode = 1;
