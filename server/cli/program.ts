/** The command line's program: runs its words and ends with their status. */
import { exitCodeOf } from "./exit-code.ts";
import { runWords } from "./run.ts";

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  process.exit(exitCodeOf(error));
});

void runWords(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
