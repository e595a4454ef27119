/** The tenant profile: what is wrong in it is told where it stands, and the rest still counts. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { builtInDocuments } from "../server/core/filetypes/schemas.ts";
import { findProfile, loadProfile } from "../server/disk/documents/profile.ts";
import { RefusedFile } from "../server/disk/reading/guarded-file.ts";

/** Loads a profile that lies among other files of a folder that is not there. */
function load(text: string, others: Readonly<Record<string, string>> = {}) {
  const loaded = loadProfile("/tenant/csv-preflight.json", (file) => {
    const name = file.slice("/tenant/".length);
    const found = name === "csv-preflight.json" ? text : others[name];
    if (found === undefined) throw new RefusedFile("missing");
    return found;
  });
  const reported = loaded.files.flatMap(({ path: file, problems }) =>
    problems.map(({ start, end, message, replacement }) => {
      const place = `${path.basename(file)} ${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1}`;
      return `${place} ${message}${replacement ? ` → ${replacement}` : ""}`;
    }),
  );
  return { profile: loaded.profile, schemas: loaded.schemas, reported };
}

describe("tenant profile", () => {
  it("takes everything that the surface names", () => {
    const whole = {
      files: { "exports/*.csv": "travtus.user", "old/**": false },
      turvo: { customRoles: ["Dispatcher"] },
      travtus: { company: { name: "acme", id: "42" }, roles: ["compass", "gateway"], delimiter: ";" },
      meeds: { properties: ["badgeNumber"], passwordPolicy: { minLength: 9, pattern: "[a-z]+" } },
      rules: { "duplicate-value": "off", "not-active": "warning" },
      schemas: [],
      conversions: {
        "turvo.user→meeds.user": {
          roles: { Admin: ["/platform/administrators", "/platform/users"], Viewer: false, "": "/platform/guests" },
          groups: { "G-1": "/spaces/dispatch", "G-2": false },
          groupRoles: { Owner: "manager" },
          columns: { badge: "badgeNumber" },
          defaults: { onboardUser: "true" },
          country: "US",
        },
      },
    };
    const { profile, reported } = load(JSON.stringify(whole));
    assert.deepEqual(reported, []);
    assert.deepEqual(profile, whole);
  });

  it("places unknown keys and rules, and offers what was meant", () => {
    const { reported, profile } = load(
      '{\n  "turvoo": {},\n  "rules": {\n    "duplicate-valeu": "off",\n    "xyz": "off"\n  }\n}',
    );
    assert.deepEqual(reported, [
      `csv-preflight.json 2:3-2:11 "turvoo" isn't known here. Did you mean "turvo"? → "turvo"`,
      `csv-preflight.json 4:5-4:22 "duplicate-valeu" isn't a rule. Did you mean "duplicate-value"? → "duplicate-value"`,
      `csv-preflight.json 5:5-5:10 "xyz" isn't a rule. It is ignored.`,
    ]);
    assert.ok(profile.rules);
  });

  it("leaves a faulty part aside and keeps its neighbours", () => {
    const { reported, profile } = load(
      '{"turvo": {"customRoles": ["A", 3, "B"]}, "rules": {"blank-row": "bad", "not-active": "error"}, "meeds": 7, "files": {"a%.csv": 5, "b~/.csv": "turvo.usr", "c.csv": "turvo.user"}}',
    );
    assert.deepEqual(profile, {
      turvo: { customRoles: ["A", "B"] },
      rules: { "not-active": "error" },
      files: { "c.csv": "turvo.user" },
    });
    assert.equal(reported.length, 5);
    assert.ok(
      reported.some((line) => line.includes(`"turvo.usr" isn't a file type. Did you mean "turvo.user"?`)),
      reported.join(),
    );
    assert.ok(
      reported.some((line) => line.includes("must be text in quotes, not 3")),
      reported.join(),
    );
  });

  it("tells a conversion that nobody makes, and takes the faults out of one", () => {
    const { reported, profile } = load(
      '{"conversions": {"turvo.user->travtus.user": {}, "meeds.user→turvo.user": {"roles": {"a": 1, "b": "Admin"}, "rolls": {}, "country": "us"}}}',
    );
    assert.deepEqual(profile.conversions?.["meeds.user→turvo.user"], { roles: { b: "Admin" } });
    assert.deepEqual(reported.length, 4, reported.join("\n"));
    assert.ok(
      reported.includes(
        `csv-preflight.json 1:18-1:44 "turvo.user->travtus.user" isn't a conversion. Did you mean "turvo.user→travtus.user"? → "turvo.user→travtus.user"`,
      ),
      reported.join("\n"),
    );
  });

  it("tells a pattern that is none and does without", () => {
    const { reported, profile } = load('{"meeds": {"passwordPolicy": {"minLength": 4, "pattern": "("}}}');
    assert.deepEqual(reported, ["csv-preflight.json 1:58-1:61 This isn't a valid regular expression."]);
    assert.deepEqual(profile, { meeds: { passwordPolicy: { minLength: 4 } } });
  });

  for (const [name, text, count] of [
    ["empty", "", 1],
    ["a list", "[]", 1],
    ["null", "null", 1],
    ["no JSON at all", "id,name\nu1,Ann\n", 1],
    ["binary", "\0\ufffd\0", 1],
    ["cut off", '{"rules": {"blank-row": "off"', 1],
    ["a prototype's name", '{"__proto__": {"rules": {"blank-row": "off"}}, "constructor": 1}', 2],
    ["ten thousand brackets", "[".repeat(100_000), 1],
  ] as const) {
    it(`survives ${name}`, () => {
      const { reported } = load(text);
      assert.equal(reported.length, count, reported.join("\n"));
    });
  }

  it("uses what stands before the place where the JSON breaks off", () => {
    assert.deepEqual(load('{"rules": {"blank-row": "off"').profile.rules, { "blank-row": "off" });
  });

  it("brings file types along and tells what is wrong in theirs", () => {
    const own = { ...builtInDocuments[0]!, name: "hr.person" };
    const { schemas, reported } = load(
      '{"schemas": ["hr.json", "bad.json", "gone.json", "same.json"], "files": {"*.csv": "hr.person"}}',
      {
        "hr.json": JSON.stringify(own),
        "bad.json": JSON.stringify({ ...own, name: "hr.bad", fields: [] }),
        "same.json": JSON.stringify(own),
      },
    );
    assert.deepEqual(
      schemas.map((document) => document.name),
      ["hr.person"],
    );
    assert.equal(reported.length, 5, reported.join("\n"));
    assert.match(reported.join("\n"), /preflight\.json .*bad\.json has mistakes, so its CSV files can't be checked/);
    assert.match(reported.join("\n"), /preflight\.json .*gone\.json can't be used\. There is no such file/);
    assert.match(reported.join("\n"), /bad\.json .*can't be empty/);
    assert.match(reported.join("\n"), /same\.json .*is already a file type called "hr\.person"/);
  });

  it("is found in the nearest folder upwards", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-profile-"));
    fs.mkdirSync(path.join(folder, "a/b"), { recursive: true });
    fs.writeFileSync(path.join(folder, "csv-preflight.json"), "{}");
    assert.equal(findProfile(path.join(folder, "a/b")), path.join(folder, "csv-preflight.json"));
    fs.writeFileSync(path.join(folder, "a/csv-preflight.json"), "{}");
    assert.equal(findProfile(path.join(folder, "a/b")), path.join(folder, "a/csv-preflight.json"));
    fs.rmSync(folder, { recursive: true });
  });
});
