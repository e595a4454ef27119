/** A row whose values don't go together, by what the file type asks of rows as a whole. */
import { defineRowRule, type Saying } from "../core/checking/rule.ts";
import type { CellCondition } from "../core/filetypes/file-type.ts";
import { type Breach, breachesOf } from "../core/filetypes/row-conditions.ts";
import { choiceOf, listOf, type Message, message, namedMessage } from "../core/text/message.ts";
import { inColumns } from "./words.ts";

interface Data extends Breach {
  readonly value: string;
}

export default defineRowRule<Data>({
  name: "row-condition",
  severity: "error",
  summary: "The values of a row don't go together, or one of them requires another.",
  section: "cell",
  wakes: { conditions: true },
  check(row, report) {
    const { condition } = row.binding;
    if (!condition || !row.linesUp || row.blank) return;
    const broken = breachesOf(
      condition,
      (name) => row.value(name),
      (name) => row.table.byName.get(name)?.field,
    );
    const seen = new Set<string>();
    for (const breach of broken) {
      const column = breach.column ?? breach.columns.find((name) => row.cell(name));
      const cell = column === undefined ? undefined : row.cell(column);
      const place = `${column} ${breach.kind}`;
      if (!cell || seen.has(place)) continue;
      seen.add(place);
      const severity = breach.severity === undefined ? {} : { severity: breach.severity, exactly: true };
      // Other rules still say what is wrong with the value itself.
      report(
        { ...breach, value: cell.value },
        { ...severity, ...(breach.kind === "empty" ? { at: cell } : { span: cell.mark }) },
      );
    }
  },
  message(data, say) {
    const names = data.column === undefined ? data.columns : [data.column];
    return inColumns(names, data.says === undefined ? sentence(data, say) : own(data.says, data.value, say));
  },
});

function own(says: string, value: string, say: Saying): Message {
  return namedMessage(says, () => (value === "" ? message("an empty cell") : say.show(value)));
}

function sentence({ kind, because, wanted, value, columns }: Data, say: Saying): Message {
  switch (kind) {
    case "empty":
      return because.length === 0
        ? message("The cell is empty. {0} requires a value here.", say.system)
        : message("The cell is empty. {0} requires a value here because of {1}.", say.system, listOf(because));
    case "value": {
      const shown = say.show(value);
      const hint = wanted && wantedValue(wanted);
      if (hint === undefined)
        return because.length === 0
          ? message("{0} can't be used here.", shown)
          : message("{0} can't be used here because of {1}.", shown, listOf(because));
      return because.length === 0
        ? message("{0} can't be used here. Use {1}.", shown, hint)
        : message("{0} can't be used here because of {1}. Use {2}.", shown, listOf(because), hint);
    }
    case "choice":
      return message("This row needs another combination of values in {0}.", choiceOf(columns));
  }
}

function wantedValue(wanted: CellCondition): Message | string | undefined {
  if (wanted.const !== undefined) return wanted.const;
  return wanted.enum && wanted.enum.length <= 5 ? choiceOf(wanted.enum) : undefined;
}
