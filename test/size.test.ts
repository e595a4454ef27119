/** What is loaded stays small: the bundles of production, weighed as files. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

type Build = (options: { production: boolean; outdir: string }) => Promise<boolean>;

describe("the bundles of production", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-size-"));
  const sizes = new Map<string, number>();
  const total = (part: string): number =>
    [...sizes].reduce((sum, [name, bytes]) => (name.startsWith(`${part}/`) ? sum + bytes : sum), 0);

  before(async () => {
    const { build } = (await import(pathToFileURL(path.resolve("scripts/build.mjs")).href)) as { build: Build };
    assert.ok(await build({ production: true, outdir: folder }));
    for (const name of fs.readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      const stat = fs.statSync(path.join(folder, name));
      if (stat.isFile()) sizes.set(name.split(path.sep).join("/"), stat.size);
    }
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it("make the server load less than 800 kB at its start, schemas and lists included", () => {
    const start = loadedAtStart("server/main.js");
    const bytes = start.reduce((sum, name) => sum + sizes.get(name)!, 0);
    assert.ok(start.includes("server/program.js") && start.includes("engine/engine.js"), start.join(", "));
    assert.ok(bytes < 800_000, `${bytes} bytes: ${start.join(", ")}`);
  });

  it("have the engine once for the command line and the server, and never each other's program", () => {
    const start = loadedAtStart("cli/main.js");
    assert.ok(start.includes("engine/engine.js"), start.join(", "));
    assert.ok(!start.includes("server/program.js"), start.join(", "));
    const all = total("server") + total("cli") + total("engine");
    assert.ok(all > 1_000_000 && all < 2_000_000, `${all} bytes`);
  });

  /** What a program has loaded when it knows what it was asked: files of ours, relative to the folder of all. */
  function loadedAtStart(program: string): string[] {
    const hook = path.join(folder, "hook.cjs");
    fs.writeFileSync(hook, 'process.on("exit", () => console.log(JSON.stringify(Object.keys(require.cache))));');
    const printed = execFileSync(process.execPath, ["--require", hook, path.join(folder, program), "--version"], {
      encoding: "utf8",
    });
    const files = JSON.parse(printed.slice(printed.indexOf("["))) as string[];
    const real = fs.realpathSync(folder);
    return files
      .map((file) => path.relative(real, file).split(path.sep).join("/"))
      .filter((name) => name !== "hook.cjs" && sizes.has(name));
  }

  it("let VS Code wait for a page of code", () => {
    const first = sizes.get("client/extension.js");
    assert.ok(first !== undefined && first < 4_000, `client/extension.js has ${first} bytes`);
  });

  it("hold every part that another one loads", () => {
    const missing = [...sizes.keys()]
      .filter((name) => name.endsWith(".js"))
      .flatMap((name) => {
        const text = fs.readFileSync(path.join(folder, name), "utf8");
        const parts = [...text.matchAll(/(?:import|require)\("(\.\.?\/[^"]+)"\)/g)].map((match) => match[1] ?? "");
        return parts.filter((part) => !sizes.has(path.posix.join(path.posix.dirname(name), part)));
      });
    assert.deepEqual(missing, []);
    assert.ok(sizes.has("server/zip.js"));
  });
});
