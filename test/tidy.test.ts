/** The house rules that no compiler keeps: who may import whom, where waiting is allowed, what must be written down. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { reasonsFor } from "../server/disk/documents/rule-pages.ts";
import { allRules } from "../server/rules/index.ts";

/** What each layer may import, besides itself. Everything else is a wrong turn. */
const layers: Record<string, { folders: readonly string[]; packages: RegExp }> = {
  "server/core": { folders: ["schemas"], packages: /^$/ },
  "server/rules": { folders: ["server/core"], packages: /^$/ },
  "server/features": { folders: ["server/core", "server/protocol/rule-link.ts"], packages: /^$/ },
  "server/lsp": {
    folders: [
      "server/core",
      "server/rules",
      "server/features",
      "server/protocol/protocol.ts",
      "server/protocol/rule-link.ts",
      "server/disk/reading/files.ts",
      "server/disk/reading/stream.ts",
      "server/disk/reading/closed-text.ts",
      "server/disk/reading/decode.ts",
      "server/disk/documents/profile.ts",
      "server/disk/documents/rule-pages.ts",
      "server/disk/writing/bundle.ts",
      "server/disk/writing/anonymized-copy.ts",
      "server/disk/writing/mapped-import.ts",
      "server/disk/documents/mapping-file.ts",
      "server/disk/reading/foreign-csv.ts",
      "server/disk/writing/read-back.ts",
      "server/disk/libraries/xlsx.ts",
      "server/disk/writing/undo-set.ts",
      "server/disk/reading/kept-upload.ts",
      "server/disk/writing/conversion.ts",
      "server/disk/libraries/phones.ts",
      "schemas",
      "package.json",
    ],
    packages: /^(?:node:|vscode-jsonrpc\/node$|vscode-languageserver$|csv-parse|jsonc-parser$)/,
  },
  "server/cli": {
    folders: [
      "server/core",
      "server/rules",
      "server/features",
      "server/disk/reading/files.ts",
      "server/disk/reading/stream.ts",
      "server/disk/documents/profile.ts",
      "server/disk/documents/rule-pages.ts",
      "server/disk/writing/bundle.ts",
      "server/disk/writing/anonymized-copy.ts",
      "server/disk/writing/mapped-import.ts",
      "server/disk/documents/mapping-file.ts",
      "server/disk/reading/foreign-csv.ts",
      "server/disk/writing/read-back.ts",
      "server/disk/libraries/xlsx.ts",
      "server/disk/writing/undo-set.ts",
      "server/disk/reading/kept-upload.ts",
      "server/disk/writing/conversion.ts",
      "server/disk/libraries/phones.ts",
      "schemas",
      "package.json",
    ],
    packages: /^(?:node:|csv-parse)/,
  },
  client: {
    folders: [
      "server/protocol/protocol.ts",
      "server/protocol/rule-link.ts",
      "client/view/messages.ts",
      "client/view/people-messages.ts",
      "client/view/envelope.ts",
    ],
    packages: /^(?:node:path$|vscode$|vscode-languageclient)/,
  },
  "client/view": { folders: ["server/protocol/protocol.ts"], packages: /^regular-table$/ },
};

const topLevel = new Set([
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "client",
  "server",
  "schemas",
  "syntaxes",
  "test",
  "README.md",
  "CHANGELOG.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "LICENSE",
  "docs",
  "samples",
  "scripts",
]);

/** Files git knows or would take. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "" && fs.existsSync(file));
const sources = files.filter((file) => /^(?:client|server|test|scripts)\/.*\.(?:ts|mjs|cjs)$/.test(file));

function layerOf(file: string): string | undefined {
  return Object.keys(layers)
    .filter((layer) => file.startsWith(`${layer}/`))
    .sort((a, b) => b.length - a.length)[0];
}

function importsOf(file: string): string[] {
  const text = fs.readFileSync(file, "utf8");
  return [
    ...text.matchAll(/^(?:import|export)\b[^;]*?\bfrom\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)|^import\s+"([^"]+)"/gm),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

describe("the house", () => {
  it("keeps its layers", () => {
    let seen = 0;
    const wrong: string[] = [];
    for (const file of sources) {
      const layer = layerOf(file);
      if (!layer) continue;
      const { folders, packages } = layers[layer]!;
      for (const from of importsOf(file)) {
        seen++;
        if (!from.startsWith(".")) {
          if (!packages.test(from)) wrong.push(`${file} imports ${from}`);
          continue;
        }
        const target = path.posix.join(path.posix.dirname(file), from);
        const inside =
          layerOf(target) === layer || folders.some((folder) => target === folder || target.startsWith(`${folder}/`));
        if (!inside) wrong.push(`${file} imports ${target}`);
      }
    }
    assert.ok(seen > 50, "imports were found at all");
    assert.deepEqual(wrong, []);
  });

  it("asks nothing in a circle below the skins, nor in the client", () => {
    const own = sources.filter((file) => /^(?:server\/(?:core|rules|features|cli)|client)\//.test(file));
    const asked = new Map(
      own.map((file) => [file, importsOf(file).map((from) => path.posix.join(path.posix.dirname(file), from))]),
    );
    const circles: string[] = [];
    const done = new Set<string>();
    const follow = (file: string, way: readonly string[]): void => {
      if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(" > "));
      else if (!done.has(file)) {
        for (const next of asked.get(file) ?? []) follow(next, [...way, file]);
        done.add(file);
      }
    };
    for (const file of own) follow(file, []);
    assert.ok(own.length > 150, "files were found at all");
    assert.deepEqual(circles, []);
  });

  it("does not wait below the skins", () => {
    const wrong = sources
      .filter((file) => /^server\/(?:core|rules|features)\//.test(file))
      .filter((file) => /\basync\b|\bawait\b|\bPromise\b|\bsetTimeout\b/.test(withoutWords(file)));
    assert.deepEqual(wrong, []);
  });

  it("names no vendor in rules", () => {
    const wrong = sources
      .filter((file) => file.startsWith("server/rules/"))
      .filter((file) => /turvo|travtus|meeds/i.test(withoutWords(file)));
    assert.deepEqual(wrong, []);
  });

  it("lets nothing reach for the network", () => {
    const wrong = sources
      .filter((file) => /^(?:client|server)\//.test(file))
      .filter((file) =>
        /\bfetch\(|XMLHttpRequest|WebSocket|node:(?:https?|net|dns|tls|dgram)"/.test(fs.readFileSync(file, "utf8")),
      );
    assert.deepEqual(wrong, []);
  });

  it("has nothing else at the top", () => {
    const top = new Set(files.map((file) => file.split("/")[0]!).filter((name) => !name.startsWith(".")));
    assert.deepEqual(
      [...top].filter((name) => !topLevel.has(name)),
      [],
    );
  });

  it("opens every source file with its sentence", () => {
    const wrong = sources.filter((file) => {
      const text = fs.readFileSync(file, "utf8").replace(/^#!.*\n/, "");
      return !/^(?:\/\*\*?|\/\/) ?\S/.test(text) && !text.startsWith("/**\n");
    });
    assert.deepEqual(wrong, []);
  });

  it("uses no way around the type checker or the linter", () => {
    const marks = /@ts-(?:ignore|expect-error|nocheck)|biome-ignore|eslint-disable/;
    const wrong = sources
      .filter((file) => file !== "test/tidy.test.ts")
      .filter((file) => marks.test(fs.readFileSync(file, "utf8")) || /(?::|\bas) any\b/.test(withoutWords(file)));
    assert.deepEqual(wrong, []);
  });

  it("has a setting, a page and a summary for every rule", () => {
    const manifest = JSON.parse(fs.readFileSync("package.json", "utf8")) as Manifest;
    const settings = manifest.contributes.configuration.properties["csvPreflight.rules"]?.properties ?? {};
    const names = allRules.map((rule) => rule.name);
    assert.ok(names.length > 30);
    assert.equal(new Set(names).size, names.length);
    for (const rule of allRules) {
      assert.ok(Object.hasOwn(settings, rule.name), `package.json lacks the setting for ${rule.name}`);
      assert.ok(rule.summary.length > 10, `${rule.name} has no summary`);
      const reasons = reasonsFor(rule.name) ?? "";
      assert.ok(reasons.length > 100, `docs/rules/${rule.name}.md is missing or says nothing`);
      assert.doesNotMatch(
        reasons,
        /^(?:# |Severity|Off unless|\|)/,
        `docs/rules/${rule.name}.md has a head of its own`,
      );
    }
    assert.deepEqual(
      fs.readdirSync("docs/rules").filter((file) => file !== "README.md" && !names.includes(file.replace(/\.md$/, ""))),
      ["invalid-profile.md"].filter(
        (file) => fs.existsSync(`docs/rules/${file}`) && !names.includes("invalid-profile"),
      ),
    );
  });

  it("has fresh generated files", () => {
    for (const script of ["scripts/docs.mjs", "scripts/data.mjs"]) {
      const { status, stderr } = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
      assert.equal(status, 0, stderr);
    }
  }).timeout(60_000);

  it("calls commands in the README as the command palette does", () => {
    const { contributes } = JSON.parse(fs.readFileSync("package.json", "utf8")) as {
      contributes: { commands: { title: string }[] };
    };
    const titles = contributes.commands.map(({ title }) => ` ${title.replace(/…$/, "")} `);
    const said = fs
      .readFileSync("README.md", "utf8")
      .split("\n")
      .filter((line) => line.startsWith("| **"))
      .flatMap((line) => [...line.slice(line.indexOf("|", 2)).matchAll(/(?<!\*)\*([A-Z][^*]+?)…?\*(?!\*)/g)])
      .map(([, name]) => name!)
      .filter((name) => !name.startsWith("Reopen Editor With"));
    assert.ok(said.length > 12, "the table of commands is found");
    const unknown = said.filter(
      (name) => !titles.some((title) => name.split(" ").every((word) => title.includes(` ${word} `))),
    );
    assert.deepEqual(unknown, []);
  });

  it("has a CHANGELOG entry for this version", () => {
    const { version } = JSON.parse(fs.readFileSync("package.json", "utf8")) as { version: string };
    assert.match(fs.readFileSync("CHANGELOG.md", "utf8"), new RegExp(`^## ${version.replaceAll(".", "\\.")}\\b`, "m"));
  });
});

interface Manifest {
  readonly contributes: {
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly properties?: Readonly<Record<string, unknown>> }>>;
    };
  };
}

/** A source without comments, template literals and strings: what is left does things. */
function withoutWords(file: string): string {
  return fs
    .readFileSync(file, "utf8")
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "")
    .replace(/`(?:\\.|[^`\\])*`/g, "``")
    .replace(/"(?:\\.|[^"\\\n])*"/g, '""');
}
