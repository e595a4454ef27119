/** `csv-preflight convert`: the people of one system as the files of another, with a report of what is not the same. */
import path from "node:path";
import type { Sheet } from "../core/checking/sheet.ts";
import type { Table } from "../core/filetypes/table.ts";
import { counted } from "../core/text/counts.ts";
import { choiceOf, joined, listOf, type Message, message } from "../core/text/message.ts";
import { withSlashes } from "../disk/reading/files.ts";
import { writeConversion } from "../disk/writing/conversion.ts";
import { type Conversion, convert, questions, rulesFor, targetNamed } from "../features/convert/conversion.ts";
import { profileSnippet } from "../features/convert/profile-snippet.ts";
import type { Questions } from "../features/convert/questions.ts";
import { countsOf, fixFirst, reportNames } from "../features/convert/report.ts";
import { unnamedFolder } from "../features/imports/template.ts";
import { peopleSheets } from "../features/people/people.ts";
import { UsageError, withHint } from "./args.ts";
import { loadFor, reportSkipped } from "./check.ts";
import type { Call } from "./commands.ts";
import { setsOf, withSets } from "./export.ts";
import { translate } from "./language.ts";
import { type Loaded, reasonOf, shownPath } from "./load.ts";
import { progressBar } from "./progress.ts";
import { say, sayRefused, visible, withOverwrite, writeOut } from "./terminal.ts";

/** Answers the exit status: 1 when roles are not mapped (nothing is written then) or the result has errors. */
export async function convertFiles(call: Call<"convert">): Promise<number> {
  const { output } = call;
  if (call.mapping !== undefined || call.writeMapping !== undefined) return (await import("./map.ts")).mapFile(call);
  if (output === undefined) throw new UsageError(message("convert requires --output DIR"));
  const byKept = await (await import("./map.ts")).convertByKept(call);
  if (byKept !== undefined) return byKept;
  const decided = [call.column, call.set, call.value, call.skip, call.key].some((given) => given.length > 0);
  if (decided || call.nameOrder !== undefined || call.country !== undefined || call.format !== "text")
    throw new UsageError(
      message("these options require a mapping: use --write-mapping FILE, --mapping FILE, or csv-preflight map"),
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
    printQuestions(open, first!.table, to);
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
      message(
        "there is no file of people to convert; for any other CSV file use csv-preflight map, or create a mapping of its columns with --write-mapping FILE",
      ),
    );
  const types = [...new Set(sheets.map(({ table }) => table.name))];
  if (types.length > 1)
    throw new UsageError(message("these are files of {0}: convert one type at a time", listOf(types)));
  return sheets;
}

function targetTable(name: string, tables: readonly Table[], from: Table): Table {
  const to = targetNamed(name, tables);
  const names = tables.filter((table) => table.document.rows === "people" && table !== from).map((table) => table.name);
  if (!to) throw new UsageError(withHint(message('--to can\'t be "{0}"', name), name, names));
  if (to.system === from.system)
    throw new UsageError(message("these people are already in {0}; use --to {1}", from.system, choiceOf(names)));
  return to;
}

/** What is to be decided, and where the answer goes. */
function printQuestions({ roles, known }: Questions, from: Table, to: Table): void {
  sayRefused(message("These roles aren't mapped yet:"));
  for (const { role, people } of roles) {
    const who = counted(people, "person");
    const line =
      role === ""
        ? message("no role: {0} ({1} requires one; you can decide later)", who, to.system)
        : message("{0}: {1}", role, who);
    say(joined(["  ", line], ""));
  }
  say(message("Add what each becomes to csv-preflight.json. Use false for no role:"));
  for (const line of profileSnippet(from, to, roles).split("\n")) say(line);
  if (known.length > 0) say(message("{0} has these roles: {1}.", to.system, known.join(", ")));
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
      sayRefused(withOverwrite(answer));
      return 2;
    }
  } catch (error) {
    sayRefused(message("{0}: {1}", call.output, reasonOf(error, "written")));
    return 2;
  }
  const errors = conversion.files.reduce((sum, { exported }) => sum + exported.errors, 0);
  if (!call.quiet) {
    const shown = (name: string): string => shownPath(withSlashes(path.resolve(call.output, name)));
    await writeOut(
      conversion.files.map(({ path: name, fileType, exported }) =>
        visible(`${shown(name)}  ${fileType}, ${translate(counted(exported.rows, "row"))}`).concat("\n"),
      ),
    );
    say(summary(conversion, errors));
    const company = unnamedFolder(conversion.to);
    if (company !== undefined) say(company);
    if (conversion.sourceErrors > 0) say(fixFirst(conversion));
    say(message("{0} lists every difference, row by row.", shown(reportNames.page)));
  }
  return errors > 0 ? 1 : 0;
}

/** "12 people; 0 errors to fix in the result; values: 25 left out, 4 changed, 3 guessed, 12 created." */
function summary({ people, differences }: Conversion, errors: number): Message {
  const { lost, changed, guessed, made } = countsOf(differences);
  const left =
    errors === 1 ? message("1 error to fix in the result") : message("{0} errors to fix in the result", errors);
  const values = message("values: {0} left out, {1} changed, {2} guessed, {3} created.", lost, changed, guessed, made);
  return joined([counted(people, "person"), left, values], "; ");
}
