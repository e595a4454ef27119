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

/** A way that was found. */
export interface Way {
  readonly transport: Transport;
  /** Where the client is expected, for a sentence about that it is not there: "on port 5000". */
  readonly place: string;
}

/** A way that arguments name wrongly, in one sentence. */
export interface NoWay {
  readonly problem: string;
}

/**
 * The way that arguments such as `--stdio`, `--node-ipc`, `--socket=5000` and `--pipe=NAME` name: the first of them, and what
 * else is said is for somebody else. Undefined when they name none.
 */
export function wayOf(words: readonly string[]): Way | NoWay | undefined {
  for (const [at, word] of words.entries()) {
    const [name, own] = halves(word);
    const next = words[at + 1];
    const value = own ?? (next?.startsWith("-") ? undefined : next) ?? "";
    if (name === "--stdio") {
      const transport = [new StreamMessageReader(process.stdin), new ReadyWriter(process.stdout)] as const;
      return { transport, place: "at standard input" };
    }
    if (name === "--node-ipc") return channel();
    if (name === "--socket") return socket(value);
    if (name === "--pipe") return pipe(value);
  }
  return undefined;
}

/** `--name=value` as its two halves. */
function halves(word: string): [name: string, value: string | undefined] {
  const at = word.indexOf("=");
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

function channel(): Way | NoWay {
  if (!process.send) return { problem: "--node-ipc requires a parent process that opened a channel to this one." };
  return { transport: [new ChannelReader(), new IPCMessageWriter(process)], place: "in the parent process" };
}

function socket(value: string): Way | NoWay {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  if (port < 1 || port > 65_535) return { problem: "--socket requires a port number, as in --socket=5000." };
  return { transport: createServerSocketTransport(port), place: `on port ${port}` };
}

function pipe(name: string): Way | NoWay {
  if (name === "") return { problem: "--pipe requires the name of a pipe, as in --pipe=NAME." };
  return { transport: createServerPipeTransport(name), place: `at the pipe ${name}` };
}

/** Reads from the channel to a parent process, and also notices its end. */
class ChannelReader extends IPCMessageReader {
  constructor() {
    super(process);
    process.on("disconnect", () => this.fireClose());
  }
}
