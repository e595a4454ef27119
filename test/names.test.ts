/** The product's names stand in product.json: another name there is another name everywhere, and links lead to what is shipped. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import product from "../product.json";

const repository = path.resolve(".");
const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "" && fs.existsSync(file));

interface Manifest {
  readonly name: string;
  readonly displayName: string;
  readonly publisher: string;
  readonly icon: string;
  readonly files: readonly string[];
  readonly bin: Readonly<Record<string, string>>;
  readonly repository: { readonly url: string };
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;
}

/** Globs as npm and vsce have them, as far as ours go. */
function patternOf(glob: string): RegExp {
  const text = glob.replace(/[.+()|[\]\\]/g, "\\$&").replaceAll("**/", "(?:.+/)?");
  return new RegExp(`^${text.replace(/(?<!\(\?:\.\+\/\)|\.)\*/g, "[^/]*")}$`);
}

describe("the product's names", function () {
  this.timeout(600_000);
  let folder = "";
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "names-"));
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it("are those of product.json", () => {
    const { name, displayName, publisher, repository: web } = manifestIn(repository);
    assert.deepEqual({ name, displayName, publisher, repository: web.url.replace(/\.git$/, "") }, product);
  });

  it("change everywhere when they change there", () => {
    for (const file of tracked) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.copyFileSync(file, path.join(folder, file));
    }
    fs.symlinkSync(path.join(repository, "node_modules"), path.join(folder, "node_modules"), "junction");
    const other = {
      name: "table-gate",
      displayName: "Table Gate",
      publisher: "acme",
      repository: "https://git.example.org/tables/gate",
    };
    fs.writeFileSync(path.join(folder, "product.json"), JSON.stringify(other));
    const run = (...words: readonly string[]) =>
      execFileSync(process.execPath, words, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    run("scripts/names.mjs");

    // Commands, settings, and the profile are in files of people's own: those stay.
    const old = /csv[-_ \\]+preflight(?!\.json\b)/i;
    const texts = tracked.filter((file) => !/\.(?:png|gif|csv)$/.test(file) && !file.startsWith("test/names."));
    const left = texts.filter((file) => {
      const now = path.join(folder, file);
      return fs.existsSync(now) && old.test(fs.readFileSync(now, "utf8"));
    });
    assert.deepEqual(left, []);
    assert.deepEqual(
      tracked.filter((file) => old.test(file) && fs.existsSync(path.join(folder, file))),
      [],
    );

    const manifest = manifestIn(folder);
    assert.equal(manifest.publisher, "acme");
    assert.deepEqual(Object.keys(manifest.bin), ["table-gate", "table-gate-language-server"]);
    assert.equal(manifest.repository.url, "https://git.example.org/tables/gate.git");
    run("scripts/build.mjs", "server/cli/", "server/lsp/");
    assert.match(run("out/cli/main.js", "--help"), /^Usage: table-gate COMMAND[\s\S]*^Table Gate checks/m);
    run("scripts/docs.mjs");
    assert.match(fs.readFileSync(path.join(folder, "docs/table-gate.1"), "utf8"), /^\.TH TABLE\\-GATE/m);
  });
});

describe("what strangers see first", () => {
  it("is our icon, drawn from its SVG", async () => {
    const { icon } = manifestIn(repository);
    const drawn = await sharp(icon.replace(/png$/, "svg")).resize(256, 256).flatten().raw().toBuffer();
    const { data, info } = await sharp(icon).flatten().raw().toBuffer({ resolveWithObject: true });
    assert.deepEqual([info.width, info.height, data.length], [256, 256, drawn.length]);
    // Another version of the library may round otherwise.
    const away = data.reduce((sum, value, i) => sum + Math.abs(value - (drawn[i] ?? 0)), 0) / data.length;
    assert.ok(away < 4, `${away} of 255 on average: npm run docs`);
  });

  it("links from its pages to files that are in the VSIX and in the npm package", () => {
    const { files } = manifestIn(repository);
    const inVsix = fs
      .readFileSync(".vscodeignore", "utf8")
      .split("\n")
      .filter((line) => line.startsWith("!"))
      .map((line) => line.slice(1));
    const faults: string[] = [];
    for (const page of tracked.filter((file) => /^(?:README\.md|docs\/.*\.md)$/.test(file))) {
      const text = fs.readFileSync(page, "utf8").replace(/^```[\s\S]*?^```/gm, "");
      for (const [, isPicture, address] of text.matchAll(/(!?)\[(?:[^\][]|\[[^\]]*\])*\]\(([^)\s]+)\)/g)) {
        if (/^(?:https?:|#|mailto:)/.test(address!)) continue;
        const target = path.posix.join(path.posix.dirname(page), address!.replace(/#.*/, ""));
        if (!fs.existsSync(target)) faults.push(`${page}: ${target} is not there`);
        // Pictures are put into the README of the VSIX; npm shows those of the repository.
        else if (isPicture === "") {
          for (const [name, globs] of Object.entries({ "package.json": files, ".vscodeignore": inVsix })) {
            if (!globs.some((glob) => patternOf(glob).test(target)) && !/^(?:LICENSE|README\.md)$/.test(target))
              faults.push(`${page} links to ${target}, which ${name} leaves out`);
          }
        }
      }
    }
    assert.deepEqual(faults, []);
  });
});
