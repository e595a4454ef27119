/** Characters inside a value or a column name that nobody can see, and spaces that are no plain space. */
import { setHeaderCell } from "../core/checking/fix-context.ts";
import { hasBrokenQuote } from "../core/checking/record-view.ts";
import { defineCellRule, defineHeaderRule } from "../core/checking/rule.ts";
import type { Field } from "../core/filetypes/file-type.ts";
import { isProse, plainSpace } from "../core/filetypes/values.ts";
import { characterName, type Invisible, invisiblesIn, withoutThese } from "../core/text/invisible.ts";
import { type Message, message } from "../core/text/message.ts";
import { quoteValue } from "../core/text/message-values.ts";
import { trimBlanks } from "../core/text/text.ts";
import { odd } from "../core/text/tokenizer.ts";
import { headerMark } from "./unknown-column.ts";
import { inColumn, placeOf } from "./words.ts";

interface Data {
  /** The value without what is at its ends. */
  readonly value: string;
  readonly invisibles: readonly Invisible[];
  /** What the cell says without them; made when it is called. */
  readonly clean: () => string;
  /** What takes the place of the invisible spaces. */
  readonly space: string;
  readonly secret: boolean;
}

const words = {
  name: "invisible-character",
  severity: "warning",
  summary: "A value or a column name contains a character that can't be seen.",
  section: "file",
} as const;

export default defineCellRule<Data>({
  ...words,
  order: 23,
  wakes: { flags: odd },
  check(cell, report) {
    const { text, column } = cell;
    const field = column?.field;
    const value = trimBlanks(text);
    const prose = isProse(field);
    const invisibles = invisiblesIn(value, prose);
    if (invisibles.length === 0) return;
    const start = text.indexOf(value);
    const clean = (): string =>
      text.slice(0, start) + withoutThese(value, invisibles, plainSpace(field)) + text.slice(start + value.length);
    const secret = cell.isSecret;
    const data = { value, invisibles, clean, space: plainSpace(field), secret };
    report(data, isComparedExactly(field) ? { severity: "error" } : {});
  },
  message({ value, invisibles, space, secret }, say) {
    if (secret)
      return inColumn(say, message("The value contains {0}. Check whether it belongs there.", namesOf(invisibles)));
    const [shown, place] = [say.show(value), placeOf(invisibles)];
    return inColumn(
      say,
      space !== "" && invisibles.every(({ isSpace }) => isSpace)
        ? space === " "
          ? message("{0} contains {1}. Use a plain space.", shown, place)
          : message("{0} contains {1}. Use {2}.", shown, place, space)
        : invisibles.length === 1
          ? message("{0} contains {1}. Remove it.", shown, place)
          : message("{0} contains {1}. Remove them.", shown, place),
    );
  },
  fixes: ({ invisibles, clean, space, secret }) => [
    { title: titleOf(invisibles, space), safe: !secret, value: clean() },
  ],
});

/** The same in the names of columns. */
export const inHeader = defineHeaderRule<{ readonly cell: number; readonly text: string; readonly name: string }>({
  ...words,
  check({ table, binding }, report) {
    for (const { column, match, text, index, flags, duplicateOf } of binding.cells) {
      if (!column || match !== "invisible" || duplicateOf !== undefined || hasBrokenQuote({ flags }, table)) continue;
      report({ cell: index, text, name: column.field.name }, { severity: "error", span: headerMark(binding, index) });
    }
  },
  message: ({ text, name }) =>
    message(
      'The column name {0} contains {1}. It should be "{2}".',
      quoteValue(text),
      placeOf(invisiblesIn(text, false)),
      name,
    ),
  fixes: ({ cell, name }) => [
    { title: message('Rename to "{0}"', name), safe: true, edits: (at) => setHeaderCell(at, cell, name) },
  ],
});

/** Importers find rows and columns by these, or look them up in a list: one character more makes another value. */
function isComparedExactly(field: Field | undefined): boolean {
  if (field === undefined || isProse(field)) return false;
  if (field.type === "phone") return field.variant === "digits";
  return field.type !== "password" && field.type !== "postal-code";
}

function namesOf(invisibles: readonly Invisible[]): Message | string {
  const [first] = invisibles;
  if (first && invisibles.length === 1) return characterName(first.code);
  return message("{0} invisible characters", invisibles.length);
}

function titleOf(invisibles: readonly Invisible[], space: string): Message {
  const [first] = invisibles;
  const replaces = space !== "" && invisibles.every(({ isSpace }) => isSpace);
  if (!first || invisibles.length > 1)
    return replaces
      ? message("Replace the invisible characters with spaces")
      : message("Remove the invisible characters");
  const name = characterName(first.code);
  if (!replaces) return message("Remove {0}", name);
  return space === " " ? message("Replace {0} with a space", name) : message("Replace {0} with {1}", name, space);
}
