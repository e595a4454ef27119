// Writes a Turvo import set of any size, the same bytes every time, for the bench and for tests that need bulk.
//
//   node scripts/bench/generate.mjs DIR USERS [--wrong 0..1] [--plain] [--mixed] [--seed N]

import { createHash } from "node:crypto";
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { channelRecords, groupRecords, settled, userGroupRecords, userRecords } from "./rows.mjs";

/** The files of a set, by path below its folder. */
export const FILES = {
  "user.csv": userRecords,
  "communication_channel.csv": channelRecords,
  "group.csv": userGroupRecords,
  "Group/group.csv": groupRecords,
};

/** Tells whether the generator itself has changed since a set was written. */
const ownVersion = () => {
  const hash = createHash("sha256");
  for (const name of ["rows.mjs", "words.mjs", "wrong.mjs"]) hash.update(readFileSync(new URL(name, import.meta.url)));
  return hash.digest("hex").slice(0, 16);
};

/**
 * Writes a set into `directory` and returns its manifest (rows without the header, bytes, hash, spoiled rows by
 * kind). Memory does not grow with the number of users. A set that is there already, by the same generator with
 * the same options, is left as it is.
 */
export function generateSet(directory, given) {
  const options = settled(given);
  const generator = ownVersion();
  const found = readManifest(directory);
  if (found?.generator === generator && JSON.stringify(found.options) === JSON.stringify(options)) {
    if (Object.entries(found.files).every(([name, file]) => sizeOf(join(directory, name)) === file.bytes)) return found;
  }
  mkdirSync(join(directory, "Group"), { recursive: true });
  const files = {};
  for (const [name, records] of Object.entries(FILES))
    files[name] = writeRecords(join(directory, name), records, options);
  const manifest = { generator, options, files };
  writeFileSync(join(directory, "manifest.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  return manifest;
}

function readManifest(directory) {
  try {
    return JSON.parse(readFileSync(join(directory, "manifest.json"), "utf8"));
  } catch {
    return undefined;
  }
}

const sizeOf = (path) => statSync(path, { throwIfNoEntry: false })?.size;

/** Writes records in pieces of about a megabyte. */
function writeRecords(path, records, options) {
  const hash = createHash("sha256");
  const wrong = {};
  const file = openSync(path, "w");
  let rows = -1;
  let bytes = 0;
  let pending = "";
  const flush = () => {
    const piece = Buffer.from(pending);
    writeSync(file, piece);
    hash.update(piece);
    bytes += piece.length;
    pending = "";
  };
  try {
    for (const line of records(options, wrong)) {
      rows++;
      pending += line;
      if (pending.length > 1 << 20) flush();
    }
    flush();
  } finally {
    closeSync(file);
  }
  return { rows, bytes, sha256: hash.digest("hex"), wrong };
}

function main(args) {
  const numberAfter = (name) => (args.includes(name) ? Number(args[args.indexOf(name) + 1]) : undefined);
  const [directory, users] = args;
  if (directory === undefined || users === undefined || directory.startsWith("-")) {
    process.stderr.write(
      "usage: node scripts/bench/generate.mjs DIR USERS [--wrong 0..1] [--plain] [--mixed] [--seed N]\n",
    );
    process.exitCode = 2;
    return;
  }
  const manifest = generateSet(directory, {
    users: Number(users),
    wrong: numberAfter("--wrong"),
    plain: args.includes("--plain"),
    mixed: args.includes("--mixed"),
    seed: numberAfter("--seed"),
  });
  for (const [name, file] of Object.entries(manifest.files)) {
    const spoiled = Object.values(file.wrong).reduce((sum, count) => sum + count, 0);
    const width = (file.bytes / file.rows).toFixed(1);
    process.stdout.write(`${name}: ${file.rows} rows, ${file.bytes} bytes, ${width} bytes a row, ${spoiled} wrong\n`);
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2));
}
