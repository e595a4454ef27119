/** The files that are not open: finds import files and profiles in the workspace, reads them, and follows their changes. */
import fs from "node:fs";
import { type CancellationToken, LSPErrorCodes, ResponseError } from "vscode-languageserver";
import { usedIn } from "../core/checking/suppressions.ts";
import type { Profile, Suppression } from "../core/filetypes/profile.ts";
import { folderOf } from "../core/workspace/folders.ts";
import type { Entry, SettingsAt } from "../core/workspace/workspace.ts";
import { isDescriptorName, packageName } from "../disk/documents/descriptors.ts";
import { findProfile, profileName } from "../disk/documents/profile.ts";
import { StaleTextError } from "../disk/reading/closed-text.ts";
import { findFiles, findFilesInSteps, isCompressedCsv, isCsvName, statOf, withSlashes } from "../disk/reading/files.ts";
import { leadsInto } from "../disk/reading/guarded-file.ts";
import { OpenByteFacts } from "./byte-facts.ts";
import type { Diagnostics } from "./diagnostics.ts";
import { FoundTypes } from "./found-types.ts";
import { Profiles } from "./profiles.ts";
import { QuietTimer } from "./quiet-timer.ts";
import { SchemaDocuments } from "./schema-documents.ts";
import type { Session } from "./session.ts";
import { nextTurn, pause, sliceMs } from "./turns.ts";
import { uriOf } from "./uris.ts";

/** How long what is shown beside the text waits for the files around to be read, in milliseconds: it can do without them. */
const rereadMs = 50;
/** Changes that come together are looked at together, in milliseconds. */
const gatherMs = 60;
/** Also while more come all the time they are looked at after so long, in milliseconds. */
const gatherMostMs = 500;
/** A file that is written to all the time is looked at again after so many milliseconds. */
const laterMs = 2000;

export class Disk {
  readonly profiles: Profiles;
  readonly types: FoundTypes;
  readonly #session: Session;
  readonly #diagnostics: Diagnostics;
  readonly #facts: OpenByteFacts;
  readonly #schemas: SchemaDocuments;
  #roots: readonly string[] = [];
  #settings: Profile = {};
  #folderSettings: readonly SettingsAt[] = [];
  /** Files outside of the workspace's folders may be read. */
  #trusted = true;
  /** The reading of the files beside open ones, by folder. */
  readonly #beside = new Map<string, Promise<void>>();
  #work: Promise<unknown> = Promise.resolve();
  #scanning: Promise<void> | undefined;
  readonly #changed = new Set<string>();
  /** Files that are known by a link to them, by what they really are. */
  readonly #links = new Map<string, string>();
  /** Open files by what they really are, links followed and names spelled as on the disk. */
  readonly #openFiles = new Map<string, string>();
  readonly #timer = new QuietTimer(() => this.#gathered(), gatherMs, gatherMostMs);

  constructor(session: Session, diagnostics: Diagnostics) {
    this.profiles = new Profiles(session);
    this.types = new FoundTypes(session);
    this.#session = session;
    this.#facts = new OpenByteFacts(session);
    this.#schemas = new SchemaDocuments(session);
    this.#diagnostics = diagnostics;
    session.readAgain = (key) => this.reread([key]);
  }

  /** Sets the workspace's folders (absolute paths) and looks through them in the background. */
  setRoots(folders: readonly string[]): void {
    this.#roots = folders.map((folder) => `${withSlashes(folder).replace(/(?<!\/)\/+$/, "")}/`);
    this.types.setRoots(this.#roots);
    this.#sweep();
    this.rescan();
  }

  /** Looks through the workspace's folders again. Resolves when all is read. */
  rescan(): Promise<void> {
    const before = this.#scanning ?? Promise.resolve();
    const scan = this.#do("looking for files", () => before.then(() => this.#scan()));
    const scanning = scan.finally(() => {
      if (this.#scanning === scanning) this.#scanning = undefined;
    });
    this.#scanning = scanning;
    return scanning;
  }

  /** Sets the editor's settings, those that count in some folders instead, and whether files outside of the workspace may be read. */
  setSettings(settings: Profile, folderSettings: readonly SettingsAt[], trusted: boolean): void {
    this.#settings = settings;
    this.#folderSettings = folderSettings;
    const rescans = trusted !== this.#trusted && this.#roots.length > 0;
    this.#trusted = trusted;
    const { workspace } = this.#session;
    // What is in the workspace is found anew.
    if (rescans) for (const { open, uri } of [...workspace.entries()]) if (!open) workspace.remove(uri);
    void this.#configure();
    if (rescans) void this.rescan();
  }

  /**
   * Waits, however long it takes, until everything is read that is being read now, what the client has reported so far
   * included. Rejects when `token` is canceled.
   */
  async settled(token: CancellationToken): Promise<void> {
    this.#gathered();
    await untilCanceled(Promise.all([this.#work, ...this.#beside.values()]), token);
  }

  /**
   * The same for answers that are made of whole imports: everything that lies at a file or folder, or with none in the
   * workspace, is known as it is on disk now, whether anybody has reported it or not. Also rejects as `ensureLoaded` does.
   */
  async ensureImports(uri: unknown, token: CancellationToken): Promise<void> {
    await this.settled(token);
    const key = typeof uri === "string" ? this.#session.address(uri).key : undefined;
    const look = (): Promise<void> => (key === undefined ? this.#scan() : this.#readAround(key, token));
    await untilCanceled(this.#do("looking for the files of an import", look), token);
    await untilCanceled(this.ensureLoaded(key ?? "", key === undefined), token);
  }

  /**
   * Waits until what is known of the files around one, or with `all` of all files, is what is on the disk: those being read are
   * waited for, and those that changed without anybody saying so are read again. Rejects with a `StaleTextError` when one of
   * those around does not stop changing.
   */
  async ensureLoaded(key: string, all = false): Promise<void> {
    await (all ? this.#work : this.pending(key));
    const { workspace, closed } = this.#session;
    const concerns = all ? () => true : this.#concerns(key);
    const stale = [...workspace.entries()].filter((entry) => concerns(entry) && closed.isStale(entry));
    if (stale.length === 0) return;
    await this.reread(stale.map(({ uri }) => uri));
    const still = [...workspace.entries()].filter(this.#concerns(key)).find((entry) => closed.isStale(entry));
    if (still) throw new StaleTextError(still.uri);
  }

  /** Files that an answer about this one, or about this folder, may come from: in folders above and below, and those it is linked with. */
  #concerns(key: string): (entry: Entry) => boolean {
    const { workspace } = this.#session;
    const folder = this.#folderAt(key);
    const sheet = workspace.sheet(key);
    const linked = new Set(sheet ? this.#session.linkedTo(sheet) : []);
    return (entry) => {
      const own = folderOf(entry.path);
      if (own.startsWith(folder) || folder.startsWith(own)) return true;
      if (!sheet || !entry.sheet) return false;
      return linked.has(entry.sheet) || this.#session.linkedTo(entry.sheet).includes(sheet);
    };
  }

  /** A CSV file's folder, or the folder that is meant itself. */
  #folderAt(key: string): string {
    const { path } = this.#session.address(key);
    const isFile = isCsvName(path) || this.#session.workspace.entry(key) !== undefined;
    return isFile ? folderOf(path) : `${path.replace(/(?<!\/)\/+$/, "")}/`;
  }

  /** The same for who waits a moment only: files that a sheet refers to, read again if need be; what is still unread then is left out. */
  async tryGet(key: string): Promise<void> {
    const { workspace, closed } = this.#session;
    const sheet = this.#session.sheetOf(key);
    if (!sheet) return;
    const folder = folderOf(this.#session.address(key).path);
    const linked = new Set(this.#session.linkedTo(sheet).map(({ uri }) => uri));
    const stale: string[] = [];
    for (const entry of workspace.entries()) {
      if (!linked.has(entry.uri) && folderOf(entry.path) !== folder) continue;
      if (closed.isStale(entry)) stale.push(entry.uri);
    }
    if (stale.length > 0) await Promise.race([this.reread(stale), pause(rereadMs)]);
  }

  /** A file was opened: what only its bytes tell is looked up, and the files beside it are read. */
  opened(key: string): void {
    void this.#facts.read(key);
    const { path, file } = this.#session.address(key);
    if (file === undefined) return;
    this.#recognizeTwin(key, realPathOf(path));
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

  /** A file that is open under another name too, or known under its own, is one file. */
  #recognizeTwin(key: string, real: string): void {
    const { workspace } = this.#session;
    const other = this.#openFiles.get(real);
    if (other !== undefined && other !== key) {
      workspace.setTwin(key, other);
      return;
    }
    this.#openFiles.set(real, key);
    for (const uri of [uriOf(real), this.#links.get(real)]) {
      const entry = uri === undefined || uri === key ? undefined : workspace.entry(uri);
      if (!entry || entry.open) continue;
      workspace.remove(entry.uri);
      this.#diagnostics.touchAll();
    }
  }

  /** What was another name of a file that is closed is that file now. */
  #forgetTwin(key: string): void {
    const { workspace } = this.#session;
    workspace.setTwin(key, undefined);
    const [real] = [...this.#openFiles].find(([, each]) => each === key) ?? [];
    if (real === undefined) return;
    this.#openFiles.delete(real);
    const next = [...workspace.entries()].find(
      ({ open, uri, path }) => open && uri !== key && realPathOf(path) === real,
    );
    if (next) {
      workspace.setTwin(next.uri, undefined);
      this.#openFiles.set(real, next.uri);
    } else this.changed([uriOf(real)]);
    this.#diagnostics.touchAll();
  }

  /** The editor let go of a file: what is on the disk counts again, as long as somebody needs it. */
  closed(key: string): void {
    const { path, file } = this.#session.address(key);
    this.#forgetTwin(key);
    if (file === undefined || !this.#isWanted(path)) this.#session.workspace.remove(key);
    this.#sweep();
    void this.#do("reading a closed file", () => this.#take([key], (each) => this.#isWanted(each)));
  }

  /**
   * The reading of files that may be in the set of this one, or in this folder; undefined when they are known. Of a file that
   * is open those beside it; it waits for others only when it refers to a type that may lie anywhere and does not lie there.
   */
  pending(key: string): Promise<void> | undefined {
    const { workspace, closed } = this.#session;
    const { path } = this.#session.address(key);
    const open = workspace.entry(key)?.open === true;
    const folder = this.#folderAt(key);
    const readings: Promise<unknown>[] = closed.readings((other) => isAround(folder, other));
    const beside = open ? this.#beside.get(folder) : undefined;
    const look = this.#facts.look(key);
    if (beside) readings.push(beside);
    if (look) readings.push(look);
    if (this.#scanning && this.rootOf(path) !== undefined && (!open || this.#looksFar(key)))
      readings.push(this.#scanning);
    if (!open) readings.push(...[...this.#beside].filter(([each]) => each.startsWith(folder)).map(([, read]) => read));
    return readings.length === 0 ? undefined : Promise.all(readings).then(() => {});
  }

  /** A file of a type that it refers to may lie anywhere above or aside, and none is known. */
  #looksFar(key: string): boolean {
    const sheet = this.#session.sheetOf(key);
    return sheet !== undefined && this.#session.workspace.looksFar(sheet);
  }

  /** These files were changed, made or deleted on disk. */
  changed(keys: readonly string[]): void {
    for (const key of keys) this.#changed.add(key);
    this.#timer.touch();
  }

  #gathered(): void {
    if (this.#changed.size === 0) return;
    const gathered = [...this.#changed];
    this.#changed.clear();
    void this.#do("reading changed files", async () => {
      const files = await this.#filesOf(gathered);
      await this.#take(files, (path) => this.#isKnown(path));
    });
  }

  /** Import files and profiles among what was told, and those in folders that came or went: of these nothing else is told. */
  async #filesOf(keys: readonly string[]): Promise<readonly string[]> {
    const slices = new DiskSlices();
    const files = new Set<string>();
    const known = [...this.#session.workspace.entries()].map(({ path }) => path);
    for (const profile of this.profiles.all()) known.push(...profile.files.map(({ path }) => path));
    known.push(...this.types.paths());
    for (const key of keys) {
      const { path } = this.#session.address(key);
      if (isImportName(path) || this.#describes(path) || this.#session.workspace.entry(key)) files.add(key);
      else if (!/\/(?:node_modules|\.git)(?:\/|$)/.test(path)) {
        for (const each of known) if (each.startsWith(`${path}/`)) files.add(uriOf(each));
        for (const each of this.#foundBelow(path)) {
          if (each !== undefined) files.add(uriOf(each));
          await slices.next();
        }
      }
      await slices.next();
    }
    return [...files];
  }

  /** What is looked for in the workspace and lies in a folder. */
  *#foundBelow(folder: string): Generator<string | undefined> {
    const root = this.rootOf(folder);
    if (root === undefined || statOf(folder)?.isDirectory() !== true) return;
    const below = `${folder}/`;
    const wanted = (path: string): boolean =>
      path.startsWith(below) && (isImportName(path) || path.endsWith(`/${profileName}`) || isDescriptorName(path));
    // From above, so that what is ignored there is ignored.
    const skip = (path: string): boolean => path.endsWith("/") && !path.startsWith(below) && !below.startsWith(path);
    yield* findFilesInSteps(root, { wanted, skip, alone: !this.#trusted });
  }

  /** Reads these files again now. Resolves when that is done. */
  reread(keys: readonly string[]): Promise<void> {
    return this.#do("reading files again", () => this.#take(keys, () => true));
  }

  /** Looks up again what only the bytes of an open file tell. */
  async refreshFacts(key: string): Promise<void> {
    if (this.#session.workspace.entry(key)?.open) await this.#facts.read(key);
  }

  /** The first workspace folder, with a trailing `/`. */
  get firstRoot(): string | undefined {
    return this.#roots[0];
  }

  /** The workspace folder that holds a path, with a trailing `/`. */
  rootOf(path: string): string | undefined {
    return this.#roots.find((root) => path.startsWith(root));
  }

  /** Does something that others may wait for; what fails is logged. */
  #do(what: string, job: () => Promise<void>): Promise<void> {
    const done = job().catch((error: unknown) => this.#session.fail(what, error));
    this.#work = Promise.all([this.#work, done]);
    return done;
  }

  /** Files that nobody has open are known when they lie in the workspace, or around one that is open. */
  #isWanted(path: string): boolean {
    if (!isImportName(path)) return false;
    if (this.rootOf(path) !== undefined) return true;
    return this.#session.texts.paths().some((open) => isAround(folderOf(open), path));
  }

  #isKnown(path: string): boolean {
    return this.#session.workspace.entry(uriOf(path)) !== undefined || this.#isWanted(path);
  }

  /** Forgets files that nobody needs any more. */
  #sweep(): void {
    const { workspace } = this.#session;
    for (const entry of [...workspace.entries()]) {
      if (entry.open || this.#isWanted(entry.path)) continue;
      workspace.remove(entry.uri);
      this.#diagnostics.touch(entry.uri);
    }
  }

  async #scan(): Promise<void> {
    const slices = new DiskSlices();
    const files: string[] = [];
    const profiles: string[] = [];
    const descriptors: string[] = [];
    for (const root of this.#roots) {
      const above = this.#profileAbove(root);
      if (above !== undefined) profiles.push(above);
      descriptors.push(...this.#packagesAbove(root));
      const wanted = (path: string): boolean =>
        isImportName(path) || path.endsWith(`/${profileName}`) || isDescriptorName(path);
      const failed = (_: string, error: unknown): void => this.#session.fail("reading a folder", error);
      // A pipe of this name is no profile, and it is told that it cannot be read.
      const special = (path: string): void => {
        if (path.endsWith(`/${profileName}`)) profiles.push(path);
      };
      for (const path of findFilesInSteps(root, { wanted, failed, special, alone: !this.#trusted })) {
        if (path !== undefined)
          (isImportName(path) ? files : isDescriptorName(path) ? descriptors : profiles).push(path);
        await slices.next();
      }
    }
    for (const path of new Set(profiles)) {
      this.profiles.load(path);
      await slices.next();
    }
    this.types.sweep();
    for (const path of new Set(descriptors)) {
      this.types.load(path);
      await slices.next();
    }
    await this.#configure();
    const found = new Set<string>();
    for (const path of files) {
      found.add(uriOf(path));
      await slices.next();
    }
    for (const entry of [...this.#session.workspace.entries()]) {
      await slices.next();
      if (entry.open || found.has(entry.uri) || this.rootOf(entry.path) === undefined) continue;
      if (!fs.existsSync(entry.path)) this.#session.workspace.remove(entry.uri);
    }
    for (const path of files) await this.#read(path);
    this.#diagnostics.touchAll();
  }

  /** The CSV files beside an open one and one folder below, where groups often lie, and the profile above it. */
  async #readFolder(folder: string): Promise<void> {
    const slices = new DiskSlices();
    if (!this.#trusted && this.rootOf(folder) === undefined) return;
    const above = this.#profileAbove(folder);
    if (above !== undefined && !this.profiles.has(above)) {
      this.profiles.load(above);
      await this.#configure();
    }
    let found = 0;
    let described = 0;
    const describe = (path: string): void => {
      if (this.types.knows(path)) return;
      this.types.load(path);
      described++;
    };
    for (const path of this.#packagesAbove(folder)) describe(path);
    const depth = folder.split("/").length;
    const skip = (path: string): boolean => path.endsWith("/") && path.split("/").length > depth + 1;
    const wanted = (path: string): boolean => isImportName(path) || isDescriptorName(path);
    for (const path of findFilesInSteps(folder, { skip, wanted, alone: !this.#trusted })) {
      await slices.next();
      if (path === undefined || this.#session.workspace.entry(uriOf(path))) continue;
      if (isDescriptorName(path)) describe(path);
      else if (await this.#read(path)) found++;
    }
    if (described > 0) await this.#configure();
    if (found > 0) this.#diagnostics.touchAll();
  }

  /** Reads what is not known yet beside a file and one folder below, or anywhere in a folder. */
  async #readAround(key: string, token: CancellationToken): Promise<void> {
    const slices = new DiskSlices();
    const folder = this.#folderAt(key);
    const isFile = folderOf(this.#session.address(key).path) === folder;
    if (this.#session.address(key).file === undefined || (!this.#trusted && this.rootOf(folder) === undefined)) return;
    const depth = folder.split("/").length;
    const skip = (path: string): boolean => isFile && path.endsWith("/") && path.split("/").length > depth + 1;
    let found = false;
    for (const path of findFilesInSteps(folder, { skip, wanted: isImportName, alone: !this.#trusted })) {
      await slices.next();
      if (token.isCancellationRequested) return;
      if (path === undefined || this.#session.workspace.entry(uriOf(path)) || !this.#isWanted(path)) continue;
      if (await this.#read(path)) found = true;
    }
    if (found) this.#diagnostics.touchAll();
  }

  /** Reads files again, of those that nobody has open the ones that are wanted. */
  async #take(keys: readonly string[], isWanted: (path: string) => boolean): Promise<void> {
    const slices = new DiskSlices();
    let others = false;
    let configured = false;
    for (const key of keys) {
      const { path, file } = this.#session.address(key);
      if (file === undefined) continue;
      if (this.profiles.holds(path)) {
        configured = true;
        this.profiles.load(path);
        if (isDescriptorName(path)) this.types.load(path);
      } else if (this.#describes(path)) {
        const mayLie = isDescriptorName(path) && (this.types.knows(path) || this.#isAtHand(path));
        if (mayLie && this.types.load(path)) configured = true;
        if (this.types.lists(path)) configured = true;
      } else if (this.#session.workspace.entry(key)?.open) {
        // The client asks again by itself after edits, not after a change on disk.
        await this.#facts.read(key);
        others = true;
      } else if (isWanted(path) && (await this.#read(path))) others = true;
      await slices.next();
    }
    if (configured) await this.#configure();
    if (others || configured) this.#diagnostics.touchAll();
    else this.#diagnostics.touch(...keys);
  }

  /** Resolves when files are read again that only their text can tell the type of. */
  async #configure(): Promise<void> {
    this.types.loadListed();
    const forgotten = this.#session.workspace.configure(
      this.#settings,
      this.profiles.all(),
      this.#roots,
      this.#folderSettings,
      this.types.all(),
    );
    this.profiles.report(this.types.shown());
    this.#schemas.follow([...this.profiles.schemaPaths(), ...this.types.paths()]);
    this.#diagnostics.touchAll();
    if (forgotten.length > 0) await this.reread(forgotten);
  }

  /** Shows which suppressions are of no use; of profiles whose files are not all known nothing is said yet. */
  reportUnused(): void {
    if (this.#scanning || this.#beside.size > 0) return;
    const profiles = this.profiles.all().filter(({ unused, folder }) => unused.size > 0 && this.rootOf(folder));
    if (profiles.length === 0) return;
    const { workspace, reader } = this.#session;
    const sheets = [...workspace.entries()].flatMap(({ sheet, path }) => (sheet ? [{ sheet, path }] : []));
    const unused = new Set<Suppression>();
    for (const profile of profiles) {
      const own = sheets.filter(({ path }) => this.profiles.at(path) === profile).map(({ sheet }) => sheet);
      if (!own.every((sheet) => reader.isKnown(sheet))) return;
      const used = usedIn(own);
      for (const suppression of profile.unused.keys()) if (!used.has(suppression)) unused.add(suppression);
    }
    this.profiles.setUnused(unused);
  }

  /** Without trust links do not lead out of the workspace. */
  #mayRead(path: string): boolean {
    if (this.#trusted) return true;
    const root = this.rootOf(path);
    try {
      return root !== undefined && leadsInto(path, root);
    } catch {
      return false;
    }
  }

  /** A profile, or a document of file types. */
  #describes(path: string): boolean {
    return this.profiles.holds(path) || this.types.holds(path) || isDescriptorName(path);
  }

  /** In the workspace, or around a file that is open. */
  #isAtHand(path: string): boolean {
    if (this.rootOf(path) !== undefined) return true;
    return this.#trusted && this.#session.texts.paths().some((open) => isAround(folderOf(open), path));
  }

  /** Packages in the folders above one: they speak for what lies below them. */
  #packagesAbove(folder: string): string[] {
    const found: string[] = [];
    for (let at = folderOf(folder.slice(0, -1)); at !== ""; at = folderOf(at.slice(0, -1))) {
      const path = `${at}${packageName}`;
      if ((this.#trusted || this.rootOf(path) !== undefined) && fs.existsSync(path)) found.push(path);
      if (at === "/") break;
    }
    return found;
  }

  /** The nearest profile from a folder upwards. */
  #profileAbove(folder: string): string | undefined {
    const found = findProfile(folder);
    return found === undefined || this.#trusted || this.rootOf(found) !== undefined ? found : undefined;
  }

  /** True for a link to a file that is read under its own name, and for one that is open under another name. */
  #isSecondName(path: string): boolean {
    const real = realPathOf(path);
    const open = this.#openFiles.get(real);
    if (open !== undefined) return open !== uriOf(path);
    if (real === path) return false;
    this.#links.set(real, uriOf(path));
    const root = this.rootOf(real);
    if (root === undefined || !isImportName(real)) return false;
    const skip = (each: string): boolean => each.endsWith("/") && !real.startsWith(each);
    return [...findFiles(root, { wanted: (each) => each === real, skip, alone: !this.#trusted })].length > 0;
  }

  /** Reads a file that is not open, if it is an import file; true when something is known of it that was not before. */
  async #read(path: string): Promise<boolean> {
    if (!this.#mayRead(path) || this.#isSecondName(path)) return false;
    const outcome = await this.#session.closed.read(path);
    if (outcome === "changing") setTimeout(() => this.changed([uriOf(path)]), laterMs).unref();
    return outcome === "new";
  }
}

/** Rejects as soon as nobody wants the answer any more. */
async function untilCanceled<T>(work: Promise<T>, token: CancellationToken): Promise<T> {
  const canceled = (): ResponseError<never> => new ResponseError(LSPErrorCodes.RequestCancelled, "no longer asked for");
  if (token.isCancellationRequested) throw canceled();
  let listening: { dispose(): void } | undefined;
  const cancellation = new Promise<never>((_, reject) => {
    listening = token.onCancellationRequested(() => reject(canceled()));
  });
  try {
    return await Promise.race([work, cancellation]);
  } finally {
    listening?.dispose();
  }
}

/** Links followed, names spelled as on the disk; a path that leads to nothing as it is. */
function realPathOf(path: string): string {
  try {
    return withSlashes(fs.realpathSync.native(path));
  } catch {
    return path;
  }
}

/** What is read of a folder: compressed files are told of. */
function isImportName(path: string): boolean {
  return isCsvName(path) || isCompressedCsv(path);
}

/** In this folder or one below, where groups often lie. */
function isAround(folder: string, path: string): boolean {
  const own = folderOf(path);
  return own === folder || folderOf(own.slice(0, -1)) === folder;
}

/** Lets others go first whenever a slice of time is used up. */
class DiskSlices {
  #end = performance.now() + sliceMs;

  async next(): Promise<void> {
    if (performance.now() < this.#end) return;
    await nextTurn();
    this.#end = performance.now() + sliceMs;
  }
}
