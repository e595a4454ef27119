// Takes the README's pictures from a real VS Code into docs/pictures: [--theme light|dark] [--out DIR] [SCENE]...
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { runInServerHost } from "./host/run.mjs";

const repository = path.resolve(import.meta.dirname, "..");
const themes = { light: "Default Light Modern", dark: "Default Dark Modern" };

const { values: given, positionals: scenes } = parseArgs({
  options: { theme: { type: "string", default: "light" }, out: { type: "string", default: "docs/pictures" } },
  allowPositionals: true,
});
if (!Object.hasOwn(themes, given.theme)) throw new Error(`--theme is light or dark, not ${given.theme}`);

const out = path.resolve(repository, given.out);
const temporary = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-pictures-")));
const folder = path.join(temporary, "samples"); // its name is seen in the pictures
fs.cpSync(path.join(repository, "samples"), folder, { recursive: true });

const result = await runInServerHost({
  folder,
  extension: repository,
  tests: path.join(repository, "out/test/editor/pictures.cjs"),
  pictures: path.join(temporary, "taken"),
  env: { CSV_PREFLIGHT_SCENES: scenes.join(","), CSV_PREFLIGHT_THEME: given.theme },
  settings: {
    "workbench.colorTheme": themes[given.theme],
    "window.title": "CSV Preflight",
    "workbench.activityBar.location": "hidden",
    "breadcrumbs.enabled": false,
    "editor.fontSize": 14,
    "editor.occurrencesHighlight": "off",
    "editor.selectionHighlight": false,
    "editor.stickyScroll.enabled": false,
  },
  timeout: 240,
});
for (const { title, state, error } of result.summary?.tests ?? [])
  console.log(error ? `${title}: ${error}` : `${title}: ${state}`);
const taken = path.join(temporary, "taken");
if (fs.existsSync(taken)) {
  for (const name of fs.readdirSync(taken)) {
    // A failed scene never replaces a good picture; it goes where the curious look.
    const target = name.startsWith("failed-") ? path.join(repository, "out/screenshots") : out;
    fs.mkdirSync(target, { recursive: true });
    fs.copyFileSync(path.join(taken, name), path.join(target, name));
    console.log(path.relative(process.cwd(), path.join(target, name)));
  }
}
fs.rmSync(temporary, { recursive: true, force: true });
if (result.exit !== 0) console.error(`${result.reason}\n${result.log}`);
process.exitCode = result.exit;
