/** Regular expressions of our sources take time in proportion to the text: each is taken apart, and none can try a text in more than a fixed number of ways. */
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { type Expression, parse } from "acorn";
import { simple } from "acorn-walk";
import { transformSync } from "esbuild";
import { analyse } from "scslre";

/** What a text of so many characters at most is asked; the tool can't see it. The expression as it is written, and what bounds its text. */
const bounded: Readonly<Record<string, string>> = {
  "/\\B(?=(?:\\d{3})+$)/g": "a number has few digits",
  "/\\[([^\\]]*)\\]|\\(([^)]*)\\)|\\{([^}]*)\\}|<([^>]*)>|[[({<].*$/g": "`columnsNamed` leaves longer headers alone",
};

/** Files that make expressions while they run, how many, and why these are linear. */
const made: Readonly<Record<string, readonly [count: number, why: string]>> = {
  "server/core/filetypes/column-names.ts": [1, "words without quantifiers"],
  "server/core/filetypes/email.ts": [1, "a label has 63 characters"],
  "server/core/filetypes/lists.ts": [1, "postal codes: see below"],
  "server/core/filetypes/ordered-values.ts": [
    1,
    "the format of a date: each directive once, each of at most 30 letters",
  ],
  "server/core/filetypes/patterns.ts": [1, "of our own file types: `patterns.test`"],
  "server/core/filetypes/spreadsheet.ts": [1, "dates without quantifiers"],
  "server/core/text/text.ts": [2, "one class, from where its run begins"],
  "server/disk/libraries/people-patterns.ts": [1, "made to see whether it can be, never run"],
  "server/features/anonymize/pseudonyms.ts": [1, "a label has 63 characters"],
  "server/features/infer/infer.ts": [2, "each digit has one place"],
  "server/features/mapping/people-rows.ts": [2, "a cell of 120 characters"],
};

interface Found {
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

/** All expressions that are written as such, and how many are made by each file. */
function expressionsOf(file: string, text: string): { readonly written: readonly Found[]; readonly made: number } {
  const { code } = transformSync(text, { loader: "ts" });
  const written: Found[] = [];
  let count = 0;
  simple(parse(code, { ecmaVersion: "latest", sourceType: "module" }), {
    Literal(node) {
      if (node.regex) written.push({ file, source: node.regex.pattern, flags: node.regex.flags });
    },
    NewExpression: ({ callee }) => {
      if (isRegExp(callee as Expression)) count++;
    },
    CallExpression: ({ callee }) => {
      if (isRegExp(callee as Expression)) count++;
    },
  });
  return { written, made: count };
}

function isRegExp(callee: Expression): boolean {
  return callee.type === "Identifier" && callee.name === "RegExp";
}

/** The ways in which an expression can be slow, in a line each. */
function slowWays({ file, source, flags }: Found): string[] {
  const text = `/${source}/${flags}`;
  if (Object.hasOwn(bounded, text)) return [];
  return analyse({ source, flags }).reports.map(({ type }) => `${file}: ${text} ${type}`);
}

describe("regular expressions of the sources", () => {
  const root = path.resolve(".");
  const all = ["server", "client"].flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .map((name) => `${folder}/${name.split(path.sep).join("/")}`)
      .filter((name) => name.endsWith(".ts")),
  );
  const read = all.map((file) => ({ file, ...expressionsOf(file, fs.readFileSync(path.join(root, file), "utf8")) }));

  it("are linear", () => {
    const written = read.flatMap((each) => each.written);
    assert.ok(written.length > 400, `${written.length}`);
    assert.deepEqual(written.flatMap(slowWays), []);
  });

  it("are made while running only where it is known to be fine", () => {
    const counts = Object.fromEntries(read.filter((each) => each.made > 0).map((each) => [each.file, each.made]));
    assert.deepEqual(counts, Object.fromEntries(Object.entries(made).map(([file, [count]]) => [file, count])));
  });

  it("that are excepted still exist", () => {
    const written = new Set(read.flatMap((each) => each.written.map(({ source, flags }) => `/${source}/${flags}`)));
    for (const each of Object.keys(bounded)) assert.ok(written.has(each), each);
  });

  it("of postal codes are linear", () => {
    const codes = JSON.parse(fs.readFileSync("schemas/lists/postal-codes.json", "utf8")) as Record<string, unknown>;
    const sources = Object.values(codes).filter((each): each is string => typeof each === "string");
    for (const source of sources)
      assert.deepEqual(slowWays({ file: source, source: `^(?:${source})$`, flags: "i" }), []);
  });

  for (const planted of ["/\\s+$/", "/^(a+)+$/", "/\\s*,\\s*/g", "/^a*\\s*a*$/", "/(?:x|x)*y/"]) {
    it(`would be found: ${planted}`, () => {
      const { written } = expressionsOf("planted.ts", `export const planted: RegExp = ${planted};`);
      assert.notDeepEqual(written.flatMap(slowWays), []);
    });
  }
});
