/** Sets of files under random edits, openings, closings, saves and changes on disk: what the editor shows in the end is what a fresh start would say. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import type { Diagnostic, Range } from "vscode-languageserver-types";
import { builtInDocuments } from "../../server/core/filetypes/schemas.ts";
import { english } from "../../server/core/text/message.ts";
import { Workspace } from "../../server/core/workspace/workspace.ts";
import { rulePageAddress } from "../../server/disk/documents/rule-pages.ts";
import { decodeBytes } from "../../server/disk/reading/files.ts";
import { SeededRandom } from "../../server/features/anonymize/seeded-random.ts";
import { connect } from "../../server/lsp/connection.ts";
import { wordsOf } from "../../server/lsp/convert.ts";
import { ReadyWriter } from "../../server/lsp/ready-writer.ts";
import { serve } from "../../server/lsp/server.ts";
import { uriOf } from "../../server/lsp/uris.ts";
import { type FileStatus, statusRequest } from "../../server/protocol/files.ts";
import { rules } from "../../server/rules/index.ts";
import { capable, type Pulled } from "../client.ts";
import { goodSet } from "../sets.ts";

/** What a run has done, for its summary. */
export interface EditTally {
  servers: number;
  edits: number;
  comparisons: number;
}

/** How a client is told: it asks and can be asked to ask again; it asks only; it is told. */
const manners = ["refreshed", "asking", "told"] as const;
type Manner = (typeof manners)[number];

/** A client is waited for so long, in milliseconds: a server that is only busy is done long before. Set it lower to see a failure sooner. */
const limitMs = Number(process.env["CSV_PREFLIGHT_WAIT_MS"] ?? 300_000);
const atOnce = 12;
/** So often an editor is compared with a fresh start, each time after so many edits. */
const usual = { rounds: 6, edits: 14 };

const names = [
  "user.csv",
  "group.csv",
  "communication_channel.csv",
  "Group/group.csv",
  "people.csv",
  "other/user.csv",
  "other/group.csv",
  "other/Group/group.csv",
] as const;
const fragments = [
  ...["U-1", "U-2", "u-2", "U-3", " U-1", '"U-1"', "G-1", "G-2", "g-1", "C-1", "", "x", "é", "\u200b", "😀"],
  ...[",", "\n", "\r\n", '"', "Viewer", "Admin", "Dispatcher", "2450", "Active", "EST", "a@b", "+1 313 555"],
  "M-9,U-3,G-1,Viewer\n",
  "C-9,U-1,1097,x@example.com\n",
  "U-4,Dee Orr,Editor,2450,Europe/London,dee@example.com\n",
  "U-1,Ann Lee,Admin,2450,America/New_York,ann@example.com\n",
  "<<<<<<< HEAD\n",
  "\n\n",
];

/** One batch of editors at work at the same time, each with a server and a folder of its own; throws what does not hold. */
export async function tryEdits(seed: string, tally: EditTally, length = usual): Promise<void> {
  const all = Array.from({ length: atOnce }, (_, i) => tryOne(`${seed}.${i}`, tally, length));
  const failed = (await Promise.allSettled(all)).find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}

/** One of them alone, to see a failure again. */
export async function tryOne(seed: string, tally: EditTally, { rounds, edits } = usual): Promise<void> {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-edits-")));
  const editor = new Editor(folder, seed);
  try {
    await editor.start();
    tally.servers++;
    for (let round = 0; round < rounds; round++) {
      for (let n = 0; n < edits; n++) {
        await editor.step();
        tally.edits++;
      }
      await editor.compare();
      tally.comparisons++;
    }
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new Error(`${seed}: ${what}\n${editor.done.slice(-400).join("\n")}\n${editor.texts()}`, { cause: error });
  } finally {
    editor.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

interface OpenFile {
  text: string;
  version: number;
  /** The text that it had when it was opened: it keeps the type that it had then while its header is edited. */
  readonly opened: string;
}

class Editor {
  /** What it did, for people. */
  readonly done: string[] = [];
  readonly #random: SeededRandom;
  readonly #manner: Manner;
  readonly #open = new Map<string, OpenFile>();
  readonly #pulled = new Map<string, readonly string[]>();
  readonly #published = new Map<string, readonly string[]>();
  readonly #asked = new Map<string, number>();
  #client!: MessageConnection;

  constructor(
    readonly folder: string,
    seed: string,
  ) {
    this.#random = new SeededRandom("edits", seed);
    this.#manner = this.#random.of(manners);
    this.done.push(`${this.#manner} in ${folder}`);
  }

  async start(): Promise<void> {
    for (const [name, text] of Object.entries(goodSet)) this.#write(name, text);
    const [there, back] = [new PassThrough(), new PassThrough()];
    serve(connect([new StreamMessageReader(there), new ReadyWriter(back)], () => {}));
    this.#client = createMessageConnection(new StreamMessageReader(back), new StreamMessageWriter(there));
    this.#client.onNotification(
      "textDocument/publishDiagnostics",
      ({ uri, diagnostics }: { uri: string; diagnostics: Diagnostic[] }) =>
        void this.#published.set(uri, diagnostics.map(inWords)),
    );
    this.#client.onRequest((method) => {
      if (method === "workspace/diagnostic/refresh") {
        for (const name of this.#open.keys()) void this.#pull(name);
      }
      return null;
    });
    this.#client.listen();
    const { diagnostic: _, ...withoutPull } = capable.textDocument;
    const capabilities = {
      ...capable,
      workspace: { ...capable.workspace, diagnostics: { refreshSupport: this.#manner === "refreshed" } },
      textDocument: this.#manner === "told" ? withoutPull : capable.textDocument,
    };
    const rootUri = uriOf(this.folder);
    await this.#client.sendRequest("initialize", { processId: null, rootUri, capabilities });
    this.#report("initialized", {});
  }

  stop(): void {
    this.#client.dispose();
  }

  /** The texts that a comparison is about, for people. */
  texts(): string {
    return names
      .flatMap((name) => {
        const file = path.join(this.folder, name);
        const disk = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
        const open = this.#open.get(name)?.text;
        return [`${name}: ${JSON.stringify(disk)}${open === undefined ? "" : `, open ${JSON.stringify(open)}`}`];
      })
      .join("\n");
  }

  /** Does something by chance. */
  async step(): Promise<void> {
    const random = this.#random;
    const kind = random.below(20);
    const name = random.of(names);
    const open = [...this.#open.keys()];
    const one = open.length > 0 ? random.of(open) : undefined;
    if (kind < 12 && one !== undefined) this.#edit(one);
    else if (kind < 15 || one === undefined) this.#openFile(name);
    else if (kind === 15) this.#closeFile(one);
    else if (kind === 16) this.#save(one);
    else if (kind === 17) this.#change(name);
    else if (kind === 18) this.#remove(name);
    else await turn();
    if (random.below(3) === 0) await turn();
  }

  #edit(name: string): void {
    const random = this.#random;
    const file = this.#open.get(name)!;
    const { text } = file;
    const header = text.search(/\r?\n/);
    // The header decides what a file is: it is edited less often.
    const from = header >= 0 && random.below(20) > 0 ? header + 1 : 0;
    const start = betweenCharacters(text, from + random.below(text.length - from + 1));
    const length = random.below(2) === 0 ? 0 : random.below(12);
    const end = betweenCharacters(text, Math.min(text.length, start + length));
    const inserted = random.below(4) === 0 ? "" : random.of(fragments);
    file.text = text.slice(0, start) + inserted + text.slice(end);
    file.version++;
    const range: Range = { start: positionAt(text, start), end: positionAt(text, end) };
    const whole = random.below(15) === 0;
    this.#report("textDocument/didChange", {
      textDocument: { uri: this.#uri(name), version: file.version },
      contentChanges: [whole ? { text: file.text } : { range, text: inserted }],
    });
    this.done.push(`edit ${name} ${start}-${end} ${JSON.stringify(inserted)}${whole ? " (whole)" : ""}`);
    // Editors ask again about the file that was edited, and about no other.
    void this.#pull(name);
  }

  #openFile(name: string): void {
    if (this.#open.has(name)) return;
    const file = path.join(this.folder, name);
    const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : this.#someText();
    this.#open.set(name, { text, version: 1, opened: text });
    this.#report("textDocument/didOpen", {
      textDocument: { uri: this.#uri(name), languageId: "csv", version: 1, text },
    });
    this.done.push(`open ${name}`);
    void this.#pull(name);
  }

  #closeFile(name: string): void {
    this.#open.delete(name);
    this.#pulled.delete(name);
    this.#asked.delete(name);
    this.#report("textDocument/didClose", { textDocument: { uri: this.#uri(name) } });
    this.done.push(`close ${name}`);
  }

  #save(name: string): void {
    this.#write(name, this.#open.get(name)!.text);
    this.#report("textDocument/didSave", { textDocument: { uri: this.#uri(name) } });
    this.#watched(name);
    this.done.push(`save ${name}`);
  }

  /** Another program writes a file. */
  #change(name: string): void {
    this.#write(name, this.#someText());
    this.#watched(name);
    this.done.push(`write ${name}`);
  }

  #remove(name: string): void {
    fs.rmSync(path.join(this.folder, name), { force: true });
    this.#watched(name);
    this.done.push(`remove ${name}`);
  }

  #someText(): string {
    const text = this.#random.of(Object.values(goodSet));
    const at = text.indexOf("\n") + 1 + this.#random.below(20);
    return text.slice(0, at) + this.#random.of(fragments) + text.slice(at);
  }

  #write(name: string, text: string): void {
    fs.mkdirSync(path.dirname(path.join(this.folder, name)), { recursive: true });
    fs.writeFileSync(path.join(this.folder, name), text);
  }

  #watched(name: string): void {
    this.#report("workspace/didChangeWatchedFiles", { changes: [{ uri: this.#uri(name), type: 2 }] });
  }

  #report(method: string, params: object): void {
    void this.#client.sendNotification(method, params);
  }

  #uri(name: string): string {
    return uriOf(path.join(this.folder, name));
  }

  /** Asks about a file as an editor does: the answer to the last question counts. */
  async #pull(name: string): Promise<void> {
    if (this.#manner === "told" || !this.#open.has(name)) return;
    const number = (this.#asked.get(name) ?? 0) + 1;
    this.#asked.set(name, number);
    const answer = await this.#client
      .sendRequest<Pulled>("textDocument/diagnostic", { textDocument: { uri: this.#uri(name) } })
      .catch(() => undefined);
    if (answer && this.#asked.get(name) === number && this.#open.has(name))
      this.#pulled.set(name, answer.items.map(inWords));
  }

  /** Waits until what is on show is what a fresh start would say of the same files; throws how it differs. */
  async compare(): Promise<void> {
    const expected = this.#fresh();
    for (const end = Date.now() + limitMs; ; await pause(40)) {
      // A client that nobody can ask to ask again asks about what it shows from time to time.
      if (this.#manner === "asking") await Promise.all([...this.#open.keys()].map((name) => this.#pull(name)));
      const shown = this.#shown();
      const isLate = Date.now() > end;
      if (!isLate && !isDeepStrictEqual(shown, expected.problems)) continue;
      const counts = await this.#counts(Object.keys(expected.counts));
      if (isDeepStrictEqual({ problems: shown, counts }, expected)) return;
      if (!isLate) continue;
      const differences = names.flatMap((name) =>
        differencesOf(name, shown[name] ?? [], expected.problems[name] ?? []),
      );
      assert.equal(differences.length, 0, `on show is not what a fresh start would say:\n${differences.join("\n")}`);
      assert.deepEqual(counts, expected.counts);
    }
  }

  /** What the status bar says of files. */
  async #counts(wanted: readonly string[]): Promise<Record<string, object>> {
    const counts: Record<string, object> = {};
    for (const name of wanted) {
      const uri = this.#uri(name);
      const status = await this.#client.sendRequest<FileStatus>(statusRequest.method, { uri });
      const { fileType, errors, warnings, information, hints } = status;
      counts[name] = { fileType, errors, warnings, information, hints };
    }
    return counts;
  }

  #shown(): Record<string, readonly string[]> {
    const shown: Record<string, readonly string[]> = {};
    for (const name of names) {
      const all = [...(this.#pulled.get(name) ?? []), ...(this.#published.get(this.#uri(name)) ?? [])];
      if (all.length > 0) shown[name] = all.sort();
    }
    return shown;
  }

  /** What a server would say that is started now, with the same files and the same ones open. */
  #fresh() {
    const workspace = new Workspace(rules, builtInDocuments);
    workspace.configure({}, [], [`${this.folder}/`]);
    for (const name of [...names].reverse()) {
      const file = path.join(this.folder, name);
      const { text, facts } = fs.existsSync(file) ? decodeBytes(fs.readFileSync(file)) : { text: undefined, facts: {} };
      const open = this.#open.get(name);
      const at = { uri: this.#uri(name), path: file, version: 1, facts, open: open !== undefined };
      if (open) {
        workspace.put(at, open.opened);
        workspace.put({ ...at, version: 2 }, open.text);
      } else if (text !== undefined) workspace.put(at, text);
    }
    for (const { sheet } of workspace.entries()) sheet?.advance(Number.POSITIVE_INFINITY);
    const problems: Record<string, readonly string[]> = {};
    const counts: Record<string, object> = {};
    const options = {
      related: true,
      data: false,
      link: rulePageAddress,
      spell: (key: string) => key,
      translate: english,
    };
    for (const name of names) {
      const sheet = workspace.sheet(this.#uri(name));
      if (!sheet || sheet.table.document.hidden) continue;
      const lines = sheet.findings().located.map(({ page, finding }) => {
        const first = sheet.document.lines[page] ?? 0;
        const { from, to } = finding;
        const range = {
          start: { ...from, line: from.line + first },
          end: { ...to, line: to.line + first },
        };
        return inWords({ range, ...(wordsOf(sheet, finding, options) as Omit<Diagnostic, "range">) });
      });
      if (lines.length > 0) problems[name] = lines.sort();
      const { error, warning, information, hint } = sheet.counts();
      counts[name] = {
        fileType: sheet.table.name,
        errors: error,
        warnings: warning,
        information,
        hints: hint,
      };
    }
    return { problems, counts };
  }
}

function differencesOf(name: string, shown: readonly string[], expected: readonly string[]): string[] {
  const only = (these: readonly string[], others: readonly string[], sign: string): string[] =>
    these.filter((line) => !others.includes(line)).map((line) => `${sign} ${name} ${line}`);
  const found = [...only(shown, expected, "+"), ...only(expected, shown, "-")];
  // The same problem may be there twice.
  return found.length > 0 || shown.length === expected.length
    ? found
    : [`${name}: ${shown.length}, not ${expected.length}`];
}

function inWords({ range: { start, end }, severity, code, message, relatedInformation }: Diagnostic): string {
  const related = (relatedInformation ?? []).map(
    ({ location, message: words }) =>
      `${location.uri.split("/").slice(-2).join("/")}:${location.range.start.line} ${words}`,
  );
  return [`${start.line}:${start.character}-${end.line}:${end.character}`, severity, code, message, ...related].join(
    " | ",
  );
}

/** No editor puts its cursor between the halves of a line break, or of a character. */
function betweenCharacters(text: string, offset: number): number {
  return /^(?:\r\n|[\ud800-\udbff][\udc00-\udfff])$/.test(text.slice(offset - 1, offset + 1)) ? offset + 1 : offset;
}

function positionAt(text: string, offset: number): { line: number; character: number } {
  const breaks = [...text.slice(0, offset).matchAll(/\r\n|\n|\r/g)];
  const last = breaks.at(-1);
  return { line: breaks.length, character: offset - (last ? last.index + last[0].length : 0) };
}
