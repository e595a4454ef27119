/** The tenant profiles that count for the files of one run: the nearest ones, or the one that was named. */
import fs from "node:fs";
import path from "node:path";
import { chosenType } from "../core/workspace/globs.ts";
import type { Workspace } from "../core/workspace/workspace.ts";
import {
  type FoundDocument,
  isDescriptor,
  isDescriptorName,
  packageName,
  readFound,
} from "../disk/documents/descriptors.ts";
import { type LoadedProfile, loadProfile, profileName, refusedProfile } from "../disk/documents/profile.ts";
import { withSlashes } from "../disk/reading/files.ts";
import { RefusedFile, readGuarded } from "../disk/reading/guarded-file.ts";

export class LoadedProfiles {
  readonly #byFolder = new Map<string, LoadedProfile | undefined>();
  readonly #named: LoadedProfile | undefined;
  /** Descriptors beside the data, by path; undefined: something else of that name. */
  readonly #descriptors = new Map<string, FoundDocument | undefined>();
  readonly #described = new Set<string>();

  /** `config`: the one profile to use, wherever it lies. Throws a `RefusedFile` when it cannot be read. */
  constructor(
    config: string | undefined,
    readonly failed: (file: string, error: unknown) => void,
  ) {
    this.#named = config === undefined ? undefined : namedProfile(config);
  }

  /** Those that were met, each once. */
  get loaded(): readonly LoadedProfile[] {
    if (this.#named) return [this.#named];
    return [...new Set([...this.#byFolder.values()].flatMap((profile) => profile ?? []))];
  }

  /** The one that counts in a folder (absolute, `/` between names). */
  of(folder: string): LoadedProfile | undefined {
    this.#describe(folder.replace(/(?<=.)\/$/, ""));
    if (this.#named) return this.#named;
    const at = folder.replace(/(?<=.)\/$/, "");
    if (this.#byFolder.has(at)) return this.#byFolder.get(at);
    const above = withSlashes(path.dirname(at));
    const found = this.#read(`${at}/${profileName}`) ?? (above === at ? undefined : this.of(above));
    this.#byFolder.set(at, found);
    return found;
  }

  #read(file: string): LoadedProfile | undefined {
    try {
      return loadProfile(file);
    } catch (error) {
      if (!(error instanceof RefusedFile) || error.reason === "missing") return undefined;
      this.failed(file, error);
      return refusedProfile(file, error);
    }
  }

  /** Those that win first. */
  get described(): readonly FoundDocument[] {
    const found = [...this.#descriptors.values()].flatMap((each) => each ?? []);
    return found.sort((a, b) => b.folder.length - a.folder.length || (a.path < b.path ? -1 : 1));
  }

  /** Reads the descriptors in a folder, and the packages above it. */
  #describe(folder: string): void {
    if (this.#described.has(folder)) return;
    this.#described.add(folder);
    let names: readonly string[] = [];
    try {
      names = fs.readdirSync(folder === "" ? "/" : folder);
    } catch {
      // Whoever reads the folder says so.
    }
    for (const name of names) if (isDescriptorName(`/${name}`)) this.#load(`${folder.replace(/\/$/, "")}/${name}`);
    for (let at = withSlashes(path.dirname(folder)); ; at = withSlashes(path.dirname(at))) {
      const file = `${at.replace(/\/$/, "")}/${packageName}`;
      if (fs.existsSync(file)) this.#load(file);
      if (withSlashes(path.dirname(at)) === at) break;
    }
  }

  #load(file: string): void {
    if (this.#descriptors.has(file)) return;
    const folder = file.slice(0, file.lastIndexOf("/") + 1);
    const read = (each: string, within: string | undefined): string => readGuarded(each, { within });
    try {
      const text = read(file, folder);
      const at = { folder, below: file.endsWith(`/${packageName}`) };
      this.#descriptors.set(file, isDescriptor(file, text) ? readFound(file, text, folder, at, read) : undefined);
    } catch (error) {
      if (!(error instanceof RefusedFile)) throw error;
      this.#descriptors.set(file, undefined);
    }
  }

  /** What globs say of a file, or of a folder when it ends in `/`. */
  typeOf(file: string): string | false | undefined {
    const profile = this.of(file.slice(0, file.replace(/\/$/, "").lastIndexOf("/")));
    if (!profile) return undefined;
    const inside = file.startsWith(profile.folder) ? file.slice(profile.folder.length) : file;
    return chosenType(inside, profile.profile);
  }

  /** Tells a workspace which profile counts where. */
  configure(workspace: Workspace): void {
    const named = this.#named;
    if (!named) workspace.configure({}, this.loaded, [], [], this.described);
    else {
      // It counts everywhere, but its globs start from where it lies.
      const { files = {}, ...rest } = named.profile;
      const everywhere = { folder: "", base: named.folder, profile: rest, schemas: named.schemas };
      workspace.configure({ files }, [everywhere], [named.folder], [], this.described);
    }
  }
}

/** A profile that was named: a link to it may lead anywhere, what it lists may not. */
function namedProfile(config: string): LoadedProfile {
  const full = withSlashes(path.resolve(config));
  return loadProfile(full, (file, within) => readGuarded(file, { within: file === full ? undefined : within }));
}
