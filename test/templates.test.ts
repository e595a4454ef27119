/** Exports that people really have, by the systems they come from: what each column becomes, and that none becomes a wrong one. */
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { builtInDocuments, builtInTables } from "../server/core/filetypes/schemas.ts";
import { readSource } from "../server/disk/reading/foreign-csv.ts";
import { checkMapped, textOfMapped } from "../server/features/mapping/check-mapped.ts";
import { guessMapping } from "../server/features/mapping/guess.ts";
import { mapRows } from "../server/features/mapping/map-rows.ts";
import type { MappingPart, NamePart, Source } from "../server/features/mapping/mapping.ts";
import { whole } from "../server/features/records/walk.ts";
import { rules } from "../server/rules/index.ts";

const file = path.resolve(import.meta.dirname, "../../test/templates.md");
const targets = ["turvo.user", "travtus.user", "meeds.user"] as const;
const tables = builtInTables({}, rules);

interface Template {
  readonly name: string;
  readonly csv: string;
  /** What is drawn below the export. */
  readonly drawn: string;
}

function templatesIn(text: string): Template[] {
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const name = section.slice(0, section.indexOf("\n"));
      const [, csv = ""] = /```csv\n([\s\S]*?)```/.exec(section) ?? [];
      const [, drawn = ""] = /```text\n([\s\S]*?)```/.exec(section) ?? [];
      return { name, csv, drawn };
    });
}

/** A source of values in a few words: `Vorname + Nachname`, `Status {aktiv=2450}`, `TZ ?{EST}`. */
function inWords(part: MappingPart): string {
  const one = (each: string | NamePart): string => (typeof each === "string" ? each : `${each.part} of ${each.column}`);
  if (typeof part === "string") return part;
  if ("constant" in part) return JSON.stringify(part.constant);
  if ("id" in part) return `id ${part.id}`;
  if ("join" in part) return part.join.map(one).join(" + ") + (part.as === undefined ? "" : ` as ${part.as}`);
  const { column, part: of, order, separator, values, candidates, others } = part;
  return [
    of === undefined ? column : `${of} of ${column}`,
    ...(order === undefined ? [] : [typeof order === "string" ? order : `?${order.join("|")}`]),
    ...(separator === undefined ? [] : [`split at ${JSON.stringify(separator)}`]),
    ...(values === undefined
      ? []
      : [
          `{${Object.entries(values)
            .map((pair) => pair.join("="))
            .join(", ")}}`,
        ]),
    ...(candidates === undefined ? [] : [`?{${Object.keys(candidates).join(", ")}}`]),
    ...(others === undefined ? [] : [`others ${JSON.stringify(others)}`]),
  ].join(" ");
}

function draw(source: Source): string {
  const lines = targets.flatMap((to) => {
    const { mapping, notes } = guessMapping(source, to, tables)!;
    const { skipped } = mapRows(mapping, source, tables);
    return [
      `${to}, key ${mapping.key?.join(", ") ?? "none"}`,
      ...mapping.rows.flatMap(({ file: fileType, when, columns }) =>
        when === undefined
          ? Object.entries(columns).map(([field, part]) => `  ${field} <- ${inWords(part)}`)
          : [
              `  ${fileType} when ${when}: ${Object.entries(columns)
                .filter(([, part]) => typeof part === "string" || !("id" in part))
                .map(([field, part]) => `${field} <- ${inWords(part)}`)
                .join(", ")}`,
            ],
      ),
      ...skipped.map(({ line, reason }) => `  line ${line} left out: ${reason}`),
      ...notes.map((note) => `  ${note}`),
    ];
  });
  return `${lines.join("\n")}\n`;
}

const text = fs.readFileSync(file, "utf8");
const templates = templatesIn(text);

describe("the export of another system", () => {
  it("is there in numbers", () => assert.ok(templates.length > 30));

  for (const { name, csv, drawn } of templates) {
    it(name, async () => {
      const source = await readSource(Buffer.from(csv));
      const now = draw(source);
      if (process.env["UPDATE"] === undefined) assert.equal(now, drawn);
      else redraw(csv, now);
    });
  }

  for (const to of targets) {
    it(`gives files of ${to} whose only errors are in what the export says, or does not say`, async () => {
      for (const { name, csv } of templates) {
        const source = await readSource(Buffer.from(csv));
        const mapped = mapRows(guessMapping(source, to, tables)!.mapping, source, tables);
        const files = mapped.files.map((each) => ({
          file: each,
          path: `/import/${each.table.name}.csv`,
          text: textOfMapped(each),
        }));
        const own = source.rows.flatMap(({ cells }) => cells);
        for (const { sheet, fileType } of whole(
          checkMapped(files, { rules, documents: builtInDocuments, profile: {} }),
        )) {
          const made = (sheet?.findings().located ?? []).flatMap(({ finding }) => {
            if (finding.severity !== "error" || finding.rule.name === "required-value") return [];
            return finding.value && own.some((cell) => cell.includes(finding.value!))
              ? []
              : [`${finding.rule.name} ${finding.field?.name} ${finding.value}`];
          });
          assert.deepEqual(made, [], `${name} as ${fileType}`);
        }
      }
    });
  }
});

function redraw(csv: string, drawn: string): void {
  const now = fs.readFileSync(file, "utf8");
  const at = now.indexOf(csv) + csv.length + "```\n".length;
  const after = now.slice(at).replace(/^\n```text\n[\s\S]*?```\n/, "");
  fs.writeFileSync(file, `${now.slice(0, at)}\n\`\`\`text\n${drawn}\`\`\`\n${after}`);
}
