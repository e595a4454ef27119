/** A language client of few lines for tests: starts the real server, asks, listens, and can also misbehave. */

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { Diagnostic } from "vscode-languageserver";
import type { Request, Sent } from "../server/protocol/request.ts";

/** Where the bundle is; tests run at the top of the repository. */
export const serverFile = path.resolve("out/server/main.js");

/** So long an answer is waited for: only a server that hangs takes longer, on a slow and busy machine, too. */
const limitMs = 120_000;

export interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** What a capable editor says of itself. */
export const capable = {
  general: { positionEncodings: ["utf-16"] },
  workspace: {
    workspaceFolders: true,
    diagnostics: { refreshSupport: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true, resourceOperations: ["create"] },
  },
  textDocument: {
    diagnostic: { dynamicRegistration: false },
    publishDiagnostics: { relatedInformation: true, dataSupport: true, codeDescriptionSupport: true },
    codeAction: {
      dataSupport: true,
      resolveSupport: { properties: ["edit"] },
      codeActionLiteralSupport: { codeActionKind: { valueSet: [] } },
    },
    completion: { completionItem: { snippetSupport: true } },
  },
};

/** What is said to a client that asks for diagnostics. */
export interface Pulled {
  readonly kind: string;
  readonly resultId?: string;
  readonly items: Diagnostic[];
}

export class Client {
  /** Notifications and requests from the server, in order. */
  readonly heard: Message[] = [];
  /** What the server wrote to standard error. */
  complaints = "";
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number | string, (message: Message) => void>();
  #bytes: Buffer = Buffer.alloc(0);
  #nextId = 1;

  /** What is answered to the server's requests; undefined: nothing, ever. */
  answer: (asked: Message) => Pick<Message, "result" | "error"> | undefined = () => ({ result: null });

  /** @param user the id of the user who runs the server, for tests that are run by root */
  constructor(folder: string, words: readonly string[] = ["--stdio"], user?: number) {
    const rights = user === undefined ? {} : { uid: user, gid: user };
    this.#child = spawn(process.execPath, [serverFile, ...words], { cwd: folder, stdio: "pipe", ...rights });
    this.#child.stdout.on("data", (piece: Buffer) => this.#take(piece));
    this.#child.stderr.on("data", (piece: Buffer) => {
      this.complaints += piece.toString();
    });
    this.#child.stdin.on("error", () => {});
    this.ended = new Promise((resolve) => this.#child.on("close", resolve));
  }

  /** The handshake. */
  async start(folder: string | undefined, capabilities: object = capable, options: object = {}): Promise<unknown> {
    const uri = folder === undefined ? null : pathToFileURL(folder).href;
    const result = await this.request("initialize", {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: uri === null ? null : [{ uri, name: "test" }],
      capabilities,
      ...options,
    });
    this.notify("initialized", {});
    return result;
  }

  /** The answer, error or result. */
  ask(method: string, params?: unknown): Promise<Message> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no answer to ${method}: ${this.complaints}`)), limitMs);
      this.#waiting.set(id, (message) => {
        clearTimeout(late);
        resolve(message);
      });
      this.send({ id, method, params });
    });
  }

  request<P extends object, R>(type: Request<P, R>, params: NoInfer<Sent<P>>): Promise<R | null>;
  request(method: string, params?: unknown): Promise<unknown>;
  async request(asked: string | { readonly method: string }, params?: unknown): Promise<unknown> {
    const method = typeof asked === "string" ? asked : asked.method;
    const { result, error } = await this.ask(method, params);
    if (error) throw new Error(`${method}: ${error.code} ${error.message}`);
    return result;
  }

  /** Asks for diagnostics as an editor does: again when it is told to, until the whole file is known. */
  async pull(uri: string, previousResultId?: string): Promise<Pulled> {
    for (;;) {
      const from = this.heard.length;
      const answer = (await this.request("textDocument/diagnostic", {
        textDocument: { uri },
        previousResultId,
      })) as Pulled;
      if (!answer.resultId?.endsWith("~")) return answer;
      await this.hear("a request to ask again", ({ method }) => method === "workspace/diagnostic/refresh", from);
    }
  }

  notify(method: string, params?: unknown): void {
    this.send({ method, params });
  }

  send(message: object): void {
    this.sendRaw(JSON.stringify({ jsonrpc: "2.0", ...message }));
  }

  sendRaw(body: string): void {
    this.#child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  sendBytes(bytes: string): void {
    this.#child.stdin.write(bytes);
  }

  /** Waits until the server has said something that fits, from `from` on in `heard`. */
  async hear(what: string, fits: (message: Message) => boolean, from = 0): Promise<Message> {
    for (const end = Date.now() + limitMs; Date.now() < end; await pause(10)) {
      const found = this.heard.slice(from).find(fits);
      if (found) return found;
    }
    throw new Error(`not heard: ${what}\n${JSON.stringify(this.heard.slice(from)).slice(0, 2000)}`);
  }

  /** Ends the server in the protocol's way; its exit code. */
  async stop(): Promise<number | null> {
    await this.ask("shutdown");
    this.notify("exit");
    const killed = setTimeout(() => this.#child.kill("SIGKILL"), 5000);
    const code = await this.ended;
    clearTimeout(killed);
    return code;
  }

  /** Ends the server whatever it is doing; for tests that failed. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** Closes the pipe as an editor that dies would. */
  hangUp(): void {
    this.#child.stdin.end();
  }

  #take(piece: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, piece]);
    for (;;) {
      const end = this.#bytes.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(this.#bytes.toString("latin1", 0, end))![1]);
      if (this.#bytes.length < end + 4 + length) return;
      const body = this.#bytes.toString("utf8", end + 4, end + 4 + length);
      this.#bytes = this.#bytes.subarray(end + 4 + length);
      this.#receive(JSON.parse(body) as Message);
    }
  }

  #receive(message: Message): void {
    if (message.method === undefined) {
      const waiter = this.#waiting.get(message.id!);
      this.#waiting.delete(message.id!);
      waiter?.(message);
      return;
    }
    this.heard.push(message);
    const answer = message.id === undefined ? undefined : this.answer(message);
    if (answer) this.send({ id: message.id, ...answer });
  }
}
