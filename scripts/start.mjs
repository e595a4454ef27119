// `npm start`: opens samples/ in a real VS Code with the extension; with `-- --once` headless, as a report.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { findDesktop, openInDesktop } from "./host/desktop.mjs";
import { runInServerHost } from "./host/run.mjs";
import { startServer } from "./host/server.mjs";

const repository = path.resolve(import.meta.dirname, "..");
const samples = path.join(repository, "samples");

const { values: given } = parseArgs({ options: { once: { type: "boolean" } } });
try {
  process.exitCode = given.once ? await once() : await stay();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** Opens the samples for a person; ends when they close the window or press Ctrl-C. */
async function stay() {
  const desktop = await findDesktop({ visible: true });
  if (!("why" in desktop)) {
    console.log(`Opening ${samples} in ${desktop.executable}. Close its window to end.`);
    return openInDesktop(desktop, { folder: samples, extension: repository });
  }
  console.log(`No desktop VS Code: ${desktop.why}. Starting VS Code for the browser instead.`);
  const server = await startServer();
  const stopped = new Promise((resolve) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(name, () => resolve("asked"));
  });
  console.log(`VS Code ${server.host.version} shows ${samples} with the extension. Open this address in a browser:\n`);
  console.log(`  ${server.address({ folder: samples, extension: repository })}\n`);
  console.log("Ctrl-C ends it.");
  const end = await Promise.race([stopped, server.gone]);
  await server.stop();
  if (end === "asked") return 0;
  console.error(`VS Code's server ended with ${end}.`);
  return 1;
}

/** Opens a copy of the samples headless, prints every diagnostic, saves a picture. */
async function once() {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-samples-")));
  fs.cpSync(samples, folder, { recursive: true });
  try {
    const result = await runInServerHost({
      folder,
      extension: repository,
      tests: path.join(repository, "out/test/editor/start.cjs"),
      pictures: path.join(repository, "out/screenshots"),
      settings: {
        "editor.occurrencesHighlight": "off",
        "window.title": "CSV Preflight",
        "breadcrumbs.enabled": false,
        "editor.stickyScroll.enabled": false,
        "workbench.activityBar.location": "hidden",
      },
      // What VS Code says of itself is nobody's business here; when something goes wrong, its log is shown.
      print: () => {},
      timeout: 150,
    });
    const { diagnostics = [], picture, notes = [] } = result.summary ?? {};
    if (diagnostics.length > 0) console.log(table(diagnostics));
    for (const each of notes) console.error(`note: ${each}`);
    if (picture) console.log(`screenshot: ${path.relative(process.cwd(), picture)}`);
    if (diagnostics.length === 0) {
      console.error(`VS Code showed no diagnostics for ${samples}: ${result.reason}\n${result.log}`);
      return 1;
    }
    if (result.exit !== 0) console.error(`VS Code did not end well: ${result.reason}\n${result.log}`);
    if (!picture) console.error("The screenshot could not be taken.");
    return result.exit === 0 && picture ? 0 : 1;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The diagnostics in aligned columns, and a line with their count. */
function table(diagnostics) {
  const rows = diagnostics.map((each) => [
    `${each.path}:${each.line}:${each.column}`,
    each.severity,
    each.rule,
    each.message.replaceAll("\n", " "),
  ]);
  const width = (column) => Math.max(...rows.map((row) => row[column].length));
  const widths = [width(0), width(1), width(2), 0];
  const lines = rows.map((row) => row.map((text, column) => text.padEnd(widths[column])).join("  "));
  const files = new Set(diagnostics.map((each) => each.path)).size;
  return [...lines, "", `${rows.length} diagnostics in ${files} files`].join("\n");
}
