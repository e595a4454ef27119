/** An upload as it was kept: the files of a bundle, what its manifest says of them, and whether they still fit each other. */

import { createHash } from "node:crypto";
import path from "node:path";
import type { FileFacts } from "../../core/checking/rule.ts";
import type { TableDocument } from "../../core/filetypes/file-type.ts";
import type { Profile } from "../../core/filetypes/profile.ts";
import { type Message, message, ReasonError } from "../../core/text/message.ts";
import { Workspace } from "../../core/workspace/workspace.ts";
import type { UploadFile } from "../../features/compare/compare.ts";
import { manifestName, manifestVersion } from "../../features/export/bundle.ts";
import { rules } from "../../rules/index.ts";
import { decodeBytes, findFiles, isCsvName, readFile, statOf, withSlashes } from "../reading/files.ts";
import { manifestBytes } from "../reading/own-output.ts";
import { readBundleBytes } from "./bundle.ts";

export interface KeptUpload {
  readonly target: string;
  /** "CSV Preflight 0.1.0"; undefined without a manifest of ours. */
  readonly madeBy: string | undefined;
  /** Who reads the files; undefined without a manifest. */
  readonly system: string | undefined;
  /** Import files in the order of upload, others left out. */
  readonly files: readonly KeptFile[];
  /** What does not fit its manifest, in words. */
  readonly faults: readonly Message[];
}

export interface KeptFile {
  /** In the bundle, `/` between names. */
  readonly path: string;
  readonly text: string;
  readonly facts: FileFacts;
  /** As the manifest has it; undefined where there is none. */
  readonly fileType: string | undefined;
}

/** What cannot be read as an upload, in words for the person who named it. */
export class UploadError extends ReasonError {}

/** True for zips, and for folders with a manifest of ours. */
export function isBundle(target: string): boolean {
  const stat = statOf(target);
  if (!stat) return false;
  if (!stat.isDirectory()) return /\.zip$/i.test(target);
  const bytes = manifestBytes(path.join(target, manifestName), target);
  return bytes !== undefined && manifestOf(bytes) !== undefined;
}

/** Reads a bundle and compares it with its manifest. Throws an `UploadError`. */
export async function readUpload(target: string): Promise<KeptUpload> {
  const contents = await contentsOf(target);
  const bytes = contents.get(manifestName);
  const manifest = bytes && manifestOf(bytes);
  const found = [...contents.keys()].filter((name) => isCsvName(name));
  if (!manifest) {
    if (found.length === 0) throw new UploadError(message("{0} doesn't contain a CSV file.", path.basename(target)));
    const files = found.sort().map((name) => keptFile(name, contents.get(name)!, undefined));
    return {
      target,
      madeBy: undefined,
      system: undefined,
      files,
      faults: [message("{0} has no manifest, so its files may have changed since the upload.", path.basename(target))],
    };
  }
  const faults = manifest.files.flatMap(({ path: name, sha256 }) => {
    const file = contents.get(name);
    if (!file) return [message("{0} is in the manifest, but the file is missing.", name)];
    const same = createHash("sha256").update(file).digest("hex") === sha256;
    return same
      ? []
      : [message("{0} has changed since the bundle was made. Its SHA-256 doesn't match the manifest.", name)];
  });
  const listed = new Set(manifest.files.map((file) => file.path));
  faults.push(...found.filter((name) => !listed.has(name)).map((name) => message("{0} isn't in the manifest.", name)));
  const files = manifest.files.flatMap(({ path: name, fileType }) => {
    const file = contents.get(name);
    return file ? [keptFile(name, file, fileType)] : [];
  });
  return { target, madeBy: manifest.madeBy, system: manifest.system, files, faults };
}

/** The CSV files of a folder, or one file, as an upload without a manifest. Throws an `UploadError`. */
export function readFiles(target: string): KeptUpload {
  const stat = statOf(target);
  if (!stat) throw new UploadError(message("{0} no longer exists.", path.basename(target)));
  const top = withSlashes(path.resolve(target));
  const found = stat.isDirectory() ? [...findFiles(target)].sort() : [top];
  const files = found.map((file) => {
    const name = file === top ? path.basename(file) : file.slice(top.length + 1);
    return keptFile(name, readFile(file).bytes, undefined);
  });
  return { target, madeBy: undefined, system: undefined, files, faults: [] };
}

async function contentsOf(target: string): Promise<ReadonlyMap<string, Uint8Array>> {
  try {
    return await readBundleBytes(target);
  } catch (error) {
    const { ZipError } = await import("../reading/zip-file.ts");
    if (error instanceof ZipError)
      throw new UploadError(message("{0} can't be read: {1}", path.basename(target), error.message));
    throw new UploadError(message("{0} can't be read. It isn't a ZIP file, or it is damaged.", path.basename(target)));
  }
}

function keptFile(name: string, bytes: Uint8Array, fileType: string | undefined): KeptFile {
  return { path: name, ...decodeBytes(bytes), fileType };
}

interface Manifest {
  readonly madeBy: string;
  readonly system: string;
  readonly files: readonly { readonly path: string; readonly fileType: string; readonly sha256: string }[];
}

/** Undefined for anything that is no manifest of ours. */
function manifestOf(bytes: Uint8Array): Manifest | undefined {
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
  if (!isRecord(read) || read["manifestVersion"] !== manifestVersion || !Array.isArray(read["files"])) return undefined;
  const files = read["files"].flatMap((file: unknown) => {
    if (!isRecord(file)) return [];
    const { path: name, fileType, sha256 } = file;
    return typeof name === "string" && typeof fileType === "string" && typeof sha256 === "string"
      ? [{ path: name, fileType, sha256 }]
      : [];
  });
  return { madeBy: String(read["madeBy"] ?? ""), system: String(read["system"] ?? ""), files };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** An upload's files as sheets that know of each other, in a workspace of their own. Those that are none of ours are left out. */
export function openUpload(
  upload: KeptUpload,
  documents: readonly TableDocument[],
  profile: Profile,
): { readonly workspace: Workspace; readonly files: readonly UploadFile[] } {
  const workspace = new Workspace(rules, documents);
  const { files: _, ...rest } = profile;
  workspace.configure(rest, [], []);
  const known = new Set(documents.map(({ name }) => name));
  const root = `kept:/${path.basename(upload.target)}`;
  const files: UploadFile[] = [];
  for (const { path: name, text, facts, fileType } of upload.files) {
    const uri = `${root}/${name}`;
    if (fileType !== undefined && known.has(fileType)) workspace.choose(uri, fileType);
    // A bundle gives each step a folder of its own; the files of one upload belong together all the same.
    const place = `/${name.replaceAll("/", " ")}`;
    workspace.put({ uri, path: fileType === undefined ? `/${name}` : place, open: false, version: 0, facts }, text);
    const sheet = workspace.sheet(uri);
    if (sheet) files.push({ path: name, sheet });
  }
  return { workspace, files };
}
