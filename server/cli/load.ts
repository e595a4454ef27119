/** From paths on the command line to checked sheets: finds import files, their profiles and the files they refer to. */
import fs from "node:fs";
import path from "node:path";
import type { Sheet } from "../core/checking/sheet.ts";
import { builtInDocuments } from "../core/filetypes/schemas.ts";
import { joined, type Message, message } from "../core/text/message.ts";
import { byCodeUnits } from "../core/text/text.ts";
import { isDetection, type Workspace } from "../core/workspace/workspace.ts";
import type { FoundDocument } from "../disk/documents/descriptors.ts";
import type { LoadedProfile } from "../disk/documents/profile.ts";
import { findFiles, isCompressedCsv, isCsvName, readPieces, statOf, withSlashes } from "../disk/reading/files.ts";
import { RefusedFile } from "../disk/reading/guarded-file.ts";
import { SheetReader } from "../disk/reading/stream.ts";
import { Engine } from "../engine/engine.ts";
import { rules } from "../rules/index.ts";
import { UsageError, withHint } from "./args.ts";
import { type CsvFile, concernedDescriptors, incompleteChecks } from "./incomplete.ts";
import { filesMatching, isPattern } from "./patterns.ts";
import { LoadedProfiles } from "./profiles.ts";
import { type UnrecognizedFile, whyNearly, whyUnrecognized } from "./unrecognized.ts";

/** What the name of standard input is on the command line and in reports. */
export const standardInput = "-";

export interface LoadOptions {
  readonly operands: readonly string[];
  /** Takes every file for this type. */
  readonly type: string | undefined;
  /** A profile to use instead of the nearest ones. */
  readonly config: string | undefined;
  /** For a command that fails when something was not recognized or nothing was found: whether it should not. */
  readonly noErrorOnUnmatched?: boolean;
  /** Keep the texts: they are going to be rewritten. */
  readonly keep?: boolean;
  /** Compressed CSV files are told of, too: nobody else has a use for them. */
  readonly archives?: boolean;
  /** Told now and then how far the reading is. */
  readonly progress?: (bytes: number, total: number) => void;
}

/** An import file, checked. */
export interface LoadedFile {
  /** As reports name it: relative to the current folder, `/` between names. */
  readonly shown: string;
  /** Absolute, `/` between names; `-` for standard input. */
  readonly path: string;
  readonly sheet: Sheet;
}

export interface Loaded {
  /** Holds the files that were read, those that others refer to too. */
  readonly workspace: Workspace;
  readonly engine: Engine;
  /** In order of their names, by code units. */
  readonly files: readonly LoadedFile[];
  readonly profiles: readonly LoadedProfile[];
  /** Files in the folders that were named which we wrote ourselves: clean copies, bundles. */
  readonly ownOutputs: readonly string[];
  /** Files that were asked for and not recognized: those that were named, and when no file was, those that come near. */
  readonly unrecognized: readonly UnrecognizedFile[];
  /** Files that were found in folders and come near. */
  readonly nearly: readonly UnrecognizedFile[];
  /** Not all was recognized, and the command fails for it. */
  readonly isUnmatched: boolean;
  /** What could not be read and why, in words. */
  readonly failures: readonly Message[];
  /** Descriptors beside the data that speak of some file. */
  readonly described: readonly FoundDocument[];
  /** The folders that were asked for, with all that is in them: absolute, with a trailing `/`. */
  readonly folders: readonly string[];
}

interface LoadTarget {
  readonly path: string;
  readonly shown: string;
  readonly named: boolean;
}

/**
 * Finds and reads everything that is asked for. A CSV file that may be of a type that cannot be used is a failure. What cannot be read is told in `failures`; only an unreadable
 * `config` throws.
 */
export async function load(options: LoadOptions): Promise<Loaded> {
  const failures: Message[] = [];
  const profiles = new LoadedProfiles(options.config, (file, error) =>
    failures.push(message("{0}: {1}", shownPath(file), reasonOf(error))),
  );
  const ownOutputs: string[] = [];
  const folders: string[] = [];
  const targets = findTargets(options, profiles, failures, { ownOutputs, folders });
  for (const { path: file } of targets) profiles.of(folderOf(file));
  checkType(options.type, profiles);
  const engine = new Engine({ now: Date.now });
  const { workspace } = engine;
  profiles.configure(workspace);
  if (options.type !== undefined) for (const target of targets) workspace.choose(target.path, options.type);
  const read = new SetReader(workspace, options, failures);
  read.total = targets.reduce((sum, { path: file }) => sum + sizeOf(file), 0);
  const files: LoadedFile[] = [];
  const unrecognized: UnrecognizedFile[] = [];
  const nearly: UnrecognizedFile[] = [];
  const foreign: LoadTarget[] = [];
  const seen: CsvFile[] = [];
  for (const target of targets) {
    const { path: file, shown, named } = target;
    const found = file === standardInput ? await read.standardInput() : read.file(target);
    if (found === "failed") continue;
    if (found === "hidden") {
      if (named) unrecognized.push({ shown, path: file, ...hiddenType });
      continue;
    }
    seen.push({ path: file, shown, type: found?.table.name });
    // There is nothing in it to write anew.
    if (found?.facts.compressed && !options.archives)
      failures.push(message("{0}: it is compressed or a workbook, not text", shown));
    else if (found) files.push({ shown, path: file, sheet: found });
    else foreign.push(target);
  }
  const incomplete = incompleteChecks(profiles.loaded, profiles.described, seen);
  failures.push(...incomplete.map(({ message }) => message));
  const reported = new Set(incomplete.map(({ file }) => file.path));
  for (const { path: file, shown, named } of foreign) {
    if (reported.has(file)) continue;
    const why = named
      ? whyUnrecognized(file, workspace, { isOff: profiles.typeOf(file) === false, front: frontOf(file) ?? "" })
      : whyNearly(file, workspace);
    if (why) (named ? unrecognized : nearly).push({ shown, path: file, ...why });
  }
  readSiblings(read, targets, files);
  if (files.length === 0 && unrecognized.length === 0) unrecognized.push(...nearly.splice(0));
  const strict = options.noErrorOnUnmatched === false;
  if (strict && files.length + unrecognized.length + failures.length === 0)
    failures.push(message("There is no import file in {0}. Nothing was checked.", places(options.operands)));
  const isUnmatched = strict && unrecognized.length > 0;
  const described = concernedDescriptors(profiles.described, seen);
  const more = { unrecognized, nearly, isUnmatched, ownOutputs, failures, folders, described };
  return { engine, workspace, files, profiles: profiles.loaded, ...more };
}

function places(operands: readonly string[]): Message {
  return joined(
    operands.map((name) => (name === "." ? message("this folder") : name)),
    ", ",
  );
}

const hiddenType = { reason: message("It isn't checked itself, only read for the IDs in it."), advice: undefined };

function checkType(type: string | undefined, profiles: LoadedProfiles): void {
  const documents = [
    ...builtInDocuments,
    ...profiles.loaded.flatMap((profile) => profile.schemas),
    ...profiles.described.flatMap(({ documents }) => documents),
  ];
  const names = documents.filter((document) => !document.hidden).map((document) => document.name);
  if (type === undefined || names.includes(type)) return;
  throw new UsageError(withHint(message('there is no file type "{0}"', type), type, names));
}

function findTargets(
  options: LoadOptions,
  profiles: LoadedProfiles,
  failures: Message[],
  { ownOutputs, folders }: { readonly ownOutputs: string[]; readonly folders: string[] },
): LoadTarget[] {
  const targets = new Map<string, LoadTarget>();
  const add = (file: string, named: boolean): void => {
    const known = targets.get(file);
    if (!known || (named && !known.named)) targets.set(file, { path: file, shown: shownPath(file), named });
  };
  const below = {
    wanted: (file: string): boolean =>
      isCsvName(file) ||
      (options.archives === true && isCompressedCsv(file)) ||
      typeof profiles.typeOf(file) === "string",
    skip: (file: string): boolean => profiles.typeOf(file) === false,
    failed: (file: string, error: unknown): void => {
      failures.push(message("{0}: {1}", shownPath(file), reasonOf(error)));
    },
    ownOutput: (file: string): void => {
      ownOutputs.push(shownPath(file));
    },
  };
  for (const name of options.operands) {
    if (name === standardInput) {
      targets.set(name, { path: name, shown: name, named: true });
      continue;
    }
    const full = withSlashes(path.resolve(name));
    let isFolder: boolean;
    try {
      isFolder = fs.statSync(full).isDirectory();
    } catch (error) {
      const found = isPattern(name) ? [...filesMatching(full, below)] : [];
      for (const { path: file, named } of found) add(file, named);
      if (found.length > 0) continue;
      if (!isPattern(name)) failures.push(message("{0}: {1}", name, reasonOf(error)));
      else if (options.noErrorOnUnmatched !== true) failures.push(message("{0}: no file matches this pattern", name));
      continue;
    }
    if (!isFolder) add(full, true);
    else {
      folders.push(full.endsWith("/") ? full : `${full}/`);
      for (const file of findFiles(full, below)) add(file, false);
    }
  }
  return [...targets.values()].sort((a, b) => byCodeUnits(a.shown, b.shown));
}

/** Reads files into a workspace. */
class SetReader {
  total = 0;
  #done = 0;

  constructor(
    readonly workspace: Workspace,
    readonly options: LoadOptions,
    readonly failures: Message[],
  ) {}

  /** Undefined for a file that is none of ours. */
  file({ path: file, shown, named }: LoadTarget): Sheet | "failed" | "hidden" | undefined {
    const reader = this.#reader(file, named);
    try {
      for (const piece of readPieces(file)) {
        reader.push(piece);
        if (reader.refused) return undefined;
        this.#done += piece.length;
        this.options.progress?.(this.#done, this.total);
      }
      return this.#end(file, reader);
    } catch (error) {
      this.failures.push(message("{0}: {1}", shown, reasonOf(error)));
      return "failed";
    }
  }

  async standardInput(): Promise<Sheet | "failed" | "hidden" | undefined> {
    const reader = this.#reader(standardInput, true);
    try {
      for await (const piece of process.stdin) reader.push(piece as Buffer);
      return this.#end(standardInput, reader);
    } catch (error) {
      this.failures.push(message("{0}: {1}", standardInput, reasonOf(error)));
      return "failed";
    }
  }

  #reader(file: string, named: boolean): SheetReader {
    const recognizeFront = (front: string) => {
      const detected = this.workspace.recognize(file, file, front, named);
      return isDetection(detected) ? detected : undefined;
    };
    const again = this.options.keep || file === standardInput ? undefined : file;
    return new SheetReader(file, recognizeFront, rules, again);
  }

  #end(file: string, reader: SheetReader): Sheet | "hidden" | undefined {
    const sheet = reader.end();
    if (!sheet || !reader.detection) return undefined;
    this.workspace.adopt(file, reader.detection, sheet);
    return sheet.table.document.hidden && this.options.type === undefined ? "hidden" : sheet;
  }
}

/** Reads files that the ones asked for refer to and that lie beside them or one folder below, for their keys alone. */
function readSiblings(read: SetReader, targets: readonly LoadTarget[], files: readonly LoadedFile[]): void {
  const known = new Set(targets.map((target) => target.path));
  for (const { path: file, sheet } of files) {
    if (file === standardInput) continue;
    for (const table of neededBy(sheet)) {
      if (read.workspace.find(sheet, table).length > 0) continue;
      for (const candidate of beside(folderOf(file))) {
        if (known.has(candidate)) continue;
        const front = frontOf(candidate);
        const detected = front === undefined ? undefined : read.workspace.recognize(candidate, candidate, front);
        if (!isDetection(detected) || detected.table.name !== table) continue;
        known.add(candidate);
        read.file({ path: candidate, shown: shownPath(candidate), named: false });
      }
    }
  }
}

function neededBy(sheet: Sheet): string[] {
  const { foreignKeys = [], membership } = sheet.table.document;
  const names = foreignKeys.map((key) => key.reference.table);
  return [...new Set(membership ? [...names, membership.table] : names)];
}

/** Files in a folder and in the folders right below it. */
function beside(folder: string): string[] {
  const depth = folder.split("/").length + 1;
  const options = { skip: (file: string): boolean => file.endsWith("/") && file.split("/").length > depth + 1 };
  return [...findFiles(folder, options)].sort(byCodeUnits);
}

/** Enough of a file to tell what it is; undefined when it cannot be read. */
function frontOf(file: string): string | undefined {
  try {
    for (const piece of readPieces(file))
      return Buffer.from(piece)
        .toString("utf8")
        .replace(/^\ufeff/, "");
    return "";
  } catch {
    return undefined;
  }
}

function sizeOf(file: string): number {
  return file === standardInput ? 0 : (statOf(file)?.size ?? 0);
}

function folderOf(file: string): string {
  return file === standardInput ? withSlashes(process.cwd()) : file.slice(0, file.lastIndexOf("/") + 1);
}

/** A path as reports show it. */
export function shownPath(file: string): string {
  return file === standardInput ? file : withSlashes(path.relative(process.cwd(), file));
}

/** Why something failed, without the path, which stands before it. `be`: what was to be done with it. */
export function reasonOf(error: unknown, be: "read" | "written" = "read"): Message {
  if (error instanceof RefusedFile) return error.sentence;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const about = code || String(error);
  const fallback =
    be === "read" ? message("it can't be read ({0})", about) : message("it can't be written ({0})", about);
  const isTooLong = code === "ERR_STRING_TOO_LONG" || (error instanceof RangeError && code === "");
  if (isTooLong) return message("one of its lines is too long to be read");
  return knownReasons[code]?.(be) ?? fallback;
}

const denied = (be: "read" | "written"): Message =>
  be === "read" ? message("no permission to read it") : message("no permission to write it");
const fileInPath = (): Message => message("what should be a folder in its path is a file");

/** Why something failed, by the system's code. */
const knownReasons: Readonly<Record<string, (be: "read" | "written") => Message>> = {
  ENOENT: () => message("there is no such file or folder"),
  EACCES: denied,
  EPERM: denied,
  EROFS: () => message("nothing can be written there (read-only)"),
  ENOSPC: () => message("the disk is full"),
  ENOTDIR: fileInPath,
  EEXIST: fileInPath,
  EISDIR: () => message("it is a folder"),
};
