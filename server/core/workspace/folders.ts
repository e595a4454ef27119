/** Which files lie in a file's set: those in its folder, or for some types the one with the nearest common folder. And what paths say: folders, names. */
import type { Table } from "../filetypes/table.ts";

/** What is found by its file type: a sheet, mostly. */
export interface Typed {
  readonly table: Table;
}

/** The sheets of one file type, by path. */
interface Shelf<T> {
  readonly byFolder: Map<string, T[]>;
  /** Those in a folder or anywhere below it; undefined for types that are only found in their own. */
  readonly below: Map<string, Placing<T>[]> | undefined;
}

interface Placing<T> {
  readonly item: T;
  readonly folder: string;
}

/** Sheets by type and folder, as the files lie now: when files come, go or become something else, others are made. */
export class Folders<T extends Typed> {
  /** By the type's name. */
  readonly #shelves = new Map<string, Shelf<T>>();

  constructor(files: Iterable<{ readonly path: string; readonly item: T }>) {
    const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    for (const { item, path } of sorted) this.#put(item, folderOf(path));
  }

  #put(item: T, folder: string): void {
    const { name, document } = item.table;
    const nearest = document.found === "nearest";
    const shelf: Shelf<T> = this.#shelves.get(name) ?? { below: nearest ? new Map() : undefined, byFolder: new Map() };
    this.#shelves.set(name, shelf);
    addTo(shelf.byFolder, folder, item);
    if (!shelf.below) return;
    for (const above of foldersAbove(folder)) addTo(shelf.below, above, { item, folder });
  }

  /** The sheets of a type in the set of a file in this folder. */
  near(folder: string, table: string): readonly T[] {
    const shelf = this.#shelves.get(table);
    if (!shelf) return [];
    return shelf.below ? nearestTo(folder, shelf.below) : (shelf.byFolder.get(folder) ?? []);
  }

  /** Those of a type in the folders whose sets a sheet belongs to that is found from afar: its own folder, else all that find it. */
  around(from: T, folder: string, table: string): readonly T[] {
    const shelf = this.#shelves.get(table);
    const own = this.#shelves.get(from.table.name)?.below;
    if (!shelf || !own) return this.near(folder, table);
    const beside = shelf.byFolder.get(folder);
    if (beside || shelf.below) return beside ?? this.near(folder, table);
    return [...shelf.byFolder].flatMap(([other, sheets]) => (nearestTo(other, own).includes(from) ? sheets : []));
  }
}

/**
 * The sheet that shares most folders from the top. Of several that share as many, those inside the folder are all meant;
 * elsewhere nobody can tell whose they are, and none is.
 */
function nearestTo<T>(folder: string, below: ReadonlyMap<string, readonly Placing<T>[]>): readonly T[] {
  for (const above of foldersAbove(folder)) {
    const best = below.get(above);
    if (!best) continue;
    const clear = best.length === 1 || above === folder || best.every((placing) => placing.folder === best[0]!.folder);
    return clear ? best.map((placing) => placing.item) : [];
  }
  return [];
}

function addTo<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

/** A folder and all that it lies in, from the inside out; the last is "". */
function* foldersAbove(folder: string): Generator<string> {
  for (let above = folder; ; above = folderOf(above.slice(0, -1))) {
    yield above;
    if (above === "") return;
  }
}

/** With its last `/`. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** What files are called among each other: by name, and by the folders that tell two of one name apart. */
export function namesAmong(paths: Iterable<string>): (path: string) => string {
  const byName = new Map<string, Set<string>>();
  for (const path of paths) byName.set(fileName(path), (byName.get(fileName(path)) ?? new Set()).add(path));
  return (path) => {
    const others = [...(byName.get(fileName(path)) ?? [])].filter((other) => other !== path);
    const parts = path.split("/");
    const tail = (of: readonly string[], length: number): string => of.slice(-length).join("/");
    let length = 1;
    while (length < parts.length && others.some((other) => tail(other.split("/"), length) === tail(parts, length)))
      length++;
    return tail(parts, length);
  };
}

/** A file's own name. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
