/** The connection to a client: JSON-RPC over whatever the arguments name, and answers that are ready-made bytes. */
import type { Writable } from "node:stream";
import {
  AbstractMessageWriter,
  type CancellationToken,
  createMessageConnection,
  createServerPipeTransport,
  createServerSocketTransport,
  IPCMessageReader,
  IPCMessageWriter,
  type Message,
  type MessageConnection,
  type MessageReader,
  type MessageWriter,
  StreamMessageReader,
} from "vscode-jsonrpc/node";

export type Transport = readonly [MessageReader, MessageWriter];

/** How often it is looked whether the client still lives, in milliseconds. */
const heartbeatMs = 3000;

export const logLevels = { error: 1, warning: 2, information: 3, log: 4 } as const;

/** Methods by name, parameters as they come: whoever listens expects anything. */
export class Connection {
  readonly #rpc: MessageConnection;
  #shutDown = false;

  /** `end` is told the exit code when the client says goodbye or is gone. */
  constructor(
    [reader, writer]: Transport,
    readonly end: (code: number) => void,
  ) {
    this.#rpc = createMessageConnection(reader, writer);
    this.onRequest("shutdown", () => {
      this.#shutDown = true;
      return null;
    });
    this.onNotification("exit", () => this.gone());
    this.#rpc.onClose(() => this.gone());
  }

  listen(): void {
    this.#rpc.listen();
  }

  /** Answers a request. */
  onRequest<P>(method: string, answer: (params: P, token: CancellationToken) => unknown): void {
    this.#rpc.onRequest(method, (...sent: unknown[]) => {
      const token = sent.pop() as CancellationToken;
      return answer(theOne(sent) as P, token);
    });
  }

  onNotification<P>(method: string, take: (params: P) => unknown): void {
    this.#rpc.onNotification(method, (...sent: unknown[]) => void take(theOne(sent) as P));
  }

  /** Asks the client. Rejects when it answers with an error or is gone. */
  sendRequest<R>(method: string, params?: object): Promise<R> {
    return params === undefined ? this.#rpc.sendRequest<R>(method) : this.#rpc.sendRequest<R>(method, params);
  }

  /** Tells the client; when it is gone, nobody. */
  sendNotification(method: string, params: object): void {
    try {
      this.#rpc.sendNotification(method, params).catch(() => {});
    } catch {
      // The client is gone.
    }
  }

  log(type: number, message: string): void {
    this.sendNotification("window/logMessage", { type, message });
  }

  /** Ends with the client's process, which may die without a word. */
  watch(processId: unknown): void {
    if (typeof processId !== "number") return;
    setInterval(() => {
      try {
        process.kill(processId, 0);
      } catch {
        this.gone();
      }
    }, heartbeatMs).unref();
  }

  gone(): void {
    this.end(this.#shutDown ? 0 : 1);
  }
}

/** Parameters by position are no use to anybody here: one is the object that was meant. */
function theOne(sent: readonly unknown[]): unknown {
  return sent.length === 1 ? sent[0] : undefined;
}

/** The way that arguments such as `--stdio`, `--node-ipc`, `--socket=5000` and `--pipe=NAME` name; undefined when they name none. */
export function transportOf(words: readonly string[]): Transport | undefined {
  for (const [at, word] of words.entries()) {
    const [name, value = words[at + 1] ?? ""] = word.split("=");
    if (name === "--stdio") return [new StreamMessageReader(process.stdin), new ReadyWriter(process.stdout)];
    if (name === "--node-ipc") return [new IPCMessageReader(process), new IPCMessageWriter(process)];
    if (name === "--socket") return createServerSocketTransport(Number(value));
    if (name === "--pipe") return createServerPipeTransport(value);
  }
  return undefined;
}

/** A value whose JSON is at hand, piece by piece: a writer that knows it copies bytes, any other makes JSON as always. */
export class Ready {
  constructor(readonly pieces: readonly Uint8Array[]) {}

  toJSON(): unknown {
    return JSON.parse(Buffer.concat(this.pieces).toString());
  }
}

const placeholder = "\u0000ready";
const mark = JSON.stringify(placeholder);

/** Writes messages to a stream; a `Ready` among their parameters or as their result goes out as it is. */
export class ReadyWriter extends AbstractMessageWriter implements MessageWriter {
  constructor(readonly stream: Writable) {
    super();
    stream.on("error", (error) => this.fireError(error));
    stream.on("close", () => this.fireClose());
  }

  write(message: Message): Promise<void> {
    const pieces = piecesOf(message);
    let length = 0;
    for (const piece of pieces) length += piece.length;
    const head = Buffer.from(`Content-Length: ${length}\r\n\r\n`);
    return new Promise((resolve, reject) => {
      const written = (error?: Error | null): void => (error ? reject(error) : resolve());
      if (length < joinedMost) {
        this.stream.write(Buffer.concat([head, ...pieces]), written);
        return;
      }
      this.stream.cork();
      this.stream.write(head);
      for (const piece of pieces.slice(0, -1)) this.stream.write(piece);
      this.stream.write(pieces.at(-1)!, written);
      this.stream.uncork();
    });
  }

  end(): void {
    this.stream.end();
  }
}

/** Messages up to this many bytes are copied into one; larger ones go out piece by piece. */
const joinedMost = 1 << 20;

/** The JSON of a message in at least one piece. */
function piecesOf(message: Message): Uint8Array[] {
  const part = "result" in message ? "result" : "params";
  const value = (message as Partial<Record<string, unknown>>)[part];
  if (!(value instanceof Ready)) return [Buffer.from(JSON.stringify(message))];
  const around = JSON.stringify({ ...message, [part]: placeholder });
  const at = around.lastIndexOf(mark);
  return [Buffer.from(around.slice(0, at)), ...value.pieces, Buffer.from(around.slice(at + mark.length))];
}
