/** Files that are not checked although somebody might think so: what is missing to their being recognized, or what could not be used. */

import { type Message, message } from "../core/text/message.ts";
import { closestByHeader } from "../core/workspace/detect.ts";
import { isLikely, isRow, nearMissInWords } from "../core/workspace/near-miss.ts";
import type { Workspace } from "../core/workspace/workspace.ts";

/** A file that was not checked. */
export interface UnrecognizedFile {
  /** As reports name it. */
  readonly shown: string;
  /** Absolute, `/` between names. */
  readonly path: string;
  /** What is missing to its being recognized, in one or two sentences. */
  readonly reason: Message;
  /** What to do about it, for people at a terminal; undefined where the reason says it. */
  readonly advice: Message | undefined;
}

/** What is said of a file that was looked at and is no import file. */
export type Why = Pick<UnrecognizedFile, "reason" | "advice">;

/** `front`: the file's beginning; `isOff`: its profile says that it is no import file. */
export function whyUnrecognized(
  path: string,
  workspace: Workspace,
  { isOff, front }: { readonly isOff: boolean; readonly front: string },
): Why {
  if (isOff) return { reason: message("The profile says that it isn't an import file."), advice: undefined };
  const miss = workspace.nearMiss(path) ?? closestByHeader(path, front, workspace.tablesFor(path));
  if (miss) {
    const { name, document } = miss.table;
    const advice =
      miss.header.length === 0 || isRow(miss.header)
        ? message("Add the column names as the first line, or use --type {0} to check it as it is.", name)
        : document.rows === "people"
          ? message(
              "Rename the columns, create an import with csv-preflight map, or use --type {0} to check it as it is.",
              name,
            )
          : message("Rename the columns, or use --type {0} to check it as it is.", name);
    return { reason: nearMissInWords(miss), advice };
  }
  const said: Message =
    front.trim() === ""
      ? message("It is empty, and its name isn't that of an import file.")
      : message("Neither its name nor its header is that of an import file.");
  return { reason: said, advice: message("Use --type to say what it is.") };
}

/** Undefined for one that is probably none of ours. */
export function whyNearly(path: string, workspace: Workspace): Why | undefined {
  const miss = workspace.nearMiss(path);
  return miss && isLikely(miss) ? whyUnrecognized(path, workspace, { isOff: false, front: "" }) : undefined;
}
