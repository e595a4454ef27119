/** The tenant profile, `csv-preflight.json`: finds it, reads it, says what is wrong with it and uses the rest. */

import fs from "node:fs";
import path from "node:path";
import profileSchema from "../../../schemas/profile.schema.json" with { type: "json" };
import tableSchema from "../../../schemas/table.schema.json" with { type: "json" };
import type { TableDocument } from "../../core/filetypes/file-type.ts";
import type { Profile } from "../../core/filetypes/profile.ts";
import { builtInDocuments } from "../../core/filetypes/schemas.ts";
import { nearest } from "../../core/text/text.ts";
import type { ProfileAt } from "../../core/workspace/workspace.ts";
import { readFile, withSlashes } from "../reading/files.ts";
import { compact, type Fault, isObject, type JsonProblem, JsonText, stepOf, withoutFaults } from "./json.ts";
import { faultsOf } from "./validate.ts";

export type { JsonProblem } from "./json.ts";

export const profileName = "csv-preflight.json";
/** The rule under which a profile's faults are told, always as a warning. */
export const profileRule = "invalid-profile";
/** What is said of it beside its page. */
export const profileFaults = {
  summary: "A fault in the tenant profile csv-preflight.json, or in a schema that it lists.",
  severity: "warning",
} as const;

/** A profile as it was read: what could be used of it, and what is wrong where. */
export interface LoadedProfile extends ProfileAt {
  /** Absolute, `/` between names. */
  readonly path: string;
  readonly schemas: readonly TableDocument[];
  /** The profile first, then each file of its `schemas`; those without problems too. */
  readonly files: readonly JsonFile[];
}

/** A JSON file and what is wrong in it. */
export interface JsonFile {
  /** Absolute, `/` between names. */
  readonly path: string;
  readonly problems: readonly JsonProblem[];
}

/** The nearest profile from a folder upwards; absolute, `/` between names. */
export function findProfile(folder: string, exists: (path: string) => boolean = fs.existsSync): string | undefined {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const candidate = path.join(at, profileName);
    if (exists(candidate)) return withSlashes(candidate);
    if (path.dirname(at) === at) return undefined;
  }
}

/**
 * Reads a profile and the schemas it lists. Faults never throw; only a profile that cannot be read from the disk does.
 * `read` may answer with the text of an open document.
 */
export function loadProfile(file: string, read: (path: string) => string = textOf): LoadedProfile {
  const full = withSlashes(path.resolve(file));
  const folder = full.slice(0, full.lastIndexOf("/") + 1);
  const json = new JsonText(read(full));
  const checked = check(json, profileSchema).value;
  // Every part that the schema refuses is gone, so the rest is what it describes.
  const profile = (isObject(checked) ? checked : {}) as Profile;
  const schemas: TableDocument[] = [];
  const files: JsonFile[] = [];
  (profile.schemas ?? []).forEach((name) => {
    const target = withSlashes(path.resolve(folder, name));
    const index = (isObject(json.value) && Array.isArray(json.value["schemas"]) ? json.value["schemas"] : []).indexOf(
      name,
    );
    let text: string;
    try {
      text = read(target);
    } catch {
      json.report(`${name} cannot be read.`, json.spanAt(`/schemas/${index}`));
      return;
    }
    const { document, problems } = readTableDocument(text, [...builtInDocuments, ...schemas]);
    if (document) schemas.push(document);
    files.push({ path: target, problems });
  });
  const documents = [...builtInDocuments, ...schemas];
  const usable = checkTypes(
    json,
    profile,
    documents.map((document) => document.name),
  );
  checkDirections(json, profile, documents);
  return { folder, profile: usable, schemas, path: full, files: [{ path: full, problems: json.problems }, ...files] };
}

function textOf(file: string): string {
  return readFile(file).text;
}

/** Reads a schema that somebody wrote. It counts unless something in it is of the wrong kind or missing. */
export function readTableDocument(
  text: string,
  others: readonly TableDocument[],
): { readonly document: TableDocument | undefined; readonly problems: readonly JsonProblem[] } {
  const json = new JsonText(text);
  const fatal = check(json, tableSchema).faults.some(({ keyword }) => keyword !== "additionalProperties");
  if (fatal || !isObject(json.value)) return { document: undefined, problems: json.problems };
  const document = json.value as object as TableDocument;
  const before = json.problems.length;
  if (others.some((other) => other.name === document.name)) {
    json.report(`There already is a file type called ${JSON.stringify(document.name)}.`, json.spanAt("/name"));
  }
  const names = new Set<string>();
  document.fields.forEach((field, i) => {
    if (names.has(field.name)) {
      json.report(`There already is a column called ${JSON.stringify(field.name)}.`, json.spanAt(`/fields/${i}/name`));
    }
    names.add(field.name);
  });
  return { document: json.problems.length === before ? document : undefined, problems: json.problems };
}

/** What a schema has against a file, told; `value` is what it says without its faulty parts. */
function check(json: JsonText, schema: object): { readonly value: unknown; readonly faults: readonly Fault[] } {
  const faults = json.value === undefined ? [] : faultsOf(json.value, schema);
  return { value: faults.length === 0 ? json.value : compact(withoutFaults(json, faults, schema)), faults };
}

/** File types that do not exist are told and taken out; the schema cannot know those that a profile brings along. */
function checkTypes(json: JsonText, profile: Profile, types: readonly string[]): Profile {
  const files = Object.entries(profile.files ?? {}).filter(([glob, type]) => {
    if (type === false || types.includes(type)) return true;
    const meant = nearest(type, types);
    const hint = meant === undefined ? `There are ${types.join(", ")}.` : `Did you mean ${JSON.stringify(meant)}?`;
    const pointer = `/files/${stepOf(glob)}`;
    json.report(
      `${JSON.stringify(type)} is no file type. ${hint}`,
      json.spanAt(pointer),
      meant && JSON.stringify(meant),
    );
    return false;
  });
  return profile.files ? { ...profile, files: Object.fromEntries(files) } : profile;
}

/** Conversions between types that hold no people are told; nothing asks for them, so they may stay. */
function checkDirections(json: JsonText, profile: Profile, documents: readonly TableDocument[]): void {
  const people = documents.filter(({ rows }) => rows === "people").map(({ name }) => name);
  const directions = people.flatMap((from) => people.filter((to) => to !== from).map((to) => `${from}→${to}`));
  for (const key of Object.keys(profile.conversions ?? {})) {
    if (directions.includes(key)) continue;
    const meant = nearest(key, directions);
    const hint = meant === undefined ? `There are ${directions.join(", ")}.` : `Did you mean ${JSON.stringify(meant)}?`;
    json.report(
      `${JSON.stringify(key)} is no conversion. ${hint}`,
      json.spanAt("/conversions", key),
      meant && JSON.stringify(meant),
    );
  }
}
