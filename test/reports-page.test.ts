/** `docs/reports.md` shows what the programs write, to the letter; UPDATE=1 writes its examples anew. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const repository = path.resolve(import.meta.dirname, "../..");
const program = path.join(repository, "out/cli/main.js");
const file = path.join(repository, "docs/reports.md");

describe("the page about reports", () => {
  it("shows what the command line writes", () => {
    const page = fs.readFileSync(file, "utf8");
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-docs-"));
    try {
      const fresh = page.replace(
        /^ {4}csv-preflight (.*)\n\n```(\S*)\n[\s\S]*?^```$/gm,
        (_, words: string, language: string) =>
          `    csv-preflight ${words}\n\n\`\`\`${language}\n${run(folder, words)}\`\`\``,
      );
      assert.ok((page.match(/^ {4}csv-preflight /gm)?.length ?? 0) >= 8);
      if (process.env["UPDATE"] === "1") fs.writeFileSync(file, fresh);
      else assert.equal(page, fresh);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  function run(folder: string, words: string): string {
    const [, example = ""] =
      /^## The example\n[\s\S]*?^```csv\n([\s\S]*?)^```$/m.exec(fs.readFileSync(file, "utf8")) ?? [];
    assert.ok(example.includes("status.code"));
    fs.writeFileSync(path.join(folder, "user.csv"), example);
    const { stdout, stderr } = spawnSync(process.execPath, [program, ...words.split(" ")], {
      cwd: folder,
      encoding: "utf8",
    });
    // What other tests cover is left out: long lists of facts about rules, the style of a page, the day.
    const text = (stdout || stderr)
      .replace(/^\ufeff/, "")
      .replaceAll("\r\n", "\n")
      .replace(/file:[^" ]*(?=\/docs\/rules\/)/g, "file://…")
      .replace(/("markdown":")(?:[^"\\]|\\.)*"/g, '$1…"')
      .replace(/<style>[\s\S]*<\/style>/, "<style>…</style>")
      .replace(/(<small>Import check · )[^<]*/, "$1…")
      .replace(/("semanticVersion":")[^"]*/, "$1…")
      .replace(/(CSV Preflight )\d[\w.-]*/g, "$1…");
    return text.endsWith("\n") ? text : `${text}\n`;
  }
});
