// The ways to break a source by one change, and a source that has them all, each behind a switch.
import { SyntaxKind } from "typescript/unstable/ast";

const swapped = new Map([
  [SyntaxKind.LessThanToken, "<="],
  [SyntaxKind.LessThanEqualsToken, "<"],
  [SyntaxKind.GreaterThanToken, ">="],
  [SyntaxKind.GreaterThanEqualsToken, ">"],
  [SyntaxKind.EqualsEqualsEqualsToken, "!=="],
  [SyntaxKind.ExclamationEqualsEqualsToken, "==="],
  [SyntaxKind.AmpersandAmpersandToken, "||"],
  [SyntaxKind.BarBarToken, "&&"],
  [SyntaxKind.PlusToken, "-"],
  [SyntaxKind.MinusToken, "+"],
  [SyntaxKind.AsteriskToken, "/"],
  [SyntaxKind.SlashToken, "*"],
  [SyntaxKind.PercentToken, "*"],
  [SyntaxKind.AmpersandToken, "|"],
  [SyntaxKind.BarToken, "&"],
  [SyntaxKind.PlusEqualsToken, "-="],
  [SyntaxKind.MinusEqualsToken, "+="],
  [SyntaxKind.BarEqualsToken, "&="],
]);
const comparisons = new Set(["<", "<=", ">", ">=", "===", "!=="]);
const texts = new Set([
  SyntaxKind.StringLiteral,
  SyntaxKind.NoSubstitutionTemplateLiteral,
  SyntaxKind.TemplateExpression,
]);

/**
 * All ways to break a source by one change.
 *
 * @returns {{start: number, end: number, text: string, isStatement: boolean}[]} `text` takes the place of `[start, end)`, offsets in
 *   UTF-16 units; of a statement the text is a statement, else an expression
 */
export function mutantsOf(source) {
  const made = [];
  const whole = source.text;
  const put = (node, text, isStatement = false) =>
    made.push({ start: node.getStart(source), end: node.end, text, isStatement });
  /** The node with one part of it replaced. */
  const putPart = (node, part, text) => {
    const start = node.getStart(source);
    put(node, whole.slice(start, part.getStart(source)) + text + whole.slice(part.end, node.end));
  };
  const bounds = (node, side) => {
    if (side.kind !== SyntaxKind.NumericLiteral || !/^\d+$/.test(side.text)) return;
    putPart(node, side, `(${Number(side.text) - 1})`);
    putPart(node, side, String(Number(side.text) + 1));
  };
  const condition = (node) => {
    if (node.kind === SyntaxKind.TrueKeyword || node.kind === SyntaxKind.FalseKeyword) return;
    put(node, "true");
    put(node, "false");
  };
  const visit = (node) => {
    if (isType(node)) return;
    switch (node.kind) {
      case SyntaxKind.ImportDeclaration:
      case SyntaxKind.InterfaceDeclaration:
      case SyntaxKind.TypeAliasDeclaration:
        return;
      case SyntaxKind.BinaryExpression: {
        const { left, operatorToken, right } = node;
        const other = swapped.get(operatorToken.kind);
        // Of texts only `+` makes sense.
        const isText = texts.has(left.kind) || texts.has(right.kind);
        if (other !== undefined && !(isText && /^[-+]/.test(other))) putPart(node, operatorToken, other);
        if (comparisons.has(other)) for (const side of [left, right]) bounds(node, side);
        break;
      }
      case SyntaxKind.IfStatement:
        condition(node.expression);
        break;
      case SyntaxKind.ConditionalExpression:
        condition(node.condition);
        break;
      case SyntaxKind.PrefixUnaryExpression:
        if (node.operator === SyntaxKind.ExclamationToken || node.operator === SyntaxKind.MinusToken)
          put(node, node.operand.getText(source));
        break;
      case SyntaxKind.PostfixUnaryExpression:
        put(node, `${node.operand.getText(source)}${node.operator === SyntaxKind.PlusPlusToken ? "--" : "++"}`);
        break;
      case SyntaxKind.TrueKeyword:
        put(node, "false");
        break;
      case SyntaxKind.FalseKeyword:
        put(node, "true");
        break;
      case SyntaxKind.ExpressionStatement:
        if (node.expression.expression?.kind !== SyntaxKind.SuperKeyword) put(node, ";", true);
        break;
      case SyntaxKind.ContinueStatement:
      case SyntaxKind.BreakStatement:
        put(node, ";", true);
        break;
      case SyntaxKind.ReturnStatement:
        if (node.expression && node.expression.getText(source) !== "undefined") put(node, "return undefined;", true);
        break;
      default:
    }
    node.forEachChild(visit);
  };
  source.forEachChild(visit);
  return made;
}

/** Types do nothing at run time. */
function isType(node) {
  return (
    (node.kind >= SyntaxKind.FirstTypeNode && node.kind <= SyntaxKind.LastTypeNode) ||
    node.kind === SyntaxKind.TypeParameter
  );
}

/** Says of a number whether that mutant is on, and writes down that it was asked. In programs that tests start, too. */
const prelude = `
globalThis.__isMutant ??= (() => {
  const on = Number(process.env.CSV_PREFLIGHT_MUTANT ?? -1);
  const file = process.env.CSV_PREFLIGHT_MUTANT_HITS;
  if (!file) return (id) => id === on;
  const hits = new Set();
  globalThis.__forgetMutantHits = () => hits.clear();
  const fs = process.getBuiltinModule("node:fs");
  return (id) => {
    if (!hits.has(id)) {
      hits.add(id);
      fs.appendFileSync(file, id + "\\n");
    }
    return false;
  };
})();
`;

/**
 * A source with all of some mutants in it, each behind `__isMutant(id)`.
 *
 * @param {string} source
 * @param {{id: number, start: number, end: number, text: string, isStatement: boolean}[]} mutants
 */
export function instrumented(source, mutants) {
  // The widest first: what lies inside another is switched in the part that is not broken.
  const sorted = [...mutants].sort((a, b) => a.start - b.start || b.end - a.end);
  const write = (start, end, inside) => {
    let text = "";
    let at = start;
    for (let i = 0; i < inside.length; ) {
      const first = inside[i];
      const same = [];
      let next = i;
      while (next < inside.length && inside[next].start === first.start && inside[next].end === first.end)
        same.push(inside[next++]);
      let last = next;
      while (last < inside.length && inside[last].start < first.end) last++;
      text += source.slice(at, first.start);
      text += switched(same, write(first.start, first.end, inside.slice(next, last)));
      at = first.end;
      i = last;
    }
    return text + source.slice(at, end);
  };
  // Behind the first line, which may be a comment that lines are counted from.
  return `${prelude.replaceAll("\n", " ")}${write(0, source.length, sorted)}`;
}

function switched(mutants, whole) {
  const [{ isStatement }] = mutants;
  return mutants.reduce(
    (text, { id, text: broken }) =>
      isStatement
        ? `if (__isMutant(${id})) { ${broken} } else { ${text} }`
        : `(__isMutant(${id}) ? (${broken}) : (${text}))`,
    whole,
  );
}
