// `npm test`: build, types, lint, unit suites, a short bench, editor suites; the last line is "N passed, N failed", all told.
// Usage: node scripts/test.mjs [--no-editor]
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { benchShort } from "./bench/short.mjs";
import { build } from "./build.mjs";
import { testInEditor } from "./test-editor.mjs";

const repository = path.resolve(import.meta.dirname, "..");
const projects = [".", "server", "client", "client/view", "test"];

const steps = [
  ["build", async () => one(await build())],
  ["types", async () => one(await every(projects, (project) => runBin("tsc", ["-p", project])))],
  ["lint", async () => one(await runBin("biome", ["ci", "--error-on-warnings", "."]))],
  ["unit", unitSuites],
  ["speed", () => benchShort()],
  ["editor", () => testInEditor()],
];

let passed = 0;
let failed = 0;
for (const [name, run] of steps) {
  if (name === "editor" && process.argv.includes("--no-editor")) continue;
  console.log(`\n== ${name}`);
  const count = await run().catch((error) => {
    console.error(error);
    return one(false);
  });
  console.log(`== ${name}: ${count.passed} passed, ${count.failed} failed`);
  passed += count.passed;
  failed += count.failed;
}
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

/** Runs mocha in a process of its own: a suite that ends it takes the summary with it and counts as failed. */
async function unitSuites() {
  const folder = path.join(repository, "out/test");
  const files = fs.readdirSync(folder).filter((name) => name.endsWith(".test.cjs"));
  const summaryFile = path.join(os.tmpdir(), `csv-preflight-unit-${process.pid}.json`);
  const mocha = path.join(repository, "node_modules/mocha/bin/mocha.js");
  const reporter = path.join(import.meta.dirname, "mocha-summary.cjs");
  const ok = await run(
    process.execPath,
    [
      mocha,
      "--forbid-only",
      "--timeout",
      "20000",
      "--reporter",
      reporter,
      ...files.map((name) => path.join(folder, name)),
    ],
    { CSV_PREFLIGHT_RESULT: summaryFile },
  );
  let summary;
  try {
    summary = JSON.parse(fs.readFileSync(summaryFile, "utf8"));
    fs.rmSync(summaryFile);
  } catch {
    console.error("unit: mocha ended without a summary");
    return one(false);
  }
  if (ok && summary.passed > 0) return summary;
  return { passed: summary.passed, failed: Math.max(1, summary.failed) };
}

/** Runs a program of node_modules with this Node; no shell, the same on every system. */
function runBin(name, args) {
  const packages = { tsc: "typescript", biome: "@biomejs/biome" };
  const folder = path.join(repository, "node_modules", packages[name]);
  const { bin } = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
  return run(process.execPath, [path.join(folder, bin[name]), ...args]);
}

function run(program, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: repository,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...env },
    });
    child.on("error", (error) => {
      console.error(error.message);
      resolve(false);
    });
    child.on("close", (code) => resolve(code === 0));
  });
}
