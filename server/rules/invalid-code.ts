/** Tells of values outside a closed list of codes. */

import { defineValueRule } from "../core/checking/value-rule.ts";
import { stateNamed } from "../core/filetypes/column-names.ts";
import type { Category } from "../core/filetypes/file-type.ts";
import type { Column, Table } from "../core/filetypes/table.ts";
import { choiceOf, message } from "../core/text/message.ts";
import { fold } from "../core/text/text.ts";
import { choicesMost, inColumn, listedValues, ownSentence, replaceTitle, withLabel } from "./words.ts";

interface Data {
  readonly value: string;
  /** The column's codes. */
  readonly codes: readonly Category[];
  /** The code that the value certainly means: its label, an alias, or the code with decimals. */
  readonly meant: Category | undefined;
  /** `label` when it is written as a word, `number` when as another form of the number. */
  readonly by: "label" | "number" | undefined;
  /** The column whose code this is. */
  readonly other: { readonly column: string; readonly category: Category } | undefined;
}

export default defineValueRule<Data>({
  name: "invalid-code",
  severity: "error",
  summary: "A value isn't one of the column's codes.",
  section: "cell",
  types: ["code"],
  wakes: (column) => ({ otherThan: [{ oneOf: () => [...(column?.values.keys() ?? [])] }] }),
  check(cell, report) {
    const { column, value } = cell;
    if (!column || value === "" || column.values.has(value)) return;
    const codes = [...column.values.values()];
    const whole = /^\d{1,3}(?:,\d{3})+$/.test(value) ? value.replaceAll(",", "") : value;
    const number = /^0*(0|[1-9]\d*)(?:[.,]0*)?$/.exec(whole)?.[1];
    const byNumber = number === undefined ? undefined : column.values.get(number);
    const meant = byNumber ?? (/\p{L}/u.test(value) ? column.spellings.get(fold(value)) : undefined);
    report({
      value,
      codes,
      meant,
      by: byNumber ? "number" : meant && "label",
      other: meant ? undefined : codeOfOther(column, value, cell.row.table),
    });
  },
  message({ value, codes, meant, by, other }, say) {
    const wanted = codes.map(withLabel);
    const shown = say.show(value);
    if (meant && by === "number") return inColumn(say, message("{0} isn't a valid code. Use {1}.", shown, meant.value));
    if (meant) return inColumn(say, message("The value must be a code. Use {1} for {0}.", shown, meant.value));
    const own = ownSentence(say, "enum", shown);
    if (own) return inColumn(say, own);
    if (other) {
      const code = withLabel(other.category);
      return inColumn(
        say,
        message('{0} is a code for "{1}". Use {2} here.', code, other.column, choiceOf(wanted.slice(0, choicesMost))),
      );
    }
    return inColumn(say, message("{0} isn't a valid code. {1}", shown, listedValues(wanted)));
  },
  fixes({ value, codes, meant, other }, finding) {
    if (meant) return [{ title: replaceTitle(finding, withLabel(meant)), safe: true, value: meant.value }];
    const like = other ? alike(codes, other.category, value) : (onlyCodeIn(value, codes) ?? codeOfState(value, codes));
    const ordered = like ? [like, ...codes.filter((code) => code !== like)] : codes;
    return ordered
      .slice(0, choicesMost)
      .map((code) => ({ title: replaceTitle(finding, withLabel(code)), safe: false, value: code.value }));
  },
});

function codeOfOther(own: Column, value: string, table: Table): Data["other"] {
  for (const column of table.columns) {
    const category = column !== own && column.field.type === "code" ? column.values.get(value) : undefined;
    if (category) return { column: column.field.name, category };
  }
  return undefined;
}

/** The one code that stands among other words: `1097 (Work)`. */
function onlyCodeIn(value: string, codes: readonly Category[]): Category | undefined {
  const named = codes.filter((code) => value.split(/[^\p{L}\p{N}]+/u).includes(code.value));
  return named.length === 1 ? named[0] : undefined;
}

/** The code of an account's state that a word says in other words or another language: `gesperrt` is suspended. */
function codeOfState(value: string, codes: readonly Category[]): Category | undefined {
  const state = stateNamed(value);
  return state && (codes.find(({ means }) => means === state) ?? codes.find(({ means }) => means === "suspended"));
}

/** The code here that shares a word with a code of another list: "Work phone" and "Work email". */
function alike(codes: readonly Category[], other: Category, value: string): Category | undefined {
  const words = [other.label ?? value, ...(other.aliases ?? [])].map(fold);
  return codes.find((code) => code.aliases?.some((alias) => words.includes(fold(alias))));
}
