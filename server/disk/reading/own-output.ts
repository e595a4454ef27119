/** What we have written ourselves beside the files that it was made from: clean copies and bundles, which are no imports of their own. */
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { descriptorName, manifestName } from "../../features/export/bundle.ts";
import { readGuardedBytes } from "./guarded-file.ts";

/** The manifests that we write into bundles. */
export const manifestNames = [manifestName, descriptorName] as const;

/** What a manifest of ours says: the files beside it, in the bundle's order, `/` between names. */
export interface OwnManifest {
  readonly files: readonly { readonly path: string; readonly sha256: string | undefined }[];
}

/** A manifest of ours from its bytes; undefined for anybody else's, and for what is none. */
export function ownManifest(bytes: Uint8Array): OwnManifest | undefined {
  let manifest: unknown;
  try {
    manifest = JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return undefined;
  }
  if (!isObject(manifest)) return undefined;
  const { preflight } = manifest;
  const madeBy = isObject(preflight) ? preflight["madeBy"] : manifest["madeBy"];
  const listed = isObject(preflight) ? manifest["resources"] : manifest["files"];
  if (typeof madeBy !== "string" || !madeBy.startsWith("CSV Preflight") || !Array.isArray(listed)) return undefined;
  const files = listed.flatMap((each: unknown) => {
    if (!isObject(each) || typeof each["path"] !== "string") return [];
    const { path: file, sha256, hash } = each;
    const sum =
      typeof sha256 === "string" ? sha256 : typeof hash === "string" ? hash.replace(/^sha256:/, "") : undefined;
    return [{ path: file as string, sha256: sum }];
  });
  return files.length === listed.length ? { files } : undefined;
}

/** A manifest larger than this is nobody's. */
const manifestBytesMax = 1 << 20;

/** The bytes of a manifest in a folder; undefined for what is no regular file in it, or too large. */
export function manifestBytes(file: string, folder: string): Uint8Array | undefined {
  try {
    return readGuardedBytes(file, { within: folder, bytesMost: manifestBytesMax });
  } catch {
    return undefined;
  }
}

/** A folder with a manifest of ours, and what its files were when it was written. */
export interface OwnBundle {
  /** `/` between names, none at the end. */
  readonly folder: string;
  /** SHA-256 by path below the folder. */
  readonly sums: ReadonlyMap<string, string>;
}

/**
 * The bundle that a folder is, by a manifest of ours in it; undefined for any other.
 *
 * @param names all that is in the folder
 */
export function ownBundleAt(folder: string, names: ReadonlySet<string>): OwnBundle | undefined {
  for (const name of manifestNames) {
    const file = path.join(folder, name);
    const bytes = names.has(name) ? manifestBytes(file, folder) : undefined;
    const manifest = bytes && ownManifest(bytes);
    if (!manifest) continue;
    const known = manifest.files.filter((each) => each.sha256 !== undefined);
    return { folder, sums: new Map(known.map((each) => [each.path, each.sha256!])) };
  }
  return undefined;
}

/**
 * Whether a file is our own output: a clean copy beside its original, or a file of a bundle that is still as it was written.
 *
 * @param full `/` between names
 * @param names all that is in its folder
 */
export function isOwnOutput(full: string, names: ReadonlySet<string>, bundle: OwnBundle | undefined): boolean {
  const name = full.slice(full.lastIndexOf("/") + 1);
  const source = name.replace(/\.clean(?=\.csv$)/i, "");
  if (source !== name && names.has(source)) return true;
  const sum = bundle?.sums.get(full.slice(bundle.folder.length + 1));
  return sum !== undefined && sum === sha256Of(full);
}

function sha256Of(file: string): string | undefined {
  try {
    return createHash("sha256").update(fs.readFileSync(file)).digest("hex");
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
