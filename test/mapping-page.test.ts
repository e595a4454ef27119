/** The page on which somebody maps an export, as the client asks for it: what is shown after every answer, and what odd files do. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import {
  keepMappingRequest,
  type MappingChange,
  type MappingPage,
  mapCsvRequest,
  mappingChoicesRequest,
  mappingPageRequest,
  mappingTotalsRequest,
  renameHeaderRequest,
} from "../server/protocol/mapping.ts";
import type { ParamsOf } from "../server/protocol/request.ts";
import { Client } from "./client.ts";

const hr = [
  "Employee ID,Full Name,E-mail,Role,TZ",
  '10023,"Okafor, Ngozi",ngozi@acme.example,Dispatcher,EST',
  "10024,Marta Lindqvist,marta@acme.example,Admin,Asia/Seoul",
  "",
].join("\n");

describe("the mapping page's requests", function () {
  this.timeout(180_000);
  let folder = "";
  let client: Client;

  beforeEach(async () => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-page-")));
    client = new Client(folder);
    await client.start(folder);
  });
  afterEach(() => {
    client.kill();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function write(name: string, text: string | Uint8Array): string {
    fs.writeFileSync(path.join(folder, name), text);
    return pathToFileURL(path.join(folder, name)).href;
  }
  async function page(given: ParamsOf<typeof mappingPageRequest>): Promise<MappingPage> {
    const answer = await client.request(mappingPageRequest, given);
    assert.ok(answer);
    return answer;
  }
  /** The page after changes, one after the other. */
  const afterwards = (
    uri: string,
    { mapping }: MappingPage,
    ...changes: readonly MappingChange[]
  ): Promise<MappingPage> => page({ uri, mapping: mapping!, changes });

  it("guesses with reasons, asks what two people would answer differently, and shows the rows with their problems", async () => {
    const uri = write("user.csv", hr);
    const shown = await page({ uri });
    assert.equal(shown.to, "turvo.user", "its name says so");
    assert.equal(shown.begun, "guess");
    assert.equal(shown.folder, pathToFileURL(path.join(folder, "import")).href);
    const { columns, questions, preview } = shown.view!;
    assert.match(columns.find(({ field }) => field === "userEmail")!.why!, /is called "E-mail"/);
    assert.deepEqual(
      questions.map((each) => ("value" in each ? each.value : each.kind)),
      ["order", "Dispatcher", "EST"],
    );
    const [row] = preview[0]!.rows;
    assert.deepEqual(row!.cells, ["U-10023", "Okafor, Ngozi", "Dispatcher", "EST", "ngozi@acme.example"]);
    assert.deepEqual(
      row!.problems.map(({ field }) => field),
      ["permission", "timezone"],
    );
    assert.equal(fs.readdirSync(folder).length, 1, "nothing is written");
  });

  it("takes answers one by one, takes one back, and counts all rows", async () => {
    const uri = write("user.csv", hr);
    let shown = await page({ uri });
    const ask = (kind: string, value?: string): string =>
      shown.view!.questions.find((each) => each.kind === kind && (!value || ("value" in each && each.value === value)))!
        .id;
    shown = await afterwards(uri, shown, { kind: "answer", question: ask("order"), answer: { order: "comma" } });
    shown = await afterwards(uri, shown, {
      kind: "answer",
      question: ask("value", "Dispatcher"),
      answer: { value: "Editor" },
    });
    shown = await afterwards(uri, shown, {
      kind: "answer",
      question: ask("value", "EST"),
      answer: { value: "America/New_York" },
    });
    assert.deepEqual(shown.view!.questions, []);
    assert.deepEqual(shown.view!.preview[0]!.rows[0]!.cells.slice(1, 4), [
      "Ngozi Okafor",
      "Editor",
      "America/New_York",
    ]);
    const totals = await client.request(mappingTotalsRequest, { uri, mapping: shown.mapping! });
    assert.equal(totals!.files[0]!.errors, 0);
    assert.equal(totals!.people, 2);
    const back = await afterwards(uri, shown, {
      kind: "value",
      plan: 0,
      field: "timezone",
      value: "EST",
      becomes: null,
    });
    assert.deepEqual(
      back.view!.questions.map((each) => "value" in each && each.value),
      ["EST"],
      "it is a question again",
    );
    const left = await afterwards(uri, back, { kind: "skip", column: "TZ", value: "EST", skip: true });
    assert.deepEqual(left.view!.questions, [], "people who are left out need no time zone");
    const there = await afterwards(uri, left, { kind: "skip", column: "TZ", value: "EST", skip: false });
    assert.deepEqual(there.mapping, back.mapping);
  });

  it("changes a column's source, with its values, and refuses what is no change", async () => {
    const uri = write("user.csv", hr);
    const shown = await page({ uri });
    const none = await afterwards(uri, shown, { kind: "part", plan: 0, field: "timezone", part: null });
    assert.deepEqual(
      none.view!.questions.filter(({ kind }) => kind === "source").map((each) => "field" in each && each.field),
      ["timezone"],
    );
    const again = await afterwards(uri, none, { kind: "column", plan: 0, field: "timezone", column: "TZ" });
    assert.deepEqual(again.mapping, shown.mapping);
    const broken = { kind: "part", plan: 0, field: "timezone", part: { constant: 7 } } as unknown as MappingChange;
    assert.deepEqual((await afterwards(uri, shown, broken)).mapping, shown.mapping);
    const odd = [{ kind: "answer", question: "x" }, 7, null, { kind: "none" }] as unknown as MappingChange[];
    assert.deepEqual((await page({ uri, mapping: shown.mapping!, changes: odd })).mapping, shown.mapping);
    const choices = await client.request(mappingChoicesRequest, { uri, file: "turvo.user", field: "timezone" });
    assert.ok(choices!.some(({ value }) => value === "America/New_York"));
  });

  it("keeps a mapping under a free name and offers it for the next export, with questions for new values only", async () => {
    const uri = write("user.csv", hr);
    let shown = await page({ uri });
    for (const question of shown.view!.questions) {
      const answer =
        question.kind === "order"
          ? ({ order: "comma" } as const)
          : { value: "value" in question && question.value === "EST" ? "America/New_York" : "Editor" };
      shown = await afterwards(uri, shown, { kind: "answer", question: question.id, answer });
    }
    write("user.csv-mapping.json", '{"to":"meeds.user","rows":[]}');
    const kept = await client.request(keepMappingRequest, { uri, mapping: shown.mapping! });
    assert.match(kept!.uri!, /user-2\.csv-mapping\.json$/, "another's mapping stays");
    const next = write("december.csv", `${hr}10031,Ian Ho,ian@acme.example,Admin,CST\n`);
    const found = await page({ uri: next });
    assert.deepEqual(found.begun, { uri: kept!.uri, name: "user-2.csv-mapping.json", columns: 5, missing: 0 });
    assert.deepEqual(
      found.view!.questions.map((each) => "value" in each && each.value),
      ["CST"],
    );
    const afresh = await page({ uri: next, to: "turvo.user", begin: "guess" });
    assert.equal(afresh.begun, "guess");
    const other = write("other.csv", "A,B\n1,2\n");
    const unfit = await page({ uri: other, to: "turvo.user" });
    assert.deepEqual([unfit.begun, unfit.others], ["guess", ["user-2.csv-mapping.json"]], "it is for other columns");
  });

  it("offers other names for the header where that is all there is to do, and nothing else is touched", async () => {
    const text =
      'ID,"Full name",Permission,Time zone,Email,Note\nU-1,Ann Lee,Admin,Asia/Seoul,ann@acme.example,"a, b"\n';
    const uri = write("users.csv", text);
    client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "csv", version: 1, text } });
    const shown = await page({ uri, to: "turvo.user" });
    assert.deepEqual(shown.view!.preview[0]!.rows[0]!.cells[0], "U-1", "it has its prefix already");
    assert.deepEqual(
      shown.rename?.columns.map(({ from, to }) => `${from} > ${to}`),
      ["ID > id", "Full name > name", "Permission > permission", "Time zone > timezone", "Email > userEmail"],
    );
    assert.deepEqual(shown.rename?.unused, ["Note"]);
    const answer = await client.request(renameHeaderRequest, { uri, mapping: shown.mapping! });
    const edited = [...answer!.edits!]
      .reverse()
      .reduce(
        (now, { range, newText }) => now.slice(0, range.start.character) + newText + now.slice(range.end.character),
        text,
      );
    assert.equal(edited, text.replace(/^.*\n/, "id,name,permission,timezone,userEmail,Note\n"));
    const hrUri = write("hr.csv", hr);
    assert.equal((await page({ uri: hrUri, to: "turvo.user" })).rename, undefined, "an ID has to be made");
  });

  it("says of odd files what they are, and shows their first lines", async () => {
    const problem = async (name: string, bytes: string | Uint8Array): Promise<string> => {
      const shown = await page({ uri: write(name, bytes) });
      return shown.problem?.message ?? `${shown.source!.columns.length} columns, ${shown.source!.people} people`;
    };
    assert.equal(await problem("empty.csv", ""), "The file is empty.");
    assert.match(
      await problem("binary.csv", Buffer.from(Array.from({ length: 4000 }, (_, i) => i % 7))),
      /isn't a text file/,
    );
    assert.match(
      await problem("no-header.csv", "1,ann@acme.example\n2,bob@acme.example\n"),
      /looks like a person's row/,
    );
    const uri = write("no-names.csv", "1,Ann Lee,ann@acme.example,Wint3rGarden\n2,Bob Ray,bob@acme.example,x7Y!\n");
    const rowsOnly = await page({ uri, reading: { header: 0 } });
    assert.equal(rowsOnly.problem, undefined);
    assert.equal(rowsOnly.source!.people, 2);
    assert.deepEqual(
      rowsOnly.source!.columns.map(({ name }) => name),
      ["column 1", "column 2", "column 3", "column 4 password"],
    );
    assert.ok(!JSON.stringify(rowsOnly).includes("Wint3r"));
    assert.deepEqual(rowsOnly.mapping?.source, { header: 0 });
    assert.equal(await problem("one-column.csv", "Email\nann@acme.example\n"), "1 columns, 1 people");
    const names = Array.from({ length: 100 }, (_, i) => `Column ${i}`);
    assert.equal(
      await problem("wide.csv", `${names.join()}\n${names.map(() => "x").join()}\n`),
      "100 columns, 1 people",
    );
    assert.equal(await problem("two-headers.csv", `${hr}${hr}`), "5 columns, 4 people");
    assert.match(
      (await page({ uri: pathToFileURL(path.join(folder, "gone.csv")).href })).problem!.message,
      /moved or deleted/,
    );
    const shown = await page({ uri: write("no-header.csv", "1,ann@acme.example\n") });
    assert.deepEqual(shown.problem!.lines, ["1,ann@acme.example", ""]);
    const typed = await page({ uri: write("odd.csv", "A;B\n1;2\n"), to: "turvo.user", reading: { delimiter: "," } });
    assert.deepEqual([typed.source!.columns.length, typed.mapping!.source], [1, { delimiter: "," }]);
  });

  it("answers for the head of a large export first, then for all of it, and takes what is new on disk", async () => {
    const rows = Array.from({ length: 8_000 }, (_, i) => `${i},Ann Lee,ann${i}@acme.example,Admin,Asia/Seoul`);
    const [header] = hr.split("\n");
    const uri = write("user.csv", `${[header, ...rows, "8000,Ian Ho,ian@acme.example,Admin,CST"].join("\n")}\n`);
    const first = await page({ uri });
    assert.equal(first.source!.whole, false);
    assert.deepEqual(first.view!.questions, []);
    const all = await page({ uri, mapping: first.mapping!, all: true });
    assert.deepEqual([all.source!.whole, all.source!.people], [true, 8_001]);
    assert.deepEqual(
      all.view!.questions.map((each) => "value" in each && each.value),
      ["CST"],
      "a value of the last row is a question",
    );
    const counted = client.request(mappingTotalsRequest, { uri, mapping: all.mapping! });
    const newer = client.request(mappingTotalsRequest, { uri, mapping: all.mapping! });
    assert.equal(await counted, null, "a newer question ends it");
    assert.equal((await newer)!.people, 8_001);
    write("user.csv", `${header}\n1,Ann Lee,ann@acme.example,Admin,Asia/Seoul\n`);
    const changed = await page({ uri, mapping: all.mapping! });
    assert.equal(changed.source!.people, 1);
    assert.deepEqual(changed.mapping!.rows[0]!.columns["id"], all.mapping!.rows[0]!.columns["id"], "answers stay");
  });

  it("maps what is only in the editor, and never shows a password", async () => {
    const uri = "untitled:Untitled-1";
    const text = `${hr.split("\n")[0]},Kennwort\n1,Ann Lee,ann@acme.example,Admin,Asia/Seoul,Geheim-1a\n`;
    client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "csv", version: 1, text } });
    const shown = await page({ uri, to: "turvo.user", unsaved: true });
    assert.equal(shown.source!.people, 1);
    assert.equal(shown.folder, undefined);
    assert.doesNotMatch(JSON.stringify(shown), /Geheim/);
    const target = pathToFileURL(path.join(folder, "out")).href;
    const made = await client.request(mapCsvRequest, { uri, unsaved: true, mapping: shown.mapping!, target });
    assert.equal(made!.files.length, 1, made!.message);
  });
});
