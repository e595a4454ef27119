/** `csv-preflight convert`: the people of one system as the files of another, with a report of what is not the same. */
import path from "node:path";
import type { Sheet } from "../core/checking/sheet.ts";
import type { Table } from "../core/filetypes/table.ts";
import { choiceOf, english } from "../core/text/message.ts";
import { counted, number } from "../core/text/message-values.ts";
import { withSlashes } from "../disk/reading/files.ts";
import { writeConversion } from "../disk/writing/conversion.ts";
import { type Conversion, convert, questions, rulesFor, targetNamed } from "../features/convert/conversion.ts";
import { profileSnippet } from "../features/convert/profile-snippet.ts";
import type { Questions } from "../features/convert/questions.ts";
import { countsOf, fixFirst, reportNames } from "../features/convert/report.ts";
import { unnamedFolder } from "../features/imports/template.ts";
import { peopleSheets } from "../features/people/people.ts";
import { hint, UsageError } from "./args.ts";
import { loadFor, reportSkipped } from "./check.ts";
import type { Call } from "./commands.ts";
import { setsOf, withSets } from "./export.ts";
import { type Loaded, reasonOf, shownPath } from "./load.ts";
import { progressBar } from "./progress.ts";
import { say, visible, writeOut } from "./terminal.ts";

/** Answers the exit status: 1 when roles are not mapped (nothing is written then) or the result has errors. */
export async function convertFiles(call: Call<"convert">): Promise<number> {
  const { output } = call;
  if (call.mapping !== undefined || call.writeMapping !== undefined) return (await import("./map.ts")).mapFile(call);
  if (output === undefined) throw new UsageError("convert needs --output DIR");
  const byKept = await (await import("./map.ts")).convertByKept(call);
  if (byKept !== undefined) return byKept;
  const decided = [call.column, call.set, call.value, call.skip, call.key].some((given) => given.length > 0);
  if (decided || call.nameOrder !== undefined || call.country !== undefined || call.format !== "text")
    throw new UsageError(
      "these options need a mapping: use --write-mapping FILE, --mapping FILE, or csv-preflight map",
    );
  const progress = progressBar(call.quiet);
  const loaded = await loadFor(withSets(call), progress.update, { keep: true });
  progress.clear();
  reportSkipped(loaded, true);
  if (loaded.failures.length > 0) return 2;
  const sheets = sourcesOf(call, loaded);
  const { workspace } = loaded;
  const [first] = sheets;
  const to = targetTable(call.to, workspace.tablesFor(first!.uri), first!.table);
  const rules = rulesFor(workspace, first!, to);
  const open = questions(workspace, sheets, to, rules);
  if (open.roles.some(({ role }) => role !== "")) {
    tellQuestions(open, first!.table, to);
    return 1;
  }
  const { readPhone } = await import("../disk/libraries/phones.ts");
  return write({ ...call, output }, convert(workspace, sheets, to, rules, readPhone));
}

/** The files of people that are meant: those that were named, or all in the imports that were. */
function sourcesOf(call: Call<"convert">, loaded: Loaded): readonly Sheet[] {
  const inSets = setsOf(call, loaded).flatMap(peopleSheets);
  const named = new Set(call.operands.map((name) => withSlashes(path.resolve(name))));
  const own = inSets.filter((sheet) => named.has(sheet.uri));
  const sheets = own.length > 0 ? own : [...new Set(inSets)];
  if (sheets.length === 0)
    throw new UsageError(
      "there is no file of people to convert; for any other CSV file use csv-preflight map, or --write-mapping FILE begins a mapping of its columns",
    );
  const types = [...new Set(sheets.map(({ table }) => table.name))];
  if (types.length > 1) throw new UsageError(`these are files of ${types.join(" and ")}: convert one type at a time`);
  return sheets;
}

function targetTable(name: string, tables: readonly Table[], from: Table): Table {
  const to = targetNamed(name, tables);
  const names = tables.filter((table) => table.document.rows === "people" && table !== from).map((table) => table.name);
  if (!to) throw new UsageError(`--to can't be "${name}"${hint(name, names) || `; use ${english(choiceOf(names))}`}`);
  if (to.system === from.system)
    throw new UsageError(`these people are in ${from.system} already; use --to ${english(choiceOf(names))}`);
  return to;
}

/** What is to be decided, and where the answer goes. */
function tellQuestions({ roles, known }: Questions, from: Table, to: Table): void {
  say("csv-preflight: nothing was written. These roles have no counterpart yet:");
  for (const { role, people } of roles) {
    const who = `${number(people)} ${people === 1 ? "person" : "people"}`;
    say(role === "" ? `  no role at all: ${who} (${to.system} wants one; may stay undecided)` : `  ${role}: ${who}`);
  }
  say(`Write what each becomes into csv-preflight.json, false for none:`);
  for (const line of profileSnippet(from, to, roles).split("\n")) say(line);
  if (known.length > 0) say(`${to.system} knows ${known.join(", ")}.`);
}

async function write(
  call: { output: string; overwrite: boolean; quiet: boolean },
  conversion: Conversion,
): Promise<number> {
  const target = {
    folder: call.output,
    overwrite: call.overwrite,
    sources: conversion.sources.map(({ uri }) => uri),
    pathOf: shownPath,
  };
  try {
    const answer = await writeConversion(conversion, target);
    if ("refused" in answer) {
      const way = answer.refused === "exists" ? " --overwrite replaces what is there." : "";
      say(`csv-preflight: nothing was written. ${answer.message}${way}`);
      return 2;
    }
  } catch (error) {
    say(`csv-preflight: nothing was written. ${call.output}: ${reasonOf(error, "written")}`);
    return 2;
  }
  const errors = conversion.files.reduce((sum, { exported }) => sum + exported.errors, 0);
  if (!call.quiet) {
    const shown = (name: string): string => shownPath(withSlashes(path.resolve(call.output, name)));
    await writeOut(
      conversion.files.map(({ path: name, fileType, exported }) =>
        visible(`${shown(name)}  ${fileType}, ${number(exported.rows)} ${exported.rows === 1 ? "row" : "rows"}`).concat(
          "\n",
        ),
      ),
    );
    say(summary(conversion, errors));
    const company = unnamedFolder(conversion.to);
    if (company !== undefined) say(company);
    if (conversion.sourceErrors > 0) say(fixFirst(conversion));
    say(`${shown(reportNames.page)} tells what is not the same, row by row.`);
  }
  return errors > 0 ? 1 : 0;
}

/** "12 people. 0 errors are left to mend; 25 facts left out, 4 in another form, 3 guesses, 12 made." */
function summary({ people, differences }: Conversion, errors: number): string {
  const { lost, changed, guessed, made } = countsOf(differences);
  const left = `${number(errors)} ${errors === 1 ? "error is" : "errors are"} left to mend in the result`;
  return `${number(people)} ${people === 1 ? "person" : "people"}; ${left}; ${counted(lost, "fact")} left out, ${number(changed)} in another form, ${number(guessed)} guessed, ${number(made)} made.`;
}
