// A language client of few lines: speaks to a server over its standard streams and notes when answers arrive.

import { spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { probed } from "./measure.mjs";

const SERVER_CANCELLED = -32802;
/** How long a server may think, in ms. */
const PATIENCE = 120_000;

/** A message as it goes over the wire. */
export function frame(message) {
  const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
}

/** A started server. `close` ends it in the protocol's way and, should that not help, by its process id. */
export class Pipe {
  /**
   * `command` are node's arguments; `report` is the file for the probe, left out where even that would cost. With the
   * probe the server can be asked for its use while it runs. `settings` answers `workspace/configuration` by section.
   */
  constructor(command, { cwd, report, settings = () => null } = {}) {
    const probe = report === undefined ? { args: [], env: process.env } : probed(report);
    this.settings = settings;
    this.waiting = new Map();
    this.documents = new Map();
    this.published = () => {};
    this.refreshes = 0;
    this.refreshed = () => {};
    this.nextId = 1;
    this.pieces = [];
    this.have = 0;
    this.need = undefined;
    this.complaint = "";
    this.began = performance.now();
    const stdio = report === undefined ? "pipe" : ["pipe", "pipe", "pipe", "ipc"];
    this.child = spawn(process.execPath, [...probe.args, ...command], { cwd, env: probe.env, stdio });
    this.child.stdout.on("data", (piece) => this.take(piece));
    this.child.stderr.on("data", (piece) => {
      this.complaint = (this.complaint + piece).slice(-2000);
    });
    this.child.stdin.on("error", () => {});
    this.ended = new Promise((resolve) => this.child.on("close", resolve));
    this.child.on("error", (error) => this.fail(error.message));
    this.child.on("close", (status) => this.fail(`server ended with ${status}: ${this.complaint.slice(-400)}`));
  }

  fail(message) {
    for (const { reject } of this.waiting.values()) reject(new Error(message));
    this.waiting.clear();
    this.broken = message;
  }

  take(piece) {
    this.pieces.push(piece);
    this.have += piece.length;
    while (this.need === undefined || this.have >= this.need) {
      // Joined once a message is whole, or while its head is still looked for.
      const bytes = this.pieces.length === 1 ? this.pieces[0] : Buffer.concat(this.pieces);
      this.pieces = [bytes];
      if (this.need === undefined) {
        const end = bytes.indexOf("\r\n\r\n");
        if (end < 0) return;
        this.need = end + 4 + Number(/content-length: *(\d+)/i.exec(bytes.toString("latin1", 0, end))[1]);
        this.body = end + 4;
        continue;
      }
      const arrived = performance.now();
      const message = JSON.parse(bytes.toString("utf8", this.body, this.need));
      const rest = bytes.subarray(this.need);
      this.pieces = rest.length === 0 ? [] : [rest];
      this.have = rest.length;
      this.need = undefined;
      this.receive(message, arrived);
      if (this.have === 0) return;
    }
  }

  receive(message, arrived) {
    const { method, params, id } = message;
    if (method === "textDocument/publishDiagnostics") this.published(params, arrived);
    if (method === "workspace/diagnostic/refresh") {
      this.refreshes++;
      this.refreshed();
    }
    if (method !== undefined) {
      if (id === undefined) return;
      const result =
        method === "workspace/configuration" ? params.items.map(({ section }) => this.settings(section)) : null;
      this.send({ id, result });
      return;
    }
    const waiter = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.error === undefined) waiter?.resolve({ result: message.result, arrived });
    else waiter?.reject(Object.assign(new Error(message.error.message), { code: message.error.code }));
  }

  send(message) {
    this.write(frame(message));
  }

  /** Writes messages that were framed before, so that making them costs nothing while a clock runs. */
  write(...framed) {
    this.child.stdin.write(framed.length === 1 ? framed[0] : Buffer.concat(framed));
  }

  notify(method, params) {
    this.send({ method, params });
  }

  /** Resolves to the result and the moment at which its last byte was here, before it was taken apart. */
  request(method, params) {
    if (this.broken !== undefined) return Promise.reject(new Error(this.broken));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`no answer to ${method} in ${PATIENCE / 1000} s`));
      const patience = setTimeout(late, PATIENCE);
      const settle = (then) => (value) => {
        clearTimeout(patience);
        then(value);
      };
      this.waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
      this.send({ id, method, params });
    });
  }

  /** The handshake, as our extension does it: it adds the links to rules' pages itself and needs no data. `clientFeatures` are more of what its texts can. Resolves to the moment of the answer and the result. */
  async initialize(folder, clientFeatures = {}) {
    const uri = pathToFileURL(folder).href;
    const answer = await this.request("initialize", {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: "bench" }],
      capabilities: {
        general: { positionEncodings: ["utf-16"] },
        workspace: { workspaceFolders: true, configuration: true, diagnostics: { refreshSupport: true } },
        textDocument: {
          synchronization: { dynamicRegistration: false },
          diagnostic: { dynamicRegistration: false, relatedDocumentSupport: false },
          publishDiagnostics: { relatedInformation: true, versionSupport: true },
          ...clientFeatures,
        },
      },
    });
    this.notify("initialized", {});
    return answer;
  }

  /** What is known of a document: its last result id and how many problems it shows. */
  stateOf(uri) {
    const known = this.documents.get(uri) ?? { shown: 0 };
    this.documents.set(uri, known);
    return known;
  }

  /** Pulls a document's diagnostics until the server has them; keeps the result id as editors do. */
  async pull(uri) {
    const state = this.stateOf(uri);
    for (;;) {
      try {
        const params = { textDocument: { uri }, previousResultId: state.resultId };
        const answer = await this.request("textDocument/diagnostic", params);
        state.resultId = answer.result.resultId;
        if (answer.result.kind === "full") state.shown = answer.result.items.length;
        return { ...answer, kind: answer.result.kind };
      } catch (error) {
        if (error.code !== SERVER_CANCELLED) throw error;
        await pause(1);
      }
    }
  }

  /**
   * Pulls until the server has read the whole file and says the same again. Resolves to the moments of the first
   * answer and of the last that said something new: a server may answer with what it knows and ask to be asked again.
   */
  async pullAll(uri) {
    const patience = performance.now() + PATIENCE;
    let refreshes = this.refreshes;
    const first = await this.pull(uri);
    let final = first.arrived;
    for (;;) {
      const { result } = await this.request("csvPreflight/status", { uri });
      if (!result.complete) await this.refreshAfter(refreshes, 1000);
      refreshes = this.refreshes;
      const again = await this.pull(uri);
      if (again.kind === "full") final = again.arrived;
      else if (result.complete) return { first: first.arrived, final };
      if (performance.now() > patience) throw new Error(`${uri} was not read in ${PATIENCE / 1000} s`);
    }
  }

  /** Resolves once the server has asked for more refreshes than `before`, or after `ms`. */
  async refreshAfter(before, ms) {
    if (this.refreshes > before) return;
    await Promise.race([
      pause(ms),
      new Promise((resolve) => {
        this.refreshed = resolve;
      }),
    ]);
  }

  /** What the server uses now: `{cpu}` in ms since its start, or `{retained}` in bytes after a forced collection. */
  use(wanted) {
    return new Promise((resolve, reject) => {
      const patience = setTimeout(() => reject(new Error("the probe does not answer")), PATIENCE);
      this.child.once("message", (use) => {
        clearTimeout(patience);
        resolve(use);
      });
      this.child.send(wanted);
    });
  }

  async close() {
    const patience = setTimeout(() => this.child.kill("SIGKILL"), 5000);
    try {
      await this.request("shutdown");
      this.notify("exit");
    } catch {
      this.child.kill();
    }
    await this.ended;
    clearTimeout(patience);
  }
}
