/** An import as a Data Package: what a manifest of the Frictionless standard says of its files, so that other engines take over. A bundle of its own. */

import { booleanWords } from "../../core/filetypes/boolean-words.ts";
import type { Field } from "../../core/filetypes/file-type.ts";
import type { Column, Table } from "../../core/filetypes/table.ts";
import { type Message, message } from "../../core/text/message.ts";
import { namesAmong } from "../../core/workspace/folders.ts";
import type { Bundle, BundleFile } from "./bundle.ts";

/**
 * The descriptor as text: version 2 of the standard, with what readers of version 1 want to see as well. `hashes`: the SHA-256 of
 * each file's bytes, in order.
 */
export function descriptorOf(
  { system, files }: Bundle,
  hashes: readonly { readonly sha256: string; readonly bytes: number }[],
): string {
  const names = resourceNames(files);
  const alone = (type: string): string | undefined => {
    const found = files.flatMap(({ fileType }, i) => (fileType === type ? [names[i]!] : []));
    return found.length === 1 ? found[0] : undefined;
  };
  const descriptor = {
    $schema: "https://datapackage.org/profiles/2.0/datapackage.json",
    profile: "tabular-data-package",
    name: `${slug(system)}-import`,
    title: `${system} import`,
    // How a package of ours is known again.
    preflight: { madeBy: "CSV Preflight" },
    resources: files.map((file, i) => ({
      name: names[i],
      type: "table",
      profile: "tabular-data-resource",
      path: file.path,
      title: file.table.document.title,
      description: file.table.document.description,
      format: "csv",
      mediatype: "text/csv",
      encoding: "utf-8",
      bytes: hashes[i]!.bytes,
      hash: `sha256:${hashes[i]!.sha256}`,
      dialect: dialectOf(file),
      schema: schemaOf(file, alone),
    })),
  };
  return `${JSON.stringify(descriptor, null, 2)}\n`;
}

/** What the standard has no way to describe, in words: a file without columns, and two columns of one name, of which readers keep one. */
export function packageObstacle({ files }: Bundle): Message | undefined {
  const nameOf = namesAmong(files.map(({ source }) => source));
  for (const { source, exported } of files) {
    const header = exported.cells[0] ?? [];
    if (header.length === 0) return message("{0} is empty, but a Data Package requires columns.", nameOf(source));
    const twice = header.find((name, i) => header.indexOf(name) !== i);
    if (twice !== undefined)
      return message(
        '{0} has the column "{1}" twice, but a Data Package allows it only once. Remove or rename one of them.',
        nameOf(source),
        twice,
      );
  }
  return undefined;
}

/** The file type's name, numbered where there are several of it. */
function resourceNames(files: readonly BundleFile[]): string[] {
  const taken = new Set<string>();
  return files.map(({ fileType }) => {
    const wanted = slug(fileType);
    let name = wanted;
    for (let n = 2; taken.has(name); n++) name = `${wanted}-${n}`;
    taken.add(name);
    return name;
  });
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^-+|(?<!-)-+$/g, "");
}

/**
 * The standard has no word for a file that knows no quotes, as some systems write them. Where such a file holds some, a sign that
 * does not occur in it is named instead: readers then leave them alone.
 */
function dialectOf({ exported, table }: BundleFile): object {
  const { delimiter, text } = exported;
  const quoteChar = table.raw && text.includes('"') ? ["'", "`", "~", "^"].find((sign) => !text.includes(sign)) : '"';
  return {
    delimiter,
    quoteChar: quoteChar ?? "\u0001",
    doubleQuote: true,
    lineTerminator: text.includes("\r\n") ? "\r\n" : "\n",
    header: true,
    skipInitialSpace: false,
  };
}

/** The Table Schema of a file: its columns as they stand in it, what rows must have, and where ids lead. */
function schemaOf({ exported, table }: BundleFile, alone: (type: string) => string | undefined): object {
  const header = exported.cells[0] ?? [];
  const { foreignKeys = [] } = table.document;
  const severe = (rule: string, severity: string | undefined): boolean =>
    (table.severityOf(rule, undefined) ?? severity ?? "error") === "error";
  const key = table.identityKeys.find(
    ({ rule, severity, fields }) => severe(rule, severity) && fields.every((field) => header.includes(field)),
  );
  const references = foreignKeys.flatMap(({ rule, field, missing, reference }) => {
    const resource = alone(reference.table);
    const isList = table.byName.get(field)?.field.list !== undefined;
    if (resource === undefined || isList || !header.includes(field) || !severe(rule, missing)) return [];
    return [{ fields: [field], reference: { resource, fields: [reference.field] } }];
  });
  return {
    fields: header.map((name) => fieldOf(name, table)),
    missingValues: [""],
    ...(key ? { primaryKey: key.fields } : {}),
    ...(references.length > 0 ? { foreignKeys: references } : {}),
  };
}

function fieldOf(name: string, table: Table): object {
  const column = table.byName.get(name);
  if (!column) return { name, type: "string" };
  const { field, required } = column;
  const { minLength, maxLength } = field.constraints ?? {};
  const codes = closedValues(column);
  const constraints = {
    ...(required ? { required: true } : {}),
    ...(minLength === undefined ? {} : { minLength }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...patternOf(column),
    ...(codes.length > 0 ? { enum: codes.map(({ value }) => value) } : {}),
  };
  return {
    name,
    title: field.title,
    description: field.description,
    ...typeOf(column),
    ...(field.example === "" || field.type === "password" ? {} : { example: field.example }),
    ...(codes.some(({ label }) => label !== undefined)
      ? { categories: codes.map(({ value, label }) => ({ value, label: label ?? value })) }
      : {}),
    ...(Object.keys(constraints).length > 0 ? { constraints } : {}),
  };
}

/** Text, but for what is not: codes and phone numbers keep their zeros. */
function typeOf({ field }: Column): object {
  if (field.type === "boolean") {
    const { yes, no } = booleanWords(field);
    return { type: "boolean", trueValues: inCases(yes, field), falseValues: inCases(no, field) };
  }
  if (field.type === "email") return { type: "string", format: "email" };
  return { type: "string", format: "default" };
}

/** Words in the cases that people write, where the column reads any: the standard has no word for that. */
function inCases(words: readonly string[], { ignoreCase }: Field): readonly string[] {
  if (!ignoreCase) return words;
  return [...new Set(words.flatMap((word) => [word, word[0]!.toUpperCase() + word.slice(1), word.toUpperCase()]))];
}

/** The values of a column that takes no others. Tenants add roles of their own, and lists hold several. */
function closedValues({ field, values }: Column): { value: string; label?: string }[] {
  const closed = field.type === "code" || field.type === "status";
  return closed && field.list === undefined ? [...values.values()] : [];
}

/** Only what regular expressions mean the same everywhere. */
function patternOf({ field }: Column): { pattern?: string } {
  // A list's pattern is about its items, and a membership's about a part of each.
  if (field.list || field.type === "membership") return {};
  const { pattern } = field.constraints ?? {};
  if (pattern !== undefined) return /\\[pP]\{|\(\?/.test(pattern) ? {} : { pattern };
  if (field.variant === "digits") return { pattern: "[0-9]+" };
  if (field.type === "country-code") return { pattern: "[A-Z]{2}" };
  return {};
}
