/** Characters that no keyboard has: NUL, bell, escape and their like. */
import { defineCellRule } from "../core/checking/rule.ts";
import { odd } from "../core/text/tokenizer.ts";

interface Data {
  readonly code: number;
  /** What the cell says without them. */
  readonly clean: string;
  readonly amount: number;
  /** Nothing else is in the cell, and something must be. */
  readonly emptied: boolean;
}

export default defineCellRule<Data>({
  name: "control-character",
  severity: "warning",
  summary: "An invisible control character in a cell.",
  section: "file",
  order: 13,
  wakes: { flags: odd },
  check(cell, report) {
    const first = indexOfControl(cell.raw);
    if (first < 0) return;
    const letters = [...cell.text];
    const clean = letters.filter((letter) => !isControl(letter.charCodeAt(0))).join("");
    const at = cell.span.start + first;
    report(
      {
        code: cell.raw.charCodeAt(first),
        clean,
        amount: cell.text.length - clean.length,
        emptied: clean.trim() === "" && cell.column?.required === true,
      },
      { span: { start: at, end: at + 1 } },
    );
  },
  message: ({ code, amount }, say) => {
    const name = `${names.get(code) ?? "a control character"} (U+${code.toString(16).toUpperCase().padStart(4, "0")})`;
    const more = amount > 1 ? `, and ${amount - 1} more` : "";
    return `${say.field?.name ?? "This cell"}: an invisible character stands here: ${name}${more}. ${say.system} takes it for a part of the value.`;
  },
  fixes: ({ clean, amount, emptied }) => [
    {
      title: amount > 1 ? `Remove the ${amount} control characters` : "Remove the control character",
      // Taking away all there is where something must be would only trade one fault for another.
      safe: !emptied,
      value: clean,
    },
  ],
});

const names = new Map([
  [0, "NUL"],
  [7, "bell"],
  [8, "backspace"],
  [11, "vertical tab"],
  [12, "form feed"],
  [27, "escape"],
]);

function isControl(unit: number): boolean {
  return unit < 32 && unit !== 9 && unit !== 10 && unit !== 13;
}

function indexOfControl(text: string): number {
  for (let i = 0; i < text.length; i++) if (isControl(text.charCodeAt(i))) return i;
  return -1;
}
