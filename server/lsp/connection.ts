/** The connection to a client: vscode-languageserver's, on a transport of ours, with an eye of ours on the client's life. */
import {
  type Connection,
  createConnection,
  createProtocolConnection,
  ErrorCodes,
  Message,
  type ProtocolConnection,
  type RequestMessage,
  ResponseError,
  type WatchDog,
} from "vscode-languageserver";
import type { Transport } from "./transport.ts";

/** How often it is looked whether the client still lives, in milliseconds. */
const heartbeatMs = 3000;

/**
 * Makes the connection; it hears nothing until `listen`.
 *
 * @param end told the exit code when the client says goodbye or is gone: 0 when it had asked for the shutdown
 */
export function connect([reader, writer]: Transport, end: (code: number) => void): Connection {
  const gone = (): void => end(watchDog.shutdownReceived ? 0 : 1);
  const watchDog: WatchDog = {
    shutdownReceived: false,
    initialize: ({ processId }) => watch(processId, gone),
    exit: end,
  };
  let isInitialized = false;
  /** Lets a message pass as its handler will get it, or answers it here. */
  const handleMessage = async (message: Message, next: (message: Message) => unknown): Promise<void> => {
    if (isRequest(message, "initialize")) {
      isInitialized = true;
      await next({ ...message, params: legible(message.params) } as Message);
    } else if (isInitialized || Message.isResponse(message) || isExit(message)) await next(message);
    else if (Message.isRequest(message)) {
      const error = new ResponseError(ErrorCodes.ServerNotInitialized, "initialize comes first");
      await writer.write({ jsonrpc: "2.0", id: message.id, error: error.toJson() } as Message);
    }
  };
  const open = (): ProtocolConnection => {
    // Without a logger: what the package says of messages that it cannot read quotes them, and they are somebody's data.
    const connection = createProtocolConnection(reader, writer, undefined, { messageStrategy: { handleMessage } });
    connection.onClose(gone);
    return connection;
  };
  return createConnection(open, watchDog);
}

function isRequest(message: Message, method: string): message is RequestMessage {
  return Message.isRequest(message) && message.method === method;
}

function isExit(message: Message): boolean {
  return Message.isNotification(message) && message.method === "exit";
}

/** The package looks into `capabilities` without asking whether there are any. */
function legible(params: unknown): object {
  const given = typeof params === "object" && params !== null && !Array.isArray(params) ? params : {};
  const capabilities = "capabilities" in given ? given.capabilities : undefined;
  return { ...given, capabilities: typeof capabilities === "object" && capabilities !== null ? capabilities : {} };
}

/** Ends with the client's process, which may die without a word. */
function watch(processId: unknown, gone: () => void): void {
  if (typeof processId !== "number") return;
  setInterval(() => {
    try {
      process.kill(processId, 0);
    } catch {
      gone();
    }
  }, heartbeatMs).unref();
}
