/** Runs what was typed after the program's name: reads the words, runs the command, answers with its status. */
import { version } from "../../package.json";
import { type CliRequest, helpText, readRequest } from "./args.ts";
import type { Call, CliCommand } from "./commands.ts";
import { exitCodeOf } from "./exit-code.ts";
import { writeOut } from "./terminal.ts";

/** What runs a command and answers its exit status; loaded when it is called. */
const runners: { readonly [C in CliCommand]: (call: Call<C>) => Promise<number> } = {
  check: async (call) => (await import("./check.ts")).check(call),
  fix: async (call) => (await import("./fix.ts")).fix(call),
  export: async (call) => (await import("./export.ts")).exportFiles(call),
  convert: async (call) => (await import("./convert.ts")).convertFiles(call),
  map: async (call) => (await import("./map.ts")).mapFile(call),
  compare: async (call) => (await import("./compare.ts")).compare(call),
  anonymize: async (call) => (await import("./anonymize.ts")).anonymizeFiles(call),
  infer: async (call) => (await import("./infer.ts")).infer(call),
  test: async (call) => (await import("./test.ts")).test(call),
  init: async (call) => (await import("./init.ts")).init(call),
  explain: async (call) => (await import("./explain.ts")).explain(call),
  completion: async (call) => (await import("./completion.ts")).completion(call),
};

/** Runs a command in the current folder, to standard output and standard error. Answers its exit status: never rejects. */
export async function runWords(words: readonly string[]): Promise<number> {
  try {
    return await run(readRequest(words));
  } catch (error) {
    return exitCodeOf(error);
  }
}

async function run(request: CliRequest): Promise<number> {
  if (request.command === "help") await writeOut([helpText(request.of)]);
  else if (request.command === "version") await writeOut([`${version}\n`]);
  else return runCommand(request);
  return 0;
}

function runCommand<C extends CliCommand>(call: Call<C>): Promise<number> {
  return runners[call.command](call);
}
