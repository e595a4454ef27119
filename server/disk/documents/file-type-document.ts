/** File types that somebody wrote: read, judged, and used as far as they are right. */
import type { FieldDescriptor, FileTypeDescriptor } from "../../core/filetypes/descriptor.ts";
import { documentOf } from "../../core/filetypes/descriptor-reading.ts";
import type { TableDocument } from "../../core/filetypes/file-type.ts";
import { message, ReasonError } from "../../core/text/message.ts";
import { nearest } from "../../core/text/text.ts";
import type { JsonPart, JsonProblem } from "./json.ts";
import { isObject } from "./json-values.ts";
import { judging } from "./load-judging.ts";

/** A file type as it was read. */
export interface ReadFileType {
  /** Without its faulty parts; undefined when what is left is no file type. */
  readonly document: TableDocument | undefined;
  /** Nothing but words that nobody knows, or that do nothing, was left out. */
  readonly whole: boolean;
  /** Its name and the usual names of its files, as far as they can be read, also when the rest cannot be used. */
  readonly name: string | undefined;
  readonly fileNames: readonly string[];
  /** Paths of its files, from the document's folder. */
  readonly paths: readonly string[];
}

/** What a document has of file types; several when it is a package. */
export interface ReadDocument {
  readonly types: readonly ReadFileType[];
  readonly problems: readonly JsonProblem[];
  /** Says what is wrong with references, once all file types are known; returns the names of types that miss something. */
  checkReferences(documents: readonly TableDocument[]): readonly string[];
}

/** Checks references, and gives the types that cannot be used, or not all of what they say. `documents`: all file types. */
export function faultyTypes(read: ReadDocument, documents: readonly TableDocument[]): readonly ReadFileType[] {
  const lost = read.checkReferences(documents);
  return read.types.filter(({ whole, name }) => !whole || (name !== undefined && lost.includes(name)));
}

/** Reads another file that a document names; throws what `tell` puts into words. */
export interface Neighbors {
  /** What a type is called that has no name of its own. */
  readonly name: string;
  /** The text of a file in the document's folder or below; a string that says why it cannot be had is thrown as an `Error`. */
  read(path: string): string;
}

const alone: Neighbors = {
  name: "file",
  read: (path) => {
    throw new ReasonError(message("{0} isn't here.", path));
  },
};

/** Reads the file types of a document; never throws. `others`: those that are there already, whose names are taken. */
export function readFileTypes(text: string, others: readonly TableDocument[], neighbors = alone): ReadDocument {
  const { JsonPart: Part, JsonText, formsIn } = judging();
  const json = new JsonText(text);
  const isBroken = json.problems.length > 0;
  const taken = [...others];
  const checks: ReferenceCheck[] = [];
  const forms = json.value === undefined ? [] : formsIn(json.value, neighbors.name, partReader(json, neighbors));
  const types = forms.map(({ value, locate, isPlain }): ReadFileType => {
    const part = new Part(json, value, locate);
    const { type, descriptor } = readType(part, isPlain, taken);
    if (type.document) taken.push(type.document);
    if (type.document && descriptor) checks.push({ part, descriptor, document: type.document });
    return isBroken ? { ...type, whole: false } : type;
  });
  const nothing = { document: undefined, whole: false, name: undefined, fileNames: [], paths: [] };
  return {
    types: types.length === 0 && isBroken ? [nothing] : types,
    problems: json.problems,
    checkReferences: (documents) => checks.flatMap((check) => referencesOf(check, documents)),
  };
}

/** Reads the one file type of a document. */
export function readTableDocument(
  text: string,
  others: readonly TableDocument[],
): ReadFileType & { readonly problems: readonly JsonProblem[] } {
  const { types, problems } = readFileTypes(text, others);
  const [first] = types;
  const none: ReadFileType = { document: undefined, whole: false, name: undefined, fileNames: [], paths: [] };
  return { ...(first ?? none), problems };
}

/** Reads JSON that a document names, and tells what is wrong with it where it is named. */
function partReader(json: InstanceType<ReturnType<typeof judging>["JsonText"]>, neighbors: Neighbors) {
  return (path: string, pointer: string): unknown => {
    const { JsonText } = judging();
    try {
      const part = new JsonText(neighbors.read(path));
      const [problem] = part.problems;
      if (!problem) return part.value;
      json.report(message("{0} can't be used. {1}", path, problem.message), json.spanAt(pointer));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const why = error instanceof ReasonError ? error.sentence : error.message;
      json.report(message("{0} can't be used. {1}", path, why), json.spanAt(pointer));
    }
    return undefined;
  };
}

function readType(
  part: JsonPart,
  isPlain: boolean,
  others: readonly TableDocument[],
): { readonly type: ReadFileType; readonly descriptor?: FileTypeDescriptor } {
  const { judge, faultsInMeaning } = judging();
  const { value, whole } = judge(part, "fileType", isPlain);
  const given = isObject(part.value) ? part.value : {};
  const paths = [given["path"]].flat().filter((each): each is string => typeof each === "string");
  const extras = isObject(given["preflight"]) ? given["preflight"] : {};
  const files = Array.isArray(extras["files"]) ? extras["files"] : paths.map((each) => each.replace(/^.*\//s, ""));
  const read = {
    name: typeof given["name"] === "string" ? given["name"] : undefined,
    fileNames: files.filter((each): each is string => typeof each === "string"),
    paths,
  };
  if (!isObject(value)) return { type: { ...read, document: undefined, whole: false } };
  // What the schema has something against is gone, so the rest is what it describes.
  const judged = value as object as FileTypeDescriptor;
  if (others.some((other) => other.name === judged.name)) {
    part.report(message("There is already a file type called {0}.", JSON.stringify(judged.name)), part.spanAt("/name"));
    return { type: { ...read, document: undefined, whole: false } };
  }
  const fields = withoutRepeats(part, judged.schema.fields);
  const all = fields.length === judged.schema.fields.length;
  const descriptor = all ? judged : { ...judged, schema: { ...judged.schema, fields } };
  let works = true;
  for (const { pointer, key, message: text, breaks } of faultsInMeaning(descriptor)) {
    part.report(text, part.spanAt(written(part, descriptor, pointer), key));
    works &&= !breaks;
  }
  return { type: { ...read, document: documentOf(descriptor), whole: whole && all && works }, descriptor };
}

/** A pointer into the document as it was written, where faulty columns have not been taken out. */
function written(part: JsonPart, { schema }: FileTypeDescriptor, pointer: string): string {
  const found = /^\/schema\/fields\/(\d+)((?:\D.*)?)$/s.exec(pointer);
  const name = found ? schema.fields[Number(found[1])]?.name : undefined;
  const index =
    name === undefined ? -1 : givenFields(part).findIndex((each) => isObject(each) && each["name"] === name);
  return found && index >= 0 ? `/schema/fields/${index}${found[2]}` : pointer;
}

function givenFields({ value }: JsonPart): readonly unknown[] {
  const schema = isObject(value) ? value["schema"] : undefined;
  return isObject(schema) && Array.isArray(schema["fields"]) ? schema["fields"] : [];
}

/** The columns without those whose name is taken. */
function withoutRepeats(part: JsonPart, fields: readonly FieldDescriptor[]): readonly FieldDescriptor[] {
  const names = new Set<string>();
  return fields.filter(({ name }) => {
    if (!names.has(name)) return names.add(name);
    const all = givenFields(part).map((each) => (isObject(each) ? each["name"] : undefined));
    part.report(
      message("There is already a column called {0}.", JSON.stringify(name)),
      part.spanAt(`/schema/fields/${all.lastIndexOf(name)}/name`),
    );
    return false;
  });
}

interface ReferenceCheck {
  readonly part: JsonPart;
  readonly descriptor: FileTypeDescriptor;
  readonly document: TableDocument;
}

/** Tells of references to what is not there, and of types that wait for each other. */
function referencesOf({ part, descriptor, document }: ReferenceCheck, all: readonly TableDocument[]): string[] {
  const lost: string[] = [];
  (descriptor.schema.foreignKeys ?? []).forEach(({ reference }, index) => {
    const { resource = "" } = reference;
    if (resource === "" || resource === document.name) return;
    const at = `/schema/foreignKeys/${index}/reference`;
    const target = all.find(({ name }) => name === resource);
    if (!target) {
      const meant = nearest(
        resource,
        all.map(({ name }) => name),
      );
      const hint = meant === undefined ? "List it in csv-preflight.json." : `Did you mean ${JSON.stringify(meant)}?`;
      part.report(`There is no file type called ${JSON.stringify(resource)}. ${hint}`, part.spanAt(`${at}/resource`));
      lost.push(document.name);
      return;
    }
    for (const name of [reference.fields].flat()) {
      if (target.fields.some((field) => field.name === name)) continue;
      const meant = nearest(
        name,
        target.fields.map((field) => field.name),
      );
      const hint = meant === undefined ? "" : ` Did you mean ${JSON.stringify(meant)}?`;
      part.report(
        `${JSON.stringify(resource)} has no column called ${JSON.stringify(name)}.${hint}`,
        part.spanAt(`${at}/fields`),
      );
      lost.push(document.name);
    }
    if (target.order === undefined && document.order === undefined && refersTo(target, document.name, all))
      part.report(
        `${JSON.stringify(document.name)} and ${JSON.stringify(resource)} refer to each other, so neither can be uploaded first. Say which comes first with "order" under "preflight".`,
        part.spanAt(`${at}/resource`),
      );
  });
  return lost;
}

/** Whether a type refers to another, by others too. */
function refersTo(from: TableDocument, name: string, all: readonly TableDocument[]): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let at = open.pop(); at; at = open.pop()) {
    for (const { reference } of at.foreignKeys ?? []) {
      if (reference.table === name) return true;
      if (seen.has(reference.table)) continue;
      seen.add(reference.table);
      const next = all.find((each) => each.name === reference.table);
      if (next) open.push(next);
    }
  }
  return false;
}

/** The file types with an index over each column that others refer to. */
export function withReferredKeys(documents: readonly TableDocument[]): TableDocument[] {
  return documents.map((document) => {
    const asked = documents.flatMap(({ foreignKeys = [] }) =>
      foreignKeys.flatMap(({ reference }) => (reference.table === document.name ? [reference.field] : [])),
    );
    const has = (name: string): boolean =>
      (document.uniqueKeys ?? []).some(
        ({ fields, whereTrue }) => fields.length === 1 && fields[0] === name && !whereTrue,
      ) || document.keys?.includes(name) === true;
    const more = [...new Set(asked)].filter((name) => !has(name));
    return more.length === 0 ? document : { ...document, keys: [...(document.keys ?? []), ...more] };
  });
}
