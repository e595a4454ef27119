// Writes all that is generated of rules and file types: `node scripts/docs.mjs [--check]`
import fs from "node:fs";
import path from "node:path";
import { withSettings, withSystems } from "./file-types.mjs";
import { formatted } from "./format.mjs";
import { manPage } from "./man.mjs";
import {
  indexOf,
  inFileTypeSchema,
  inManifest,
  inManifestTexts,
  inProfileSchema,
  load,
  loadRules,
  namesByConcern,
  pagesOf,
  strayPages,
} from "./rules.mjs";

const repository = path.resolve(import.meta.dirname, "..");

function read(file) {
  return JSON.parse(fs.readFileSync(path.join(repository, file), "utf8"));
}

const { rules, documents, withoutHead } = await loadRules();
const pages = pagesOf(rules, documents, withoutHead);
const generated = new Map(
  [
    ["server/rules/index.ts", indexOf(rules)],
    ["schemas/profile.schema.json", inProfileSchema(withSystems(read("schemas/profile.schema.json")), rules)],
    ["schemas/file-type.schema.json", inFileTypeSchema(read("schemas/file-type.schema.json"), rules)],
    ["schemas/lists/rules-by-concern.json", namesByConcern(rules)],
    ["package.json", inManifest(withSettings(read("package.json")), rules)],
    ["package.nls.json", inManifestTexts(read("package.nls.json"), rules)],
  ].map(([file, content]) => [file, formatted(file, content)]),
);
const commandLine = await load(
  'export * from "./server/cli/commands.ts"; export { english } from "./server/core/text/message.ts";',
);
generated.set("docs/csv-preflight.1", manPage(commandLine, commandLine.english));
generated.set("docs/api.md", inApiPage(fs.readFileSync(path.join(repository, "docs/api.md"), "utf8")));
for (const [name, text] of pages) generated.set(`docs/rules/${name}`, text);

/** The page about the API with its types as they stand in the client. */
function inApiPage(page) {
  const types = fs.readFileSync(path.join(repository, "client/api.ts"), "utf8").replace(/^\/\/.*\n/, "");
  return page.replace(/^```ts\n[\s\S]*?^```$/m, () => `\`\`\`ts\n${types}\`\`\``);
}

const check = process.argv.includes("--check");
let stale = 0;
for (const [name, text] of generated) {
  const file = path.join(repository, name);
  if (fs.existsSync(file) && fs.readFileSync(file, "utf8") === text) continue;
  stale++;
  if (check) console.error(`${name} is not what the rules and the folders under schemas/ say: run npm run docs`);
  else fs.writeFileSync(file, text);
}
const homeless = strayPages(pages);
for (const name of homeless) console.error(`docs/rules/${name} belongs to no rule`);
console.log(`docs: ${generated.size} files, ${stale} ${check ? "stale" : "written"}`);
if ((check && stale > 0) || homeless.length > 0) process.exitCode = 1;
