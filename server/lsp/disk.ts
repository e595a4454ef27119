/** The files that are not open: finds import files and profiles in the workspace, reads them, and follows their changes. */
import fs from "node:fs";
import { documentText } from "../core/document.ts";
import type { FileFacts } from "../core/rule.ts";
import type { Profile } from "../core/table.ts";
import { decodeBytes } from "../decode.ts";
import { findFiles, isCsvName, readFile, readPieces, withSlashes } from "../files.ts";
import { findProfile, type LoadedProfile, loadProfile, profileName, profileRule } from "../profile.ts";
import { source } from "./convert.ts";
import { type Diagnostics, publish } from "./diagnostics.ts";
import { nextTurn, pause, sliceMs } from "./reading.ts";
import type { Session } from "./session.ts";
import { uriOf } from "./uris.ts";

/** Larger files are left alone: an editor does not open them either. */
export const sizeMax = 50 * 1024 * 1024;
/** How long a question waits for the files around to be read, in milliseconds. */
const patienceMs = 400;
/** Changes that come together are looked at together, in milliseconds. */
const gatherMs = 60;

export class Disk {
  readonly #session: Session;
  readonly #diagnostics: Diagnostics;
  #roots: readonly string[] = [];
  #settings: Profile = {};
  readonly #profiles = new Map<string, LoadedProfile>();
  /** Files for which profile problems are on show. */
  #told: readonly string[] = [];
  /** The reading of the files beside open ones, by folder. */
  readonly #beside = new Map<string, Promise<void>>();
  #work: Promise<void> = Promise.resolve();
  #waiting = 0;
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(session: Session, diagnostics: Diagnostics) {
    this.#session = session;
    this.#diagnostics = diagnostics;
  }

  /** Sets the workspace's folders (absolute paths) and looks through them in the background. */
  setRoots(folders: readonly string[]): void {
    this.#roots = folders.map((folder) => `${withSlashes(folder).replace(/\/+$/, "")}/`);
    for (const entry of [...this.#session.workspace.entries()]) {
      if (!entry.open && !this.#roots.some((root) => entry.path.startsWith(root))) {
        this.#session.workspace.remove(entry.uri);
      }
    }
    this.rescan();
  }

  /** Looks through the workspace's folders again. Resolves when all is read. */
  rescan(): Promise<void> {
    return this.#do("looking for files", () => this.#scan());
  }

  setSettings(settings: Profile): void {
    this.#settings = settings;
    this.#configure();
  }

  /** Waits until the files around are known, but not for long. */
  async settled(): Promise<void> {
    if (this.#waiting > 0) await Promise.race([this.#work, pause(patienceMs)]);
  }

  /** Waits until everything is read that is to be read. */
  idle(): Promise<void> {
    return this.#work;
  }

  /** A file was opened: what only its bytes tell is looked up, and the files beside it are read. */
  opened(key: string): void {
    this.#readFacts(key);
    const { path, file } = this.#session.address(key);
    if (file === undefined) return;
    // At once, also while the whole workspace is looked through: what is on the screen does not wait for other imports.
    const folder = folderOf(path);
    const read = this.#session.safely("reading the files beside an open one", undefined, () =>
      this.#readFolder(folder),
    );
    const reading = read().finally(() => {
      if (this.#beside.get(folder) === reading) this.#beside.delete(folder);
    });
    this.#beside.set(folder, reading);
  }

  /** The reading of the files beside an open one; undefined when they are known. */
  near(key: string): Promise<void> | undefined {
    return this.#beside.get(folderOf(this.#session.address(key).path));
  }

  /** These files were changed, made or deleted on disk, or closed. */
  changed(keys: readonly string[]): void {
    for (const key of keys) this.#changed.add(key);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const gathered = [...this.#changed];
      this.#changed.clear();
      void this.#do("reading changed files", () => this.#take(gathered));
    }, gatherMs);
  }

  /** Reads these files again now. Resolves when that is done. */
  reread(keys: readonly string[]): Promise<void> {
    return this.#do("reading files again", () => this.#take(keys));
  }

  /** Looks up again what only the bytes of an open file tell. */
  refreshFacts(key: string): void {
    if (this.#session.workspace.entry(key)?.open) this.#readFacts(key);
  }

  /** The first workspace folder, with a trailing `/`. */
  get firstRoot(): string | undefined {
    return this.#roots[0];
  }

  /** The profile in force for a path, by the folder it speaks for. */
  profileAt(path: string): LoadedProfile | undefined {
    let best: LoadedProfile | undefined;
    for (const profile of this.#profiles.values()) {
      if (path.startsWith(profile.folder) && profile.folder.length > (best?.folder.length ?? -1)) best = profile;
    }
    return best;
  }

  /** A profile, or a schema that one lists. */
  isProfile(path: string): boolean {
    if (path.endsWith(`/${profileName}`)) return true;
    return [...this.#profiles.values()].some((profile) => profile.files.some((file) => file.path === path));
  }

  /** The workspace folder that holds a path, with a trailing `/`. */
  rootOf(path: string): string | undefined {
    return this.#roots.find((root) => path.startsWith(root));
  }

  /** Does one thing after the other; what fails is logged. */
  #do(what: string, job: () => Promise<void>): Promise<void> {
    this.#waiting++;
    this.#work = this.#work
      .then(job)
      .catch((error: unknown) => this.#session.fail(what, error))
      .finally(() => {
        this.#waiting--;
      });
    return this.#work;
  }

  async #scan(): Promise<void> {
    const slices = new Slices();
    const files: string[] = [];
    const profiles: string[] = [];
    for (const root of this.#roots) {
      const above = findProfile(root);
      if (above !== undefined) profiles.push(above);
      const wanted = (path: string): boolean => isCsvName(path) || path.endsWith(`/${profileName}`);
      const failed = (_: string, error: unknown): void => this.#session.fail("reading a folder", error);
      for (const path of findFiles(root, { wanted, failed })) {
        if (isCsvName(path)) files.push(path);
        else profiles.push(path);
        await slices.next();
      }
    }
    for (const path of new Set(profiles)) this.#loadProfile(path);
    this.#configure();
    const found = new Set(files.map(uriOf));
    for (const entry of [...this.#session.workspace.entries()]) {
      if (entry.open || found.has(entry.uri) || this.rootOf(entry.path) === undefined) continue;
      if (!fs.existsSync(entry.path)) this.#session.workspace.remove(entry.uri);
    }
    for (const path of files) {
      this.#read(path);
      await slices.next();
    }
    this.#diagnostics.touchAll();
  }

  /** The CSV files beside an open one and one folder below, where groups often lie, and the profile above it. */
  async #readFolder(folder: string): Promise<void> {
    const slices = new Slices();
    const above = findProfile(folder);
    if (above !== undefined && !this.#profiles.has(above)) {
      this.#loadProfile(above);
      this.#configure();
    }
    let found = 0;
    const depth = folder.split("/").length;
    const skip = (path: string): boolean => path.endsWith("/") && path.split("/").length > depth + 1;
    for (const path of findFiles(folder, { skip })) {
      if (this.#session.workspace.entry(uriOf(path))) continue;
      if (this.#read(path)) found++;
      await slices.next();
    }
    if (found > 0) this.#diagnostics.touchAll();
  }

  async #take(keys: readonly string[]): Promise<void> {
    const slices = new Slices();
    let others = false;
    let configured = false;
    for (const key of keys) {
      const { path, file } = this.#session.address(key);
      if (file === undefined) continue;
      if (this.isProfile(path)) {
        configured = true;
        this.#loadProfile(path);
      } else if (this.#session.workspace.entry(key)?.open) {
        // The client asks again by itself after edits, not after a change on disk.
        this.#readFacts(key);
        others = true;
      } else if (this.#read(path)) others = true;
      await slices.next();
    }
    if (configured) this.#configure();
    if (others || configured) this.#diagnostics.touchAll();
    else this.#diagnostics.touch(...keys);
  }

  #loadProfile(path: string): void {
    const owner = path.endsWith(`/${profileName}`)
      ? path
      : [...this.#profiles.values()].find((profile) => profile.files.some((file) => file.path === path))?.path;
    if (owner === undefined) return;
    try {
      this.#profiles.set(
        owner,
        loadProfile(owner, (each) => this.#textOf(each)),
      );
    } catch {
      this.#profiles.delete(owner);
    }
  }

  /** The editor's text of a file, else the disk's. */
  #textOf(path: string): string {
    const entry = this.#session.workspace.entry(uriOf(path));
    return entry?.open ? documentText(entry.document) : readFile(path).text;
  }

  #configure(): void {
    this.#session.workspace.configure(this.#settings, [...this.#profiles.values()], this.#roots);
    this.#tellProfiles();
    this.#diagnostics.touchAll();
  }

  #tellProfiles(): void {
    const { connection, spell } = this.#session;
    const told: string[] = [];
    for (const { path, problems } of [...this.#profiles.values()].flatMap((profile) => profile.files)) {
      if (problems.length === 0 && !this.#told.includes(path)) continue;
      told.push(path);
      const diagnostics = problems.map(({ start, end, message }) => ({
        range: { start, end },
        severity: 2 as const,
        code: profileRule,
        source,
        message,
      }));
      connection.sendNotification(publish, { uri: spell(uriOf(path)), diagnostics });
    }
    for (const path of this.#told) {
      if (!told.includes(path)) connection.sendNotification(publish, { uri: spell(uriOf(path)), diagnostics: [] });
    }
    this.#told = told;
  }

  /** Reads a file that is not open, if it is an import file; true when something is known of it that was not before. */
  #read(path: string): boolean {
    const { workspace } = this.#session;
    const key = uriOf(path);
    const before = workspace.entry(key);
    if (before?.open) return false;
    const front = this.#front(path);
    if (front !== undefined) {
      const file = { uri: key, path, open: false, version: 0 };
      workspace.put({ ...file, facts: front.facts }, front.text);
      if (workspace.sheet(key)) {
        if (front.whole) return true;
        const { text, facts } = readFile(path);
        workspace.put({ ...file, facts }, text);
        return true;
      }
    }
    workspace.remove(key);
    return before !== undefined;
  }

  /** Enough of a file to tell what it is; undefined when there is no such file or it is too large. */
  #front(path: string): { text: string; facts: FileFacts; whole: boolean } | undefined {
    try {
      const { size } = fs.statSync(path);
      if (size > sizeMax) {
        this.#session.log(`${path} is left alone: it is larger than ${sizeMax / 1024 / 1024} MB.`);
        return undefined;
      }
      for (const piece of readPieces(path)) return { ...decodeBytes(piece), whole: piece.length >= size };
      return { text: "", facts: {}, whole: true };
    } catch {
      return undefined;
    }
  }

  /** Looks up what only the bytes of an open file tell. */
  #readFacts(key: string): void {
    const { file } = this.#session.address(key);
    const sheet = this.#session.workspace.sheet(key);
    if (file === undefined || !sheet) return;
    try {
      if (fs.statSync(file).size > sizeMax) return;
      this.#session.workspace.setFacts(key, readFile(file).facts);
    } catch {
      // Not saved yet, or gone: then there are no bytes to tell anything.
      this.#session.workspace.setFacts(key, {});
    }
  }
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** Lets others go first whenever a slice of time is used up. */
class Slices {
  #end = performance.now() + sliceMs;

  async next(): Promise<void> {
    if (performance.now() < this.#end) return;
    await nextTurn();
    this.#end = performance.now() + sliceMs;
  }
}
