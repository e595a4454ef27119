/** Which words take few typing mistakes to reach, against a definition that anybody can read; and that nobody looks for them unasked. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Sheet } from "../server/core/checking/sheet.ts";
import { builtInDocuments } from "../server/core/filetypes/schemas.ts";
import { nearestIds } from "../server/core/links/nearest-ids.ts";
import { EditDistance } from "../server/core/text/edit-distance.ts";
import { fold, isOtherId, nearest } from "../server/core/text/text.ts";
import { Workspace } from "../server/core/workspace/workspace.ts";
import { actionsAt, fixAll } from "../server/features/language/actions.ts";
import { rules } from "../server/rules/index.ts";

/** The fewest letters added, removed, replaced or swapped with the next one, no letter touched twice. */
function mistakesBetween(a: string, b: string): number {
  const known = new Map<string, number>();
  const from = (i: number, j: number): number => {
    if (i === a.length) return b.length - j;
    if (j === b.length) return a.length - i;
    const key = `${i} ${j}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    let least = Math.min(from(i + 1, j) + 1, from(i, j + 1) + 1, from(i + 1, j + 1) + (a[i] === b[j] ? 0 : 1));
    if (a[i] === b[j + 1] && a[i + 1] === b[j] && j + 1 < b.length && i + 1 < a.length)
      least = Math.min(least, from(i + 2, j + 2) + 1);
    known.set(key, least);
    return least;
  };
  return from(0, 0);
}

describe("typing mistakes", () => {
  const word = (most: number) => fc.string({ unit: fc.constantFrom("a", "b", "c", "A", "é", "1"), maxLength: most });

  it("are counted as defined, and given up at the limit", () => {
    const check = (a: string, b: string, limit: number): void =>
      assert.equal(new EditDistance(a).to(b, limit), Math.min(limit, mistakesBetween(a, b)), `${a} ${b}`);
    fc.assert(fc.property(word(9), word(9), fc.integer({ min: 1, max: 12 }), check), { numRuns: 3_000 });
    fc.assert(fc.property(word(40), word(40), fc.integer({ min: 1, max: 50 }), check), { numRuns: 300 });
    for (const [a, b, mistakes] of [
      ["", "", 0],
      ["ab", "ba", 1],
      ["a".repeat(31), "a".repeat(30), 1],
      ["a".repeat(32), `b${"a".repeat(31)}`, 1],
      [`${"x".repeat(29)}ab`, `${"x".repeat(29)}ba`, 1],
    ] as const)
      assert.equal(new EditDistance(a).to(b, 99), mistakes);
  });

  it("choose the nearest word, the first of equals, and none that is another word", () => {
    assert.equal(nearest("timezon", ["title", "timezone", "time-zone"]), "timezone");
    assert.equal(nearest("colour", ["color", "collar"]), "color");
    assert.equal(nearest("cat", ["elephant", "horse"]), undefined);
    assert.equal(nearest("Level 3", ["Level 2", "Level 1"]), undefined);
    assert.equal(nearest("Levle 2", ["Level 1", "Level 2"]), "Level 2");
    assert.equal(nearest("Adm1n", ["Viewer", "Admin"]), "Admin");
  });
});

describe("an id with another number or other letters", () => {
  for (const [one, other, isOther] of [
    ["u9", "u1", true],
    ["u10", "u1", true],
    ["user-29990", "user-2999", true],
    ["10023", "10024", true],
    ["10023", "10032", false],
    ["1023", "1032", true],
    ["100234", "1002234", false],
    ["100234", "1000234", false],
    ["100234", "1002344", false],
    ["1002234", "10022234", false],
    ["100234", "1100234", false],
    ["100234", "1002384", true],
    ["1020304050", "1020304060", true],
    ["a1b2", "a1b3", true],
    ["usr-7", "user-7", false],
    ["usr-7", "user-8", true],
    ["usr-007", "user-7", false],
    ["user", "user-7", true],
    ["U1O", "U10", false],
    ["Ul0", "U10", false],
    ["al", "bl", true],
    ["g1", "u1", true],
    ["dpe-1", "dep-1", false],
    ["ann.lee", "anne.lee", false],
    ["dispatch", "dispatchs", false],
    ["\u0661\u0662", "\u0661\u0663", true],
  ] as const)
    it(`${one} is ${isOther ? "not" : "perhaps"} ${other}`, () => {
      assert.equal(isOtherId(fold(one), fold(other)), isOther);
      assert.equal(isOtherId(fold(other), fold(one)), isOther);
    });
});

describe("ids that were meant", () => {
  const users = 3_000;
  let workspace: Workspace;

  before(() => {
    workspace = new Workspace(rules, builtInDocuments);
    let text = "id,name,permission,status.code,timezone,userEmail\n";
    let groups = "id,contextId,groupId,permission\n";
    for (let i = 0; i < users; i++) {
      text += `user-${i},Ann Lee,Viewer,2450,America/Chicago,ann${i}@example.com\n`;
      groups += `m${i},${i % 2 === 0 ? `usr-${i}` : `user-${i}`},g1, Viewer\n`;
    }
    workspace.put({ uri: "user", path: "/set/user.csv", open: true, version: 1 }, text);
    workspace.put({ uri: "group", path: "/set/group.csv", open: true, version: 1 }, groups);
    for (const entry of workspace.entries()) entry.sheet?.advance(Number.POSITIVE_INFINITY);
  });

  it("are the three nearest, those with fewest mistakes first, then in order of rows", () => {
    const target = workspace.sheet("user")!;
    assert.deepEqual(nearestIds("usr-7", [target], "id"), ["user-7"]);
    assert.deepEqual(nearestIds("user-29990", [target], "id"), []);
    assert.deepEqual(nearestIds("suer-7", [target], "id"), ["user-7"]);
    assert.deepEqual(nearestIds("depot", [target], "id"), []);
    assert.deepEqual(nearestIds("--", [target], "id"), []);
  });

  it("are not looked for where safe fixes are applied or counted, only for the one that is pointed at", () => {
    const sheet = workspace.sheet("group")!;
    assert.equal(
      readingsOf(() => void fixAll(sheet)),
      0,
    );
    const { located } = sheet.findings();
    // One in a row, not the one about the column.
    const one = located.find(({ finding }) => finding.rule.name === "unknown-user" && finding.row >= 0)!;
    const span = sheet.spanOf(one);
    const titles: string[] = [];
    const readings = readingsOf(() =>
      titles.push(...actionsAt(sheet, span).map(({ title }) => title.values.join(" "))),
    );
    assert.equal(readings, 1);
    assert.ok(titles.includes("user-0"), titles.join("\n"));
  });

  /** How often all ids of the users were gone through. */
  function readingsOf(act: () => void): number {
    const { texts } = workspace.sheet("user")!;
    const pages: Sheet["texts"]["pages"] = texts.pages.bind(texts);
    let count = 0;
    texts.pages = (field) => {
      if (field === "id") count++;
      return pages(field);
    };
    try {
      act();
    } finally {
      Reflect.deleteProperty(texts, "pages");
    }
    return count;
  }
});
