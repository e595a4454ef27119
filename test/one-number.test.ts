/** The same files have the same counts wherever they are told: status bar, tree, lens, plan, checks, reports, grid, exports, command line. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { CodeLens } from "vscode-languageserver";
import { reportRequest } from "../server/protocol/export.ts";
import { checkRequest, type FileStatus, statusRequest } from "../server/protocol/files.ts";
import { rowsRequest } from "../server/protocol/grid.ts";
import { setsRequest, uploadPlanRequest } from "../server/protocol/imports.ts";
import { Client, capable } from "./client.ts";

const header = "id,name,permission,status.code,timezone,userEmail\n";
const groups = "id,contextId,groupId,permission\n";
const good = (n: number): string => `U-${n},Ann Lee,Admin,2450,America/New_York,ann${n}@example.com\n`;
const many = (count: number, row: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => row(n)).join("");
const noStatus = (n: number): string => `U-${n},Ann Lee,Admin,Activ,EST,ann${n}@\n`;
const duplicates = `${header}${good(1)}${good(1)}U-2,Bob Ray,viewr,9999,EST,bob@\nU-3,Cy Fox,Editor,2450,Europe/London,c@example.com\n`;
const strangers = `${groups}M-1,U-9,G-1,Viewer\nM-1,U-3,G 2,Editor\nM-3,,G-1,nobody\n`;

/** Folders of files. */
const cases: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "without a problem": { "user.csv": header + many(3, (n) => good(n)) },
  "with errors, warnings, and information": { "user.csv": duplicates, "group.csv": strangers },
  "with problems that are put together": {
    "user.csv": header + many(400, (n) => `U-${n},Ann Lee,Admin,Active,EST,ann${n}@example.com\n`),
    "group.csv": groups + many(400, (n) => `M-${n},X-${n},G-1,Viewer\n`),
  },
  "with more problems than are listed": { "user.csv": header + many(3000, noStatus) },
  "with problems that somebody turned off": {
    "user.csv": duplicates,
    "group.csv": strangers,
    "csv-preflight.json": JSON.stringify({
      suppressions: [{ rule: "invalid-email", files: "user.csv", reason: "They are made later." }],
      rules: { "unknown-role": "off", "duplicate-id": "warning" },
    }),
  },
  "in two folders": {
    "acme/user.csv": duplicates,
    "acme/group.csv": strangers,
    "beta/user.csv": header + many(30, noStatus),
  },
  "with odd lines": {
    "user.csv": `${header}\n${good(1)}U-2,Bob, Ray,Admin,2450,EST,bob@\n,,,,,\n---,---\nTotal,2\n"U-5,open\n`,
  },
};

interface Counts {
  readonly errors: number;
  readonly warnings: number;
  readonly information: number;
}

/** As a lens says it. */
function inWords({ errors, warnings, information }: Counts): string {
  const part = (count: number, one: string, other: string) =>
    count === 0 ? [] : [`${count.toLocaleString("en-US")} ${count === 1 ? one : other}`];
  const parts = [
    ...part(errors, "error", "errors"),
    ...part(warnings, "warning", "warnings"),
    ...part(information, "information", "information"),
  ];
  return parts.length === 0 ? "no problems" : parts.join(", ");
}

describe("counts", () => {
  for (const [what, files] of Object.entries(cases)) {
    it(`of files ${what} are the same everywhere`, async () => {
      const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-counts-")));
      for (const [name, text] of Object.entries(files)) {
        fs.mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
        fs.writeFileSync(path.join(folder, name), text);
      }
      const names = Object.keys(files).filter((name) => name.endsWith(".csv"));
      const uriOf = (name: string): string => pathToFileURL(path.join(folder, name)).href;
      const client = new Client(folder);
      try {
        const options = { codeLens: true };
        await client.start(folder, capable, { initializationOptions: options });
        const closed = await client.request(checkRequest, {});
        for (const name of names)
          client.notify("textDocument/didOpen", {
            textDocument: { uri: uriOf(name), languageId: "csv", version: 1, text: files[name] },
          });
        for (const name of names) await client.pull(uriOf(name));
        const statuses = new Map<string, FileStatus>();
        for (const name of names)
          statuses.set(uriOf(name), (await client.request(statusRequest, { uri: uriOf(name) }))!);
        const countsOf = (uri: string): Counts => {
          const { errors, warnings, information } = statuses.get(uri)!;
          return { errors, warnings, information };
        };
        const sums = { errors: 0, warnings: 0, information: 0, rows: 0 };
        for (const { errors, warnings, information, rows } of statuses.values()) {
          sums.errors += errors;
          sums.warnings += warnings;
          sums.information += information;
          sums.rows += rows;
        }

        const checked = await client.request(checkRequest, {});
        for (const answer of [closed, checked])
          for (const { uri, errors, warnings, information } of answer!.files)
            assert.deepEqual({ errors, warnings, information }, countsOf(uri), `checking ${uri}`);
        assert.equal(checked!.files.length, names.length);

        for (const set of (await client.request(setsRequest, {}))!)
          for (const { uri, errors, warnings, information, rows } of set.files) {
            assert.deepEqual({ errors, warnings, information }, countsOf(uri), `the tree: ${uri}`);
            assert.equal(rows, statuses.get(uri)!.rows);
          }
        for (const plan of (await client.request(uploadPlanRequest, {}))!)
          for (const { uri, errors, warnings, rows } of plan.steps) {
            if (uri === undefined) continue;
            const { information: _, ...expected } = countsOf(uri);
            assert.deepEqual({ errors, warnings }, expected, `the plan: ${uri}`);
            assert.equal(rows, statuses.get(uri)!.rows);
          }
        for (const name of names) {
          const uri = uriOf(name);
          const lenses = (await client.request("textDocument/codeLens", { textDocument: { uri } })) as CodeLens[];
          const title = lenses[0]?.command?.title ?? "";
          assert.equal(title.split(" · ")[1], inWords(countsOf(uri)), `the lens: ${name}`);
          const { status } = (await client.request(rowsRequest, { uri, from: 0, to: 5 }))!;
          const { errors, warnings, information } = status;
          assert.deepEqual({ errors, warnings, information }, countsOf(uri), `the grid: ${name}`);
          const report = (await client.request(reportRequest, { uris: [uri], format: "json" }))!;
          const { summary } = JSON.parse(report.text) as { readonly summary: Counts };
          for (const said of [report, summary])
            assert.deepEqual(
              { errors: said.errors, warnings: said.warnings, information: said.information },
              countsOf(uri),
              `the report: ${name}`,
            );
        }

        const run = spawnSync(process.execPath, [path.resolve("out/cli/main.js"), "check", ".", "--format", "json"], {
          cwd: folder,
          encoding: "utf8",
          maxBuffer: 1 << 28,
        });
        const { summary } = JSON.parse(run.stdout) as { readonly summary: typeof sums };
        const { errors, warnings, information, rows } = summary;
        assert.deepEqual({ errors, warnings, information, rows }, sums, "the command line");
      } finally {
        client.kill();
        fs.rmSync(folder, { recursive: true, force: true });
      }
    });
  }
});
