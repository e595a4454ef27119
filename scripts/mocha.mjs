// Runs mocha suites in a process of their own and counts what passed and failed.
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const repository = path.resolve(import.meta.dirname, "..");

/**
 * Runs the built suites of a folder. A suite that ends the process takes the summary with it and counts as failed.
 *
 * @param {string} folder of the repository: "out/test"
 * @param {string} name for messages
 * @param {{timeout?: number, env?: Record<string, string>, grep?: string, only?: string[]}} [options]
 *   timeout: milliseconds a test; only: parts of the names of the suites to run
 * @returns {Promise<{passed: number, failed: number, names?: string[]}>} names: of what failed
 */
export async function runMocha(folder, name, { timeout = 180_000, env = {}, grep, only = [] } = {}) {
  const absolute = path.join(repository, folder);
  const files = fs
    .readdirSync(absolute)
    .filter((file) => file.endsWith(".test.cjs"))
    .filter((file) => only.length === 0 || only.some((part) => file.includes(part)));
  const summaryFile = path.join(os.tmpdir(), `csv-preflight-${name}-${process.pid}.json`);
  const mocha = path.join(repository, "node_modules/mocha/bin/mocha.js");
  const reporter = path.join(import.meta.dirname, "mocha-summary.cjs");
  const words = [mocha, "--forbid-only", "--timeout", String(timeout), "--reporter", reporter];
  if (grep) words.push("--grep", grep);
  const all = [...words, ...files.map((file) => path.join(absolute, file))];
  const ok = await run(process.execPath, all, { CSV_PREFLIGHT_RESULT: summaryFile, ...env });
  let summary;
  try {
    summary = JSON.parse(fs.readFileSync(summaryFile, "utf8"));
    fs.rmSync(summaryFile);
  } catch {
    console.error(`${name}: mocha ended without a summary`);
    return { passed: 0, failed: 1 };
  }
  if (ok && summary.passed > 0) return summary;
  return { ...summary, failed: Math.max(1, summary.failed) };
}

/** Runs a program and shows what it prints; whether it ended well. */
export function run(program, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: repository,
      stdio: ["ignore", "inherit", "inherit"],
      // What tests read is English, whatever language the machine speaks.
      env: { ...process.env, LC_ALL: "C", ...env },
    });
    child.on("error", (error) => {
      console.error(error.message);
      resolve(false);
    });
    child.on("close", (code) => resolve(code === 0));
  });
}
