/** The tenant profile, `csv-preflight.json`: finds it, reads it, says what is wrong with it and uses the rest. */

import fs from "node:fs";
import path from "node:path";
import type { TableDocument } from "../../core/filetypes/file-type.ts";
import type { Profile, Suppression } from "../../core/filetypes/profile.ts";
import { builtInDocuments } from "../../core/filetypes/schemas.ts";
import { choiceOf, joined, type Message, message } from "../../core/text/message.ts";
import { nearest } from "../../core/text/text.ts";
import type { ProfileAt } from "../../core/workspace/workspace.ts";
import { withSlashes } from "../reading/files.ts";
import { pathWithin, RefusedFile, readGuarded } from "../reading/guarded-file.ts";
import { faultyTypes, type ReadDocument, readFileTypes, withReferredKeys } from "./file-type-document.ts";
import type { JsonProblem, JsonText } from "./json.ts";
import { isObject, stepOf } from "./json-values.ts";
import { judging } from "./load-judging.ts";
import { profileName } from "./profile-rule.ts";

export type { JsonProblem } from "./json.ts";
export { profileFaults, profileName, profileRule } from "./profile-rule.ts";

/** A profile as it was read: what could be used of it, and what is wrong where. */
export interface LoadedProfile extends ProfileAt {
  /** Absolute, `/` between names. */
  readonly path: string;
  readonly schemas: readonly TableDocument[];
  /** The profile first, then each file of its `schemas`; those without problems too. */
  readonly files: readonly JsonFile[];
  /** File types that are listed and cannot be used, or not all of what they say. */
  readonly incomplete: readonly IncompleteType[];
  /** What there is to say of each suppression when no problem falls under it. */
  readonly unused: ReadonlyMap<Suppression, JsonProblem>;
  /** It cannot be read, or is not JSON: nobody knows all that it says. */
  readonly isBroken: boolean;
}

/** A JSON file and what is wrong in it. */
export interface JsonFile {
  /** Absolute, `/` between names. */
  readonly path: string;
  readonly problems: readonly JsonProblem[];
}

/** A file type that files may not be checked by, or not fully. */
export interface IncompleteType {
  /** As the profile says it. */
  readonly file: string;
  /** Its name and the usual names of its files, as far as they can be told. */
  readonly name: string | undefined;
  readonly fileNames: readonly string[];
  /** What the profile's `files` give this type. */
  readonly globs: readonly string[];
  /** What is right in it is used. */
  readonly used: boolean;
}

/** Where a document's text comes from. `within`: the folder that it must be in. May throw `RefusedFile`. */
export type ReadText = (path: string, within: string | undefined) => string;

/** The nearest profile from a folder upwards; absolute, `/` between names. */
export function findProfile(folder: string, exists: (path: string) => boolean = fs.existsSync): string | undefined {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const candidate = path.join(at, profileName);
    if (exists(candidate)) return withSlashes(candidate);
    if (path.dirname(at) === at) return undefined;
  }
}

/**
 * Reads a profile and the file types that it lists, from its own folder and those below. What is wrong with them is told in `files`.
 *
 * @param read may answer with the text of an open document
 * @throws RefusedFile when the profile itself cannot be read
 */
export function loadProfile(
  file: string,
  read: ReadText = (path, within) => readGuarded(path, { within }),
): LoadedProfile {
  const full = withSlashes(path.resolve(file));
  const folder = full.slice(0, full.lastIndexOf("/") + 1);
  // Before anything is loaded to judge it: most folders have no profile.
  const text = read(full, folder);
  const json = new (judging().JsonText)(text);
  const isBroken = json.problems.length > 0;
  const { value } = judging().judge(json, "profile");
  // What the schema has something against is gone, so the rest is what it describes.
  const profile = (isObject(value) ? value : {}) as Profile;
  const listed = listedTypes(json, profile, folder, read);
  const documents = [...builtInDocuments, ...listed.schemas];
  const unusable = listed.incomplete.flatMap(({ name, used }) => (used || name === undefined ? [] : [name]));
  const usable = checkTypes(
    json,
    profile,
    documents.map((document) => document.name),
    unusable,
  );
  checkDirections(json, profile, documents);
  const unused = checkSuppressions(json, usable);
  const files = [{ path: full, problems: json.problems }, ...listed.files];
  return { folder, profile: usable, path: full, ...listed, files, unused, isBroken };
}

/** A profile that is there and cannot be read: it says nothing but that. */
export function refusedProfile(file: string, { sentence }: RefusedFile): LoadedProfile {
  const path = withSlashes(file);
  const json = new (judging().JsonText)("{}");
  json.report(message("This file can't be used. {0}", sentence), { start: 0, end: 0 }, { severity: "error" });
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const files = [{ path, problems: json.problems }];
  return { folder, profile: {}, path, schemas: [], incomplete: [], files, unused: new Map(), isBroken: true };
}

/** Reads the file types that a profile lists; those that cannot be used in full are told where they are listed, too. */
function listedTypes(
  json: JsonText,
  profile: Profile,
  folder: string,
  read: ReadText,
): Pick<LoadedProfile, "schemas" | "files" | "incomplete"> {
  const schemas: TableDocument[] = [];
  const documents: { readonly file: string; readonly target: string; readonly read: ReadDocument }[] = [];
  const incomplete: IncompleteType[] = [];
  const written = isObject(json.value) && Array.isArray(json.value["schemas"]) ? json.value["schemas"] : [];
  const fail = (file: string, text: Message): void =>
    json.report(text, json.spanAt(`/schemas/${written.indexOf(file)}`), { severity: "error" });
  for (const file of profile.schemas ?? []) {
    try {
      const target = pathWithin(folder, file);
      const text = read(target, folder);
      const name = target.slice(target.lastIndexOf("/") + 1).replace(/(?:\.schema)?\.json$/, "");
      const beside = target.slice(0, target.lastIndexOf("/") + 1);
      const neighbors = { name, read: (other: string) => read(pathWithin(beside, other), folder) };
      const found = readFileTypes(text, [...builtInDocuments, ...schemas], neighbors);
      documents.push({ file, target, read: found });
      schemas.push(...found.types.flatMap(({ document }) => document ?? []));
    } catch (error) {
      if (!(error instanceof RefusedFile)) throw error;
      fail(file, message("{0} can't be used. {1}", file, error.sentence));
      incomplete.push({ file, name: undefined, fileNames: [], globs: [], used: false });
    }
  }
  const all = [...builtInDocuments, ...schemas];
  for (const { file, read: found } of documents) {
    const faulty = faultyTypes(found, all);
    for (const { name, fileNames, document } of faulty) {
      const globs = Object.entries(profile.files ?? {}).flatMap(([glob, type]) => (type === name ? [glob] : []));
      incomplete.push({ file, name, fileNames, globs, used: document !== undefined });
    }
    if (faulty.length === 0) continue;
    fail(
      file,
      faulty.every(({ document }) => document !== undefined)
        ? message("{0} has mistakes. Its CSV files are checked only with its valid parts.", file)
        : message("{0} has mistakes, so its CSV files can't be checked. Fix the file type first.", file),
    );
  }
  const files = documents.map(({ target, read: found }) => ({ path: target, problems: found.problems }));
  return { schemas: withReferredKeys(schemas), files, incomplete };
}

/**
 * File types that do not exist are told and taken out; the schema cannot know those that a profile brings along. Those that
 * cannot be used have been told and are taken out, too.
 */
function checkTypes(json: JsonText, profile: Profile, types: readonly string[], unusable: readonly string[]): Profile {
  const files = Object.entries(profile.files ?? {}).filter(([glob, type]) => {
    if (type === false || types.includes(type)) return true;
    if (unusable.includes(type)) return false;
    const meant = nearest(type, types);
    const what = message("{0} isn't a file type.", JSON.stringify(type));
    const pointer = `/files/${stepOf(glob)}`;
    json.report(joined([what, hintFor(meant, types)], " "), json.spanAt(pointer), replaceWith(meant));
    return false;
  });
  return profile.files ? { ...profile, files: Object.fromEntries(files) } : profile;
}

/** Tells of suppressions without a reason; answers what to say of each when it is not used. */
function checkSuppressions(json: JsonText, { suppressions = [] }: Profile): Map<Suppression, JsonProblem> {
  const list = isObject(json.value) ? json.value["suppressions"] : undefined;
  const written: readonly unknown[] = Array.isArray(list) ? list : [];
  const unused = new Map<Suppression, JsonProblem>();
  let at = 0;
  for (const suppression of suppressions) {
    // Those that cannot be used are gone, and so are words that nobody knows.
    while (at < written.length && !holdsAll(written[at], suppression)) at++;
    const pointer = `/suppressions/${at++}`;
    if ((suppression.reason ?? "").trim() === "") {
      const place = suppression.reason === undefined ? json.startAt(pointer) : json.spanAt(`${pointer}/reason`);
      json.report(
        message('This suppression has no reason. Add a "reason" that says why these problems are acceptable.'),
        place,
      );
    }
    const text = message("This suppression no longer applies to any problem. Correct it, or remove it.");
    unused.set(suppression, json.problemAt(text, json.spanAt(pointer)));
  }
  return unused;
}

function holdsAll(written: unknown, suppression: Suppression): boolean {
  return isObject(written) && Object.entries(suppression).every(([key, value]) => written[key] === value);
}

/** Conversions between types that hold no people are told; nothing asks for them, so they may stay. */
function checkDirections(json: JsonText, profile: Profile, documents: readonly TableDocument[]): void {
  const people = documents.filter(({ rows }) => rows === "people").map(({ name }) => name);
  const directions = people.flatMap((from) => people.filter((to) => to !== from).map((to) => `${from}→${to}`));
  for (const key of Object.keys(profile.conversions ?? {})) {
    if (directions.includes(key)) continue;
    const meant = nearest(key, directions);
    const what = message("{0} isn't a conversion.", JSON.stringify(key));
    json.report(joined([what, hintFor(meant, directions)], " "), json.spanAt("/conversions", key), replaceWith(meant));
  }
}

/** What to write instead. */
function hintFor(meant: string | undefined, all: readonly string[]): Message {
  return meant === undefined ? message("Use {0}.", choiceOf(all)) : message("Did you mean {0}?", JSON.stringify(meant));
}

function replaceWith(text: string | undefined): { readonly replacement?: string } {
  return text === undefined ? {} : { replacement: JSON.stringify(text) };
}
