// Begins a rule, its source and its page, which work as they are: `npm run new-rule NAME [-- --scope cell|row|header|file]`
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { documents } from "./file-types.mjs";
import { formatted } from "./format.mjs";

const repository = path.resolve(import.meta.dirname, "..");

/** What a new rule of each scope looks at, until somebody writes what it should: the word TODO. */
const scopes = {
  cell: {
    section: "cell",
    wakes: `  // What it may be about. Left out, it is asked about every cell, which is slow; \`prefilter.test\` tells when this is too little.
  wakes: { words: ["todo"] },\n`,
    check: `({ value }, report) {
    if (value.toLowerCase() === "todo") report({ value });
  }`,
  },
  row: {
    section: "cell",
    wakes: `  // What it may be about. Left out, it is asked about every record, which is slow.
  wakes: { filledAtMost: 2 },\n`,
    check: `(row, report) {
    const [first, cell, ...others] = row.cells.filter(({ value }) => value !== "");
    if (first && cell?.value.toLowerCase() === "todo" && others.length === 0)
      report({ value: cell.value }, { span: cell.mark });
  }`,
  },
  header: {
    section: "header",
    wakes: "",
    check: `({ binding }, report) {
    for (const { text, start, end } of binding.cells)
      if (text.toLowerCase() === "todo") report({ value: text }, { span: { start, end } });
  }`,
  },
  file: {
    section: "file",
    wakes: "",
    check: `({ document }, report) {
    if (document.pages.some(({ text }) => text.includes("TODO"))) report({ value: "TODO" });
  }`,
  },
};

/** The rule's source. */
function source(name, scope) {
  const { section, wakes, check } = scopes[scope];
  const define = `define${scope[0].toUpperCase()}${scope.slice(1)}Rule`;
  return `/** Reports what nobody has filled in yet. */
import { ${define} } from "../core/checking/rule.ts";
import { message } from "../core/text/message.ts";
import { inColumn } from "./words.ts";

export default ${define}<{ readonly value: string }>({
  name: "${name}",
  severity: "warning",
  summary: "Something still says TODO.",
  section: "${section}",
${wakes}  check${check},
  message: ({ value }, say) => inColumn(say, message("{0} isn't filled in yet. Write what it should be.", say.show(value))),
});
`;
}

/** The rule's page; `npm run docs` writes its head, the test draws its pictures. The example is the first file type we know. */
function page(scope) {
  const [{ name, schema }] = documents();
  const { fields } = schema;
  const free = fields.findIndex(
    ({ type, constraints, preflight }) => type === "string" && !preflight?.type && !constraints?.required,
  );
  const header = fields.map((field) => field.name);
  const right = fields.map(({ example }) => example ?? "");
  const wrong = right.map((value, i) => (i === free ? "TODO" : scope === "row" && i > 0 ? "" : value));
  const table = (...rows) => `\`\`\`csv ${name}\n${rows.map((row) => `${row.join(",")}\n`).join("")}\`\`\``;
  const named = header.map((field, i) => (i === free ? "TODO" : field));
  return `Why it matters, and what the importer does with it: one or two short paragraphs that somebody reads who has an upload
tomorrow and has never heard of this rule.

${scope === "header" ? table(named, right) : table(header, wrong)}

What is fine:

${table(header, right)}
`;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { scope: { type: "string", default: "cell" } },
});
const [name] = positionals;
if (positionals.length !== 1 || !/^[a-z]+(?:-[a-z]+)*$/.test(name) || !Object.hasOwn(scopes, values.scope)) {
  console.error(`Usage: npm run new-rule NAME [-- --scope ${Object.keys(scopes).join("|")}]
NAME is words in small letters with hyphens between them: duplicate-id.`);
  process.exit(2);
}
const files = new Map([
  [`server/rules/${name}.ts`, source(name, values.scope)],
  [`docs/rules/${name}.md`, page(values.scope)],
]);
for (const file of files.keys()) {
  if (!fs.existsSync(path.join(repository, file))) continue;
  console.error(`${file} is there already.`);
  process.exit(2);
}
for (const [file, text] of files)
  fs.writeFileSync(path.join(repository, file), file.endsWith(".ts") ? formatted(file, text) : text);
for (const script of ["docs.mjs", "l10n.mjs"])
  execFileSync(process.execPath, [path.join(repository, "scripts", script)]);
console.log(`Written: ${[...files.keys()].join(", ")}. Everything else is generated from them.
Next: change both files, then run these and read the pictures that the second one draws into the page:
  npm run docs
  UPDATE=1 node scripts/test.mjs pictures --grep ${name}
  npm run format
  node scripts/test.mjs pictures prefilter tidy`);
