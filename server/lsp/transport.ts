/** The way to the client that the program's arguments name. */
import {
  createServerPipeTransport,
  createServerSocketTransport,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageReader,
  type MessageWriter,
  StreamMessageReader,
} from "vscode-jsonrpc/node";
import { ReadyWriter } from "./ready-writer.ts";

export type Transport = readonly [MessageReader, MessageWriter];

/** The way that arguments such as `--stdio`, `--node-ipc`, `--socket=5000` and `--pipe=NAME` name; undefined when they name none. */
export function transportOf(words: readonly string[]): Transport | undefined {
  for (const [at, word] of words.entries()) {
    const [name, value = words[at + 1] ?? ""] = word.split("=");
    if (name === "--stdio") return [new StreamMessageReader(process.stdin), new ReadyWriter(process.stdout)];
    if (name === "--node-ipc") return [new ChannelReader(), new IPCMessageWriter(process)];
    if (name === "--socket") return createServerSocketTransport(Number(value));
    if (name === "--pipe") return createServerPipeTransport(value);
  }
  return undefined;
}

/** Reads from the channel to a parent process, and also notices its end. */
class ChannelReader extends IPCMessageReader {
  constructor() {
    super(process);
    process.on("disconnect", () => this.fireClose());
  }
}
