/** Rules about one value: in a cell that is a list they are asked about each of its items. */
import { itemFix, itemsOf, type ListItem } from "./list-items.ts";
import { type CellRule, type CellSubject, defineCellRule, type ReportOptions } from "./rule.ts";
import { everyValue, wakesIn } from "./wakes.ts";

interface InItem {
  readonly data: unknown;
  readonly item: ListItem | undefined;
}

/** As `defineCellRule`; items of lists are judged like cells, and fixes change the item alone. */
export function defineValueRule<D>(rule: Omit<CellRule<D>, "scope" | "neededFlags">): CellRule {
  const { wakes, check, fixes } = rule;
  return defineCellRule<InItem>({
    ...rule,
    wakes: (column, table) => (column?.field.list ? everyValue : wakesIn(wakes, column, table)),
    check(cell, report) {
      if (!cell.column?.field.list) {
        check(cell, (data, options) => report({ data, item: undefined }, options));
        return;
      }
      for (const item of itemsOf(cell)) {
        const at = { span: item.span };
        const reportItem = (data: D, options?: ReportOptions): void => report({ data, item }, { ...at, ...options });
        check(itemSubject(cell, item), reportItem);
      }
    },
    message: ({ data }, say) => rule.message(data as D, say),
    fixes: ({ data, item }, finding, guesses) => {
      const made = fixes?.(data as D, finding, guesses) ?? [];
      if (!item) return made;
      return made.map(({ value, ...fix }) => (value === undefined ? fix : { ...fix, ...itemFix(item, value) }));
    },
  });
}

/** An item as a cell of its own. */
function itemSubject(cell: CellSubject, { value, span }: ListItem): CellSubject {
  const { flags, index, column, isSecret, row } = cell;
  return { text: value, value, raw: value, flags, span, mark: span, index, column, isSecret, row };
}
