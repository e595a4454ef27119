/** Passwords are shown nowhere: not in a column that the file type does not know, nor under another column where a comma has moved them. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { CodeAction, Hover } from "vscode-languageserver";
import { Client, capable } from "./client.ts";

const program = path.resolve("out/cli/main.js");
const turvo = "id,name,title,permission,status.code,timezone,userEmail";
const meeds = "userName,firstName,lastName,password,email";

/** Files by name; all secrets are made of this word. */
const secret = "Wint3rGarden";
const files: Readonly<Record<string, string>> = {
  "moved/import.csv": `${meeds}\nkk.low,Cyrus,Low, Jr,${secret}Path,kk@example.com\nann.lee,Ann,Lee,${secret}1,ann@example.com\nbo.lee,${secret}x\n`,
  "unknown/user.csv":
    `${turvo},Password\n` +
    `u1,Ann Lee,Clerk,Admin,2450,America/Chicago,ann@example.com,=${secret} \n` +
    `u2,Bob Ray,Clerk,Admin,2450,America/Chicago,bob@example.com,"=""${secret}"""\n` +
    `u3,Cy Orr,Clerk,Admin,2450,America/Chicago,cy@example.com,${secret}\u200bA\n` +
    `u4,Di Poe,Clerk,Admin,2450,America/Chicago,di@example.com,${secret}&#39;Ã©\n` +
    `u5,Ed Fox, Jr,Clerk,Admin,2450,America/Chicago,ed@example.com,${secret}5\n`,
  "german/user.csv": `${turvo},Initialpasswort\nu1,Ann Lee,Clerk,Admin,2450,America/Chicago,ann@example.com,${secret} \n`,
};

function isOpen(text: string): boolean {
  return text.toLowerCase().includes(secret.toLowerCase());
}

describe("a password that is not where it should be", () => {
  let folder: string;

  before(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-secrets-")));
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
    }
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  for (const format of ["text", "json", "csv", "sarif", "github", "unix", "html"]) {
    it(`is not in the report: ${format}`, () => {
      for (const part of ["moved", "unknown", "german"]) {
        const words = ["check", part, "--format", format];
        const { stdout, stderr, status } = spawnSync(process.execPath, [program, ...words], {
          cwd: folder,
          encoding: "utf8",
        });
        assert.ok(status === 0 || status === 1, stderr);
        assert.ok(stdout.length > 50);
        assert.ok(!isOpen(stdout + stderr), `${part}: ${stdout}`);
      }
    });
  }

  it("is not in what fix would change", () => {
    const { stdout } = spawnSync(process.execPath, [program, "fix", ".", "--dry-run"], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.ok(!isOpen(stdout), stdout);
  });

  it("is in no message, title, hover, outline, symbol or hint of the server", async () => {
    const client = new Client(folder);
    try {
      await client.start(folder, {
        ...capable,
        textDocument: {
          ...capable.textDocument,
          documentSymbol: { hierarchicalDocumentSymbolSupport: true },
          publishDiagnostics: {},
        },
      });
      for (const [name, text] of Object.entries(files)) {
        const uri = pathToFileURL(path.join(folder, name)).href;
        client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "csv", version: 1, text } });
        const textDocument = { uri };
        const said: unknown[] = [await client.pull(uri)];
        const lines = text.split("\n");
        const range = { start: { line: 0, character: 0 }, end: { line: lines.length - 1, character: 0 } };
        for (const method of ["documentSymbol", "codeLens"])
          said.push(await client.request(`textDocument/${method}`, { textDocument }));
        said.push(await client.request("textDocument/inlayHint", { textDocument, range }));
        const actions = (await client.request("textDocument/codeAction", {
          textDocument,
          range,
          context: { diagnostics: [] },
        })) as CodeAction[];
        assert.ok(actions.length > 0);
        said.push(actions.map(({ title, diagnostics }) => [title, diagnostics]));
        said.push(await client.request("workspace/symbol", { query: "wint" }));
        said.push(await client.request("workspace/symbol", { query: "" }));
        let hovers = 0;
        for (const [line, content] of lines.entries()) {
          for (let character = 0; character < content.length; character += 3) {
            const position = { line, character };
            const hover = (await client.request("textDocument/hover", { textDocument, position })) as Hover | null;
            if (hover) hovers++;
            said.push(hover?.contents);
          }
          const end = { line, character: content.length };
          said.push(await client.request("textDocument/completion", { textDocument, position: end }));
        }
        assert.ok(hovers > 10);
        assert.ok(!isOpen(JSON.stringify(said)), `${name}: ${said.map((each) => JSON.stringify(each)).find(isOpen)}`);
      }
    } finally {
      client.kill();
    }
  });
});
