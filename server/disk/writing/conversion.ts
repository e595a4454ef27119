/** A conversion on disk: its files read back and written, with the reports of what is not the same; nothing there is replaced without a yes. */

import path from "node:path";
import { english, type Message, message, type Translate } from "../../core/text/message.ts";
import { percentDecoded } from "../../core/text/text.ts";
import { namesAmong } from "../../core/workspace/folders.ts";
import type { Conversion } from "../../features/convert/conversion.ts";
import { type PathOf, reportData, reportNames, reportPage } from "../../features/convert/report.ts";
import { lostLetters } from "../../features/records/records.ts";
import { writeOutputs } from "./output.ts";
import { readBack } from "./read-back.ts";

export interface ConversionTarget {
  /** The folder to write to; made when it is not there. */
  readonly folder: string;
  /** A yes to replacing files that are there. */
  readonly overwrite: boolean;
  /** The files that were converted, absolute: none of them is ever written to. */
  readonly sources: readonly string[];
  readonly pathOf: PathOf;
  /** Puts the page into words. */
  readonly translate?: Translate;
}

/** `exists` asks for a yes; `other` is a no. */
export interface ConversionRefusal {
  readonly refused: "exists" | "other";
  readonly message: Message;
}

/** Writes the files of a conversion. Answers their paths, absolute, the reports last. Throws what the system says when it cannot be written. */
export async function writeConversion(
  conversion: Conversion,
  target: ConversionTarget,
): Promise<readonly string[] | ConversionRefusal> {
  const nameOf = namesAmong(conversion.sources.map(({ uri }) => percentDecoded(uri)));
  const lost = conversion.sources
    .map((sheet) => lostLetters(sheet, nameOf(percentDecoded(sheet.uri))))
    .find((each) => each !== undefined);
  if (lost !== undefined) return { refused: "other", message: lost };
  const contents = new Map<string, string>();
  for (const { path: name, exported } of conversion.files) {
    const mismatch = await readBack(exported, "csv");
    if (mismatch !== undefined) return { refused: "other", message: message("{0}: {1}", name, mismatch) };
    contents.set(name, exported.text);
  }
  contents.set(reportNames.page, (target.translate ?? english)(reportPage(conversion, target.pathOf)));
  contents.set(reportNames.data, reportData(conversion, target.pathOf));
  const folder = path.resolve(target.folder);
  const paths = [...contents.keys()].map((name) => path.join(folder, ...name.split("/")));
  const no = writeOutputs(
    [...contents.values()].map((text, i) => ({ path: paths[i]!, content: Buffer.from(text) })),
    { inputs: target.sources, existing: target.overwrite ? "replace" : "refuse", folder },
  );
  if (no) return no;
  return paths;
}
