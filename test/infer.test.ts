/** A file type made of CSV files claims what their rows show, no more, and the files it was made of have no problem by it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { inferTypes, SampleCount } from "../server/features/infer/infer.ts";

function sample(file: string, text: string): SampleCount {
  const [header = "", ...lines] = text.trimEnd().split("\n");
  const counted = new SampleCount({ file, delimiter: ",", header: 1, columns: header.split(",") });
  counted.add(lines.map((line) => ({ cells: line.split(",") })));
  return counted;
}

const staff = [
  "staffNo,mail,born,active,team_id,manager,password,level,zip,when",
  ...Array.from({ length: 40 }, (_, i) => {
    const day = String((i % 28) + 1).padStart(2, "0");
    const team = i % 2 === 0 ? "red" : "blue";
    return `${i + 1},p${i}@example.com,${day}.11.1990,${i % 3 ? "yes" : "no"},${team},${i > 0 ? 1 : ""},Secret-${i},${"ABC"[i % 3]},0${1000 + i},03/04/2026`;
  }),
].join("\n");
const teams = "id,title\nred,Red team\nblue,Blue team\ngreen,Green team\n";

describe("inferring a file type", () => {
  const [people, groups] = inferTypes([sample("staff.csv", staff), sample("teams.csv", teams)]);
  const field = (name: string) => people?.schema.fields.find((each) => each.name === name);

  it("finds types, codes, what is required and unique, and the key", () => {
    assert.equal(people?.schema.primaryKey, "staffNo");
    assert.equal(field("staffNo")?.type, "integer");
    assert.deepEqual(field("mail")?.constraints, { required: true, unique: true });
    assert.equal(field("mail")?.format, "email");
    assert.deepEqual([field("born")?.type, field("born")?.format], ["date", "%d.%m.%Y"]);
    assert.deepEqual([field("active")?.trueValues, field("active")?.falseValues], [["yes"], ["no"]]);
    assert.deepEqual(field("level")?.constraints?.enum, ["A", "B", "C"]);
    assert.equal(field("manager")?.constraints, undefined);
    assert.equal(groups?.schema.primaryKey, "id");
  });

  it("finds references between files and within one, by values and names", () => {
    assert.deepEqual(people?.schema.foreignKeys, [
      { fields: "team_id", reference: { resource: "teams", fields: "id" } },
      { fields: "manager", reference: { resource: "", fields: "staffNo" } },
    ]);
    assert.equal(field("team_id")?.constraints?.enum, undefined);
  });

  it("claims nothing that the rows don't show", () => {
    assert.equal(field("zip")?.type, undefined, "zeros in front");
    assert.equal(field("when")?.type, undefined, "day and month could be either");
    assert.deepEqual(field("mail")?.preflight?.evidence, [
      "40 of 40 filled",
      "40 different values",
      "all are email addresses",
    ]);
    const few = inferTypes([sample("events.csv", "Subject,Place\nExam,x\nSeminar,x\nMove,y\n")]);
    assert.equal(few[0]?.schema.primaryKey, undefined, "three rows show no key");
    const [one] = inferTypes([sample("x.csv", "a,b\n1,x\n")]);
    assert.deepEqual(
      one?.schema.fields.map(({ constraints }) => constraints),
      [undefined, undefined],
    );
  });

  it("reads numbers as they are written, where they can be read in one way only", () => {
    const kindOf = (...values: string[]) => {
      const counted = new SampleCount({ file: "x.csv", delimiter: ";", header: 1, columns: ["n"] });
      counted.add(values.map((value) => ({ cells: [value] })));
      const { name: _, preflight: __, constraints: ___, ...kind } = inferTypes([counted])[0]!.schema.fields[0]!;
      return kind;
    };
    assert.deepEqual(kindOf("1.200,50", "12,00", "7"), { type: "number", decimalChar: ",", groupChar: "." });
    assert.deepEqual(kindOf("0,5", "-3,25"), { type: "number", decimalChar: "," });
    assert.deepEqual(kindOf("1,200.50", "3.50"), { type: "number", groupChar: "," });
    assert.deepEqual(kindOf("1,200", "3,500"), {}, "thousands, or three decimals");
    assert.deepEqual(kindOf("1.2.3", "1,2"), {});
    assert.deepEqual(kindOf("10:00 AM", "1:30 PM"), { type: "time", format: "%I:%M %p" });
    assert.deepEqual(kindOf("10:00", "13:30"), { type: "time", format: "%H:%M" });
  });

  it("shows no password", () => {
    assert.equal(field("password")?.preflight?.type, "password");
    assert.doesNotMatch(JSON.stringify(people), /Secret/);
  });

  it("writes a document by which its own files have no problem", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-infer-"));
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [path.resolve("out/cli/main.js"), ...args], { cwd: folder, encoding: "utf8" });
    fs.writeFileSync(path.join(folder, "staff.csv"), `${staff}\n`);
    fs.writeFileSync(path.join(folder, "teams.csv"), teams);
    const made = run("infer", ".", "--output", "types.json");
    assert.equal(made.status, 0, made.stderr);
    fs.writeFileSync(path.join(folder, "csv-preflight.json"), JSON.stringify({ schemas: ["types.json"] }));
    const checked = run("check", ".", "--format", "json");
    const report = JSON.parse(checked.stdout) as { files: { fileType: string; problems: { rule: string }[] }[] };
    assert.deepEqual(report.files.map(({ fileType }) => fileType).sort(), ["staff", "teams"]);
    assert.deepEqual(
      report.files.flatMap(({ problems }) => problems).filter(({ rule }) => rule !== "weak-password"),
      [],
    );
    assert.equal(checked.status, 0, checked.stderr);
    const again = run("infer", ".", "--output", "types.json");
    assert.equal(again.status, 2, "nothing is overwritten");
    fs.rmSync(folder, { recursive: true });
  });
});
