/** What is loaded stays small: the bundles of production, weighed as files. */
import assert from "node:assert/strict";
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
    const start = sizes.get("server/main.js");
    assert.ok(start !== undefined && start < 800_000, `server/main.js has ${start} bytes`);
  });

  it("make a server of less than 1,750 kB with all that it may load later", () => {
    const all = total("server");
    assert.ok(all > 800_000 && all < 1_750_000, `out/server has ${all} bytes`);
  });

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
