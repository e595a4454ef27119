/** The connection to a client: vscode-languageserver's, on a transport of ours, with an eye of ours on the client's life. */
import {
  type Connection,
  createConnection,
  createProtocolConnection,
  Message,
  type ProtocolConnection,
  type WatchDog,
} from "vscode-languageserver";
import { LifeCycle } from "./life-cycle.ts";
import type { Transport } from "./transport.ts";

/** How often it is looked whether the client still lives, in milliseconds. */
const heartbeatMs = 3000;

/**
 * Told when the client says goodbye or is gone.
 *
 * @param code for the process to end with: 0 when the client had asked for the shutdown
 * @param unreachable why there never was a client
 */
export type End = (code: number, unreachable?: Error) => void;

/** Makes the connection; it hears nothing until `listen`. */
export function connect([reader, writer]: Transport, end: End): Connection {
  const lifeCycle = new LifeCycle();
  let hasClient = false;
  let fault: Error | undefined;
  const gone = (): void => end(watchDog.shutdownReceived ? 0 : 1, hasClient ? undefined : fault);
  const watchDog: WatchDog = {
    shutdownReceived: false,
    initialize: ({ processId }) => watch(processId, gone),
    exit: (code) => end(code),
  };
  const handleMessage = async (message: Message, next: (message: Message) => unknown): Promise<void> => {
    hasClient = true;
    const ruling = lifeCycle.rule(message);
    if (ruling === "drop") return;
    if ("pass" in ruling) await next(ruling.pass);
    else if (Message.isRequest(message))
      await writer.write({ jsonrpc: "2.0", id: message.id, error: ruling.refuse.toJson() } as Message);
  };
  const open = (): ProtocolConnection => {
    // Without a logger: what the package says of messages that it cannot read quotes them, and they are somebody's data.
    const connection = createProtocolConnection(reader, writer, undefined, { messageStrategy: { handleMessage } });
    connection.onError(([error]) => {
      fault = error;
    });
    connection.onClose(gone);
    return connection;
  };
  return createConnection(open, watchDog);
}

/**
 * Ends with the client's process, which may die without a word. A process that cannot be seen from the start is that of another
 * container or machine: then the end of what it sends tells.
 */
function watch(processId: unknown, gone: () => void): void {
  if (typeof processId !== "number" || !isAlive(processId)) return;
  setInterval(() => {
    if (!isAlive(processId)) gone();
  }, heartbeatMs).unref();
}

/** Whether there is such a process, another user's too. */
function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
