/** The engine's face: a script of thirty lines does the product's main work with it, and all its questions agree with each other. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { Engine } from "../server/engine/engine.ts";

const file = { uri: "file:///import/user.csv", path: "/import/user.csv" };
const header = "id,name,permission,status.code,timezone,userEmail\n";
const text = `${header}u1,Ann Lee,Admin,Active,America/Chicago,ann.lee@example.com\n`;

describe("the engine", () => {
  it("does what the script in docs says it does", () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["docs/engine.mjs"], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^user\.csv:2:18 error: .*2450/m);
    assert.match(stdout, /^group\.csv:3:4 error: .*u3/m);
    assert.match(stdout, /2450/);
    assert.match(stdout, /^ann,Ann Lee,Admin,2450,America\/Chicago,ann\.lee@example\.com$/m);
  });

  it("checks what an edit made of a file, and its fixes leave nothing that they named", () => {
    const engine = new Engine();
    engine.open(file, text);
    assert.deepEqual(
      engine.check(file.uri).map(({ rule, line, column }) => [rule, line, column]),
      [["invalid-code", 2, 18]],
    );
    const at = text.indexOf("Active");
    assert.ok(engine.fixes(file.uri, { start: at, end: at + 6 }).some((action) => action.safe));
    engine.edit(file.uri, engine.fixAll(file.uri), 1);
    assert.deepEqual(engine.check(file.uri), []);
    assert.equal(engine.preview(file.uri, 0, 10)?.total, 1);
    assert.equal(engine.imports(file.uri).length, 1);
    assert.equal(engine.plan(engine.imports()[0]!).steps.length > 0, true);
    assert.equal(engine.outline(file.uri)?.children.length, 1);
  });

  it("has nothing to say of files that are no imports, or not there", () => {
    const engine = new Engine();
    engine.open({ uri: "file:///x/notes.csv", path: "/x/notes.csv" }, "a,b\n1,2\n");
    for (const uri of ["file:///x/notes.csv", "file:///x/gone.csv"]) {
      assert.deepEqual(engine.check(uri), []);
      assert.deepEqual(engine.complete(uri, 0), []);
      assert.deepEqual(engine.fixAll(uri), []);
      assert.equal(engine.hover(uri, 0), undefined);
      assert.equal(engine.rename(uri, 0, "x"), undefined);
      assert.equal(engine.export(uri, "csv"), undefined);
    }
  });
});
