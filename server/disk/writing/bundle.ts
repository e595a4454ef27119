/** Bundles on disk: written beside the target, read back, compared, and only then put in its place. */

import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { joined, type Message, message } from "../../core/text/message.ts";
import { namesAmong } from "../../core/workspace/folders.ts";
import {
  type Bundle,
  type BundleKind,
  descriptorName,
  manifestName,
  manifestOf,
} from "../../features/export/bundle.ts";
import { manifestBytes, manifestNames, ownManifest } from "../reading/own-output.ts";
import { isSameFile, nameBeside } from "./output.ts";
import { readBack } from "./read-back.ts";

export interface BundleOptions {
  /** Where to: a name that ends in `.zip` becomes one file, any other a folder. */
  readonly target: string;
  /** A yes to replacing a bundle that is there. */
  readonly overwrite: boolean;
  /** A yes to files that still have errors. */
  readonly allowErrors: boolean;
  /** Ours. */
  readonly version: string;
  /** With a manifest of ours (the default), or as a Data Package that other engines read. */
  readonly kind?: BundleKind;
}

/** `errors` and `exists` ask for a yes; `other` is a no. */
export interface BundleRefusal {
  readonly refused: "errors" | "exists" | "other";
  readonly message: Message;
}

export interface WrittenBundle {
  readonly target: string;
  /** In the bundle, in the order of upload; the manifest last. */
  readonly files: readonly string[];
}

export type Contents = ReadonlyMap<string, Uint8Array>;

/** Writes a bundle. When this throws or refuses, nothing has been written that stays. */
export async function writeBundle(bundle: Bundle, options: BundleOptions): Promise<WrittenBundle | BundleRefusal> {
  // A link to a folder or zip goes on pointing to it.
  const target = fs.existsSync(options.target) ? fs.realpathSync(options.target) : path.resolve(options.target);
  const no = await refusalOf(bundle, target, options);
  if (no) return no;
  const contents = await contentsOf(bundle, options);
  const beside = nameBeside(target);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  try {
    if (isZip(target)) {
      fs.writeFileSync(beside, await zipOf(contents), { flag: "wx" });
      compare(contents, await unzipped(beside));
    } else {
      writeFolder(beside, contents);
      compare(contents, readFolder(beside, contents.keys()));
    }
    const late = await replace(target, beside);
    if (late) return late;
  } finally {
    fs.rmSync(beside, { recursive: true, force: true });
  }
  return { target, files: [...contents.keys()] };
}

async function refusalOf(bundle: Bundle, target: string, options: BundleOptions): Promise<BundleRefusal | undefined> {
  const obstacle = bundle.obstacle ?? (options.kind === "datapackage" ? await packageObstacle(bundle) : undefined);
  if (obstacle !== undefined) return { refused: "other", message: obstacle };
  const nameOf = namesAmong(bundle.files.map(({ source }) => source));
  for (const file of bundle.files) {
    const mismatch = await readBack(file.exported, "csv");
    if (mismatch !== undefined)
      return { refused: "other", message: message("{0}: {1}", nameOf(file.source), mismatch) };
  }
  if (bundle.errors > 0 && !options.allowErrors) {
    const text =
      bundle.errors === 1
        ? message("1 error to fix before upload.")
        : message("{0} errors to fix before upload.", bundle.errors);
    return { refused: "errors", message: text };
  }
  return refusalOfTarget(bundle, target, options);
}

async function packageObstacle(bundle: Bundle): Promise<Message | undefined> {
  return (await import("../../features/export/data-package.ts")).packageObstacle(bundle);
}

/** What is there is replaced only with a yes, and only where we wrote all of it. */
async function refusalOfTarget(
  bundle: Bundle,
  target: string,
  { overwrite }: BundleOptions,
): Promise<BundleRefusal | undefined> {
  const there = fs.statSync(target, { throwIfNoEntry: false });
  if (!there) return undefined;
  const name = path.basename(target);
  const other = (text: Message): BundleRefusal => ({ refused: "other", message: text });
  const source = bundle.files.find((file) => isInside(file.source, target));
  if (source)
    return other(
      message(
        "{0} contains {1}, one of the files to export. Choose another folder.",
        name,
        path.basename(source.source),
      ),
    );
  if (isZip(target) !== there.isFile()) return other(message("{0} already exists and isn't a bundle.", name));
  if (there.isFile() && (there.mode & 0o222) === 0)
    return other(message("{0} is read-only. Choose another name.", name));
  const inside = there.isFile() ? await namesInZip(target) : namesBelow(target);
  if (inside?.length === 0 && there.isDirectory()) return undefined;
  const strangers = inside && (await strangersIn(target, inside));
  if (strangers === undefined)
    return other(message("{0} already exists and wasn't written by CSV Preflight. Choose another name.", name));
  if (strangers.length > 0) return refusalOfStrangers(name, strangers);
  return overwrite ? undefined : { refused: "exists", message: message("{0} already exists.", name) };
}

function refusalOfStrangers(name: string, strangers: readonly string[]): BundleRefusal {
  const more = strangers.length - 3;
  const some = joined([...strangers.slice(0, 3), ...(more > 0 ? [message("and {0} more", more)] : [])], ", ");
  return {
    refused: "other",
    message: message(
      "{0} also contains files that aren't part of the bundle: {1}. Choose an empty or new folder.",
      name,
      some,
    ),
  };
}

function isInside(file: string, folder: string): boolean {
  const real = (name: string): string => (fs.existsSync(name) ? fs.realpathSync(name) : path.resolve(name));
  return isSameFile(file, folder) || real(file).startsWith(real(folder) + path.sep);
}

/** Undefined for what is no zip. */
async function namesInZip(target: string): Promise<string[] | undefined> {
  try {
    return [...(await unzipped(target)).keys()];
  } catch {
    return undefined;
  }
}

/** What is there and in no manifest of ours; undefined without such a manifest. */
async function strangersIn(target: string, names: readonly string[]): Promise<string[] | undefined> {
  for (const name of manifestNames) {
    if (!names.includes(name)) continue;
    const bytes = isZip(target) ? (await unzipped(target)).get(name) : manifestBytes(path.join(target, name), target);
    const manifest = bytes && ownManifest(bytes);
    if (!manifest) continue;
    const known = new Set([name, ...manifest.files.map((file) => file.path)]);
    return names.filter((each) => !known.has(each));
  }
  return undefined;
}

function isZip(target: string): boolean {
  return /\.zip$/i.test(target);
}

/** The bytes of every file by its path in the bundle, the manifest or descriptor last. */
async function contentsOf(bundle: Bundle, { version, kind }: BundleOptions): Promise<Contents> {
  const contents = new Map<string, Uint8Array>();
  for (const file of bundle.files) contents.set(file.path, Buffer.from(file.exported.text));
  const hashes = [...contents.values()].map((bytes) => ({
    sha256: createHash("sha256").update(bytes).digest("hex"),
    bytes: bytes.length,
  }));
  if (kind === "datapackage") {
    const { descriptorOf } = await import("../../features/export/data-package.ts");
    contents.set(descriptorName, Buffer.from(descriptorOf(bundle, hashes)));
  } else contents.set(manifestName, Buffer.from(manifestOf(bundle, hashes, { version })));
  return contents;
}

/** The same files give the same bytes: no clock is asked. */
async function zipOf(contents: Contents): Promise<Uint8Array> {
  const { zipSync } = await import("fflate");
  const epoch = new Date(1980, 0, 1);
  return zipSync(Object.fromEntries(contents), { level: 6, mtime: epoch });
}

async function unzipped(file: string): Promise<Contents> {
  const { readZip } = await import("../reading/zip-file.ts");
  return readZip(file);
}

export function writeFolder(folder: string, contents: Contents): void {
  fs.mkdirSync(folder);
  for (const [name, bytes] of contents) {
    const file = path.join(folder, ...name.split("/"));
    if (!file.startsWith(folder + path.sep)) throw new Error("a path leads out of the bundle");
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, bytes, { flag: "wx" });
  }
}

export function readFolder(folder: string, names: Iterable<string>): Contents {
  return new Map([...names].map((name) => [name, fs.readFileSync(path.join(folder, ...name.split("/")))]));
}

/** Throws unless both hold the same. */
export function compare(written: Contents, read: Contents): void {
  const same = [...written].every(([name, bytes]) => {
    const again = read.get(name);
    return again !== undefined && Buffer.compare(bytes, again) === 0;
  });
  if (!same || written.size !== read.size) throw new Error("what was written reads back differently");
}

/**
 * Puts what was made in the target's place; when that fails the old one is back. Nothing is replaced when somebody has put a file
 * into the old folder meanwhile: that is looked at once more when nobody finds the folder by its name any longer.
 */
async function replace(target: string, made: string): Promise<BundleRefusal | undefined> {
  const there = fs.statSync(target, { throwIfNoEntry: false });
  if (there) fs.chmodSync(made, there.mode & 0o7777);
  if (!there?.isDirectory()) {
    fs.renameSync(made, target);
    return undefined;
  }
  const old = nameBeside(target);
  fs.renameSync(target, old);
  try {
    const names = namesBelow(old);
    const strangers = names.length === 0 ? [] : ((await strangersIn(old, names)) ?? names);
    if (strangers.length > 0) {
      fs.renameSync(old, target);
      return refusalOfStrangers(path.basename(target), strangers);
    }
    fs.renameSync(made, target);
    for (const name of names) fs.rmSync(path.join(old, ...name.split("/")), { force: true });
  } catch (error) {
    if (!fs.existsSync(target)) fs.renameSync(old, target);
    throw error;
  }
  removeEmptyFolders(old);
  return undefined;
}

/** A folder with anything in it stays. */
function removeEmptyFolders(folder: string): void {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) removeEmptyFolders(path.join(folder, entry.name));
  if (fs.readdirSync(folder).length === 0) fs.rmdirSync(folder);
}

/** A bundle's files by path, from a folder or a zip. Throws a `ZipError` for a zip that can't be read. */
export async function readBundleBytes(target: string): Promise<Contents> {
  return isZip(target) ? unzipped(target) : readFolder(target, filesBelow(target));
}

/** The same as texts: for those who want to look into one. */
export async function readBundle(target: string): Promise<ReadonlyMap<string, string>> {
  return new Map([...(await readBundleBytes(target))].map(([name, bytes]) => [name, Buffer.from(bytes).toString()]));
}

/** Everything in a folder that is no folder: links, too, and folders that are empty or another program's (`.git`). */
function namesBelow(folder: string): string[] {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() || fs.readdirSync(path.join(entry.parentPath, entry.name)).length === 0)
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"));
}

function filesBelow(folder: string): string[] {
  return namesBelow(folder).filter((name) => fs.lstatSync(path.join(folder, ...name.split("/"))).isFile());
}
