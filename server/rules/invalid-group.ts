/** Tells of group memberships that are not in the form of their column, have an unknown role, or are cut apart by commas. */

import { itemFix, itemsOf, type ListItem } from "../core/checking/list-items.ts";
import {
  type CellSubject,
  defineCellRule,
  defineRowRule,
  type Finding,
  type Fix,
  type FixContext,
  type Saying,
} from "../core/checking/rule.ts";
import { everyValue } from "../core/checking/wakes.ts";
import type { Field } from "../core/filetypes/file-type.ts";
import { membershipIn } from "../core/filetypes/values.ts";
import { choiceOf, type Message, message } from "../core/text/message.ts";
import { quoteValue } from "../core/text/message-values.ts";
import { type Edit, nearest } from "../core/text/text.ts";
import { exampleOf, formSays, inColumn, inColumns, replaceTitle } from "./words.ts";

type Data =
  | { readonly kind: "path"; readonly item: ListItem; readonly fixed: string | undefined }
  | { readonly kind: "role"; readonly item: ListItem; readonly role: string; readonly roles: readonly string[] }
  /** `near`: the group that is most like it; `profile`: where in the tenant profile groups are listed. */
  | {
      readonly kind: "unlisted";
      readonly item: ListItem;
      readonly path: string;
      readonly near: string | undefined;
      readonly profile: string;
    }
  /** `comma`: what stands between groups; `commas`: how many cells have been cut off by it. */
  | {
      readonly kind: "comma";
      readonly column: string;
      readonly comma: string;
      readonly delimiter: string;
      readonly commas: number;
    };

const words = {
  name: "invalid-group",
  severity: "warning" as const,
  summary: "A group isn't in the form that the importer reads, or groups are separated by commas.",
  section: "cell" as const,
  message(data: Data, say: Saying): Message {
    if (data.kind === "comma")
      return inColumns(
        [data.column],
        message("Commas between groups split the row. Separate groups with {0}.", quoteValue(data.delimiter)),
      );
    const shown = say.show(data.item.value);
    if (data.kind === "path") {
      const form = say.field?.patterns?.[0];
      const example = exampleOf(say).split(say.field?.list?.delimiter ?? "\n")[0]!;
      return inColumn(
        say,
        form
          ? formSays(form, shown, data.item.value)
          : message("{0} isn't a valid group. Use one like {1}.", shown, example),
      );
    }
    if (data.kind === "unlisted")
      return inColumn(say, message("{0} isn't one of the groups in your tenant profile.", say.show(data.path)));
    return inColumn(
      say,
      message(
        "{0} isn't a built-in group role in {1}. Use {2}.",
        say.show(data.role),
        say.system,
        choiceOf(data.roles),
      ),
    );
  },
  fixes(data: Data, finding: Finding): readonly Fix[] {
    switch (data.kind) {
      case "path":
        if (data.fixed === undefined) return [];
        return [{ title: replaceTitle(finding, data.fixed), safe: false, ...itemFix(data.item, data.fixed) }];
      case "role": {
        const near = nearest(data.role, data.roles);
        const path = data.item.value.slice(data.role.length + 1);
        const values = near === undefined ? [path] : [`${near}:${path}`, path];
        return values.map((value) => ({
          title: replaceTitle(finding, value),
          safe: false,
          ...itemFix(data.item, value),
        }));
      }
      case "unlisted": {
        const { item, path, near, profile } = data;
        const fixes: Fix[] = [];
        if (near !== undefined) {
          const value = item.value.slice(0, item.value.length - path.length) + near;
          fixes.push({ title: replaceTitle(finding, value), safe: false, ...itemFix(item, value) });
        }
        if (!finding.masked)
          fixes.push({
            title: message('Add "{0}" to {1} in the tenant profile', path, profile),
            safe: false,
            command: { kind: "addToProfile", path: profile, value: path },
          });
        return fixes;
      }
      case "comma":
        if (data.commas === 0) return [];
        return [
          {
            title: message("Replace the commas with {0}", quoteValue(data.delimiter)),
            safe: false,
            edits: (at) => joinGroups(at, data),
          },
        ];
    }
  },
};

/** The memberships in a cell, one by one. */
export default defineCellRule<Data>({
  ...words,
  types: ["membership"],
  wakes: everyValue,
  check(cell, report) {
    const { column } = cell;
    const { delimiter } = column?.field.list ?? {};
    const comma = cell.row.table.delimiter;
    if (!column) return;
    if (delimiter !== undefined && cell.row.table.raw && cell.value.includes(comma)) {
      // By look the quotes hold it together, but the importer knows none.
      report({ kind: "comma", column: column.field.name, comma, delimiter, commas: 1 }, { severity: "error" });
      return;
    }
    const roles = column.field.prefixes?.map(({ value }) => value) ?? [];
    for (const item of itemsOf(cell)) {
      const membership = membershipIn(column.field, item.value);
      const parts = column.field.list ? spaced(item.value) : [];
      if (parts.length > 1) {
        const isClear = parts.every((part) => membershipIn(column.field, part));
        report({ kind: "path", item, fixed: isClear ? parts.join(delimiter) : undefined }, { span: item.span });
      } else if (!membership)
        report(
          { kind: "path", item, fixed: asPath(item.value, column.field) ?? apart(item.value, column.field) },
          { span: item.span },
        );
      else if (membership.role !== undefined && roles.length > 0 && !roles.includes(membership.role))
        report({ kind: "role", item, role: membership.role, roles }, { span: item.span });
      else {
        const { path } = membership;
        const profile = column.hasOwnValues ? column.field.settings?.values : undefined;
        if (profile === undefined || column.values.has(path)) continue;
        const near = nearest(path, column.values.keys());
        report({ kind: "unlisted", item, path, near, profile }, { span: item.span });
      }
    }
  },
});

/** Groups with only a space between them. */
function spaced(text: string): string[] {
  return text.split(/(?<!\s)\s+(?=(?:[\w*-]+:)?\/)/);
}

/** A path with the slashes and the colon it lacks, if that is all. */
function asPath(written: string, field: Field): string | undefined {
  const roles = field.prefixes?.map(({ value }) => value) ?? [];
  const slashes = written.replaceAll("\\", "/");
  // "member /platform/users": a role that the colon after it is missing of.
  const [, first = "", path = ""] = /^([^\s:/]+)(?:\s*[:;=-]\s*|\s+)(\/.*)$/s.exec(slashes) ?? [];
  const role = roles.find((each) => each.toLowerCase() === first.toLowerCase());
  const text = role === undefined ? slashes : `${role}:${path}`;
  return withSlashes(text, field);
}

/** Two groups with a colon between them as two items of the list. */
function apart(text: string, field: Field): string | undefined {
  const [first = "", ...others] = text.split(/:(?<=\/[^:/]+:)(?=[^:/]*:?\/)/);
  if (field.list === undefined || others.length === 0) return undefined;
  const parts = [first, ...others];
  return parts.every((part) => membershipIn(field, part)) ? parts.join(field.list.delimiter) : undefined;
}

function withSlashes(text: string, field: Field): string | undefined {
  const colon = text.indexOf(":");
  const role = text.slice(0, colon + 1);
  const path = text
    .slice(colon + 1)
    .replace(/^\/*/, "/")
    .replace(/\/{2,}/g, "/")
    .replace(/\/$/, "");
  // What stands before the path is no part of a group's name, and a web address names none.
  if (/^[a-z]+:\/\//i.test(text) || /^\S+\s+\//.test(text.slice(colon + 1))) return undefined;
  return path.length > 1 && membershipIn(field, role + path) ? role + path : undefined;
}

/** A row that is too long because its groups stand between commas. */
export const inRow = defineRowRule<Data>({
  ...words,
  // Before the count of cells: this says why it is wrong.
  order: 30,
  last: true,
  wakes: {},
  check(row, report) {
    const { columns } = row.binding;
    const extra = row.count - columns.length;
    if (extra <= 0) return;
    const first = columns.findIndex((column) => column?.field.type === "membership");
    const delimiter = columns[first]?.field.list?.delimiter;
    const begin = row.cells[first];
    const comma = row.table.delimiter;
    if (delimiter === undefined || !begin || delimiter === comma) return;
    // Columns that semicolons separate are another rule's subject.
    if (row.text[begin.span.end - row.span.start] !== comma) return;
    const column = columns[first]!.field.name;
    let commas = 0;
    if (/^$|\//.test(begin.value)) while (commas < extra && isGroup(row.cells[first + commas + 1])) commas++;
    const data: Data = { kind: "comma", column, comma, delimiter, commas };
    const stray = row.cells.slice(columns.length).find(isGroup);
    const end = commas > 0 ? row.cells[first + commas]! : stray;
    if (!end) return;
    const start = commas > 0 ? begin : end;
    report(data, { severity: "error", at: begin, span: { start: start.span.start, end: end.span.end } });
  },
});

function isGroup(cell: CellSubject | undefined): boolean {
  return cell !== undefined && /^"?(?:[\w*-]+:)?\//.test(cell.value);
}

/** Writes the list's delimiter for the commas that the finding spans, between cells or inside one. */
function joinGroups(
  at: FixContext,
  { comma, delimiter }: { readonly comma: string; readonly delimiter: string },
): readonly Edit[] {
  const { span } = at.finding;
  const page = at.document.pages[at.page]!;
  const base = at.document.offsets[at.page]!;
  const edits: Edit[] = [];
  for (let offset = span.start; offset < span.end; offset++) {
    if (page.text[offset] === comma) edits.push({ start: base + offset, end: base + offset + 1, text: delimiter });
  }
  return edits;
}
