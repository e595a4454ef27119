// Makes the VSIX: the same commit makes the same bytes. Usage: node scripts/package.mjs [FILE]
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createVSIX } from "@vscode/vsce";
import { build } from "./build.mjs";
import { notices } from "./notices.mjs";
import { faultsOf, languages } from "./translations.mjs";

const repository = path.resolve(import.meta.dirname, "..");

/**
 * Packs what is built. vsce sorts the files and gives them all one time when it is told which.
 *
 * @param {string} cwd the extension's folder
 * @param {string} packagePath the VSIX to write
 * @param {number} seconds the time of all files in it, since 1970
 */
export async function pack(cwd, packagePath, seconds) {
  // ZIP files have local times.
  const before = { TZ: process.env.TZ, SOURCE_DATE_EPOCH: process.env.SOURCE_DATE_EPOCH };
  Object.assign(process.env, { TZ: "UTC", SOURCE_DATE_EPOCH: String(seconds) });
  try {
    await createVSIX({ cwd, packagePath, dependencies: false });
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

/** What the VSIX is made of; `.vscodeignore` says which of it goes in. */
const parts = [
  ".vscodeignore",
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "PRIVACY.md",
  "SECURITY.md",
  "ARCHITECTURE.md",
  "action.yml",
  "CONTRIBUTING.md",
  "THIRD-PARTY-NOTICES.txt",
  "docs",
  "l10n",
  "out/cli",
  "out/client",
  "out/server",
  "samples",
  "schemas",
  "syntaxes",
];

/**
 * Copies what is built to a folder that vsce packs: npm's own list, `files` in package.json, is no business of the VSIX.
 *
 * @param {string} folder where to; it is made
 * @param {string} [root] the repository
 */
export function stage(folder, root = repository) {
  const texts = fs.readdirSync(root).filter((name) => /^package\.nls.*\.json$/.test(name));
  fs.mkdirSync(folder, { recursive: true });
  for (const part of [...parts, ...texts])
    fs.cpSync(path.join(root, part), path.join(folder, part), {
      recursive: true,
      filter: (source) => !source.endsWith(".map"),
    });
  const { files, scripts, devDependencies, ...manifest } = JSON.parse(
    fs.readFileSync(path.join(root, "package.json"), "utf8"),
  );
  fs.writeFileSync(path.join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  const readme = path.join(folder, "README.md");
  fs.writeFileSync(readme, withPictures(fs.readFileSync(readme, "utf8"), root));
}

/**
 * A page with its pictures in it. VS Code and the stores show a README's pictures from the web only, and ours are to be seen
 * without a network.
 */
export function withPictures(page, root) {
  return page.replace(/(!\[[^\]]*\]\()([^):]+)\)/g, (_, head, file) => {
    const kind = path.extname(file).slice(1);
    return `${head}data:image/${kind};base64,${fs.readFileSync(path.join(root, file), "base64")})`;
  });
}

if (process.argv[1] === import.meta.filename) {
  process.umask(0o022);
  const { name, version } = JSON.parse(fs.readFileSync(path.join(repository, "package.json"), "utf8"));
  if (!(await build({ production: true }))) process.exit(1);
  fs.writeFileSync(path.join(repository, "THIRD-PARTY-NOTICES.txt"), await notices());
  for (const language of languages()) {
    const lacks = Object.values(faultsOf(language)).flat().length;
    if (lacks > 0) console.warn(`${language}: ${lacks} sentences are in English; \`npm run l10n\` lists them`);
  }
  const committed = execFileSync("git", ["log", "-1", "--format=%ct"], { cwd: repository, encoding: "utf8" });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-vsix-"));
  try {
    stage(folder);
    await pack(folder, path.resolve(process.argv[2] ?? `${name}-${version}.vsix`), Number(committed));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
