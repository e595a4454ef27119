/** The command line's beginning: reads the words, runs the command, ends with its status. */
import { version } from "../../package.json";
import { type Call, readCall, usage } from "./args.ts";
import { UsageError } from "./options.ts";
import { say, writeOut } from "./terminal.ts";

async function run(call: Call): Promise<number> {
  switch (call.command) {
    case "check":
      return (await import("./check.ts")).check(call);
    case "fix":
      return (await import("./fix.ts")).fix(call);
    case "export":
      return (await import("./export.ts")).exportFiles(call);
    case "compare":
      return (await import("./compare.ts")).compare(call);
    case "map":
      return (await import("./map.ts")).mapFile(call);
    case "convert":
      return (await import("./convert.ts")).convertFiles(call);
    case "anonymise":
      return (await import("./anonymize.ts")).anonymiseFiles(call);
    case "init":
      return (await import("./init.ts")).init(call);
    case "explain":
      return (await import("./explain.ts")).explain(call);
    case "help":
      await writeOut([usage]);
      return 0;
    case "version":
      await writeOut([`${version}\n`]);
      return 0;
  }
}

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

begin(process.argv.slice(2));

async function begin(words: readonly string[]): Promise<void> {
  try {
    process.exitCode = await run(readCall(words));
  } catch (error) {
    process.exitCode = 2;
    if (!(error instanceof UsageError)) throw error;
    say(`csv-preflight: ${error.message}`);
    if (words.length === 0) process.stderr.write(`\n${usage}`);
  }
}
