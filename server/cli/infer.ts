/** `csv-preflight infer`: a file type from CSV files, to go on from. */
import fs from "node:fs";
import path from "node:path";
import { message } from "../core/text/message.ts";
import { laidOut } from "../disk/documents/json-layout.ts";
import { readSource, SourceError } from "../disk/reading/foreign-csv.ts";
import { writeOutputs } from "../disk/writing/output.ts";
import { inferTypes, SampleCount } from "../features/infer/infer.ts";
import { UsageError } from "./args.ts";
import type { Call } from "./commands.ts";
import { reasonOf, shownPath } from "./load.ts";
import { say, sayErrors, writeOut } from "./terminal.ts";

/** Prints a resource, or a package of several, or writes it. Answers the exit status: 2 when a file could not be read. */
export async function infer({ operands, output, quiet }: Call<"infer">): Promise<number> {
  const files = operands.flatMap(csvFilesAt);
  if (files.length === 0) throw new UsageError(message("there is no CSV file to infer a file type from"));
  const samples: SampleCount[] = [];
  let failed = false;
  for (const file of files) {
    try {
      const { rows, ...head } = await readSource(fs.readFileSync(file));
      const sample = new SampleCount({ ...head, file: path.basename(file) });
      sample.add(rows);
      samples.push(sample);
    } catch (error) {
      failed = true;
      const reason = error instanceof SourceError ? error.sentence : reasonOf(error);
      sayErrors([message("{0}: {1}", shownPath(path.resolve(file)), reason)]);
    }
  }
  if (samples.length === 0) return 2;
  const types = inferTypes(samples);
  const [only, ...others] = types;
  const text = laidOut(others.length === 0 ? only : { name: "package", resources: types });
  if (output === undefined) await writeOut([text]);
  else {
    try {
      const no = writeOutputs([{ path: output, content: [text] }], { inputs: files, existing: "refuse" });
      if (no) throw new UsageError(no.message);
    } catch (error) {
      if (error instanceof UsageError) throw error;
      sayErrors([message("{0}: {1}", output, reasonOf(error, "written"))]);
      return 2;
    }
    if (!quiet)
      say(
        message(
          '{0} was written. List it under "schemas" in csv-preflight.json, and change what the rows don\'t show.',
          output,
        ),
      );
  }
  return failed ? 2 : 0;
}

/** A file, or the CSV files of a folder, by name. */
function csvFilesAt(operand: string): string[] {
  const found = fs.statSync(operand, { throwIfNoEntry: false });
  if (!found) throw new UsageError(message("{0}: there is no such file", operand));
  if (!found.isDirectory()) return [operand];
  return fs
    .readdirSync(operand, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.csv$/i.test(entry.name))
    .map(({ name }) => path.join(operand, name))
    .sort();
}
