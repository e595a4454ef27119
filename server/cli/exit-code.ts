/** What a command ends with when it throws. */
import { message } from "../core/text/message.ts";
import { UsageError } from "./args.ts";
import { reasonOf } from "./load.ts";
import { sayErrors } from "./terminal.ts";

/** Says what went wrong; answers the exit status. Only what is our own fault comes with the way to it in the code. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) sayErrors([error.sentence]);
  else if (error instanceof Error && "syscall" in error) sayErrors([reasonOf(error, "written")]);
  else {
    const about = error instanceof Error ? (error.stack ?? error.message) : String(error);
    sayErrors([message("unexpected error. {0}", about)]);
  }
  return 2;
}
