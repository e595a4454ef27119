/** A table of bad inputs and what is answered: the command line and the editor's server say the same, and just that. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Diagnostic } from "vscode-languageserver";
import { decodeBytes } from "../server/disk/reading/files.ts";
import { type FileStatus, statusRequest } from "../server/protocol/files.ts";
import table from "./bad-inputs.json";
import { Client } from "./client.ts";
import { runIn } from "./fuzz/command-line.ts";

interface BadInput {
  /** What is wrong with it. */
  readonly what: string;
  /** Where it lies in a folder of its own. */
  readonly file: string;
  readonly text: string;
  /** Else UTF-8. */
  readonly encoding?: string;
  /** `LINE:COLUMN SEVERITY RULE`, sorted; or that it is not recognized. */
  readonly answer: readonly string[] | string;
}

interface Report {
  readonly files: readonly {
    readonly problems: readonly {
      readonly line: number;
      readonly column: number;
      readonly severity: string;
      readonly rule: string;
    }[];
  }[];
}

const severities = ["", "error", "warning", "information", "hint"];
const inputs: readonly BadInput[] = table;

describe("bad inputs", function () {
  this.timeout(300_000);
  let root: string;
  let client: Client;
  const folderOf = (index: number): string => path.join(root, String(index));

  before(async () => {
    root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-bad-")));
    inputs.forEach(({ file, text, encoding }, i) => {
      const full = path.join(folderOf(i), file);
      fs.mkdirSync(path.dirname(full), { recursive: true });
      fs.writeFileSync(full, Buffer.from(text, (encoding ?? "utf8") as BufferEncoding));
    });
    client = new Client(root);
    await client.start(undefined);
  });
  after(() => {
    client.kill();
    fs.rmSync(root, { recursive: true });
  });

  it("are at least two hundred", () => assert.ok(inputs.length >= 200));

  inputs.forEach(({ what, file, answer }, i) => {
    it(`${path.basename(file)}: ${what}`, async () => {
      const ran = await runIn(folderOf(i), ["check", "--format", "json", file]);
      const full = path.join(folderOf(i), file);
      const uri = pathToFileURL(full).href;
      const { text } = decodeBytes(fs.readFileSync(full));
      client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "csv", version: 1, text } });
      const { items } = await client.pull(uri);
      if (typeof answer === "string") {
        assert.equal(ran.status, 2);
        assert.match(ran.err, /wasn't checked/);
        assert.deepEqual(items, []);
        const status = (await client.request(statusRequest, { uri })) as FileStatus;
        assert.notEqual(status.near, undefined);
        return;
      }
      const { problems = [] } = (JSON.parse(ran.out) as Report).files[0] ?? {};
      const said = problems.map(({ line, column, severity, rule }) => `${line}:${column} ${severity} ${rule}`).sort();
      assert.deepEqual(said, answer, "the command line");
      assert.equal(ran.status, answer.some((each) => each.includes(" error ")) ? 1 : 0);
      assert.deepEqual(items.map(inWords).sort(), answer, "the editor");
    });
  });
});

function inWords({ range: { start }, severity, code }: Diagnostic): string {
  return `${start.line + 1}:${start.character + 1} ${severities[severity ?? 0]} ${code}`;
}
