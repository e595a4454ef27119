// Draws what the editor's own tokenizer makes of CSV text, so that a change of the grammar is seen as a changed picture.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadWASM, OnigScanner, OnigString } from "vscode-oniguruma";
import { type IGrammar, INITIAL, parseRawGrammar, Registry, type StateStack } from "vscode-textmate";

const root = join(__dirname, "..", "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const picturesPath = join(root, "test", "pictures", "grammar.md");

const rootScope = "text.csv.preflight";
/** The kinds of text an editor knows: it suggests as one types in the first, and asks its settings about the others. */
const kinds = ["other", "comment", "string", "regex"];
/** What the manifest says of token types, in the numbers the tokenizer wants. */
const tokenTypes = { "meta.quoted.csv": kinds.indexOf("string") };

async function loadGrammar(): Promise<IGrammar> {
  const wasm = readFileSync(join(root, "node_modules", "vscode-oniguruma", "release", "onig.wasm"));
  await loadWASM({ data: wasm });
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new OnigScanner(patterns),
      createOnigString: (text) => new OnigString(text),
    }),
    loadGrammar: (scope) =>
      Promise.resolve(
        scope === rootScope ? parseRawGrammar(read("syntaxes/csv.tmLanguage.json"), "csv.tmLanguage.json") : null,
      ),
  });
  const grammar = await registry.loadGrammarWithConfiguration(rootScope, 1, { tokenTypes });
  assert.ok(grammar);
  return grammar;
}

interface Token {
  readonly start: number;
  readonly end: number;
  /** Every scope but the file's own, outermost first. */
  readonly scopes: string;
}

/** The tokens of each line, read one line after the other as an editor does. */
function tokensOf(grammar: IGrammar, lines: readonly string[]): Token[][] {
  let state: StateStack = INITIAL;
  return lines.map((line) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    return result.tokens
      .map((token) => ({
        start: token.startIndex,
        end: Math.min(token.endIndex, line.length),
        scopes: token.scopes.filter((scope) => scope !== rootScope).join(" "),
      }))
      .filter((token) => token.end > token.start);
  });
}

/** Under each line, one line of carets for each set of scopes in it. A carriage return is seen as `␍`. */
function draw(grammar: IGrammar, text: string): string {
  const lines = text.split("\n").map((line) => line.replace("␍", "\r"));
  const tokens = tokensOf(grammar, lines);
  return lines
    .flatMap((line, index) => {
      const marks = new Map<string, string>();
      for (const { start, end, scopes } of tokens[index] ?? []) {
        const before = marks.get(scopes) ?? "";
        if (scopes !== "") marks.set(scopes, before.padEnd(start) + "^".repeat(end - start));
      }
      return [line.replace("\r", "␍"), ...[...marks].map(([scopes, carets]) => `${carets} ${scopes}`)];
    })
    .join("\n");
}

const isMark = (line: string): boolean => /^ *\^[ ^]* [a-z]/.test(line);
const strip = (picture: string): string =>
  picture
    .split("\n")
    .filter((line) => !isMark(line))
    .join("\n");

/** For each line, the number of the column each character is coloured as; a separator is `,`, bad quoting `!`. */
function columns(grammar: IGrammar, lines: readonly string[]): string[] {
  return tokensOf(grammar, lines).map((tokens) =>
    tokens
      .map(({ start, end, scopes }) => {
        const column = /\.column(\d+)\./.exec(scopes)?.[1];
        const sign = scopes.includes("invalid.") ? "!" : (column ?? (scopes.includes("separator") ? "," : "?"));
        return sign.slice(-1).repeat(end - start);
      })
      .join(""),
  );
}

describe("the grammar", () => {
  let grammar: IGrammar;
  before(async () => {
    grammar = await loadGrammar();
  });

  const file = read("test/pictures/grammar.md");
  const pictures = [...file.matchAll(/^## (.+)\n[\s\S]*?^```grammar\n([\s\S]*?)\n```$/gm)];

  it("has its pictures", () => assert.ok(pictures.length >= 10));

  for (const [, title = "", picture = ""] of pictures) {
    it(title, function () {
      if (process.env["UPDATE"]) this.skip();
      assert.equal(draw(grammar, strip(picture)), picture);
    });
  }

  after(() => {
    if (!process.env["UPDATE"]) return;
    const redrawn = file.replace(
      /(^```grammar\n)([\s\S]*?)(\n```$)/gm,
      (_, open: string, picture: string, close: string) => open + draw(grammar, strip(picture)) + close,
    );
    writeFileSync(picturesPath, redrawn);
  });

  it("colours a line of 10,000 characters and 5,000 columns, and is ready for the next line", () => {
    const [wide, next] = columns(grammar, ["a,".repeat(5000), "a,b"]);
    assert.equal(wide, "1,2,3,4,5,6,7,8,9,0,".repeat(500));
    assert.equal(next, "1,2");
  });

  it("takes for a long line as much longer as it is, for an editor gives a line half a second", () => {
    const least = (text: string): number => {
      const times = Array.from({ length: 5 }, () => {
        const started = process.cpuUsage();
        columns(grammar, [text]);
        return process.cpuUsage(started).user;
      });
      return Math.min(...times);
    };
    const short = least("a,".repeat(500));
    const long = least("a,".repeat(5000));
    assert.ok(long < short * 40, `${long} µs for ten times what takes ${short} µs`);
  });

  it("calls no colour a comment or a string, where editors hold suggestions back", () => {
    const names = [...read("syntaxes/csv.tmLanguage.json").matchAll(/"(?:name|contentName)": "([^"]+)"/g)];
    assert.ok(names.length > 10);
    for (const [, name = ""] of names) assert.doesNotMatch(name, /\b(comment|string|regex|meta\.embedded)\b/);
  });

  it("colours one cell of 10,000 characters, quoted or not", () => {
    assert.deepEqual(columns(grammar, [`x,${"a".repeat(9998)}`, `x,"${"b,".repeat(5000)}`, '",y']), [
      `1,${"2".repeat(9998)}`,
      `1,${"2".repeat(10_001)}`,
      "2,3",
    ]);
  });

  it("says that only the inside of quotes is a string, so that a quote typed there is not doubled", () => {
    const line = `a,"b, ""c""",${"d,".repeat(10)}e"f`;
    const { tokens } = grammar.tokenizeLine2(line, INITIAL);
    const strings: string[] = [];
    for (let at = 0; at < tokens.length; at += 2) {
      const kind = kinds[((tokens[at + 1] ?? 0) >>> 8) & 3];
      if (kind === "string") strings.push(line.slice(tokens[at], tokens[at + 2]));
      else assert.equal(kind, "other");
    }
    assert.deepEqual(strings.join(""), 'b, ""c""');
  });
});

describe("the language configuration", () => {
  const configuration: { wordPattern: string; autoClosingPairs: unknown } = JSON.parse(
    read("syntaxes/language-configuration.json"),
  );

  it("takes a cell for a word", () => {
    const words = 'u 1,ann@example.com,America/New_York,,"Doe, J",-5'.match(new RegExp(configuration.wordPattern, "g"));
    assert.deepEqual(words, ["u 1", "ann@example.com", "America/New_York", "Doe", " J", "-5"]);
  });

  it("closes a quote, except within quotes", () => {
    assert.deepEqual(configuration.autoClosingPairs, [{ open: '"', close: '"', notIn: ["string"] }]);
  });
});

describe("beside Rainbow CSV", () => {
  const manifest: { publisher: string; name: string } = JSON.parse(read("package.json"));

  it("is loaded first, so that the other grammar for csv is the one that counts", () => {
    // Editors load what users installed in the order of its folder names, and the last grammar for a language wins.
    for (const other of ["jeff-hykin.better-csv-syntax", "mechatroner.rainbow-csv"]) {
      assert.ok(`${manifest.publisher}.${manifest.name}` < other, other);
    }
  });

  it("claims no scope name of others", () => {
    const grammar: { scopeName: string } = JSON.parse(read("syntaxes/csv.tmLanguage.json"));
    assert.equal(grammar.scopeName, rootScope);
  });
});
