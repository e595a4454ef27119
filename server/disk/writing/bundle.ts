/** Bundles on disk: written beside the target, read back, compared, and only then put in its place. */
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { UnzipFileInfo } from "fflate";
import { type Bundle, descriptorName, manifestName, manifestOf } from "../../features/export/bundle.ts";
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

export type BundleKind = "bundle" | "datapackage";

/** `errors` and `exists` ask for a yes; `other` is a no. */
export interface BundleRefusal {
  readonly refused: "errors" | "exists" | "other";
  readonly message: string;
}

export interface WrittenBundle {
  readonly target: string;
  /** In the bundle, in the order of upload; the manifest last. */
  readonly files: readonly string[];
}

export type Contents = ReadonlyMap<string, Uint8Array>;

/** Writes a bundle. When this throws or refuses, nothing has been written that stays. */
export async function writeBundle(bundle: Bundle, options: BundleOptions): Promise<WrittenBundle | BundleRefusal> {
  const target = path.resolve(options.target);
  const no = await refusalOf(bundle, target, options);
  if (no) return no;
  const contents = await contentsOf(bundle, options);
  const beside = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  try {
    if (isZip(target)) {
      fs.writeFileSync(beside, await zipOf(contents), { flag: "wx" });
      compare(contents, await unzipped(beside));
    } else {
      writeFolder(beside, contents);
      compare(contents, readFolder(beside, contents.keys()));
    }
    replace(target, beside);
  } finally {
    fs.rmSync(beside, { recursive: true, force: true });
  }
  return { target, files: [...contents.keys()] };
}

async function refusalOf(bundle: Bundle, target: string, options: BundleOptions): Promise<BundleRefusal | undefined> {
  const obstacle = bundle.obstacle ?? (options.kind === "datapackage" ? await packageObstacle(bundle) : undefined);
  if (obstacle !== undefined) return { refused: "other", message: obstacle };
  for (const file of bundle.files) {
    const mismatch = await readBack(file.exported, "csv");
    if (mismatch !== undefined) return { refused: "other", message: `${path.basename(file.source)}: ${mismatch}` };
  }
  if (bundle.errors > 0 && !options.allowErrors) {
    const some = bundle.errors === 1 ? "1 error is" : `${bundle.errors} errors are`;
    return { refused: "errors", message: `${some} left in the files: mend them first.` };
  }
  return refusalOfTarget(target, options);
}

async function packageObstacle(bundle: Bundle): Promise<string | undefined> {
  return (await import("../../features/export/data-package.ts")).packageObstacle(bundle);
}

/** What is there is replaced only with a yes, and only when it is a bundle too. */
function refusalOfTarget(target: string, { overwrite, kind }: BundleOptions): BundleRefusal | undefined {
  const there = fs.lstatSync(target, { throwIfNoEntry: false });
  const name = path.basename(target);
  if (!there) return undefined;
  const other = (message: string): BundleRefusal => ({ refused: "other", message });
  if (isZip(target) !== there.isFile()) return other(`${name} is there already and is no bundle.`);
  if (there.isDirectory()) {
    const inside = fs.readdirSync(target);
    if (inside.length === 0) return undefined;
    if (!inside.includes(kind === "datapackage" ? descriptorName : manifestName))
      return other(`The folder ${name} holds other things: choose an empty or new one.`);
  }
  return overwrite ? undefined : { refused: "exists", message: `${name} is there already.` };
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

/** A zip may claim to hold more than any memory. */
const unzippedMax = 1 << 30;

async function unzipped(file: string): Promise<Contents> {
  const { unzipSync } = await import("fflate");
  let size = 0;
  const filter = ({ originalSize }: UnzipFileInfo): boolean => {
    size += originalSize;
    if (size > unzippedMax) throw new RangeError("the files of the zip are too large");
    return true;
  };
  const found = Object.entries(unzipSync(fs.readFileSync(file), { filter }));
  return new Map(found.filter(([name]) => !name.endsWith("/")));
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

/** Puts what was made in the target's place; when that fails the old one is back. */
function replace(target: string, made: string): void {
  const there = fs.lstatSync(target, { throwIfNoEntry: false });
  if (!there?.isDirectory()) {
    fs.renameSync(made, target);
    return;
  }
  const old = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.old`);
  fs.renameSync(target, old);
  try {
    fs.renameSync(made, target);
  } catch (error) {
    fs.renameSync(old, target);
    throw error;
  }
  fs.rmSync(old, { recursive: true, force: true });
}

/** A bundle's files by path, from a folder or a zip. Throws when the zip is none, or when its files are larger than any import. */
export async function readBundleBytes(target: string): Promise<Contents> {
  return isZip(target) ? unzipped(target) : readFolder(target, namesBelow(target));
}

/** The same as texts: for those who want to look into one. */
export async function readBundle(target: string): Promise<ReadonlyMap<string, string>> {
  return new Map([...(await readBundleBytes(target))].map(([name, bytes]) => [name, Buffer.from(bytes).toString()]));
}

function namesBelow(folder: string): string[] {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"));
}
