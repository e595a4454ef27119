/** Answers that are bytes already: a message writer copies them instead of making JSON of values. */
import type { Writable } from "node:stream";
import { AbstractMessageWriter, type Message, type MessageWriter } from "vscode-jsonrpc/node";

/** A value whose JSON is at hand, piece by piece. Any other writer than `ReadyWriter` makes JSON of it as of everything. */
class Ready {
  constructor(readonly pieces: readonly Uint8Array[]) {}

  toJSON(): unknown {
    return JSON.parse(Buffer.concat(this.pieces).toString());
  }
}

/**
 * Makes an answer, or the parameters of a notification, of their JSON.
 *
 * @param pieces UTF-8; together the JSON of a `T`. Whoever gets the value must only send it: it has none of `T`'s members.
 */
export function readyMade<T extends object>(pieces: readonly Uint8Array[]): T {
  return new Ready(pieces) as unknown as T;
}

const placeholder = "\u0000ready";
const mark = JSON.stringify(placeholder);

/** Writes messages to a stream; what is ready-made among their parameters or as their result goes out as it is. */
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
