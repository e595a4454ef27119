// Runs the editor suites in a real VS Code: a desktop one where there is one, else the fetched server.
// Usage: node scripts/test-editor.mjs [--vsix FILE] [WORDS OF A TEST NAME]
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { findDesktop, runInDesktop } from "./host/desktop.mjs";
import { runInServerHost } from "./host/run.mjs";

const repository = path.resolve(import.meta.dirname, "..");

/**
 * Runs the built suites against a copy of the fixture workspace.
 *
 * @param {object} [options]
 * @param {string} [options.vsix] test this packaged extension instead of the one under development
 * @param {string} [options.grep] only tests whose name contains this
 * @returns {Promise<{passed: number, failed: number, names?: string[]}>} a run that gave no summary counts as one failure
 */
export async function testInEditor({ vsix, grep } = {}) {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-workspace-")));
  fs.cpSync(path.join(repository, "test/editor/workspace"), folder, { recursive: true });
  const options = {
    folder,
    tests: path.join(repository, "out/test/editor.cjs"),
    env: grep ? { CSV_PREFLIGHT_GREP: grep } : {},
    pictures: path.join(repository, "out/screenshots"),
    timeout: 600,
  };
  try {
    const desktop = vsix
      ? { why: "a packaged extension is tested in the server" }
      : await findDesktop({ visible: false });
    const inServer = "why" in desktop;
    // Beside ours an extension that brings a file type along.
    const extra = path.join(repository, "test/editor/extension");
    console.log(inServer ? `editor: VS Code server (${desktop.why})` : `editor: ${desktop.executable}`);
    const result = inServer
      ? await runInServerHost({
          ...options,
          extraExtensions: [extra],
          ...(vsix ? { vsix } : { extension: repository }),
        })
      : await runInDesktop(desktop, { ...options, extension: [repository, extra] });
    return report(result);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function report({ exit, reason, summary, outside, log }) {
  let failed = summary?.failed ?? 0;
  // A run that ended badly although no test failed still has to show up in the count.
  if (exit !== 0 && failed === 0) failed = 1;
  if (exit !== 0) console.error(`editor: ${reason}${log ? `\n${log}` : ""}`);
  if (outside.length > 0) {
    failed++;
    console.error(`editor: something asked for hosts outside this machine: ${outside.join(", ")}`);
  }
  const names = (summary?.tests ?? []).flatMap(({ title, state }) => (state === "failed" ? [title] : []));
  return { passed: summary?.passed ?? 0, failed, names };
}

if (process.argv[1] === import.meta.filename) {
  const { values, positionals } = parseArgs({ options: { vsix: { type: "string" } }, allowPositionals: true });
  const grep = positionals.join(" ");
  const { passed, failed } = await testInEditor({ ...(values.vsix ? values : {}), ...(grep ? { grep } : {}) });
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
