/** The real server, asked to convert people: it says what is undecided, writes beside the source, and keeps what was decided. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ConvertAnswer, ConvertQuestions } from "../server/protocol/convert.ts";
import { Client, capable } from "./client.ts";
import { channels, groups, memberships, users } from "./sets.ts";

describe("the language server converts people", () => {
  let folder: string;
  let client: Client;
  const uriOf = (name: string): string => pathToFileURL(path.join(folder, name)).href;
  const read = (name: string): string => fs.readFileSync(path.join(folder, name), "utf8");

  beforeEach(async () => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-convert-")));
    fs.mkdirSync(path.join(folder, "Group"));
    const files = {
      "Group/group.csv": groups,
      "user.csv": users,
      "group.csv": memberships,
      "communication_channel.csv": channels,
    };
    for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
    client = new Client(folder);
    await client.start(folder, capable);
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") client.kill();
    else assert.equal(await client.stop(), 0);
    fs.rmSync(folder, { recursive: true });
  });

  const ask = (given: object) =>
    client.request("csvPreflight/convertQuestions", given) as Promise<ConvertQuestions | null>;
  const convert = (given: object) => client.request("csvPreflight/convert", given) as Promise<ConvertAnswer>;

  it("asks first, writes then, and replaces nothing without a yes", async () => {
    const about = await ask({ uri: uriOf("group.csv") });
    assert.deepEqual([about?.from, about?.people, about?.roles], ["turvo.user", 3, []]);
    assert.deepEqual(
      about?.targets.map(({ name }) => name),
      "travtus meeds entraid google moodle cognito microsoft365".split(" ").map((system) => `${system}.user`),
    );
    const open = await ask({ uri: uriOf("user.csv"), to: "meeds.user" });
    assert.deepEqual(open?.roles, [
      { role: "Admin", people: 1 },
      { role: "Viewer", people: 1 },
      { role: "Editor", people: 1 },
    ]);
    assert.deepEqual(open?.known[0], { value: "/platform/users", label: "Users" });

    const order = { uri: uriOf("user.csv"), to: "meeds", target: uriOf("out") };
    const undecided = await convert({ ...order, roles: { Admin: "/platform/administrators" } });
    assert.equal(undecided.refused, "roles");
    assert.match(undecided.message ?? "", /Viewer, Editor/);
    assert.ok(!fs.existsSync(path.join(folder, "out")));

    const roles = { Admin: "/platform/administrators", Viewer: false, Editor: ["/platform/users"] };
    const done = await convert({ ...order, roles });
    assert.deepEqual(done.files, ["out/import.csv", "out/conversion.md", "out/conversion.json"].map(uriOf));
    assert.deepEqual([done.page, done.people, done.errors > 0], [uriOf("out/conversion.md"), 3, true]);
    assert.match(read("out/import.csv"), /^ann\.lee,Ann,Lee,/m);
    assert.match(read("out/conversion.md"), /`communication_channel\.csv`/);
    assert.equal((await convert({ ...order, roles })).refused, "exists");
    assert.equal((await convert({ ...order, roles, overwrite: true })).refused, undefined);
  });

  it("keeps what was decided, and asks no more", async () => {
    fs.writeFileSync(path.join(folder, "csv-preflight.json"), '{\n  // ours\n  "rules": {}\n}\n');
    client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf("csv-preflight.json"), type: 1 }] });
    const roles = { Admin: "compass", Viewer: false, Editor: "compass" };
    await client.request("workspace/executeCommand", {
      command: "csvPreflight.server.keepRoles",
      arguments: [{ uri: uriOf("user.csv"), direction: "turvo.user→travtus.user", roles }],
    });
    assert.match(read("csv-preflight.json"), /^ {2}\/\/ ours$/m);
    assert.ok(read("csv-preflight.json").includes('"Admin": "compass"'));
    const open = await ask({ uri: uriOf("user.csv"), to: "travtus.user" });
    assert.deepEqual(open?.roles, []);
    const done = await convert({ uri: uriOf("user.csv"), to: "travtus.user", target: uriOf("out") });
    assert.equal(done.refused, undefined);
    assert.match(read("out/companyName_companyId/USER/users.csv"), /compass/);
  });

  it("answers whatever it is asked", async () => {
    assert.equal(await ask({}), null);
    assert.equal(await ask({ uri: "nonsense:" }), null);
    const wrong = [{}, { uri: uriOf("user.csv") }, { uri: uriOf("user.csv"), to: "turvo", target: uriOf("out") }];
    for (const given of [...wrong, { uri: uriOf("user.csv"), to: 7, target: "http://example.com", roles: 7 }])
      assert.equal((await convert(given)).refused, "other", JSON.stringify(given));
    const roles = { Admin: 7 };
    assert.equal(
      (await convert({ uri: uriOf("user.csv"), to: "meeds", target: uriOf("out"), roles })).refused,
      "roles",
    );
    assert.ok(!fs.existsSync(path.join(folder, "out")));
  });
});
