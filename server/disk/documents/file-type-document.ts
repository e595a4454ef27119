/** A file type that somebody wrote: read, judged, and used as far as it is right. */
import type { Field, TableDocument } from "../../core/filetypes/file-type.ts";
import type { JsonProblem, JsonText } from "./json.ts";
import { isObject } from "./json-values.ts";
import { judging } from "./load-judging.ts";

/** A file type as it was read. */
export interface ReadFileType {
  /** Without its faulty parts; undefined when what is left is no file type. */
  readonly document: TableDocument | undefined;
  /** Nothing but words that nobody knows was left out. */
  readonly whole: boolean;
  /** Its name and the usual names of its files, as far as they can be read, also when the rest cannot be used. */
  readonly name: string | undefined;
  readonly fileNames: readonly string[];
  readonly problems: readonly JsonProblem[];
}

/** Reads a file type; never throws. `others`: those that are there already, whose names are taken. */
export function readTableDocument(text: string, others: readonly TableDocument[]): ReadFileType {
  const json = new (judging().JsonText)(text);
  const broken = json.problems.length > 0;
  const { value, whole } = judging().judge(json, "fileType");
  const names = isObject(json.value) ? json.value : {};
  const read = {
    name: typeof names["name"] === "string" ? names["name"] : undefined,
    fileNames: Array.isArray(names["files"]) ? names["files"].filter((each) => typeof each === "string") : [],
    problems: json.problems,
  };
  if (!isObject(value)) return { ...read, document: undefined, whole: false };
  // What the schema has something against is gone, so the rest is what it describes.
  const document = value as object as TableDocument;
  if (others.some((other) => other.name === document.name)) {
    json.report(`There already is a file type called ${JSON.stringify(document.name)}.`, json.spanAt("/name"));
    return { ...read, document: undefined, whole: false };
  }
  const fields = withoutRepeats(json, document.fields);
  const all = fields.length === document.fields.length;
  return { ...read, document: all ? document : { ...document, fields }, whole: whole && all && !broken };
}

/** The columns without those whose name is taken. */
function withoutRepeats(json: JsonText, fields: readonly Field[]): readonly Field[] {
  const names = new Set<string>();
  return fields.filter(({ name }) => {
    if (!names.has(name)) return names.add(name);
    const given = isObject(json.value) ? json.value["fields"] : undefined;
    const all = Array.isArray(given) ? given.map((each) => (isObject(each) ? each["name"] : undefined)) : [];
    json.report(
      `There already is a column called ${JSON.stringify(name)}.`,
      json.spanAt(`/fields/${all.lastIndexOf(name)}/name`),
    );
    return false;
  });
}
