/** What is decided about a mapping on the command line: sources, values, the key, by options instead of answers. */
import type { Column, Table } from "../core/filetypes/table.ts";
import { message } from "../core/text/message.ts";
import { fold } from "../core/text/text.ts";
import type { SourceStatistics } from "../features/mapping/column-statistics.ts";
import { sourcePart } from "../features/mapping/guess-parts.ts";
import type { FullNameOrder, Mapping, MappingPart, Source } from "../features/mapping/mapping.ts";
import { answered, questionsOf, withPart, withSkip } from "../features/mapping/questions.ts";
import { certain } from "../features/mapping/values.ts";
import { UsageError, withHint } from "./args.ts";

/** The options that decide something, as the table of commands reads them. */
export interface MappingOptions {
  readonly column: readonly string[];
  readonly set: readonly string[];
  readonly value: readonly string[];
  readonly skip: readonly string[];
  readonly key: readonly string[];
  readonly nameOrder: FullNameOrder | undefined;
  readonly country: string | undefined;
}

/** The country as the mapping has it. Throws a `UsageError`. */
export function countryOption(country: string | undefined): string | undefined {
  if (country !== undefined && !/^[A-Za-z]{2}$/.test(country))
    throw new UsageError(message('--country must be two letters such as US, not "{0}"', country));
  return country?.toUpperCase();
}

/** The mapping with everything in it that the options say. Throws a `UsageError` where one names what is not there. */
export function withOptions(
  mapping: Mapping,
  options: MappingOptions,
  source: Source,
  statistics: SourceStatistics,
  tables: readonly Table[],
): Mapping {
  const country = countryOption(options.country);
  let changed = country === undefined ? mapping : { ...mapping, country };
  const column = (name: string, option: string): string => columnNamed(source.columns, name, option);
  if (options.key.length > 0) changed = { ...changed, key: options.key.map((name) => column(name, "key")) };
  for (const text of options.column) {
    const [field, name] = pairIn(text, "column", "FIELD=COLUMN");
    const target = targetOf(changed, field, tables, "column");
    const from = statistics.columns.find((each) => each.name === column(name, "column"))!;
    changed = withPart(changed, target, sourcePart(from, target.column));
  }
  for (const text of options.set) {
    const [field, value] = pairIn(text, "set", "FIELD=VALUE");
    const target = targetOf(changed, field, tables, "set");
    if (target.column.field.type === "password")
      throw new UsageError(message("--set: a mapping can't contain a password; use --column password=COLUMN"));
    changed = withPart(changed, target, { constant: certain(value, target.column) });
  }
  for (const text of options.value) changed = withValueOption(changed, text, tables);
  for (const text of options.skip) {
    const name = source.columns.filter((each) => text.startsWith(`${each}=`)).sort((a, b) => b.length - a.length)[0];
    if (name === undefined) {
      const [given] = pairIn(text, "skip", "COLUMN=VALUE");
      changed = withSkip(changed, column(given, "skip"), text.slice(given.length + 1));
    } else changed = withSkip(changed, name, text.slice(name.length + 1));
  }
  return options.nameOrder === undefined ? changed : withOrder(changed, options.nameOrder, statistics, tables);
}

function pairIn(text: string, option: string, form: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new UsageError(message('{0} must be {1}, not "{2}"', `--${option}`, form, text));
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** A column of the export by its name, with any case and signs where only one is called so. */
function columnNamed(columns: readonly string[], name: string, option: string): string {
  if (columns.includes(name)) return name;
  const near = columns.filter((each) => fold(each) === fold(name));
  if (near.length === 1) return near[0]!;
  throw new UsageError(withHint(message('{0}: the file has no column "{1}"', `--${option}`, name), name, columns));
}

interface TargetColumn {
  readonly file: string;
  readonly field: string;
  readonly column: Column;
}

/** A column that is made: of the people, or of the first other file that has it. */
function targetOf(mapping: Mapping, field: string, tables: readonly Table[], option: string): TargetColumn {
  const files = [mapping.to, ...mapping.rows.map(({ file }) => file)];
  for (const file of files) {
    const column = tables.find(({ name }) => name === file)?.byName.get(field);
    if (column) return { file, field, column };
  }
  const fields = [...new Set(files)].flatMap((file) => [
    ...(tables.find(({ name }) => name === file)?.byName.keys() ?? []),
  ]);
  throw new UsageError(
    withHint(message('{0}: {1} has no column "{2}"', `--${option}`, mapping.to, field), field, fields),
  );
}

/** `timezone:EST=America/New_York`, in every row of the mapping that has the column. */
function withValueOption(mapping: Mapping, text: string, tables: readonly Table[]): Mapping {
  const match = /^([^:=]+):(.*)=([^=]*)$/s.exec(text);
  if (!match) throw new UsageError(message('{0} must be {1}, not "{2}"', "--value", "FIELD:VALUE=RESULT", text));
  const [, field = "", value = "", given = ""] = match;
  const target = targetOf(mapping, field.trim(), tables, "value");
  const result = certain(given.trim(), target.column);
  let isThere = false;
  const rows = mapping.rows.map((plan) => {
    const part = plan.columns[target.field];
    const column = typeof part === "string" ? part : part !== undefined && "column" in part ? part.column : undefined;
    if (plan.file !== target.file || part === undefined || column === undefined) return plan;
    isThere = true;
    const old = typeof part === "object" && "column" in part ? part : { column };
    const { candidates, ...rest } = { candidates: undefined, ...old };
    const { [value]: _, ...others } = candidates ?? {};
    const decided: MappingPart = {
      ...rest,
      values: { ...old.values, [value]: result },
      ...(Object.keys(others).length > 0 ? { candidates: others } : {}),
    };
    return { ...plan, columns: { ...plan.columns, [target.field]: decided } };
  });
  if (!isThere)
    throw new UsageError(
      message('--value: no column of the file is used for "{0}"; choose one with --column', target.field),
    );
  return { ...mapping, rows };
}

/** Every open question about the order of names gets this answer; orders that a header says stay. */
function withOrder(
  mapping: Mapping,
  order: FullNameOrder,
  statistics: SourceStatistics,
  tables: readonly Table[],
): Mapping {
  return questionsOf(mapping, statistics, tables)
    .filter(({ kind }) => kind === "order")
    .reduce((changed, question) => answered(changed, question, { order }), mapping);
}
