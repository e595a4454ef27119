/** Long and repetitive cells, in every column of every file type: four times the cell is about four times the work of every rule and feature, counted in steps over text. */
import assert from "node:assert/strict";
import { builtInDocuments } from "../server/core/filetypes/schemas.ts";
import { actionsAt, fixAll } from "../server/features/language/actions.ts";
import { completeAt } from "../server/features/language/completion.ts";
import { headerLenses, hintsIn } from "../server/features/language/hints.ts";
import { hoverAt } from "../server/features/language/hover.ts";
import { outlineOf, selectionsAt } from "../server/features/language/navigation.ts";
import { contextOf } from "./features.ts";
import { openSet } from "./sets.ts";

/** What is repeated to make a cell: what people and programs leave behind, and what has been slow once. */
const pieces = [
  ...["a", " ", "-", "1", ".", "@", "a@", "a.", "/", "#", "=", "(", "+", "'", '""', ",", ";", "|", "\t", ", ", "; "],
  ...[
    "\n",
    "\r\n",
    "a\n",
    "\u00a0",
    "a\u00a0",
    "a\u200b",
    "\u200d",
    "\ufeffa",
    "e\u0301",
    "Ã©",
    "?",
    "\ufffd",
    "&#39;",
  ],
  ...["_x000D_", "😀", "\u{e0061}", "א", "0 ", "1/", "A1 ", "http://", "<", "America/", "Admin ", "2450,", "u1;"],
] as const;
const short = 400;
const times = 4;
/** Steps that depend on no text, such as those of a list of values that is looked through. */
const constant = 20_000;

/** Each column tries a third of them, and neighbors the others, unless everything is asked for: that takes minutes. */
const isWhole = process.env["CSV_PREFLIGHT_ALL_CELLS"] !== undefined;

describe("long cells", function () {
  this.timeout(600_000);

  for (const { name, files, fields, dialect } of builtInDocuments.filter(({ hidden }) => hidden !== true)) {
    const delimiter = dialect?.delimiter ?? ",";
    const path = files[0] ?? `${name}.csv`;
    const textWith = (column: number, cell: string): string => {
      const row = fields.map(({ example }, i) =>
        i === column ? `"${cell}"` : quoted(String(example ?? ""), delimiter),
      );
      return `${fields.map((field) => field.name).join(delimiter)}\n${row.join(delimiter)}\n`;
    };

    it(`cost ${name} as much as they are long`, () => {
      const slow: string[] = [];
      fields.forEach((field, column) => {
        for (const piece of pieces.filter((_, i) => isWhole || (i + column) % 3 === 0)) {
          const [few, many] = [short, short * times].map((length) => {
            const cell = piece.repeat(Math.ceil(length / piece.length));
            return stepsOf(path, name, textWith(column, cell));
          });
          if (many! > times * 1.5 * few! + constant)
            slow.push(`${field.name}, ${JSON.stringify(piece)}: ${few} steps, then ${many}`);
        }
      });
      assert.deepEqual(slow, []);
    });
  }

  it("would be found to cost too much", () => {
    const quadratic = (length: number): number =>
      counted(() => {
        let made = "";
        for (let i = 0; i < length; i++) made += / $/.test(made) ? "" : "x";
      });
    assert.ok(quadratic(short * times) > times * 1.5 * quadratic(short) + constant);
  });
});

/** What everything does over a file: the check, fixes, and what is shown at the long cell. */
function stepsOf(path: string, type: string, text: string): number {
  const workspace = openSet({ [path]: text }, { files: { "**": type } });
  return counted(() => {
    const sheet = [...workspace.entries()][0]?.sheet;
    if (!sheet) return;
    sheet.advance(Number.POSITIVE_INFINITY);
    for (const { finding } of sheet.findings().located) sheet.messageOf(finding);
    const context = contextOf([sheet]);
    const [start, end] = [text.indexOf("\n") + 1, text.length];
    for (const at of [start, (start + end) >> 1, end - 2]) {
      hoverAt(sheet, at, context);
      completeAt(sheet, at, context);
      selectionsAt(sheet, at);
    }
    // An action for many items of a list does what it does for each of them, when it is chosen.
    const alone = actionsAt(sheet, { start, end }).filter(({ column, others }) => !column && others.length === 0);
    for (const action of alone.slice(0, 10)) action.edits();
    hintsIn(workspace, sheet, { start: 0, end });
    headerLenses(sheet);
    outlineOf(sheet);
    fixAll(sheet);
  });
}

function quoted(text: string, delimiter: string): string {
  return text.includes(delimiter) || /["\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Characters that regular expressions and methods of strings pass while something is done. */
function counted(work: () => void): number {
  let steps = 0;
  const undo: (() => void)[] = [];
  const put = (owner: object, key: PropertyKey, value: unknown): void => {
    const before = Object.getOwnPropertyDescriptor(owner, key)!;
    Object.defineProperty(owner, key, { ...before, value });
    undo.push(() => Object.defineProperty(owner, key, before));
  };
  const { exec } = RegExp.prototype;
  put(RegExp.prototype, "exec", function (this: RegExp, text: string): RegExpExecArray | null {
    const from = this.global || this.sticky ? this.lastIndex : 0;
    const match = Reflect.apply(exec, this, [text]) as RegExpExecArray | null;
    const isTiedToStart = this.sticky || this.source.startsWith("^");
    steps += 1 + (match ? match.index + match[0].length - from : isTiedToStart ? 0 : Math.max(0, text.length - from));
    return match;
  });
  const whole = [
    "split",
    "toLowerCase",
    "toUpperCase",
    "normalize",
    "replaceAll",
    "replace",
    "concat",
    "trim",
  ] as const;
  for (const name of whole) {
    const method = String.prototype[name] as (...given: unknown[]) => unknown;
    put(String.prototype, name, function (this: string, ...given: unknown[]): unknown {
      steps += 1 + String(this).length;
      return Reflect.apply(method, this, given);
    });
  }
  for (const name of ["indexOf", "includes", "lastIndexOf"] as const) {
    const find = String.prototype.indexOf;
    const method = String.prototype[name] as (...given: unknown[]) => unknown;
    put(String.prototype, name, function (this: string, ...given: unknown[]): unknown {
      const from = typeof given[1] === "number" ? given[1] : 0;
      const at = Reflect.apply(find, this, [given[0], from]) as number;
      steps += 1 + Math.max(0, (at < 0 ? String(this).length : at) - from);
      return Reflect.apply(method, this, given);
    });
  }
  for (const name of ["charCodeAt", "codePointAt", "charAt", "slice", "startsWith", "endsWith"] as const) {
    const method = String.prototype[name] as (...given: unknown[]) => unknown;
    put(String.prototype, name, function (this: string, ...given: unknown[]): unknown {
      steps++;
      return Reflect.apply(method, this, given);
    });
  }
  try {
    work();
  } finally {
    for (const each of undo.reverse()) each();
  }
  return steps;
}
