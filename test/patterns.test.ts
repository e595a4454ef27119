/** Patterns and globs that people write: they mean what JavaScript means by them, take bounded steps, and are refused at their place. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { analyse } from "scslre";
import type { Field } from "../server/core/filetypes/file-type.ts";
import { orderOf } from "../server/core/filetypes/ordered-values.ts";
import { builtInDocuments } from "../server/core/filetypes/schemas.ts";
import { globSteps, matchesGlob } from "../server/core/workspace/globs.ts";
import { readTableDocument } from "../server/disk/documents/file-type-document.ts";
import { type PreparedPattern, preparePattern } from "../server/disk/libraries/people-patterns.ts";

function matches(prepared: PreparedPattern, value: string): boolean | undefined {
  assert.ok("matches" in prepared, "refused" in prepared ? prepared.refused : "");
  return prepared.matches(value);
}

/** What JavaScript says of a whole value. */
function expected(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, "u").test(value);
  } catch {
    return new RegExp(`^(?:${pattern})$`).test(value);
  }
}

const usual = [
  "((?=.*\\d)(?=.*[a-z])(?=.*[A-Z]).{9,256})",
  "^(?=.*\\d)(?=.*[a-z])(?=.*[A-Z]).*$",
  "(?!.*[ab]{2})(?=.{2,}$)[^]*",
  "[\\w.+\\-]+@[\\w\\-]+(?:\\.[\\w\\-]+)+",
  "\\p{Lu}\\p{Ll}*(?: \\p{Script=Latin}+)*",
  "\\p{Letter}+\\p{Decimal_Number}?",
  "[\\s\\S]{1,3}",
  "\\S+\\s\\S+",
  "[^\\s]+|[^\\S]+",
  "(?<year>\\d{4})-\\d\\d",
  "a|b|cd?",
  "\\u0041\\x42\\cA?",
  "[\\u{1F600}-\\u{1F64F}]",
  "\\bfoo\\b.*",
  "(?<=a)?b",
  "a\\/b\\.c\\-d",
  "[[\\]^-]+",
  "\\_\\A",
  "(a)(?:b|c)",
  "x*(?:y|z)x*",
];
const values = [
  "",
  "a",
  "b",
  "cd",
  "ab",
  "Abc1defgh",
  "abcdefghi",
  "ABCDEFGH1",
  "Ann Lee",
  "é1",
  "Écrit Été",
  "a b",
  "a\u00a0b",
  "\n",
  "a\nb",
  "2026-01",
  "AB",
  "AB\u0001",
  "😀",
  "foo bar",
  "foo",
  "a/b.c-d",
  "[]^-",
  "_A",
  "xyx",
  "xx",
  "ann@example.com",
  "\u2028",
  " \t",
  "ANN",
  "ac",
  "zx",
  "\ufeff",
];

describe("a pattern that somebody wrote", () => {
  it("means what JavaScript means by it", () => {
    let agreed = 0;
    for (const pattern of usual) {
      const prepared = preparePattern(pattern);
      if ("refused" in prepared) assert.equal(pattern, "(?<=a)?b");
      else
        for (const value of values) {
          assert.equal(matches(prepared, value), expected(pattern, value), JSON.stringify([pattern, value]));
          agreed++;
        }
    }
    assert.ok(agreed > 600);
  });

  it("means it for any pattern and any value", () => {
    const atom = fc.constantFrom(
      "a",
      "b",
      ".",
      "\\d",
      "\\w",
      "\\s",
      "\\S",
      "[ab]",
      "[^a]",
      "[\\s\\d]",
      "(?:a|b)",
      "(ab)",
      "\\b",
      "^",
      "$",
    );
    const piece = fc
      .tuple(atom, fc.constantFrom("", "*", "+", "?", "{1,2}", "*?"))
      .map(([one, many]) => (one === "\\b" || one === "^" || one === "$" ? one : one + many));
    const sequence = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(""));
    const pattern = fc
      .tuple(fc.array(fc.tuple(fc.constantFrom("(?=", "(?!"), sequence), { maxLength: 2 }), sequence)
      .map(([ahead, rest]) => `${ahead.map(([open, inside]) => `${open}${inside})`).join("")}${rest}`);
    const value = fc.string({
      unit: fc.constantFrom("a", "b", "1", " ", "\n", "\u00a0", "é", "😀", "-"),
      maxLength: 6,
    });
    fc.assert(
      fc.property(pattern, value, (made, text) => {
        assert.equal(matches(preparePattern(made), text), expected(made, text));
      }),
      { numRuns: 3000, seed: 11 },
    );
  });

  for (const [pattern, value] of [
    ["(a+)+b", "a".repeat(100_000)],
    ["(.*a){20}b", "a".repeat(20_000)],
    ["(a|a)*b", "a".repeat(100_000)],
    ["(?=(a+)+b).*", "a".repeat(100_000)],
    ["\\s*\\s*\\s*x", " ".repeat(100_000)],
    ["(?:a?){100}a{100}b", "a".repeat(50_000)],
    ["([a-z]+)*([0-9]+)*([a-z0-9]+)*!", "a1".repeat(50_000)],
  ] as const) {
    // Each of these would run for longer than anybody lives where every way is tried one after the other.
    it(`comes to an end: ${pattern}`, () => assert.notEqual(matches(preparePattern(pattern), value), true));
  }

  for (const [pattern, why] of [
    ["(", "invalid"],
    ["[z-a]", "invalid"],
    ["(a)\\1", "ahead"],
    ["(?<n>a)\\k<n>", "ahead"],
    ["a(?!b)c", "ahead"],
    ["(?=a)b|c", "ahead"],
    ["((a{100}){100}){100}", "large"],
    ["a{5000}", "large"],
    ["(?:a{1000}b{1000}){1,1}".repeat(3), "large"],
    ["a".repeat(3000), "large"],
  ] as const) {
    it(`is refused: ${pattern.slice(0, 40)}`, () => assert.deepEqual(preparePattern(pattern), { refused: why }));
  }

  it("is told where it stands in a file type, and the rest of the type is used", () => {
    const [first] = builtInDocuments;
    const constraints = { pattern: "(a)\\1", required: true };
    const fields = first?.fields.map((field, i) => (i === 0 ? { ...field, constraints } : field));
    const text = JSON.stringify({ ...first, name: "hr.staff", fields });
    const { document, problems } = readTableDocument(text, []);
    const reported = problems.find(({ span }) => text.slice(span.start, span.end) === JSON.stringify("(a)\\1"));
    assert.match(String(reported?.message), /can't be used/);
    assert.equal(document?.fields[0]?.constraints?.required, true);
    assert.equal(document.fields[0].constraints.pattern, undefined);
  });

  it("is told on the command line, at its place in the profile", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-patterns-"));
    try {
      for (const [pattern, said] of [
        ["(a)\\1", /csv-preflight\.json[\s\S]*1:39[\s\S]*can't be used/],
        ["(a+)+b", /the form that the password policy defines/],
      ] as const) {
        const profile = { meeds: { passwordPolicy: { pattern } } };
        fs.writeFileSync(path.join(folder, "csv-preflight.json"), JSON.stringify(profile));
        const rows = `ann.lee,Ann,Lee,${"a".repeat(60)},ann@example.com\n`;
        fs.writeFileSync(path.join(folder, "import.csv"), `userName,firstName,lastName,password,email\n${rows}`);
        const { stdout } = spawnSync(process.execPath, [path.resolve("out/cli/main.js"), "check", "."], {
          cwd: folder,
          encoding: "utf8",
        });
        assert.match(stdout, said);
      }
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("patterns of our own file types", () => {
  it("are linear as they are", () => {
    const found: string[] = [];
    const collect = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      for (const [key, each] of Object.entries(value)) {
        if (key === "pattern" && typeof each === "string") found.push(each);
        else collect(each);
      }
    };
    collect(builtInDocuments);
    assert.ok(found.length > 10);
    for (const pattern of found) {
      const { reports } = analyse(new RegExp(`^(?:${pattern})$`, "u"));
      assert.deepEqual(
        reports.map(({ type, exponential }) => [type, exponential]),
        [],
        pattern,
      );
    }
  });
});

describe("a glob that somebody wrote", () => {
  const counted = (glob: string, name: string): number => {
    const before = globSteps();
    assert.equal(matchesGlob(name, glob), false);
    return globSteps() - before;
  };

  for (const glob of [
    `${"*a".repeat(30)}b?`,
    `${"**/".repeat(30)}b?`,
    `${"*".repeat(500)}b?`,
    `${"**a**".repeat(20)}b?`,
    `${"{a,*a}".repeat(8)}b?`,
  ]) {
    it(`takes steps in proportion to the path: ${glob.slice(0, 20)}…`, () => {
      const short = counted(glob, "a/a".repeat(100));
      const long = counted(glob, "a/a".repeat(400));
      assert.ok(long < short * 4.5 + 1000, `${short} steps, then ${long}`);
    });
  }
});

describe("formats of dates that people write", () => {
  const order = (format: string, text: string): number | undefined =>
    orderOf({ name: "d", type: "date", dateFormat: format } as Field, text);

  it("read each directive once", () => {
    assert.equal(order("%d %B %Y", "7 March 2026"), Date.UTC(2026, 2, 7) / 1000);
    assert.equal(order("%d %B %Y", "7 March"), undefined);
  });

  it("accept what comes from the first directive on that nobody reads, without trying it in every way", () => {
    // In a format taken word for word these letters could be shared out among the names in a billion ways.
    const format = "%Y %W%W%W%W%W%W%W%W%W%W%B%B%B%B%B%B%B%B%B%B!";
    assert.notEqual(order(format, `2026 ${"a".repeat(100_000)}`), undefined);
    assert.equal(order(format, `20 ${"a".repeat(100_000)}`), undefined);
    assert.equal(order(`${"%B".repeat(20)}!`, "a".repeat(100_000)), undefined);
  });
});
