/** File types that no profile lists: those of the settings, of descriptors beside the data, and of other extensions. */
import fs from "node:fs";
import { MessageType, ShowMessageNotification } from "vscode-languageserver";
import { message } from "../core/text/message.ts";
import type { TypesAt } from "../core/workspace/workspace.ts";
import { type FoundDocument, isDescriptor, packageName, readFound } from "../disk/documents/descriptors.ts";
import { pathWithin, RefusedFile, readGuarded } from "../disk/reading/guarded-file.ts";
import type { ContributedType } from "../protocol/settings.ts";
import type { Session } from "./session.ts";
import { uriOf } from "./uris.ts";

/** What the settings list for a folder; with a trailing `/`. */
interface ListedTypes {
  readonly folder: string;
  readonly files: readonly string[];
}

export class FoundTypes {
  readonly #session: Session;
  #roots: readonly string[] = [];
  #listed: readonly string[] = [];
  #listedIn: readonly ListedTypes[] = [];
  #contributed: readonly FoundDocument[] = [];
  /** Descriptors beside the data, by path. */
  readonly #beside = new Map<string, FoundDocument | undefined>();
  #settings: readonly FoundDocument[] = [];
  /** What was said of the settings, lest it is said again. */
  readonly #said = new Set<string>();

  constructor(session: Session) {
    this.#session = session;
  }

  setRoots(roots: readonly string[]): void {
    this.#roots = roots;
  }

  /** @param listedIn what counts in some folders instead of `listed` */
  setListed(listed: readonly string[], listedIn: readonly ListedTypes[]): void {
    this.#listed = listed;
    this.#listedIn = listedIn;
  }

  setContributed(given: readonly ContributedType[]): void {
    this.#contributed = given.map(({ uri, text }) => {
      const path = this.#session.address(uri).path;
      const alone = (): string => {
        throw new RefusedFile("outside");
      };
      return readFound(path, text, path, { folder: "", below: true }, alone);
    });
    for (const { path, problems } of this.#contributed)
      for (const problem of problems)
        this.#session.log(
          this.#session.translate(message("{0}:{1}: {2}", path, problem.start.line + 1, problem.message)),
        );
  }

  /** All of them, those that win first. */
  all(): readonly TypesAt[] {
    return [...this.#settings, ...this.#descriptors(), ...this.#contributed];
  }

  /** Documents whose problems are shown: those that somebody lists, and those that are open. */
  shown(): readonly FoundDocument[] {
    const { texts } = this.#session;
    return [...this.#settings, ...this.#descriptors().filter(({ path }) => texts.textOf(uriOf(path)) !== undefined)];
  }

  paths(): string[] {
    return [...this.#settings.map(({ path }) => path), ...this.#beside.keys()];
  }

  holds(path: string): boolean {
    return this.#beside.has(path) || this.lists(path);
  }

  knows(path: string): boolean {
    return this.#beside.has(path);
  }

  /** The nearer ones first. */
  #descriptors(): readonly FoundDocument[] {
    return [...this.#beside.values()]
      .flatMap((found) => found ?? [])
      .sort((a, b) => b.folder.length - a.folder.length || (a.path < b.path ? -1 : 1));
  }

  /** Whether the settings list a file, though it may not be there yet. */
  lists(path: string): boolean {
    const isNamed = this.#targets().some(({ folder, file }) => `${folder}${file}` === path);
    return isNamed || this.#settings.some((each) => each.path === path);
  }

  #targets(): { readonly folder: string; readonly file: string }[] {
    return this.#roots.flatMap((folder) => {
      const files = this.#listedIn.find((each) => each.folder === folder)?.files ?? this.#listed;
      return files.map((file) => ({ folder, file }));
    });
  }

  /** Reads what the settings list. */
  loadListed(): void {
    this.#settings = this.#targets().flatMap(({ folder, file }) => {
      try {
        const path = pathWithin(folder, file);
        return readFound(path, this.#textOf(path, folder), folder, { folder, below: true }, (each, within) =>
          this.#textOf(each, within),
        );
      } catch (error) {
        if (!(error instanceof RefusedFile)) throw error;
        this.#refuse(file, error);
        return [];
      }
    });
  }

  #refuse(file: string, { sentence }: RefusedFile): void {
    const session = this.#session;
    const text = session.translate(
      message("CSV Preflight: {0} in the setting {1} can't be used. {2}", file, '"csvPreflight.schemas"', sentence),
    );
    if (this.#said.has(text)) return;
    this.#said.add(text);
    session.notify(ShowMessageNotification.type, { type: MessageType.Warning, message: text });
  }

  /** Reads a descriptor beside the data, or forgets it. Answers whether it is one, or was. */
  load(path: string): boolean {
    const before = this.#beside.get(path);
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    try {
      const text = this.#textOf(path, folder);
      const at = { folder, below: path.endsWith(`/${packageName}`) };
      const read = (each: string, within: string | undefined): string => this.#textOf(each, within);
      this.#beside.set(path, isDescriptor(path, text) ? readFound(path, text, folder, at, read) : undefined);
    } catch (error) {
      if (!(error instanceof RefusedFile)) throw error;
      this.#beside.delete(path);
    }
    return (before ?? this.#beside.get(path)) !== undefined;
  }

  /** Forgets what is gone. */
  sweep(): void {
    for (const path of this.#beside.keys()) if (!fs.existsSync(path)) this.#beside.delete(path);
  }

  /** The editor's text of a file, else the disk's. */
  #textOf(path: string, within: string | undefined): string {
    return this.#session.texts.textOf(uriOf(path)) ?? readGuarded(path, { within });
  }
}
