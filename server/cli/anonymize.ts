/** `csv-preflight anonymize`: a copy of import files with other people in it and the same problems. */
import { randomBytes } from "node:crypto";
import path from "node:path";
import type { Sheet } from "../core/checking/sheet.ts";
import { type Message, message } from "../core/text/message.ts";
import { statOf, withSlashes } from "../disk/reading/files.ts";
import { closureOf, commonFolder, writeCopies } from "../disk/writing/anonymized-copy.ts";
import { anonymize } from "../features/anonymize/anonymize.ts";
import { UsageError } from "./args.ts";
import { loadFor, reportSkipped } from "./check.ts";
import type { Call } from "./commands.ts";
import { translate } from "./language.ts";
import { type Loaded, reasonOf, shownPath } from "./load.ts";
import { progressBar } from "./progress.ts";
import { say, sayErrors, sayRefused, visible, withOverwrite, writeOut } from "./terminal.ts";

/** Answers the exit status: 1 when the copy would not have the same problems. */
export async function anonymizeFiles(call: Call<"anonymize">): Promise<number> {
  const progress = progressBar(call.quiet);
  const loaded = await loadFor({ ...call, operands: call.operands.map(folderAround) }, progress.update);
  progress.clear();
  const chosen = sheetsOf(call, loaded);
  reportSkipped({ ...loaded, unrecognized: [], nearly: [] }, call.quiet);
  if (loaded.failures.length > 0) return 2;
  if (chosen.length === 0) throw new UsageError(message("there is no import file to copy"));
  const pathOf = (sheet: Sheet): string => loaded.workspace.entry(sheet.uri)?.path ?? sheet.uri;
  // Nobody shall be able to try names until one gives the same pseudonym: without a seed there is one that nobody knows.
  const seed = call.seed ?? randomBytes(16).toString("hex");
  const made = finished(anonymize(chosen, loaded.workspace, { seed, keep: call.keep }));
  const [only, ...others] = call.operands;
  const base =
    others.length === 0 && isFolder(only!)
      ? `${fullPath(only!)}/`.replace(/(?<!\/)\/+$/, "/")
      : commonFolder(chosen.map(pathOf));
  try {
    const answer = writeCopies(made, { target: call.output, base, overwrite: call.overwrite, pathOf });
    if ("refused" in answer) {
      sayRefused(withOverwrite(answer));
      return answer.refused === "differences" ? 1 : 2;
    }
    if (call.quiet) return 0;
    await writeOut(
      answer.map(
        ({ source, target }) =>
          `${visible(shownPath(target))}  ${visible(translate(message("from {0}", shownPath(source))))}\n`,
      ),
    );
    say(problemsLeft(made.problems));
    say(message("File and folder names stay the same."));
    for (const profile of loaded.profiles)
      say(
        message(
          "The original files use {0}. Copy it too, so that the copy is checked in the same way.",
          shownPath(profile.path),
        ),
      );
    return 0;
  } catch (error) {
    sayErrors([message("{0}: {1}", call.output, reasonOf(error, "written"))]);
    return 2;
  }
}

function problemsLeft(problems: number): Message {
  if (problems === 0) return message("Checked: the copy has no problems, like the original.");
  return problems === 1
    ? message("Checked: the copy has the same problem as the original, in the same place.")
    : message("Checked: the copy has the same {0} problems as the original, in the same places.", problems);
}

function finished<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** A file is copied with those it refers to: all around it is read. */
function folderAround(name: string): string {
  return statOf(name)?.isFile() ? path.dirname(name) : name;
}

function sheetsOf(call: Call<"anonymize">, { workspace, files }: Loaded): Sheet[] {
  const named = call.operands.map((name) => ({ full: fullPath(name), alone: !isFolder(name) }));
  const asked = [...workspace.entries()].filter(({ path: file }) =>
    named.some(({ full, alone }) => (alone ? file === full : file.startsWith(`${full.replace(/\/$/, "")}/`))),
  );
  const own = new Set(files.map((file) => file.sheet));
  const wanted = asked.flatMap(({ sheet }) =>
    sheet && (own.has(sheet) || sheet.table.document.hidden) ? [sheet] : [],
  );
  return closureOf(workspace, wanted);
}

function fullPath(name: string): string {
  return withSlashes(path.resolve(name));
}

function isFolder(name: string): boolean {
  return statOf(name)?.isDirectory() === true;
}
