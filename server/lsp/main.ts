/** The language server's program: speaks over whatever its arguments name, `--stdio` for most editors. */
import { connect } from "./connection.ts";
import { serve } from "./server.ts";
import { transportOf } from "./transport.ts";

const transport = transportOf(process.argv.slice(2));

if (transport) {
  const { session } = serve(connect(transport, (code) => process.exit(code)));
  // A fault that nobody caught must not take the server with it; what it says may be somebody's data.
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(event, (error: unknown) => session.fail(event, error));
  }
} else {
  process.stderr.write("Usage: csv-preflight-language-server --stdio\n");
  process.exitCode = 2;
}
