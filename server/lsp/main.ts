/** The language server's program: speaks over whatever its arguments name, `--stdio` for most editors. */
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { serve } from "./server.ts";
import { traceOf } from "./session.ts";

const transports = /^--(?:stdio|node-ipc|socket|pipe)(?:=|$)/;

if (process.argv.slice(2).some((word) => transports.test(word))) {
  const connection = createConnection(ProposedFeatures.all);
  // A fault that nobody caught must not take the server with it; what it says may be somebody's data.
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(event, (error: unknown) => {
      try {
        connection.console.error(`${event}: ${traceOf(error)}`);
      } catch {
        // The client is gone: the library ends the process.
      }
    });
  }
  serve(connection);
} else {
  process.stderr.write("Usage: csv-preflight-language-server --stdio\n");
  process.exitCode = 2;
}
