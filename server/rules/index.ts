/** All rules: in the order in which they are asked, and in the order of the catalogue. */
import type { RuleSet } from "../core/check.ts";
import type { CellRule, FileRule, HeaderRule, RowRule, Rule } from "../core/rule.ts";

/** A rule with `last` keeps those after it from being asked about the same cell or row. */
const cell: readonly CellRule[] = [];
const row: readonly RowRule[] = [];
const header: readonly HeaderRule[] = [];
const file: readonly FileRule[] = [];

/** Each rule once, as the catalogue lists them. */
export const allRules: readonly Rule[] = [];

/** What a checker asks. */
export const rules: RuleSet = { cell, row, header, file, byName: new Map(allRules.map((rule) => [rule.name, rule])) };
