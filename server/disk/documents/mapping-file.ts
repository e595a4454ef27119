/** A mapping that somebody keeps in a file: read, and everything that is wrong with it said in its place. */

import type { Table } from "../../core/filetypes/table.ts";
import { choiceOf, joined, type Message, message, schemaText } from "../../core/text/message.ts";
import { nearest } from "../../core/text/text.ts";
import type { Mapping } from "../../features/mapping/mapping.ts";
import type { JsonProblem, JsonText } from "./json.ts";
import { isObject } from "./json-values.ts";
import { judging } from "./load-judging.ts";

/** A mapping that is larger is none, in bytes. */
export const mappingBytesMost = 4 << 20;

export interface ReadMapping {
  /** Undefined when there are problems: half a mapping would make files that lack something. */
  readonly mapping: Mapping | undefined;
  readonly problems: readonly JsonProblem[];
}

export function readMapping(text: string, tables: readonly Table[]): ReadMapping {
  const json = new (judging().JsonText)(text);
  judging().judge(json, "mapping");
  if (json.problems.length > 0 || !isObject(json.value)) return { mapping: undefined, problems: json.problems };
  // The schema has nothing against it, so it is what the schema describes.
  const mapping = json.value as object as Mapping;
  checkNames(json, mapping, tables);
  return { mapping: json.problems.length === 0 ? mapping : undefined, problems: json.problems };
}

function checkNames(json: JsonText, mapping: Mapping, tables: readonly Table[]): void {
  const people = tables.filter(({ document }) => document.rows === "people").map(({ name }) => name);
  if (!people.includes(mapping.to))
    unknown(json, "/to", message("{0} isn't a file type of people.", JSON.stringify(mapping.to)), mapping.to, people);
  else if (!mapping.rows.some(({ file }) => file === mapping.to))
    json.report(message("This mapping is for {0}, but none of its rows are.", mapping.to), json.spanAt("/rows"));
  const names = tables.filter(({ document }) => !document.hidden).map(({ name }) => name);
  for (const [i, { file, columns }] of mapping.rows.entries()) {
    const table = tables.find(({ name }) => name === file);
    if (!table || !names.includes(file)) {
      unknown(json, `/rows/${i}/file`, message("{0} isn't a file type.", JSON.stringify(file)), file, names);
      continue;
    }
    for (const [name, part] of Object.entries(columns)) {
      if (!table.byName.has(name)) {
        const meant = nearest(name, table.byName.keys());
        const span = json.spanAt(`/rows/${i}/columns`, name);
        const what = message("{0} isn't a column of {1}.", JSON.stringify(name), schemaText(table.document.title));
        json.report(
          meant === undefined ? what : joined([what, message("Did you mean {0}?", JSON.stringify(meant))], " "),
          span,
          meant === undefined ? {} : { replacement: JSON.stringify(meant) },
        );
      }
      if (typeof part === "object" && "id" in part && mapping.key === undefined) {
        const span = json.spanAt(`/rows/${i}/columns`, name);
        json.report(message('An ID is made from the columns under "key", but this mapping has no "key".'), span);
      }
    }
  }
}

function unknown(json: JsonText, pointer: string, what: Message, name: string, names: readonly string[]): void {
  const meant = nearest(name, names);
  const hint =
    meant === undefined ? message("Use {0}.", choiceOf(names)) : message("Did you mean {0}?", JSON.stringify(meant));
  const fix = meant === undefined ? {} : { replacement: JSON.stringify(meant) };
  json.report(joined([what, hint], " "), json.spanAt(pointer), fix);
}

/** A mapping as it is written to a file. */
export function mappingText(mapping: Mapping): string {
  return `${JSON.stringify(mapping, null, 2)}\n`;
}
