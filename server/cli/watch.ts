/** `check --watch`: runs again after each change of a file that may matter, until it is interrupted. */

import path from "node:path";
import { watch } from "chokidar";
import { message } from "../core/text/message.ts";
import { isCompressedCsv, isCsvName, statOf, withSlashes } from "../disk/reading/files.ts";
import { UsageError } from "./args.ts";
import type { Call } from "./commands.ts";
import { exitCodeOf } from "./exit-code.ts";
import { standardInput } from "./load.ts";
import { isPattern } from "./patterns.ts";
import { say } from "./terminal.ts";

/** Changes that come together, as when an editor replaces a file, make one run, in milliseconds. */
const gatherMs = 100;

/**
 * Runs at once and after changes, one run at a time; a change during a run makes another one. A run that throws is told and waits
 * for the next change: what was wrong may be mended meanwhile. Only a call that is wrong from the start ends at once.
 *
 * @returns the last run's exit status, once the process is asked to end
 */
export async function watchAndRun(
  call: Pick<Call<"check">, "operands" | "config" | "output" | "format" | "quiet">,
  run: () => Promise<number>,
): Promise<number> {
  if (call.operands.includes(standardInput))
    throw new UsageError(message('"-" (standard input) can\'t be used with {0}', "--watch"));
  const output = call.output === undefined ? undefined : path.resolve(call.output);
  const watcher = watch(placesOf(call), {
    ignoreInitial: true,
    // What a file refers to lies beside it or one folder below.
    ...(call.operands.every((operand) => statOf(operand)?.isFile()) ? { depth: 1 } : {}),
    ignored: (file, stats) => path.resolve(file) === output || isIgnored(file, stats?.isFile() === true),
  });
  let wake: () => void = () => {};
  let changed = false;
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  watcher.on("all", () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      changed = true;
      wake();
    }, gatherMs);
  });
  watcher.on("error", (error) => say(message("csv-preflight: a folder can't be watched: {0}", String(error))));
  const end = (): void => {
    ended = true;
    wake();
  };
  process.once("SIGINT", end).once("SIGTERM", end);
  await new Promise<void>((ready) => watcher.once("ready", ready));
  let status = 0;
  for (let isFirst = true; !ended; isFirst = false) {
    changed = false;
    if (process.stdout.isTTY === true && call.format === "text") process.stdout.write("\u001b[2J\u001b[3J\u001b[H");
    try {
      status = await run();
    } catch (error) {
      status = exitCodeOf(error);
      // What was typed is wrong, and no change of a file puts it right.
      if (isFirst && error instanceof UsageError) break;
    }
    if (!call.quiet && !ended)
      say(message("Checked at {0}. Waiting for changes; Ctrl+C ends.", new Date().toLocaleTimeString()));
    if (!changed && !ended)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
  clearTimeout(timer);
  await watcher.close();
  return status;
}

/** Folders are watched whole; of a file its folder, for the files and profiles beside it count, too. */
function placesOf({ operands, config }: Pick<Call<"check">, "operands" | "config">): string[] {
  const places = operands.map((operand) => {
    const names = withSlashes(operand).split("/");
    const wild = names.findIndex(isPattern);
    if (wild >= 0 && statOf(operand) === undefined) return names.slice(0, wild).join("/") || (wild > 0 ? "/" : ".");
    return statOf(operand)?.isDirectory() ? operand : path.dirname(operand);
  });
  return config === undefined ? places : [...places, path.dirname(config)];
}

/** What changes nothing that a check says: other files, and folders that are never searched. */
function isIgnored(file: string, isFile: boolean): boolean {
  const name = path.basename(file);
  if (name === "node_modules" || name === ".git") return true;
  return isFile && !(isCsvName(file) || isCompressedCsv(file) || name.endsWith(".json") || name === ".gitignore");
}
