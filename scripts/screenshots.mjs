// Takes the README's pictures and those of the walkthrough from a real VS Code into docs/pictures: [--theme light|dark]... [SCENE]...
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { runInServerHost } from "./host/run.mjs";

const repository = path.resolve(import.meta.dirname, "..");
const themes = { light: "Default Light Modern", dark: "Default Dark Modern" };
/** Pixels of the window: of all of it, and of where the hand is. */
const whole = { left: 0, top: 0, width: 1280, height: 800 };
const close = { left: 0, top: 0, width: 880, height: 550 };
/** Steps of the walkthrough, each with its scene and the part of it that is shown. */
const steps = {
  open: ["problems", whole],
  fix: ["quick-fix", close],
  hover: ["hover", close],
  map: ["mapping", whole],
  export: ["import-files", whole],
};
/** The README's moving picture, and how long one of its scenes stays, in milliseconds. */
const tour = ["problems", "hover", "completion", "quick-fix", "preview", "mapping"];
const stay = 2200;
/** The README shows these by themselves. */
const still = ["preview"];

const { values: given, positionals: scenes } = parseArgs({
  options: { theme: { type: "string", multiple: true, default: Object.keys(themes) } },
  allowPositionals: true,
});
const pictures = path.join(repository, "docs/pictures");
fs.mkdirSync(path.join(pictures, "walkthrough"), { recursive: true });
let ended = 0;
for (const theme of given.theme) {
  if (!Object.hasOwn(themes, theme)) throw new Error(`--theme is light or dark, not ${theme}`);
  ended = Math.max(ended, await take(theme));
}
process.exitCode = ended;

/** Takes all scenes in one theme; 0 when all went well. */
async function take(theme) {
  const temporary = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-pictures-")));
  const folder = path.join(temporary, "samples"); // its name is seen in the pictures
  fs.cpSync(path.join(repository, "samples"), folder, { recursive: true });
  const taken = path.join(temporary, "taken");
  try {
    const result = await runInServerHost({
      folder,
      extension: repository,
      tests: path.join(repository, "out/test/editor/pictures.cjs"),
      pictures: taken,
      env: { CSV_PREFLIGHT_SCENES: scenes.join(","), CSV_PREFLIGHT_THEME: themes[theme] },
      settings: {
        "window.title": "CSV Preflight",
        "workbench.activityBar.location": "hidden",
        "breadcrumbs.enabled": false,
        "editor.fontSize": 14,
        "editor.occurrencesHighlight": "off",
        "editor.selectionHighlight": false,
        "editor.stickyScroll.enabled": false,
      },
      print: () => {},
      timeout: 360,
    });
    for (const { title, state, error } of result.summary?.tests ?? [])
      console.log(`${theme} ${title}: ${error ?? state}`);
    if (fs.existsSync(taken)) await keep(taken, theme);
    if (result.exit !== 0) console.error(`${result.reason}\n${result.log}`);
    return result.exit;
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

/** Makes of the scenes what is shown of them. */
async function keep(taken, theme) {
  const scene = (name) => path.join(taken, `${name}.png`);
  // A failed scene never replaces a good picture; it goes where the curious look.
  const failed = fs.readdirSync(taken).filter((name) => name.startsWith("failed-"));
  const looks = path.join(repository, "out/screenshots");
  fs.mkdirSync(looks, { recursive: true });
  for (const name of failed) fs.copyFileSync(path.join(taken, name), path.join(looks, name));
  const few = { palette: true, effort: 10, colours: 128, dither: 0 };
  for (const [step, [name, part]] of Object.entries(steps)) {
    if (!fs.existsSync(scene(name))) continue;
    const target = path.join(pictures, "walkthrough", `${step}-${theme}.png`);
    await sharp(scene(name))
      .extract(part)
      .resize(880, 550)
      .png({ ...few, colours: 64 })
      .toFile(target);
  }
  if (theme !== "light") return;
  for (const name of still.filter((each) => fs.existsSync(scene(each))))
    await sharp(scene(name))
      .png(few)
      .toFile(path.join(pictures, `${name}.png`));
  if (!tour.every((name) => fs.existsSync(scene(name)))) return;
  const frames = await Promise.all(tour.map((name) => sharp(scene(name)).resize(960, 600).png().toBuffer()));
  await sharp(frames, { join: { animated: true } })
    .gif({ delay: tour.map(() => stay), loop: 0, colours: 96, dither: 0, effort: 10 })
    .toFile(path.join(pictures, "tour.gif"));
}
