/** Descriptors that lie beside the data: which files they may be, and whether they are what their name says. */

import type { TableDocument } from "../../core/filetypes/file-type.ts";
import { builtInDocuments } from "../../core/filetypes/schemas.ts";
import type { TypesAt } from "../../core/workspace/workspace.ts";
import { pathWithin } from "../reading/guarded-file.ts";
import { faultyTypes, type ReadDocument, readFileTypes, withReferredKeys } from "./file-type-document.ts";
import type { JsonProblem } from "./json.ts";
import { isObject } from "./json-values.ts";
import type { IncompleteType, ReadText } from "./profile.ts";

/** The name of a package, which speaks for folders below it, too. */
export const packageName = "datapackage.json";

/** Whether a file may be a descriptor, by its name. */
export function isDescriptorName(path: string): boolean {
  return path.endsWith(`/${packageName}`) || /\/[^/]*(?:\.schema|-metadata)\.json$/.test(path);
}

/** Whether a text is one, and no other JSON that is called so. */
export function isDescriptor(path: string, text: string): boolean {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Nothing else is called so: what is broken in it is to be told.
    return path.endsWith(`/${packageName}`);
  }
  if (!isObject(value)) return false;
  if (path.endsWith(`/${packageName}`)) return Array.isArray(value["resources"]);
  if (path.endsWith(".schema.json")) return Array.isArray(value["fields"]) || isObject(value["schema"]);
  return JSON.stringify(value["@context"] ?? "").includes("ns/csvw");
}

/** A document as it was read. */
export interface FoundDocument extends TypesAt {
  /** Absolute, `/` between names. */
  readonly path: string;
  readonly problems: readonly JsonProblem[];
  /** File types in it that cannot be used, or not all of what they say. */
  readonly incomplete: readonly IncompleteType[];
}

/**
 * Reads the file types of a document that no profile lists.
 *
 * @param within the folder (with a trailing `/`) that files which it names must be in
 * @param at what it is for
 */
export function readFound(
  path: string,
  text: string,
  within: string,
  at: Pick<TypesAt, "folder" | "below">,
  read: ReadText,
): FoundDocument {
  const beside = path.slice(0, path.lastIndexOf("/") + 1);
  const name = path.slice(beside.length).replace(/(?:\.csv-type|\.schema|\.csv-metadata|-metadata)?\.json$/, "");
  const neighbors = { name, read: (other: string) => read(pathWithin(beside, other), within) };
  const found: ReadDocument = readFileTypes(text, builtInDocuments, neighbors);
  // A Table Schema says of no file that it is meant for it, but its own name does.
  const documents = found.types.flatMap(({ document }): TableDocument[] =>
    document ? [document.files.length === 0 ? { ...document, files: [`${name}.csv`] } : document] : [],
  );
  const file = path.slice(beside.length);
  const faulty = faultyTypes(found, [...builtInDocuments, ...documents]);
  const incomplete = faulty.map(({ name: type, fileNames, document }): IncompleteType => {
    const usual = fileNames.length > 0 || path.endsWith(`/${packageName}`) ? fileNames : [`${name}.csv`];
    return { file, name: type, fileNames: usual, globs: [], used: document !== undefined };
  });
  // It is no JSON at all: any file beside it may be meant.
  if (found.types.length === 0 && found.problems.length > 0)
    incomplete.push({ file, name: undefined, fileNames: [], globs: [], used: false });
  return { ...at, path, documents: withReferredKeys(documents), problems: found.problems, incomplete };
}
