/** The real server, asked about the people of an import: cards by range, searched, with the last upload, and as a page. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { PeopleAnswer, PeoplePageAnswer } from "../server/protocol/people.ts";
import { Client, capable } from "./client.ts";
import { goodSet, users } from "./sets.ts";

describe("the language server and people", () => {
  let folder: string;
  let client: Client;

  beforeEach(async () => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-people-")));
    fs.mkdirSync(path.join(folder, "Group"));
    for (const [name, text] of Object.entries(goodSet)) write(name, text);
    client = new Client(folder);
    await client.start(folder, capable);
    await client.request("csvPreflight/check", {});
  });

  afterEach(async function () {
    if (this.currentTest?.state === "failed") client.kill();
    else assert.equal(await client.stop(), 0);
    fs.rmSync(folder, { recursive: true });
  });

  function write(name: string, text: string): void {
    fs.writeFileSync(path.join(folder, name), text);
  }
  function uriOf(name: string): string {
    return pathToFileURL(path.join(folder, name)).href;
  }
  async function ask(given: object): Promise<PeopleAnswer> {
    const asked = { uri: uriOf("group.csv"), from: 0, to: 10, ...given };
    return (await client.request("csvPreflight/people", asked)) as PeopleAnswer;
  }
  async function found(given: object): Promise<string[]> {
    return (await ask(given)).people.map(({ name }) => name);
  }
  function open(name: string, text: string): void {
    client.notify("textDocument/didOpen", { textDocument: { uri: uriOf(name), languageId: "csv", version: 1, text } });
  }

  it("hands out cards by range, for any file of the set", async () => {
    const answer = await ask({ from: 1, to: 2 });
    assert.equal(answer.uri, uriOf("user.csv"));
    assert.deepEqual([answer.total, answer.matched, answer.from], [3, 3, 1]);
    const [bob] = answer.people;
    assert.equal(bob!.name, "Bob Ray");
    assert.deepEqual(bob!.range.start, { line: 2, character: 0 });
    assert.deepEqual(bob!.groups, [{ name: "North", role: "Viewer" }]);
    assert.equal(await client.request("csvPreflight/people", { uri: "untitled:x", from: 0, to: 1 }), null);
  });

  it("finds people by what any file says of them, by labels and by groups", async () => {
    assert.deepEqual(await found({ text: "RAY bob" }), ["Bob Ray"]);
    assert.deepEqual(await found({ text: "3135550100" }), ["Ann Lee"]);
    assert.deepEqual(await found({ text: "mobile" }), ["Ann Lee"]);
    assert.deepEqual(await found({ text: "south" }), ["Cy Fox"]);
    assert.deepEqual(await found({ text: "active" }), ["Ann Lee", "Bob Ray", "Cy Fox"]);
    assert.deepEqual(await found({ text: "nobody" }), []);
  });

  it("finds those with problems in any file, as the files are now", async () => {
    assert.deepEqual(await found({ problems: true }), []);
    open("communication_channel.csv", goodSet["communication_channel.csv"].replace("3135550101", "313-555"));
    open("user.csv", users.replace("Europe/London", "Mars/Olympus"));
    const { people } = await ask({ problems: true });
    assert.deepEqual(
      people.map(({ name, problems }) => [name, problems.map(({ rule, place }) => `${rule} ${place}`)]),
      [
        ["Bob Ray", ["invalid-phone communication_channel.csv, row 3"]],
        ["Cy Fox", ["invalid-timezone user.csv, row 4"]],
      ],
    );
    assert.deepEqual(people[1]!.problems[0]!.range.start, { line: 3, character: 23 });
    assert.deepEqual(await found({ problems: true, text: "fox" }), ["Cy Fox"]);
  });

  it("says what the import will do since the last upload", async () => {
    const made = { uri: uriOf("user.csv"), target: uriOf("last.zip") };
    await client.request("csvPreflight/bundle", made);
    open("user.csv", `${users.replace("Ann Lee", "Ann Leigh")}U-4,Di Kay,Admin,2450,Asia/Tokyo,di@example.com\n`);
    const { people, last } = await ask({ with: uriOf("last.zip") });
    assert.equal(last, "last.zip");
    assert.deepEqual(
      people.map(({ outcomes }) => outcomes[0]!.text),
      [
        "Turvo changes the user with the ID U-1: Full name.",
        "Nothing changes in the user's own row. It is the same as in the last upload.",
        "Nothing changes in the user's own row. It is the same as in the last upload.",
        "Turvo creates this user and sends a sign-up email to di@example.com.",
      ],
    );
    const other = await ask({ with: uriOf("nowhere.zip") });
    assert.equal(other.last, undefined);
    assert.match(other.people[0]!.outcomes[0]!.text, /creates this user .* changes it instead/);
  });

  it("writes a page that needs nothing else, in which nothing of a cell is obeyed", async () => {
    open("user.csv", users.replace("Ann Lee", "<script>Ann</script>"));
    const asked = { uri: uriOf("user.csv"), target: uriOf("people.html") };
    const answer = (await client.request("csvPreflight/peoplePage", asked)) as PeoplePageAnswer;
    assert.deepEqual(answer, { people: 3 });
    const page = fs.readFileSync(path.join(folder, "people.html"), "utf8");
    assert.match(page, /&lt;script&gt;Ann&lt;\/script&gt;/);
    assert.doesNotMatch(page, /<script|https?:|src=|url\(/);
    assert.match(page, /Mobile phone<\/dt><dd>3135550100/);
    assert.match(page, /America\/New_York \(UTC-0[45]:00\)/);
    assert.match(page, /break-inside: avoid/);
    open("group.csv", "id,contextId,groupId,permission\n");
    const some = { ...asked, text: "fox", target: uriOf("some.html") };
    client.notify("textDocument/didChange", {
      textDocument: { uri: uriOf("user.csv"), version: 2 },
      contentChanges: [{ text: users.replace("Europe/London", "Mars/Olympus") }],
    });
    assert.deepEqual(await client.request("csvPreflight/peoplePage", some), { people: 1 });
    assert.match(
      fs.readFileSync(path.join(folder, "some.html"), "utf8"),
      /Mars\/Olympus<.*Error<\/span>, user\.csv, row 4:/s,
    );
    const nowhere = { ...asked, target: uriOf("user.csv/where.html") };
    write("user.csv", users);
    assert.match(
      ((await client.request("csvPreflight/peoplePage", nowhere)) as PeoplePageAnswer).refused!,
      /couldn't be saved/,
    );
  });

  it("neither shows nor searches passwords", async () => {
    fs.mkdirSync(path.join(folder, "m"));
    write(
      "m/import.csv",
      "userName,firstName,lastName,password,email\nann.lee,Anna,Leemann,Correct-Horse-9,ann@example.com\nshort,Battery-Staple-7\n",
    );
    await client.request("csvPreflight/check", {});
    const uri = uriOf("m/import.csv");
    const all = await ask({ uri });
    assert.equal(all.matched, 2);
    const asked = { uri, target: uriOf("people.html") };
    await client.request("csvPreflight/peoplePage", asked);
    const page = fs.readFileSync(path.join(folder, "people.html"), "utf8");
    assert.doesNotMatch(JSON.stringify(all) + page, /Horse|Staple/);
    assert.match(page, /First password<\/dt><dd>•+/);
    assert.deepEqual(await found({ uri, text: "Horse" }), []);
    assert.deepEqual(await found({ uri, text: "Staple" }), []);
  });
});
