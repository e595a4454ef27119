/** Passwords planted wherever a file can have them, looked for in everything that the command line and the server say. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Client, capable } from "./client.ts";

const program = path.resolve("out/cli/main.js");
/** All secrets are made of this word. */
const secret = "Wint3rGarden";
const meeds = "userName,firstName,lastName,password,email";
const turvo = "id,name,title,permission,status.code,timezone,userEmail";
const travtus = "first_name,last_name,email,role,is_active";
const good = (n: number): string => `ann.lee${n},Ann,Lee,${secret}${n}aA,ann${n}@example.com`;

/** Files by path; `latin1` and `utf16le` ones are written so. */
const planted: Readonly<Record<string, string>> = {
  "plain/import.csv": `${meeds}\n${good(1)}\nann.lee1,Bo,Ray,${secret}2,bad@@example\n`,
  "slipped/import.csv": `${meeds}\nkk.low,Cyrus,Low, Jr,${secret}1,kk@example.com\nbo.lee,${secret}2\n,,${secret}3\n${good(4)},${secret}5\n`,
  "quoted/import.csv": `${meeds}\nann.lee,Ann,Lee,"${secret},1 ""x""",ann@example.com\nbo.lee,Bo,Lee,"${secret}\nline two",bo@example.com\n`,
  "broken/import.csv": `${meeds}\nann.lee,Ann,Lee,"${secret}1,ann@example.com\nbo.lee,Bo,Lee,${secret}"2,bo@example.com\ncy.lee,Cy,"Lee,${secret}3,cy@example.com\n`,
  "whole/import.csv": `${meeds}\n"ann.lee,Ann,Lee,${secret}1,ann@example.com"\n"bo.lee,Bo,Lee,${secret}2,bo@example.com"\n`,
  "unknown/user.csv": `${turvo},Password\nu1,Ann Lee,Clerk,Admin,2450,America/Chicago,ann@example.com,=${secret}1 \nu1,Bob Ray,,Admin,2450,America/Chicago,bob@example,${secret}2\u200b\n`,
  "german/user.csv": `${turvo},Initialpasswort,Kennwort 2\nu1,Ann Lee,Clerk,Admin,2450,America/Chicago,ann@example.com,${secret}1, ${secret}2\n`,
  "turvo-slipped/user.csv": `${turvo},pwd\nu1,Ann, Lee,Clerk,Admin,2450,America/Chicago,ann@example.com,${secret}1\nu2,${secret}2\n`,
  "acme_42/USER/user.csv": `${travtus},temporary password\nAnn,Lee,ann@example.com,compass,TRUE,${secret}1\nBo,Lee, Jr,bo@example.com,compass,TRUE,${secret}2\n`,
  "semicolons/import.csv": `${meeds.replaceAll(",", ";")}\n${good(1).replaceAll(",", ";")}\nbo;Bo;Lee;${secret}2;bo@example\n`,
  "semicolon-rows/import.csv": `${meeds}\n${good(1).replaceAll(",", ";")}\n${good(2).replaceAll(",", "\t")}\n${good(3)}\n`,
  "header-less/import.csv": `${good(1)}\n${good(2)}\n`,
  "above/import.csv": `Initial password for everybody: ${secret}1\n${meeds}\n${good(2)}\n${meeds}\n${good(3)}\nTotal,2,,${secret}4,\n`,
  "misspelled/import.csv": `userName,firstName,lastName,pasword,email\n${good(1)}\n`,
  "twice/import.csv": `${meeds},password\n${good(1)},${secret}2\n${good(3)}, ${secret}4\n`,
  "latin1/import.csv": `${meeds}\nann.lee,Ann,M\u00fcller,${secret}1\u00e4,ann@example.com\nbo.lee,Bo,M\u00fcller, Jr,${secret}2\u00e4,bo@example.com\n`,
  "utf16le/import.csv": `\ufeff${meeds}\n${good(1)}\nbo.lee,Bo,Lee, Jr,${secret}2,bo@example.com\n`,
  "control/import.csv": `${meeds}\nann.lee,Ann,Lee,${secret}\u0000\u00071,ann@example.com\nbo.lee,Bo,Lee,Ã¼${secret}&#39;2,bo@example.com\n`,
  "dashes/import.csv": `${meeds}\n---,---,---,---,---\n${good(1)}\n-- ${secret}2 --\n`,
};

const encodings: Readonly<Record<string, BufferEncoding>> = { latin1: "latin1", utf16le: "utf16le" };

function isOpen(said: string): boolean {
  return said.toLowerCase().includes(secret.toLowerCase());
}

/** What of it says a secret, for the message of a test that fails. */
function around(said: string): string {
  const at = said.toLowerCase().indexOf(secret.toLowerCase());
  return said.slice(Math.max(0, at - 300), at + 100);
}

describe("planted passwords", () => {
  let folder: string;
  const uriOf = (name: string): string => pathToFileURL(path.join(folder, name)).href;

  before(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-planted-")));
    for (const [name, text] of Object.entries(planted)) {
      fs.mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), Buffer.from(text, encodings[name.split("/")[0]!] ?? "utf8"));
    }
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  function run(...words: string[]): string {
    const { stdout, stderr, status } = spawnSync(process.execPath, [program, ...words], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    assert.ok(status !== null && !stderr.includes("unexpected error"), stderr);
    return stdout + stderr;
  }

  function silent(said: string, where: string): void {
    assert.ok(!isOpen(said), `${where}: ${around(said)}`);
  }

  for (const format of ["text", "json", "csv", "sarif", "github", "unix", "html"]) {
    it(`are not in the report: ${format}`, () => {
      const said = run("check", ".", "--format", format);
      assert.ok(said.length > 1000);
      silent(said, format);
    });
  }

  it("are not in reports of one file, with a given type, or of standard input", () => {
    for (const name of ["header-less/import.csv", "slipped/import.csv", "broken/import.csv", "above/import.csv"])
      silent(run("check", name, "--type", "meeds.user"), name);
    silent(run("check", "unknown/user.csv", "--type", "meeds.user"), "another type");
    silent(run("check", "plain/import.csv", "--type", "turvo.user"), "another system's type");
  });

  it("are not in what is said of fixes, copies, conversions and comparisons", () => {
    silent(run("fix", ".", "--dry-run"), "fix --dry-run");
    silent(run("compare", "plain", "slipped"), "compare");
    silent(run("compare", "slipped", "quoted", "--format", "json"), "compare as JSON");
    silent(run("compare", "unknown", "turvo-slipped", "--format", "markdown"), "compare as Markdown");
    silent(run("export", "plain", "--to", "bundle", "--output", "out/bundle"), "export");
    for (const name of ["plain/import.csv", "slipped/import.csv", "unknown/user.csv", "acme_42/USER/user.csv"]) {
      silent(run("convert", name, "--to", "turvo.user", "--output", `out/c-${path.dirname(name)}`), `convert ${name}`);
      const mapping = `out-${path.basename(path.dirname(name))}.csv-mapping.json`;
      silent(run("convert", name, "--to", "turvo.user", "--write-mapping", mapping), `map ${name}`);
      if (fs.existsSync(path.join(folder, mapping)))
        silent(fs.readFileSync(path.join(folder, mapping), "utf8"), `the mapping of ${name}`);
    }
    for (const part of [
      "plain",
      "slipped",
      "quoted",
      "unknown",
      "turvo-slipped",
      "german",
      "broken",
      "header-less",
      "above",
    ]) {
      const target = path.join(folder, "anonymous", part);
      silent(run("anonymize", part, "--output", target), `anonymize ${part}`);
      for (const file of fs.existsSync(target) ? fs.readdirSync(target, { recursive: true, encoding: "utf8" }) : []) {
        const full = path.join(target, file);
        if (fs.statSync(full).isFile()) silent(fs.readFileSync(full, "latin1"), `the copy ${part}/${file}`);
      }
    }
  });

  it("are in nothing that the server says", async () => {
    const client = new Client(folder);
    try {
      await client.start(
        folder,
        {
          ...capable,
          textDocument: {
            ...capable.textDocument,
            documentSymbol: { hierarchicalDocumentSymbolSupport: true },
            publishDiagnostics: {},
          },
          workspace: { symbol: {}, codeLens: { refreshSupport: false } },
        },
        { initializationOptions: { codeLens: true, referenceLens: true } },
      );
      /** Asks, and answers with what was said; a refusal is said, too. */
      const ask = async (method: string, params: object): Promise<string> => {
        const { result, error } = await client.ask(method, params);
        // What a question about a file would change in it is the file's own text.
        return (
          JSON.stringify([result, error], (key, value: unknown) =>
            key === "edit" || key === "edits" ? undefined : value,
          ) ?? ""
        );
      };
      for (const [name, text] of Object.entries(planted)) {
        const uri = uriOf(name);
        const shown = encodings[name.split("/")[0]!] === "utf16le" ? text.slice(1) : text;
        client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "csv", version: 1, text: shown } });
        silent(JSON.stringify(await client.pull(uri)), `${name}: diagnostics`);
      }
      for (const [name, text] of Object.entries(planted)) {
        const uri = uriOf(name);
        const textDocument = { uri };
        const lines = text.replace(/^\ufeff/, "").split("\n");
        const range = { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } };
        const context = { diagnostics: [] };
        const one = async (method: string, params: object): Promise<void> =>
          silent(await ask(method, params), `${name}: ${method} ${JSON.stringify(params)}`);
        for (const method of ["documentSymbol", "codeLens"]) await one(`textDocument/${method}`, { textDocument });
        await one("textDocument/inlayHint", { textDocument, range });
        await one("textDocument/codeAction", { textDocument, range, context });
        for (const method of ["status", "explain", "checkFile", "groups", "convertQuestions", "uploadPlan"])
          await one(`csvPreflight/${method}`, { uri, rule: "weak-password", to: "turvo.user" });
        await one("csvPreflight/rows", { uri, from: 0, to: 100 });
        await one("csvPreflight/people", { uri, from: 0, to: 100 });
        await one("csvPreflight/people", { uri, from: 0, to: 100, text: secret.slice(0, 5) });
        await one("csvPreflight/overview", { uri, parts: 10 });
        for (const to of ["turvo.user", "meeds.user"]) await one("csvPreflight/mappingPage", { uri, to });
        for (const format of ["text", "json", "csv", "sarif", "html", "github", "unix"])
          await one("csvPreflight/report", { uri, format });
        for (const format of ["markdown", "html"]) await one("csvPreflight/export", { uri, format, labels: true });
        const width = Math.max(...lines.map((line) => line.split(/[,;\t]/).length));
        for (let cell = 0; cell < width; cell++) {
          await one("csvPreflight/statistics", { uri, cell });
          for (let row = 0; row < lines.length; row++) await one("csvPreflight/cell", { uri, row, cell });
        }
        await one("csvPreflight/copy", {
          uri,
          names: true,
          block: { from: 0, to: lines.length, cells: Array.from({ length: width }, (_, cell) => cell) },
        });
        for (const [line, content] of lines.entries()) {
          const starts = [0, ...[...content.matchAll(/[,;\t"]/g)].map(({ index }) => index + 1), content.length];
          for (const character of new Set(starts)) {
            const at = { textDocument, position: { line, character } };
            for (const method of [
              "hover",
              "completion",
              "definition",
              "references",
              "documentHighlight",
              "prepareRename",
            ])
              await one(`textDocument/${method}`, { ...at, context: { includeDeclaration: true, triggerKind: 1 } });
          }
        }
      }
      for (const query of ["", "wint", secret, "ann"])
        silent(await ask("workspace/symbol", { query }), `symbol ${query}`);
      silent(await ask("csvPreflight/sets", {}), "sets");
      silent(await ask("csvPreflight/compare", { uri: uriOf("plain/import.csv"), with: uriOf("slipped") }), "compare");
      silent(
        await ask("csvPreflight/peoplePage", { uri: uriOf("slipped/import.csv"), target: uriOf("people.html") }),
        "page",
      );
      if (fs.existsSync(path.join(folder, "people.html")))
        silent(fs.readFileSync(path.join(folder, "people.html"), "utf8"), "the page for people");
      const heard = client.heard.filter(({ method }) => method !== "workspace/applyEdit");
      silent(JSON.stringify(heard), "what was told unasked");
      silent(client.complaints, "the log");
    } finally {
      client.kill();
    }
  });
});
