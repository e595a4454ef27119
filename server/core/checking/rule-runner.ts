/** Asks the rules about the record in hand, and keeps what they say until the next one is asked about. */
import type { Binding } from "../filetypes/binding.ts";
import type { Column, Table } from "../filetypes/table.ts";
import { type Span, trimBlanks } from "../text/text.ts";
import { type Dialect, plainForm } from "../text/tokenizer.ts";
import { severities } from "./findings.ts";
import { type CellView, hasBrokenQuote, type RowView } from "./record-view.ts";
import type { CellRule, CellSubject, ReportFinding, ReportOptions, RowRule, Rule, RuleSet } from "./rule.ts";
import { mayApply, settle } from "./severity.ts";
import { idOf, noSuppressions, type Suppressions } from "./suppressions.ts";

/** What a rule has reported about the record in hand. */
export interface ReportedFinding {
  /** The rule's index in `Judge.rules` times four, and the severity's in `severities`. */
  readonly code: number;
  readonly cell: CellSubject | undefined;
  readonly span: Span | undefined;
  readonly data: unknown;
  /** The index of the suppression that it falls under; -1 where it counts. */
  readonly suppression: number;
}

export class RuleRunner {
  /** What was said of the record, or of the cell, that was asked about last. */
  readonly reported: ReportedFinding[] = [];
  /** Rules about cells, then rules about rows. */
  readonly rules: readonly Rule[];
  /** So many of `rules` are about cells. */
  readonly cellRuleCount: number;
  readonly #binding: Binding;
  readonly #dialect: Dialect;
  readonly #ruleIndex: ReadonlyMap<Rule, number>;
  /** For each cell of a record; the same list for a column under every header. */
  readonly cellRules: readonly (readonly CellRule[])[];
  readonly rowRules: readonly RowRule[];
  /** How each rule counts in a column as long as it does not say so itself. */
  readonly #codes = new Map<Column | undefined, Map<Rule, number>>();
  /** Cells that row rules have spoken about. */
  readonly #spoken: CellSubject[] = [];
  /** What is being asked, and about what: one function takes the answers to all questions. */
  #rule: Rule | undefined;
  #view: RowView | undefined;
  #cell: CellView | undefined;
  #enough = false;
  readonly #report: ReportFinding<unknown> = (data, options) => {
    if (options?.at) this.#spoken.push(options.at);
    if (options?.enough) this.#enough = true;
    this.#add(this.#rule!, this.#view!, this.#cell ?? options?.at, data, options);
  };

  readonly #suppressions: Suppressions;

  constructor(binding: Binding, dialect: Dialect, rules: RuleSet, suppressions: Suppressions = noSuppressions) {
    this.#suppressions = suppressions;
    const { table, columns } = binding;
    this.#binding = binding;
    this.#dialect = dialect;
    // Unknown columns share one list: a header may hold millions of them.
    let unknown: readonly CellRule[] | undefined;
    this.cellRules = columns.map((column) => {
      if (column) return cellRulesOf(rules, column, table);
      unknown ??= rules.cell.filter((rule) => mayApply(rule, undefined, table));
      return unknown;
    });
    this.rowRules = rules.row.filter((rule) => mayApply(rule, undefined, table));
    this.rules = [...rules.cell, ...rules.row];
    this.cellRuleCount = rules.cell.length;
    this.#ruleIndex = new Map(this.rules.map((rule, index) => [rule, index]));
  }

  /**
   * Asks about a record: rules about rows if `askRow`, and rules about cells about the first `count` of `suspects`, which are
   * indexes of cells. `special`: it is no data, only row rules are asked.
   */
  run(view: RowView, candidates: Int32Array, count: number, askRow: boolean, special: boolean): void {
    const { reported: entry } = this;
    entry.length = 0;
    const spoken = this.#spoken;
    spoken.length = 0;
    if (askRow) {
      this.#view = view;
      this.#cell = undefined;
      for (const rule of this.rowRules) {
        if (rule.noDataOnly !== special) continue;
        const had = entry.length;
        this.#rule = rule;
        rule.check(view, this.#report);
        if (rule.last && entry.length > had) break;
      }
    }
    // A row in quotes that does not line up without them, or one with another delimiter, is reported as that alone.
    const isOtherwise = (view.form !== plainForm && this.#binding.form === plainForm) || !view.isSeparated;
    if (special || (isOtherwise && !view.linesUp)) return;
    // Cells that lie under wrong columns are not judged; what made them slip is told.
    const width = this.#binding.columns.length;
    const slipped = view.count > width && !view.extrasAreEmpty;
    const before = entry.length;
    for (let i = 0; i < count; i++) {
      const cell = view.at(candidates[i]!);
      if (!spoken.includes(cell) && (!slipped || hasBrokenQuote(cell, this.#dialect))) this.#askCell(cell);
    }
    // A row being typed is short and has one fault at most; with more, a delimiter is missing and all after it slipped.
    if (view.linesUp || view.count >= width || entry.length - before < 2) return;
    const broken = entry.slice(before).filter(({ cell }) => cell !== undefined && hasBrokenQuote(cell, this.#dialect));
    entry.splice(before, entry.length, ...broken);
  }

  /** Asks about one cell of a record that is otherwise in order. */
  runCell(cell: CellView): void {
    this.reported.length = 0;
    this.#askCell(cell);
  }

  #askCell(cell: CellView): void {
    const { reported: entry } = this;
    const before = entry.length;
    this.#view = cell.row;
    this.#cell = cell;
    for (const rule of this.cellRules[cell.index]!) {
      if (rule.alone && entry.length > before) continue;
      if (rule.neededFlags !== 0 && (cell.flags & rule.neededFlags) === 0) continue;
      const had = entry.length;
      this.#rule = rule;
      this.#enough = rule.last === true;
      rule.check(cell, this.#report);
      if (this.#enough && entry.length > had) return;
    }
  }

  #add(
    rule: Rule,
    row: RowView,
    cell: CellSubject | undefined,
    data: unknown,
    options: ReportOptions | undefined,
  ): void {
    const at = cell ?? (options?.span ? row.under(options.span) : undefined);
    const code = this.#codeOf(rule, at?.column, options);
    if (code < 0) return;
    const suppression = this.#suppressions.concerns(rule.name) ? this.#suppressionOf(rule, row, at, options?.span) : -1;
    this.reported.push({ code, cell: at, span: options?.span, data, suppression });
  }

  #suppressionOf({ name }: Rule, row: RowView, cell: CellSubject | undefined, span: Span | undefined): number {
    const { table, hasSecrets, columns, cells } = this.#binding;
    return this.#suppressions.find(name, {
      columns: () => (cell ? [cell.column?.field.name, cells[cell.index]?.text] : []),
      values: () => {
        // A password is compared with nothing that stands in a profile; nor is what may be one.
        if (!cell || cell.isSecret) return [];
        if (hasSecrets) {
          row.looked = true;
          if (row.count !== columns.length) return [];
        }
        const part = span && row.scanner.text(span.start, span.end);
        return part === undefined ? [trimBlanks(cell.text)] : [trimBlanks(cell.text), trimBlanks(part)];
      },
      id: () => idOf(table, (field) => row.value(field)),
    });
  }

  /** The rule's index and the severity's in one number; -1 when it is switched off there. */
  #codeOf(rule: Rule, column: Column | undefined, options: ReportOptions | undefined): number {
    const plain = options?.severity === undefined;
    let codes = plain ? this.#codes.get(column) : undefined;
    const known = codes?.get(rule);
    if (known !== undefined) return known;
    const severity = settle(rule, column?.field, this.#binding.table, options);
    const code = severity === "off" ? -1 : this.#ruleIndex.get(rule)! * 4 + severities.indexOf(severity);
    if (plain) {
      if (!codes) {
        codes = new Map();
        this.#codes.set(column, codes);
      }
      codes.set(rule, code);
    }
    return code;
  }
}

/** Which rules a column has stays the same under every header that has the column. */
const columnRules = new WeakMap<RuleSet, WeakMap<Column, readonly CellRule[]>>();

function cellRulesOf(rules: RuleSet, column: Column, table: Table): readonly CellRule[] {
  let byColumn = columnRules.get(rules);
  if (!byColumn) {
    byColumn = new WeakMap();
    columnRules.set(rules, byColumn);
  }
  let known = byColumn.get(column);
  if (!known) {
    known = rules.cell.filter((rule) => mayApply(rule, column.field, table));
    byColumn.set(column, known);
  }
  return known;
}
