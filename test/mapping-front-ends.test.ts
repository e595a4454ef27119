/** From any CSV and anonymized copies, asked for as users do: on the command line and by the language client. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Diagnostic } from "vscode-languageserver";
import type { AnonymizeAnswer } from "../server/protocol/export.ts";
import type { MapAnswer, MappingPage } from "../server/protocol/mapping.ts";
import { Client } from "./client.ts";
import { goodSet } from "./sets.ts";

const german = [
  "Personalliste vom 01.11.2026",
  "Personalnr.;Vorname;Nachname;E-Mail (geschäftlich);Mobil;Position;Status;Kennwort",
  "417;Jürgen;Müller;j.mueller@acme.example;0171 5550101;Fahrer;aktiv;Geheim-1a",
  "418;Anneke;van der Berg;a.berg@acme.example;;Leiterin;ausgetreten;Geheim-2b",
].join("\r\n");

let folder = "";
function write(name: string, text: string | Uint8Array): string {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), text);
  return pathToFileURL(path.join(folder, name)).href;
}
function read(name: string): string {
  return fs.readFileSync(path.join(folder, name), "utf8");
}

beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-mapping-")));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

describe("convert of any CSV on the command line", () => {
  const run = (...words: string[]) =>
    spawnSync(process.execPath, [path.resolve("out/cli/main.js"), "convert", ...words], {
      cwd: folder,
      encoding: "utf8",
    });

  it("writes a guess, then repeats it; what is not used or not certain is said", () => {
    write("hr.csv", Buffer.from(german, "latin1"));
    const guessed = run("hr.csv", "--to", "turvo.user", "--write-mapping", "hr.csv-mapping.json");
    assert.equal(guessed.status, 0, guessed.stderr);
    assert.match(guessed.stderr, /read as windows-1252, delimiter ";", header in line 2, 2 rows/);
    assert.match(guessed.stdout, /name {2}<- {2}Vorname \+ Nachname/);
    assert.match(guessed.stdout, /permission {2}<- {2}-- to fill: required --/);
    assert.doesNotMatch(guessed.stdout + guessed.stderr, /Geheim/);
    const system = run("hr.csv", "--to", "turvo", "--write-mapping", "system.csv-mapping.json", "--quiet");
    assert.equal(system.status, 0, system.stderr);
    assert.equal(read("system.csv-mapping.json"), read("hr.csv-mapping.json"));
    const mapping = JSON.parse(read("hr.csv-mapping.json")) as { rows: { columns: Record<string, unknown> }[] };
    mapping.rows[0]!.columns["permission"] = { constant: "Admin" };
    mapping.rows[0]!.columns["timezone"] = { constant: "Europe/Berlin" };
    write("hr.csv-mapping.json", JSON.stringify(mapping));
    const made = run("hr.csv", "--to", "turvo.user", "--mapping", "hr.csv-mapping.json", "--output", "import");
    assert.equal(made.status, 0, made.stderr);
    assert.match(made.stdout, /import\/user\.csv {2}turvo\.user, 2 rows, no errors or warnings \(not-active 1\)/);
    assert.match(made.stderr, /2 people\. Columns not used: Kennwort\./);
    assert.equal(
      read("import/user.csv"),
      "id,name,title,permission,status.code,timezone,userEmail\nU-417,Jürgen Müller,Fahrer,Admin,2450,Europe/Berlin,j.mueller@acme.example\nU-418,Anneke van der Berg,Leiterin,Admin,2452,Europe/Berlin,a.berg@acme.example\n",
    );
    assert.match(read("import/communication_channel.csv"), /\nCH-M-417,U-417,1019,01715550101\n$/);
    const again = run("hr.csv", "--to", "turvo.user", "--mapping", "hr.csv-mapping.json", "--output", "import");
    assert.equal(again.status, 2);
    assert.match(again.stderr, /nothing was written.*already exists?\. --overwrite/);
  });

  it("writes nothing when the export or the mapping has changed so that they do not fit", () => {
    write("hr.csv", german);
    run("hr.csv", "--to", "turvo.user", "--write-mapping", "m.csv-mapping.json", "--quiet");
    write("hr.csv", german.replace("Personalnr.", "Personalnummer"));
    const missing = run("hr.csv", "--to", "turvo.user", "--mapping", "m.csv-mapping.json", "--output", "import");
    assert.equal(missing.status, 2);
    assert.match(missing.stderr, /"Personalnr\."/);
    write("m.csv-mapping.json", read("m.csv-mapping.json").replace('"title"', '"titel"'));
    const wrong = run("hr.csv", "--to", "turvo.user", "--mapping", "m.csv-mapping.json", "--output", "import");
    assert.equal(wrong.status, 2);
    assert.match(
      wrong.stderr,
      /m\.csv-mapping\.json:\d+:\d+: "titel" isn't a column of Turvo users\. Did you mean "title"\?/,
    );
    assert.equal(fs.existsSync(path.join(folder, "import")), false);
    assert.match(run("hr.csv", "--to", "turvo.usr", "--write-mapping", "x").stderr, /did you mean turvo\.user/);
    assert.match(run("none.csv", "--to", "turvo.user", "--write-mapping", "x").stderr, /there is no such file/);
    assert.match(run("hr.csv", "--to", "turvo.user", "--mapping", "m.csv-mapping.json").stderr, /requires --output/);
    assert.match(
      run("hr.csv", "--to", "turvo.user", "--output", "x").stderr,
      /create a mapping of its columns with --write-mapping FILE/,
    );
  });
});

describe("an HR file that is called user.csv", function () {
  this.timeout(180_000);
  const export_ = [
    "Employee ID,Full Name,E-mail,Role,TZ",
    '10023,"Okafor, Ngozi",ngozi@acme.example,Dispatcher,EST',
    "10024,Marta Lindqvist,marta@acme.example,Admin,Asia/Seoul",
    "Total: 2 people,,,,",
    "",
  ].join("\n");
  const cli = path.resolve("out/cli/main.js");
  const run = (...words: string[]) =>
    spawnSync(process.execPath, [cli, ...words], { cwd: folder, encoding: "utf8", input: "" });
  const decided = [
    "--name-order",
    "comma",
    "--value",
    "permission:Dispatcher=Editor",
    "--value",
    "timezone:EST=America/New_York",
  ];
  const users =
    "id,name,permission,timezone,userEmail\nU-10023,Ngozi Okafor,Editor,America/New_York,ngozi@acme.example\nU-10024,Marta Lindqvist,Admin,Asia/Seoul,marta@acme.example\n";

  it("without a terminal is asked nothing: what is open is copied, kept with its candidates, told and counted", () => {
    write("user.csv", export_);
    const made = run("map", "user.csv", "--to", "turvo");
    assert.equal(made.status, 1, made.stderr);
    assert.match(read("import/user.csv"), /U-10023,"Okafor, Ngozi",Dispatcher,EST,/);
    const mapping = read("user.csv-mapping.json");
    assert.match(mapping, /"EST": \[\s*"America\/New_York",\s*"America\/Toronto"/);
    assert.match(made.stderr, /timezone {2}EST {2}1 row {2}America\/New_York or America\/Toronto/);
    assert.match(made.stderr, /"Full Name" may begin with the last name: "Okafor, Ngozi"/);
    assert.match(made.stderr, /Line 4 was left out: it looks like a total/);
    const json = run("map", "user.csv", "--to", "turvo", "--overwrite", "--format", "json");
    assert.equal(json.status, 1);
    const report = JSON.parse(json.stdout) as { open: { field: string; value: string; candidates: string[] }[] };
    assert.deepEqual(
      report.open.map(({ field, value }) => [field, value]),
      [
        ["permission", "Dispatcher"],
        ["timezone", "EST"],
      ],
    );
    assert.deepEqual(report.open[1]!.candidates, ["America/New_York", "America/Toronto"]);
  });

  it("becomes a checked import by options alone, and again by the mapping that was kept", () => {
    write("user.csv", export_);
    const made = run("map", "user.csv", "--to", "turvo", ...decided);
    assert.equal(made.status, 0, made.stderr);
    assert.equal(read("import/user.csv"), users);
    assert.equal(run("check", "import").status, 0);
    write("hr.csv", read("user.csv").replace("10024,", "10025,"));
    for (const command of ["map", "convert"]) {
      const again = run(command, "hr.csv", "--to", "turvo", "--output", command);
      assert.equal(again.status, 0, again.stderr);
      assert.match(again.stderr, /Using user\.csv-mapping\.json: all 5 columns found\./);
      assert.equal(read(`${command}/user.csv`), users.replace("10024,", "10025,"));
    }
    const begun = run(
      "convert",
      "user.csv",
      "--to",
      "turvo",
      "--write-mapping",
      "m.json",
      "--output",
      "third",
      ...decided,
    );
    assert.equal(begun.status, 0, begun.stderr);
    assert.equal(read("third/user.csv"), users);
  });

  it("loses no mapping that is there, and says which option is wrong", () => {
    write("user.csv", export_);
    write("user.csv-mapping.json", "{ broken");
    const kept = run("map", "user.csv", "--to", "turvo");
    assert.equal(kept.status, 2);
    assert.match(kept.stderr, /user\.csv-mapping\.json.*--overwrite/);
    assert.equal(read("user.csv-mapping.json"), "{ broken");
    const wrong: [string[], RegExp][] = [
      [["--value", "timezon:EST=Asia/Seoul"], /no column "timezon"; did you mean timezone\?/],
      [["--value", "EST"], /--value must be FIELD:VALUE=RESULT, not "EST"/],
      [["--column", "title=Rolle"], /no column "Rolle"; did you mean Role\?/],
      [["--key", "Nr"], /--key: the file has no column "Nr"/],
      [["--country", "Germany"], /--country must be two letters such as US, not "Germany"/],
      [["--name-order", "odd"], /--name-order can't be "odd"/],
    ];
    for (const [words, message] of wrong) {
      const { status, stderr } = run("map", "user.csv", "--to", "turvo", "--write-mapping", "x.json", ...words);
      assert.equal(status, 2, stderr);
      assert.match(stderr, message);
    }
    assert.match(
      run("convert", "user.csv", "--to", "meeds", "--output", "x", "--key", "TZ").stderr,
      /require a mapping/,
    );
    assert.equal(fs.existsSync(path.join(folder, "import")), false);
  });

  it("keeps what somebody decided: other columns, one value for all, people to leave out", () => {
    write("user.csv", export_);
    const made = run(
      ...["map", "user.csv", "--to", "turvo", "--set", "timezone=Europe/Berlin", "--column", "title=Role"],
      ...["--set", "permission=viewer", "--set", "status.code=Active", "--skip", "Role=Admin", "--key", "e-mail"],
      ...["--name-order", "comma"],
    );
    assert.equal(made.status, 0, made.stderr);
    const [, row] = read("import/user.csv").split("\n");
    assert.match(
      row!,
      /^U-ngozi-acme-example-\w{8},Ngozi Okafor,Dispatcher,Viewer,2450,Europe\/Berlin,ngozi@acme\.example$/,
    );
    assert.match(made.stderr, /Line 3 was left out: Role is "Admin"/);
  });
});

describe("the language server", () => {
  let client: Client;
  beforeEach(async () => {
    client = new Client(folder);
    await client.start(folder);
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") client.kill();
    else assert.equal(await client.stop(), 0);
  });

  it("guesses a mapping, shows samples but no passwords, and carries a mapping out", async () => {
    const uri = write("hr.csv", german);
    const guess = (await client.request("csvPreflight/mappingPage", { uri, to: "travtus.user" })) as MappingPage;
    assert.equal(guess.problem, undefined);
    assert.deepEqual(
      guess.source?.columns.map(({ name, samples }) => [name, samples[0]]),
      [
        ["Personalnr.", "417"],
        ["Vorname", "Jürgen"],
        ["Nachname", "Müller"],
        ["E-Mail (geschäftlich)", "j.mueller@acme.example"],
        ["Mobil", "0171 5550101"],
        ["Position", "Fahrer"],
        ["Status", "aktiv"],
        ["Kennwort", "••••"],
      ],
    );
    const target = pathToFileURL(path.join(folder, "import")).href;
    const given = { uri, mapping: guess.mapping, target };
    const made = (await client.request("csvPreflight/mapCsv", given)) as MapAnswer;
    assert.equal(made.refused, undefined, made.message);
    assert.equal(made.people, 2);
    assert.match(fs.readFileSync(fileURLToPath(made.files[0]!), "utf8"), /\nj\.mueller@acme\.example,Jürgen,Müller,/);
    const again = (await client.request("csvPreflight/mapCsv", given)) as MapAnswer;
    assert.equal(again.refused, "exists");
    const renamed = write("new.csv", german.replace("Vorname", "Rufname"));
    const lacks = (await client.request("csvPreflight/mapCsv", {
      ...given,
      uri: renamed,
      overwrite: true,
    })) as MapAnswer;
    assert.match(lacks.message ?? "", /columns that the export doesn't have: "Vorname"/);
    assert.deepEqual(lacks.files, []);
    const binary = write(
      "x.csv",
      Buffer.from([0x50, 0x4b, 3, 4, 0, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 0xff]),
    );
    const none = (await client.request("csvPreflight/mappingPage", { uri: binary, to: "turvo.user" })) as MappingPage;
    assert.match(none.problem?.message ?? "", /isn't a text file/);
  });

  it("tells what is wrong with an open mapping, in its place", async () => {
    const text = '{\n  "to": "turvo.user",\n  "rows": [{ "file": "turvo.user", "columns": { "nmae": "Name" } }]\n}\n';
    const uri = write("hr.csv-mapping.json", text);
    const reported = async (from: number): Promise<readonly Diagnostic[]> => {
      const heard = await client.hear(
        "diagnostics",
        ({ method, params }) =>
          method === "textDocument/publishDiagnostics" && (params as { uri: string }).uri.endsWith("mapping.json"),
        from,
      );
      return (heard.params as { diagnostics: readonly Diagnostic[] }).diagnostics;
    };
    client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "json", version: 1, text } });
    const [fault, ...others] = await reported(0);
    assert.equal(others.length, 0);
    assert.match(String(fault!.message), /"nmae" isn't a column of Turvo users\. Did you mean "name"\?/);
    assert.equal(fault!.range.start.line, 2);
    const from = client.heard.length;
    const change = { text: text.replace("nmae", "name") };
    client.notify("textDocument/didChange", { textDocument: { uri, version: 2 }, contentChanges: [change] });
    assert.deepEqual(await reported(from), []);
  });

  it("makes an anonymized copy of a folder", async () => {
    for (const [name, text] of Object.entries(goodSet)) write(`in/${name}`, text);
    const uri = pathToFileURL(path.join(folder, "in")).href;
    const target = pathToFileURL(path.join(folder, "copy")).href;
    await client.request("csvPreflight/check", {});
    const made = (await client.request("csvPreflight/anonymize", { uri, target, seed: "s" })) as AnonymizeAnswer;
    assert.equal(made.refused, undefined, made.message);
    assert.equal(made.files.length, 4);
    assert.doesNotMatch(read("copy/user.csv"), /Ann|Lee|Bob/);
    assert.equal(read("copy/user.csv").split("\n").length, goodSet["user.csv"].split("\n").length);
    const again = (await client.request("csvPreflight/anonymize", { uri, target, seed: "s" })) as AnonymizeAnswer;
    assert.equal(again.refused, "exists");
  });
});
