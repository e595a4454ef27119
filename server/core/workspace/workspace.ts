/** All files that are known: the one place that is written to. Open documents lie over the files on disk. */

import type { FileFacts, RuleSet } from "../checking/rule.ts";
import { Sheet } from "../checking/sheet.ts";
import { noSuppressions, Suppressions } from "../checking/suppressions.ts";
import type { TableDocument } from "../filetypes/file-type.ts";
import { mergeProfiles, type Profile } from "../filetypes/profile.ts";
import { compileTable, type Table } from "../filetypes/table.ts";
import { Links } from "../links/links.ts";
import { type Document, documentText, type Format, openDocument, pageLength, textOf } from "../text/document.ts";
import { editDocument, editDocumentAll } from "../text/editing.ts";
import type { Message } from "../text/message.ts";
import { differenceOf, type Edit } from "../text/text.ts";
import { type Attention, type Detected, type Detection, detect, formatOf, isDetection, isNearMiss } from "./detect.ts";
import { Folders, folderOf } from "./folders.ts";
import { chosenType, concernsFile } from "./globs.ts";
import { type NearMiss, nearMissInWords } from "./near-miss.ts";

export { isDetection, isNearMiss } from "./detect.ts";

/** A tenant profile and the folder it speaks for. */
export interface ProfileAt {
  /** With a trailing `/`; everything below it is meant, unless a nearer profile exists. */
  readonly folder: string;
  /** Where its globs start, with a trailing `/`, unless that is `folder`. */
  readonly base?: string;
  readonly profile: Profile;
  /** File types the profile brings along. */
  readonly schemas?: readonly TableDocument[];
}

/** Settings of the editor that count in one folder, instead of those for all. */
export interface SettingsAt {
  /** With a trailing `/`. */
  readonly folder: string;
  readonly settings: Profile;
}

/** File types that no profile lists. */
export interface TypesAt {
  /** With a trailing `/`; "" for everywhere. They are for files in it. */
  readonly folder: string;
  /** For files in folders below it, too. */
  readonly below: boolean;
  readonly documents: readonly TableDocument[];
}

/** A file that is known. */
export interface Entry {
  readonly uri: string;
  /** Absolute, `/` between names; what detection and globs look at. */
  readonly path: string;
  readonly open: boolean;
  readonly document: Document;
  readonly detected: Detected;
  /** Only for import files. */
  readonly sheet: Sheet | undefined;
  /** Its text is not kept: all of it at once is too much to ask for. */
  readonly stored?: boolean;
  /** The type that it had last while it was open: it keeps that while its header is typed anew. */
  readonly held?: string | undefined;
}

/** A file that is named or lies like an import file and was not recognized. */
export interface Unrecognized {
  readonly uri: string;
  readonly path: string;
  readonly miss: NearMiss;
  /** Which columns fit, and which are missing. */
  readonly reason: Message;
}

const plain: Format = { delimiter: ",", raw: false };

export class Workspace {
  /** Moves with every change; whoever works in slices asks whether it is still the same. */
  revision = 0;
  /** Moves when files come, go or become something else, not when they are edited: what `find` answered holds as long as it stays. */
  structure = 0;
  /** Moves with settings, profiles and choices: what a file was taken for holds as long as it stays. */
  configuration = 0;
  readonly #entries = new Map<string, Entry>();
  /** Those that are not open, by URI. */
  readonly #nearMisses = new Map<string, { readonly path: string; readonly miss: NearMiss }>();
  #profiles: readonly ProfileAt[] = [];
  #settings: Profile = {};
  #folderSettings: readonly SettingsAt[] = [];
  #typesAt: readonly TypesAt[] = [];
  #roots: readonly string[] = [];
  readonly #types = new Map<string, string | false>();
  /** Open files that nobody sees and that are gone from disk. */
  readonly #abandoned = new Set<string>();
  /** Open files that are others under a second name, by the URIs of those others. */
  readonly #twins = new Map<string, string>();
  #compiled = new Map<string, readonly Table[]>();
  /** By the places of those that concern a file in its profile. */
  readonly #suppressions = new Map<string, Suppressions>();
  /** Of the present structure. */
  #folders: Folders<Sheet> | undefined;
  #missFolders: Folders<LocatedMiss> | undefined;

  constructor(
    readonly rules: RuleSet,
    readonly documents: readonly TableDocument[],
  ) {}

  /** Import files and others, in no order. */
  entries(): Iterable<Entry> {
    return this.#entries.values();
  }

  entry(uri: string): Entry | undefined {
    return this.#entries.get(uri);
  }

  sheet(uri: string): Sheet | undefined {
    return this.#entries.get(uri)?.sheet;
  }

  /** The sheets of a file type in the set of a sheet, by path: those in its folder, or the one in the nearest common folder. */
  find(from: Sheet, table: string): readonly Sheet[] {
    this.#folders ??= new Folders(
      [...this.#entries.values()].flatMap(({ uri, path, sheet }) =>
        sheet && !this.#twins.has(uri) ? [{ path, item: sheet }] : [],
      ),
    );
    const folder = folderOf(this.#entries.get(from.uri)?.path ?? "");
    const found =
      from.table.document.found === "nearest"
        ? this.#folders.around(from, folder, table)
        : this.#folders.near(folder, table);
    const same = this.#twins.get(from.uri);
    return found.some((sheet) => sheet === from || sheet.uri === same)
      ? found.filter((sheet) => sheet !== from && sheet.uri !== same)
      : found;
  }

  /** Says that a file is another one under a second name, or that it is not any more: others find its rows once. */
  setTwin(uri: string, of: string | undefined): void {
    if (this.#twins.get(uri) === of) return;
    this.revision++;
    if (of === undefined) this.#twins.delete(uri);
    else this.#twins.set(uri, of);
    this.#restructure();
  }

  /** Files in the set of a sheet that are named or lie like files of a type, and were not recognized. */
  findUnrecognized(from: Sheet, table: string): readonly Unrecognized[] {
    this.#missFolders ??= new Folders(
      [...this.unrecognized()].flatMap((own) =>
        own.miss.tables.map((each) => ({ path: own.path, item: { ...own, table: each } })),
      ),
    );
    return this.#missFolders.near(folderOf(this.#entries.get(from.uri)?.path ?? ""), table);
  }

  /** A file with the name or folder of a file type whose header does not fit. */
  nearMiss(uri: string): NearMiss | undefined {
    const detected = this.#entries.get(uri)?.detected;
    return isNearMiss(detected) ? detected : this.#nearMisses.get(uri)?.miss;
  }

  /** Files that are named or lie like import files and were not recognized, open ones among them. */
  *unrecognized(): Generator<Unrecognized> {
    const reported = (uri: string, path: string, miss: NearMiss): Unrecognized => ({
      ...{ uri, path, miss },
      reason: nearMissInWords(miss),
    });
    for (const { uri, path, detected } of this.#entries.values()) {
      if (isNearMiss(detected)) yield reported(uri, path, detected);
    }
    for (const [uri, { path, miss }] of this.#nearMisses) if (!this.#entries.has(uri)) yield reported(uri, path, miss);
  }

  /** A sheet refers to a file type that may lie in another folder, and none of it is known. */
  looksFar(from: Sheet): boolean {
    const { foreignKeys = [], membership } = from.table.document;
    const names = [...foreignKeys.map(({ reference }) => reference.table), ...(membership ? [membership.table] : [])];
    return names.some((name) => {
      const document = this.tablesFor(this.#entries.get(from.uri)?.path ?? "").find(
        (table) => table.name === name,
      )?.document;
      return document?.found === "nearest" && this.find(from, name).length === 0;
    });
  }

  /**
   * Sets the editor's settings (they win over profiles), the profiles found and the workspace's folders; all files are
   * looked at anew. Answers the URIs of files that are forgotten because only their text could tell what they are now.
   *
   * @param folderSettings those that count in folders instead of `settings`
   * @param types those of more than profiles; of two with one name the first counts, and a profile's before them
   */
  configure(
    settings: Profile,
    profiles: readonly ProfileAt[],
    roots: readonly string[],
    folderSettings: readonly SettingsAt[] = [],
    types: readonly TypesAt[] = [],
  ): string[] {
    this.revision++;
    this.configuration++;
    this.#settings = settings;
    this.#folderSettings = [...folderSettings].sort((a, b) => b.folder.length - a.folder.length);
    this.#profiles = [...profiles].sort((a, b) => b.folder.length - a.folder.length);
    this.#roots = [...roots].sort((a, b) => b.length - a.length);
    this.#typesAt = types;
    this.#compiled = new Map();
    this.#suppressions.clear();
    this.#nearMisses.clear();
    this.#restructure();
    return [...this.#entries.values()].filter((entry) => !this.#again(entry)).map(({ uri }) => uri);
  }

  /** Remembers what a person chose for one file until told otherwise; `undefined` goes back to detection. A file whose text is not kept may be forgotten. */
  choose(uri: string, type: string | false | undefined): void {
    this.revision++;
    this.configuration++;
    if (type === undefined) this.#types.delete(uri);
    else this.#types.set(uri, type);
    const entry = this.#entries.get(uri);
    if (entry) this.#again(entry);
  }

  /** A file that its editor still holds, although it is gone from disk and nobody sees it, is part of no import. */
  setAbandoned(uri: string, abandoned: boolean): void {
    if (this.#abandoned.has(uri) === abandoned) return;
    if (abandoned) this.#abandoned.add(uri);
    else this.#abandoned.delete(uri);
    this.revision++;
    const entry = this.#entries.get(uri);
    if (entry) this.#again(entry);
  }

  /**
   * Takes a file's text, from the editor (`open`) or from disk. A file on disk never takes the place of an open document.
   * A text that is much like the one before costs as much as the difference.
   */
  put(file: { uri: string; path: string; open: boolean; version: number; facts?: FileFacts }, text: string): void {
    const known = this.#entries.get(file.uri);
    if (known?.open && !file.open) return;
    this.revision++;
    if (!known?.sheet || known.stored || known.path !== file.path) {
      this.#put(file, text, file.facts);
      return;
    }
    const { open, version } = file;
    const edit = differenceOf(documentText(known.document), text);
    const document = edit ? editDocument(known.document, edit, version) : { ...known.document, version };
    if (file.facts) known.sheet.setFacts(file.facts);
    this.#take({ ...known, open }, document);
  }

  /**
   * What a file that is not open is, by what was chosen for it, its path and its beginning; a near miss is remembered. `named`:
   * somebody asked for this very file.
   */
  recognize(uri: string, path: string, front: string, named = false): Detected {
    const detected = this.#detect(uri, path, front, { attended: named });
    if (!isNearMiss(detected)) this.#forgetMiss(uri);
    else if (!isSameMiss(detected, this.#nearMisses.get(uri)?.miss)) {
      this.#nearMisses.set(uri, { path, miss: detected });
      this.#restructure();
    }
    return detected;
  }

  #forgetMiss(uri: string): void {
    if (this.#nearMisses.delete(uri)) this.#restructure();
  }

  /** True for a file that was looked at and is an import file or nearly one. */
  knows(uri: string): boolean {
    return this.#entries.has(uri) || this.#nearMisses.has(uri);
  }

  /** Takes a sheet that was made elsewhere, piece by piece, of a file that nobody has open. */
  adopt(path: string, detected: Detection, sheet: Sheet): void {
    this.revision++;
    this.#restructure();
    sheet.links = new Links(sheet, this, this.documents);
    const { uri, document } = sheet;
    this.#entries.set(uri, { uri, path, open: false, document, detected, sheet, stored: true });
  }

  /** The editor lets go of a file: from now on the one on disk may take its place. */
  close(uri: string): void {
    const entry = this.#entries.get(uri);
    if (!entry) return;
    this.revision++;
    const closed: Entry = { ...entry, open: false, held: undefined };
    this.#entries.set(uri, closed);
    // Nobody types its header any longer: it is what it would be if it had never been open.
    const detected = this.#detect(uri, entry.path, entry.document.front, { attended: false });
    if (entry.sheet && !(isDetection(detected) && detected.table === entry.sheet.table)) this.#again(closed);
  }

  /** Applies edits to an open document; offsets are those of its present version, edits do not overlap. */
  edit(uri: string, edits: readonly Edit[], version: number): void {
    const entry = this.#entries.get(uri);
    if (!entry) return;
    this.revision++;
    this.#take(entry, editDocumentAll(entry.document, edits, version));
  }

  /** Takes the next version of an open document, made from the present one. */
  update(uri: string, document: Document): void {
    const entry = this.#entries.get(uri);
    if (!entry) return;
    this.revision++;
    this.#take(entry, document);
  }

  /** New facts about the bytes on disk. */
  setFacts(uri: string, facts: FileFacts): void {
    this.revision++;
    this.#entries.get(uri)?.sheet?.setFacts(facts);
  }

  /** Forgets a file: it was closed and is not on disk, or it was deleted. */
  remove(uri: string): void {
    this.disown(uri);
    this.#nearMisses.delete(uri);
  }

  /** Forgets a file that is no import file; that it nearly is one stays known. */
  disown(uri: string): void {
    this.revision++;
    this.#restructure();
    this.#entries.delete(uri);
  }

  /** Files come, go or become something else. */
  #restructure(): void {
    this.structure++;
    // They hold sheets: if nobody asks for them again they would hold what is gone for ever.
    this.#folders = undefined;
    this.#missFolders = undefined;
  }

  /** The profile in force for a path, settings merged in. */
  profileFor(path: string): Profile {
    return mergeProfiles(this.#profileAt(path)?.profile ?? {}, this.#settingsAt(path));
  }

  /** The settings in force for a path. */
  #settingsAt(path: string): Profile {
    return this.#folderSettings.find(({ folder }) => path.startsWith(folder))?.settings ?? this.#settings;
  }

  /** The file types in force for a path. */
  tablesFor(path: string): readonly Table[] {
    const at = this.#profileAt(path);
    const settings = this.#settingsAt(path);
    const own = folderOf(path);
    const found = this.#typesAt.filter(({ folder, below }) => (below ? own.startsWith(folder) : own === folder));
    const key = `${found.map((each) => this.#typesAt.indexOf(each))}\n${at?.folder ?? ""}\n${this.#folderSettings.findIndex((each) => each.settings === settings)}`;
    let tables = this.#compiled.get(key);
    if (!tables) {
      const profile = mergeProfiles(at?.profile ?? {}, settings);
      tables = [...this.#documentsWith(at?.schemas ?? [], found)].map((document) =>
        compileTable(document, profile, this.rules),
      );
      this.#compiled.set(key, tables);
    }
    return tables;
  }

  /** What the profile suppresses in a file; the same object for all files that the same of its suppressions concern. */
  #suppressionsFor(path: string): Suppressions {
    const at = this.#profileAt(path);
    const all = at?.profile.suppressions;
    if (!all || all.length === 0) return noSuppressions;
    const base = at.base ?? at.folder;
    const inside = path.startsWith(base) ? path.slice(base.length) : path;
    const concerned = all.filter((each) => concernsFile(each, inside));
    const key = `${at.folder}\n${concerned.map((each) => all.indexOf(each))}`;
    const known = this.#suppressions.get(key) ?? new Suppressions(concerned);
    this.#suppressions.set(key, known);
    return known;
  }

  /** All file types, each name once. */
  #documentsWith(listed: readonly TableDocument[], found: readonly TypesAt[]): Iterable<TableDocument> {
    const byName = new Map<string, TableDocument>();
    for (const document of [...this.documents, ...listed, ...found.flatMap(({ documents }) => documents)])
      if (!byName.has(document.name)) byName.set(document.name, document);
    return byName.values();
  }

  #profileAt(path: string): ProfileAt | undefined {
    return this.#profiles.find((candidate) => path.startsWith(candidate.folder));
  }

  /** What a person or the settings say that a file is; profiles and detection come after. */
  settled(uri: string, path: string): string | false | undefined {
    const root = this.#roots.find((folder) => path.startsWith(folder)) ?? "";
    return this.#types.get(uri) ?? chosenType(path.slice(root.length), this.#settingsAt(path));
  }

  /** What settings, then the profile, say of a path. */
  #chosen(uri: string, path: string): string | false | undefined {
    const settled = this.settled(uri, path);
    if (settled !== undefined) return settled;
    const at = this.#profileAt(path);
    return at ? chosenType(path.slice(at.folder.length), at.profile) : undefined;
  }

  #detect(uri: string, path: string, front: string, attention: Attention): Detected {
    const chosen = this.#chosen(uri, path);
    if (chosen === false || this.#abandoned.has(uri)) return "off";
    const detected = detect({ path }, front, this.tablesFor(path), {}, chosen, attention);
    return isDetection(detected) ? { ...detected, suppressions: this.#suppressionsFor(path) } : detected;
  }

  /** Looks at a file as it is known after what decides on it has changed; false when it had to be forgotten. */
  #again(entry: Entry): boolean {
    const { uri, path, document, sheet } = entry;
    if (!entry.stored) {
      this.#put(entry, documentText(document), sheet?.facts);
      return true;
    }
    const detected = this.#detect(uri, path, document.front, { attended: entry.open });
    if (isDetection(detected) && isSameFormat(detected, document.dialect)) {
      this.adopt(path, detected, new Sheet(document, detected.table, this.rules, sheet?.facts, detected.suppressions));
      return true;
    }
    this.remove(uri);
    return false;
  }

  #put(
    file: {
      uri: string;
      path: string;
      open: boolean;
      version?: number;
      document?: Document;
      held?: string | undefined;
    },
    text: string,
    facts?: FileFacts,
  ): void {
    const { uri, path, open } = file;
    const version = file.version ?? file.document?.version ?? 0;
    const detected = this.#detect(uri, path, text, { attended: open, before: file.held });
    const document = openDocument(uri, text, formatFor(detected), version);
    const sheet = isDetection(detected)
      ? new Sheet(document, detected.table, this.rules, facts, detected.suppressions)
      : undefined;
    if (sheet) sheet.links = new Links(sheet, this, this.documents);
    this.#restructure();
    this.#entries.set(uri, { uri, path, open, document, detected, sheet, held: heldBy(detected) ?? file.held });
  }

  #take(entry: Entry, document: Document): void {
    const { uri, path, open } = entry;
    const { front, header } = entry.document;
    if (document.front === front && document.header.text === header.text && document.pages.length > 0) {
      entry.sheet?.edit(document);
      this.#entries.set(uri, { ...entry, document });
      return;
    }
    // Another header may make it another file.
    const start = textOf(document, {
      start: 0,
      end: Math.max(pageLength * 4, document.offsets[document.header.page + 1] ?? 0),
    });
    const held = open ? entry.held : undefined;
    const detected = this.#detect(uri, path, start, { attended: open, before: held });
    const same =
      isDetection(detected) &&
      isDetection(entry.detected) &&
      detected.table === entry.detected.table &&
      detected.delimiter === entry.detected.delimiter &&
      detected.locate === entry.detected.locate;
    if (same && entry.sheet) {
      entry.sheet.edit(document);
      this.#entries.set(uri, { ...entry, document, detected, held: heldBy(detected) });
    } else if (isDetection(detected) || entry.sheet) {
      const facts = entry.sheet?.facts;
      this.#put({ uri, path, open, version: document.version, held }, documentText(document), facts);
    } else {
      if (isNearMiss(detected) || isNearMiss(entry.detected)) this.#restructure();
      this.#entries.set(uri, { ...entry, document, detected });
    }
  }
}

/** A near miss under one of the types that it may have been. */
type LocatedMiss = Unrecognized & { readonly table: Table };

function isSameMiss(one: NearMiss, other: NearMiss | undefined): boolean {
  return one.table === other?.table && one.columns === other.columns && one.header.join() === other.header.join();
}

function heldBy(detected: Detected): string | undefined {
  return isDetection(detected) ? detected.table.name : undefined;
}

function formatFor(detected: Detected): Format {
  return isDetection(detected) ? formatOf(detected) : plain;
}

function isSameFormat(detected: Detection, dialect: Document["dialect"]): boolean {
  const { delimiter, raw, escapes = false, locate } = formatOf(detected);
  const isSame = raw === dialect.raw && escapes === (dialect.escapes ?? false);
  return isSame && delimiter === dialect.delimiter && locate === dialect.locate;
}
