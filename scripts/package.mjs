// Makes the VSIX: the same commit makes the same bytes. Usage: node scripts/package.mjs [FILE]
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { createVSIX } from "@vscode/vsce";
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

if (process.argv[1] === import.meta.filename) {
  process.umask(0o022);
  const { name, version } = JSON.parse(fs.readFileSync(path.join(repository, "package.json"), "utf8"));
  fs.writeFileSync(path.join(repository, "THIRD-PARTY-NOTICES.txt"), await notices());
  for (const language of languages()) {
    const lacks = Object.values(faultsOf(language)).flat().length;
    if (lacks > 0) console.warn(`${language}: ${lacks} sentences are in English; \`npm run l10n\` lists them`);
  }
  const committed = execFileSync("git", ["log", "-1", "--format=%ct"], { cwd: repository, encoding: "utf8" });
  await pack(repository, path.resolve(process.argv[2] ?? `${name}-${version}.vsix`), Number(committed));
}
