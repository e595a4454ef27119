/** The language server's program: speaks over whatever its arguments name, `--stdio` for most editors. */
import { version } from "../../package.json";
import { connect } from "./connection.ts";
import { serve } from "./server.ts";
import { type NoWay, type Way, wayOf } from "./transport.ts";

const usage = `Usage: csv-preflight-language-server --stdio

Checks CSV import files for an editor, which starts it and speaks with it in the Language Server Protocol.

  --stdio        over standard input and output
  --pipe=NAME    over a pipe that the editor has made
  --socket=PORT  over a port of this computer at which the editor listens
  --node-ipc     over the channel to a parent process in Node.js
  --version      prints the version
  --help         prints this
`;

const words = process.argv.slice(2);

if (words.includes("--help") || words.includes("-h")) process.stdout.write(usage);
else if (words.includes("--version")) process.stdout.write(`${version}\n`);
else start(wayOf(words));

function start(way: Way | NoWay | undefined): void {
  if (way === undefined) fail(2, usage);
  else if ("problem" in way) fail(2, `${way.problem}\n`);
  else speak(way);
}

function speak(way: Way): void {
  const connection = connect(way.transport, (code, unreachable) => {
    if (unreachable) fail(code, `There is no client ${way.place}. Start the editor first.\n`);
    else process.exit(code);
  });
  const { session } = serve(connection);
  // A fault that nobody caught must not take the server with it; what it says may be somebody's data.
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(event, (error: unknown) => session.fail(event, error));
  }
}

/** Ends the program when its last words are out. */
function fail(code: number, text: string): void {
  process.stderr.write(text, () => process.exit(code));
}
