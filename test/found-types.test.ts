/** File types that no profile lists: from the settings, from descriptors beside the data, and from other extensions of the editor. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type FileStatus, statusRequest } from "../server/protocol/files.ts";
import { Client, type Message } from "./client.ts";

const schema = {
  fields: [
    { name: "no", type: "integer" },
    { name: "color", constraints: { required: true } },
  ],
};
const staff = { name: "staff", path: "staff.csv", schema };
const csvw = {
  "@context": "http://www.w3.org/ns/csvw",
  url: "staff.csv",
  tableSchema: {
    columns: [
      { name: "no", datatype: "integer" },
      { name: "color", required: true },
    ],
  },
};
const faulty = "no,color\nx,red\n1,\n";

describe("file types that no profile lists", () => {
  let folder: string;
  let outside: string;
  let client: Client;
  const uriOf = (...names: string[]): string => pathToFileURL(path.join(folder, ...names)).href;
  const write = (name: string, content: string | object): void => {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  };
  const open = (name: string, languageId = "csv"): void =>
    client.notify("textDocument/didOpen", {
      textDocument: {
        uri: uriOf(name),
        languageId,
        version: 1,
        text: fs.readFileSync(path.join(folder, name), "utf8"),
      },
    });
  const rulesIn = async (name: string): Promise<string[]> =>
    (await client.pull(uriOf(name))).items.map(({ code }) => String(code));
  const typeOf = async (name: string): Promise<string | undefined> => {
    await client.request("csvPreflight/check", {});
    return ((await client.request(statusRequest, { uri: uriOf(name) })) as FileStatus).fileType;
  };
  const checked = (...words: string[]): { status: number | null; types: string[]; rules: string[] } => {
    const program = path.resolve("out/cli/main.js");
    const done = spawnSync(process.execPath, [program, "check", ...words, "--format", "json"], {
      cwd: folder,
      encoding: "utf8",
    });
    const { files } = JSON.parse(done.stdout) as { files: { fileType: string; problems: { rule: string }[] }[] };
    const rules = files.flatMap(({ problems }) => problems.map(({ rule }) => rule));
    return { status: done.status, types: files.map(({ fileType }) => fileType), rules };
  };

  beforeEach(() => {
    const top = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-found-")));
    folder = path.join(top, "open");
    outside = path.join(top, "outside");
    fs.mkdirSync(folder);
    fs.mkdirSync(outside);
    client = new Client(folder);
  });
  afterEach(async () => {
    await client.stop();
    fs.rmSync(path.dirname(folder), { recursive: true });
  });

  const descriptors: readonly (readonly [name: string, content: object])[] = [
    ["datapackage.json", { name: "hr", resources: [{ name: "staff", path: "data/staff.csv", schema }] }],
    ["data/staff.schema.json", schema],
    ["data/staff.csv-metadata.json", csvw],
  ];
  for (const [name, content] of descriptors) {
    it(`${name} beside the data is found by itself, in the editor and on the command line`, async () => {
      write(name, content);
      write("data/staff.csv", faulty);
      await client.start(folder);
      open("data/staff.csv");
      assert.equal(await typeOf("data/staff.csv"), "staff");
      const rules = await rulesIn("data/staff.csv");
      assert.deepEqual(rules, ["invalid-number", "required-value"]);
      assert.deepEqual(checked("data"), { status: 1, types: ["staff"], rules });
    });
  }

  const broken: readonly (readonly [what: string, name: string, content: object | string, place: RegExp])[] = [
    [
      "says what is not checked yet",
      "datapackage.json",
      {
        resources: [
          { name: "home", path: "data/home.csv", schema: { fields: [{ name: "house" }, { name: "room" }] } },
          {
            name: "staff",
            path: "data/staff.csv",
            schema: {
              ...schema,
              foreignKeys: [{ fields: ["no", "color"], reference: { resource: "home", fields: ["house", "room"] } }],
            },
          },
        ],
      },
      /^datapackage\.json:1:\d+: warning: .*several columns/m,
    ],
    [
      "is cut off",
      "data/datapackage.json",
      '{"resources": [{"name": "sta',
      /^data\/datapackage\.json:1:\d+: error: .*isn't valid JSON/m,
    ],
    [
      "names a column twice",
      "data/staff.schema.json",
      { fields: [...schema.fields, schema.fields[0]] },
      /^data\/staff\.schema\.json:1:\d+: .*already a column/m,
    ],
  ];
  for (const [what, name, content, place] of broken) {
    it(`${name} beside the data that ${what} is told at its place, and the check has not succeeded`, () => {
      write(name, content);
      write("data/staff.csv", "no,color\n");
      const done = spawnSync(process.execPath, [path.resolve("out/cli/main.js"), "check", "data", "--format", "unix"], {
        cwd: folder,
        encoding: "utf8",
      });
      assert.match(done.stdout, place, done.stderr);
      assert.equal(done.status, 2);
    });
  }

  it("are called file types in reports, and a profile a profile, whatever its name", () => {
    write("tenant.json", { schemas: ["odd.json"], nonsense: 1 });
    write("odd.json", { name: "odd", schema: { fields: [{ name: "a" }, { name: "a" }] } });
    write("data/datapackage.json", '{"resources": [{"name": "sta');
    write("data/staff.csv", faulty);
    const args = ["check", "data", "--config", "tenant.json"];
    const done = spawnSync(process.execPath, [path.resolve("out/cli/main.js"), ...args], {
      cwd: folder,
      encoding: "utf8",
    });
    const headings = done.stdout.split("\n").filter((line) => /^\S+\.json {2}/.test(line));
    assert.deepEqual(headings.sort(), [
      "data/datapackage.json  file type",
      "odd.json  file type",
      "tenant.json  tenant profile",
    ]);
  });

  it("that do not concern what is checked are left in silence", () => {
    write("datapackage.json", {
      resources: [
        { name: "other", path: "elsewhere/other.csv", schema: { fields: [schema.fields[0], schema.fields[0]] } },
      ],
    });
    write("data/staff.schema.json", schema);
    write("data/staff.csv", faulty);
    assert.deepEqual(checked("data"), { status: 1, types: ["staff"], rules: ["invalid-number", "required-value"] });
  });

  it("are not read from other JSON of such a name, and the nearer one counts", async () => {
    write("a.schema.json", { $schema: "http://json-schema.org/draft-07/schema#", properties: { no: {} } });
    write("datapackage.json", { resources: [{ name: "far", path: "staff.csv", schema }] });
    write("data/datapackage.json", { resources: [{ name: "near", path: "staff.csv", schema }] });
    write("data/staff.csv", faulty);
    write("broken.schema.json", "{");
    await client.start(folder);
    open("data/staff.csv");
    assert.equal(await typeOf("data/staff.csv"), "near");
    assert.deepEqual(checked("data/staff.csv").types, ["near"]);
    const isProblem = ({ method, params }: Message): boolean =>
      method === "textDocument/publishDiagnostics" &&
      /"items"|"message"/.test(JSON.stringify(params)) &&
      /schema\.json/.test(JSON.stringify(params));
    assert.equal(client.heard.some(isProblem), false);
  });

  it("come from the settings, are live, and count in all folders of the workspace", async () => {
    write("types/staff.csv-type.json", staff);
    write("deep/er/staff.csv", faulty);
    write("deep/csv-preflight.json", "{}");
    await client.start(folder, undefined, { initializationOptions: { schemas: ["types/staff.csv-type.json"] } });
    open("deep/er/staff.csv");
    assert.equal(await typeOf("deep/er/staff.csv"), "staff");
    assert.deepEqual(await rulesIn("deep/er/staff.csv"), ["invalid-number", "required-value"]);
    open("types/staff.csv-type.json", "json");
    const from = client.heard.length;
    client.notify("textDocument/didChange", {
      textDocument: { uri: uriOf("types/staff.csv-type.json"), version: 2 },
      contentChanges: [{ text: JSON.stringify(staff).replace('"type":"integer"', '"titel":"No"') }],
    });
    const reported = await client.hear(
      "the mistake",
      ({ method, params }) => method === "textDocument/publishDiagnostics" && JSON.stringify(params).includes("titel"),
      from,
    );
    assert.deepEqual(await rulesIn("deep/er/staff.csv"), ["required-value"]);
    assert.match(JSON.stringify(reported.params), /Did you mean \\"title\\"\?/);
    client.notify("workspace/didChangeConfiguration", { settings: { csvPreflight: {} } });
    assert.equal(await typeOf("deep/er/staff.csv"), undefined);
  });

  it("are refused from outside of the workspace, with a sentence", async () => {
    fs.writeFileSync(path.join(outside, "staff.csv-type.json"), JSON.stringify(staff));
    fs.symlinkSync(path.join(outside, "staff.csv-type.json"), path.join(folder, "link.csv-type.json"));
    write("staff.csv", faulty);
    const schemas = [
      "../outside/staff.csv-type.json",
      path.join(outside, "staff.csv-type.json"),
      "link.csv-type.json",
      "gone.json",
    ];
    await client.start(folder, undefined, { initializationOptions: { schemas, trusted: false } });
    open("staff.csv");
    assert.equal(await typeOf("staff.csv"), undefined);
    const said = client.heard.flatMap(({ method, params }) =>
      method === "window/showMessage" ? [String(Reflect.get(params as object, "message"))] : [],
    );
    const inSetting = 'in the setting "csvPreflight.schemas" can\'t be used.';
    const where = "It must be in the same folder or below, and its path must be relative.";
    assert.deepEqual(said, [
      `CSV Preflight: ${schemas[0]} ${inSetting} ${where}`,
      `CSV Preflight: ${schemas[1]} ${inSetting} ${where}`,
      `CSV Preflight: ${schemas[2]} ${inSetting} It is a link to a file in another folder. Only files in the same folder or below are read.`,
      `CSV Preflight: ${schemas[3]} ${inSetting} There is no such file.`,
    ]);
  });

  it("are not looked for outside of the opened folder without trust", async () => {
    fs.writeFileSync(
      path.join(path.dirname(folder), "datapackage.json"),
      JSON.stringify({ resources: [{ name: "above", path: "staff.csv", schema }] }),
    );
    write("staff.csv", faulty);
    await client.start(folder, undefined, { initializationOptions: { trusted: false } });
    open("staff.csv");
    assert.equal(await typeOf("staff.csv"), undefined);
    client.notify("workspace/didChangeConfiguration", { settings: { csvPreflight: { trusted: true } } });
    assert.equal(await typeOf("staff.csv"), "above");
  });

  it("come with other extensions, and one that is broken costs no other", async () => {
    write("staff.csv", faulty);
    const uri = pathToFileURL(path.join(outside, "staff.csv-type.json")).href;
    const contributed = [{ uri, text: "{" }, { uri, text: JSON.stringify(staff) }, { uri: 3 }];
    await client.start(folder, undefined, { initializationOptions: { contributed } });
    open("staff.csv");
    assert.equal(await typeOf("staff.csv"), "staff");
    assert.deepEqual(await rulesIn("staff.csv"), ["invalid-number", "required-value"]);
  });
});
