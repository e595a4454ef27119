// Writes THIRD-PARTY-NOTICES.txt: every package of which something is bundled, with its version and its license's text.
// Usage: node scripts/notices.mjs (after a production build the package has the same; `npm run package` runs it)
import fs from "node:fs";
import path from "node:path";
import { build } from "./build.mjs";

const repository = path.resolve(import.meta.dirname, "..");
const file = path.join(repository, "THIRD-PARTY-NOTICES.txt");

/** Packages whose data is in our lists (`scripts/data.mjs`). */
const dataFrom = ["countries-and-timezones", "i18n-iso-countries"];

/**
 * The notices, from what the bundler took in.
 *
 * @returns {Promise<string>}
 * @throws when a package that is bundled brings no license
 */
export async function notices() {
  const outdir = fs.mkdtempSync(path.join(repository, "out-notices-"));
  const inputs = new Set();
  try {
    const ok = await build({ production: true, outdir, onInputs: (each) => inputs.add(each) });
    if (!ok) throw new Error("the build failed");
  } finally {
    fs.rmSync(outdir, { recursive: true });
  }
  for (const name of dataFrom) inputs.add(`node_modules/${name}/`);
  const folders = new Set([...inputs].flatMap((input) => packageFolder(input) ?? []));
  const packages = [...folders].map(noticeOf).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const list = packages.map(({ name, version, license }) => `  ${name} ${version} (${license})`).join("\n");
  const head = `CSV Preflight contains code and data of the packages below, under their own licenses.\n\n${list}\n`;
  return (
    head + packages.map(({ name, version, text }) => `\n${"-".repeat(80)}\n${name} ${version}\n\n${text}\n`).join("")
  );
}

/** `node_modules/x` or `node_modules/@x/y`, the innermost; undefined for our own sources. */
function packageFolder(input) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
}

function noticeOf(folder) {
  const absolute = path.join(repository, folder);
  const { name, version, license } = JSON.parse(fs.readFileSync(path.join(absolute, "package.json"), "utf8"));
  // Packages of one repository often have one license between them.
  const found = licenseIn(absolute) ?? inherited[name.split("/")[0]] ?? inherited[name];
  if (!found) throw new Error(`${name} brings no license text: say in scripts/notices.mjs where it is`);
  return { name, version, license, text: found.replaceAll("\r\n", "\n").trim() };
}

function licenseIn(folder) {
  const name = fs.readdirSync(folder).find((each) => /^(?:licen[cs]e|copying)(?:[.-].*)?$/i.test(each));
  return name === undefined ? undefined : fs.readFileSync(path.join(folder, name), "utf8");
}

/** Texts of licenses that packages name and do not bring, by package or by scope. */
const inherited = {};

if (process.argv[1] === import.meta.filename) fs.writeFileSync(file, await notices());
