// `npm test`: build, types, lint, unit suites, a short bench, browser and editor suites; the last line is "N passed, N failed", all told.
// Usage: node scripts/test.mjs [--no-editor | NAME... [--grep TEXT]]
// With names, only the unit suites whose file names contain one of them: node scripts/test.mjs pictures
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { benchShort } from "./bench/short.mjs";
import { build } from "./build.mjs";
import { run, runMocha } from "./mocha.mjs";
import { testInBrowser } from "./test-browser.mjs";
import { testInEditor } from "./test-editor.mjs";

// Programs that tests start leave nothing in the cache folder of whoever runs them.
process.env.NODE_DISABLE_COMPILE_CACHE = "1";

const repository = path.resolve(import.meta.dirname, "..");
const projects = [".", "server", "client", "client/view", "test", "test/browser"];

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { "no-editor": { type: "boolean", default: false }, grep: { type: "string" } },
});

const some = [
  // The programs, which suites run, and the suites that are asked for.
  ["build", async () => one(await build({ only: ["server/", "client/", ...names.map((name) => `test/${name}`)] }))],
  ["unit", () => runMocha("out/test", "unit", { only: names, grep: options.grep })],
];
const all = [
  ["build", async () => one(await build())],
  ["types", async () => one(await every(projects, (project) => runBin("tsc", ["-p", project])))],
  ["lint", async () => one(await runBin("biome", ["ci", "--error-on-warnings", "."]))],
  ["unit", () => runMocha("out/test", "unit")],
  ["speed", () => benchShort()],
  ["browser", () => testInBrowser()],
  ["editor", () => testInEditor()],
];

let passed = 0;
let failed = 0;
/** What failed, by name, for the last lines. */
const failures = [];
for (const [name, run] of names.length > 0 ? some : all) {
  if (["browser", "editor"].includes(name) && options["no-editor"]) continue;
  console.log(`\n== ${name}`);
  const count = await run().catch((error) => {
    console.error(error);
    return one(false);
  });
  console.log(`== ${name}: ${count.passed} passed, ${count.failed} failed`);
  passed += count.passed;
  failed += count.failed;
  if (count.failed > 0)
    failures.push(...(count.names?.length > 0 ? count.names : [""]).map((each) => `${name}: ${each}`));
}
if (failures.length > 0) console.log(`\nFailed:\n${failures.map((each) => `  ${each}\n`).join("")}`);
process.exitCode = failed > 0 ? 1 : 0;
console.log(`${passed} passed, ${failed} failed`);

function one(ok) {
  return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Whether all succeed; the later ones are asked even when an earlier one has failed. */
async function every(all, ask) {
  let ok = true;
  for (const each of all) ok = (await ask(each)) && ok;
  return ok;
}

/** Runs a program of node_modules with this Node; no shell, the same on every system. */
function runBin(name, args) {
  const packages = { tsc: "typescript", biome: "@biomejs/biome" };
  const folder = path.join(repository, "node_modules", packages[name]);
  const { bin } = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
  return run(process.execPath, [path.join(folder, bin[name]), ...args]);
}
