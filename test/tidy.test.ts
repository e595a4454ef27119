/** The house rules that no compiler keeps: who may import whom, where waiting is allowed, what must be written down. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { reasonsFor } from "../server/disk/documents/rule-pages.ts";
import { allRules } from "../server/rules/index.ts";
import { foreignNames, repeatedTypes } from "./identifiers.ts";
import { circlesOf, faultsOf, importsOf, layers, read } from "./layers.ts";
import { reasonedState, stateIn, stateOf } from "./module-state.ts";

const topLevel = new Set([
  "package.json",
  "product.json",
  "action.yml",
  "package-lock.json",
  "package.nls.de.json",
  "package.nls.es.json",
  "package.nls.fr.json",
  "package.nls.json",
  "package.nls.pt-br.json",
  "tsconfig.json",
  "client",
  "server",
  "kernel",
  "schemas",
  "syntaxes",
  "test",
  "README.md",
  "CHANGELOG.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "PRIVACY.md",
  "CODE_OF_CONDUCT.md",
  "SECURITY.md",
  "LICENSE",
  "THIRD-PARTY-NOTICES.txt",
  "docs",
  "l10n",
  "samples",
  "scripts",
]);

/** Files git knows or would take. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "" && fs.existsSync(file));
const sources = files.filter((file) => /^(?:client|server|test|scripts)\/.*\.(?:ts|mjs|cjs)$/.test(file));

/** What the extension and its server are made of. */
const product = read(sources.filter((file) => /^(?:client|server)\//.test(file)));

describe("the code base", () => {
  it("keeps every source in a layer, and layers to what they may import", () => {
    assert.ok(product.size > 250, "sources were found at all");
    assert.deepEqual(faultsOf(product), []);
  });

  it("refuses a wrong import in each layer, and a source in none", () => {
    for (const layer of Object.keys(layers)) {
      const planted = `${layer}/planted.ts`;
      const wrong = layer === "client" || layer === "client/view" ? "server/core/text/text.ts" : "client/main.ts";
      const from = path.posix.relative(layer, wrong);
      const text = `import { x } from "${from.startsWith(".") ? from : `./${from}`}";\nimport y from "left-pad";\n`;
      assert.deepEqual(faultsOf(new Map([[planted, text]])), [
        `${planted} imports ${wrong}`,
        `${planted} imports left-pad`,
      ]);
    }
    assert.deepEqual(faultsOf(new Map([["server/loose.ts", ""]])), ["server/loose.ts lies in no layer"]);
    assert.deepEqual(faultsOf(new Map([["server/features/loose.ts", ""]])), [
      "server/features/loose.ts lies in no layer",
    ]);
  });

  it("brings nothing of the server into the client but types, and lists of names", () => {
    const values = [...product]
      .filter(([file]) => file.startsWith("server/protocol/"))
      .flatMap(([file, text]) =>
        [...text.matchAll(/^(?:import|export) (?!type )[^;]*?\bfrom "(\.\.[^"]+)"/gm)].map(([, from]) =>
          path.posix.join(path.posix.dirname(file), from!),
        ),
      );
    assert.ok(values.length > 0, "the lists are found");
    for (const file of values.filter((name) => name.endsWith(".ts")))
      assert.deepEqual(importsOf(product.get(file)!), [], `${file} would be bundled`);
  });

  it("imports nothing in a circle, neither files nor layers", () => {
    assert.deepEqual(circlesOf(product), []);
    const planted = new Map([
      ["server/rules/a.ts", 'import { b } from "./b.ts";'],
      ["server/rules/b.ts", 'import { a } from "./a.ts";'],
    ]);
    assert.equal(circlesOf(planted).length, 1);
    const above = (name: string, way: readonly string[]): void => {
      assert.ok(!way.includes(name), `layers in a circle: ${[...way, name].join(" > ")}`);
      for (const next of layers[name]?.imports ?? []) above(next, [...way, name]);
    };
    for (const name of Object.keys(layers)) above(name, []);
  });

  it("does not wait below the front ends", () => {
    const wrong = sources
      .filter((file) => /^server\/(?:core|rules|features|engine)\//.test(file))
      .filter((file) => /\basync\b|\bawait\b|\bPromise\b|\bsetTimeout\b/.test(withoutWords(file)));
    assert.deepEqual(wrong, []);
  });

  it("keeps no state at the top of a module but what has a reason", () => {
    const pure = /^server\/(?:core|rules|features|engine)\//;
    assert.deepEqual(stateOf(product, pure), Object.keys(reasonedState).sort());
    const planted = "export let units = 1;\nconst seen = new Set();\nconst view = new View();\nlet count = 0;\n";
    assert.deepEqual(stateIn(`${planted}function add() {\n  seen.add(1);\n}\n`), ["units", "seen", "view", "count"]);
    assert.deepEqual(
      stateIn("export const table = new Int32Array(9);\ntable[1] = 2;\nconst f = () => new Set();\n"),
      [],
    );
    const writer = 'import { table } from "./a.ts";\nexport function f() {\n  table[1] = 2;\n}\n';
    assert.deepEqual(stateOf(new Map([["x/b.ts", writer]]), /^x/), ["x/a.ts: table, written by x/b.ts"]);
  });

  it("uses the trade's words in names, and each name of a type for one thing", () => {
    assert.deepEqual(foreignNames(read(sources.filter((file) => !file.startsWith("test/")))), []);
    assert.deepEqual(repeatedTypes(product), []);
    const planted = "/** Told. */\nconst toldMax = 1; // told\nmend('told');\n";
    assert.deepEqual(foreignNames(new Map([["a.ts", planted]])), [
      "a.ts: toldMax, say reported, published",
      "a.ts: mend, say fix",
    ]);
    const twice = new Map(["a.ts", "b.ts"].map((file) => [file, "export interface Place {}\ntype Data = string;\n"]));
    assert.deepEqual(repeatedTypes(twice), ["Place: a.ts, b.ts"]);
  });

  it("names no system that it checks for: those are folders under schemas/, comments and strings included", () => {
    const systems = fs
      .readdirSync("schemas", { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== "lists")
      .map(({ name }) => name);
    assert.ok(systems.length > 2, "systems were found at all");
    // A system may be called like a part of a word: "sap" in "disappear".
    const capital = (name: string): string => `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
    const words = systems.map((key) => `(?<![a-z])${key}|${capital(key)}(?![a-z])|${key.toUpperCase()}`);
    const named = new RegExp(words.join("|"));
    assert.ok(["turvoUser", "forTurvo", "TURVO_USER", "a turvo file"].every((text) => named.test(text)));
    const wrong = files
      .filter((file) => /^(?:client|server)\/|^scripts\/[^/]+$/.test(file))
      .flatMap((file) => {
        const lines = fs.readFileSync(file, "utf8").split("\n");
        return lines.flatMap((line, i) => (named.test(line) ? [`${file}:${i + 1} ${line.trim()}`] : []));
      });
    assert.deepEqual(wrong, []);
  });

  it("names no rule below the adapters: rules declare what others rely on", () => {
    const named = new RegExp(`["'\`](?:${allRules.map(({ name }) => name).join("|")})["'\`]`);
    assert.match('byName.get("blank-row")', named);
    const wrong = sources
      .filter((file) => /^server\/(?:core|features)\//.test(file))
      .flatMap((file) => {
        const lines = withoutComments(file).split("\n");
        return lines.flatMap((line) => (named.test(line) ? [`${file}: ${line.trim()}`] : []));
      });
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
    for (const script of ["scripts/docs.mjs", "scripts/data.mjs", "scripts/l10n.mjs"]) {
      const { status, stderr } = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
      assert.equal(status, 0, stderr);
    }
  });

  it("calls commands in the README as the command palette does", () => {
    const texts = JSON.parse(fs.readFileSync("package.nls.json", "utf8")) as Record<string, string>;
    const titles = Object.entries(texts)
      .filter(([key]) => key.startsWith("command."))
      .map(([, title]) => ` ${title.replace(/…$/, "")} `);
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

  it("has a text for each key of the manifest, and no other", () => {
    const texts = JSON.parse(fs.readFileSync("package.nls.json", "utf8")) as Record<string, string>;
    const used = [...fs.readFileSync("package.json", "utf8").matchAll(/"%([^"%]+)%"/g)].map(([, key]) => key!);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(texts).sort());
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

/** A source without comments. */
function withoutComments(file: string): string {
  return fs.readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "");
}

/** The same without template literals and strings too: what is left does things. */
function withoutWords(file: string): string {
  return withoutComments(file)
    .replace(/`(?:\\.|[^`\\])*`/g, "``")
    .replace(/"(?:\\.|[^"\\\n])*"/g, '""');
}
