/** The language server's program: speaks over whatever its arguments name, `--stdio` for most editors. */
import { Connection, logLevels, transportOf } from "./connection.ts";
import { serve } from "./server.ts";
import { traceOf } from "./session.ts";

const transport = transportOf(process.argv.slice(2));

if (transport) {
  const connection = new Connection(transport, (code) => process.exit(code));
  // A fault that nobody caught must not take the server with it; what it says may be somebody's data.
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(event, (error: unknown) => connection.log(logLevels.error, `${event}: ${traceOf(error)}`));
  }
  process.on("disconnect", () => connection.gone());
  serve(connection);
} else {
  process.stderr.write("Usage: csv-preflight-language-server --stdio\n");
  process.exitCode = 2;
}
