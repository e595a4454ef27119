/** Files handed over in other formats, read back by libraries that are not the ones that wrote them. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import Ajv from "ajv-draft-04";
import { parse } from "csv-parse/sync";
import { readXlsx } from "hucre/xlsx";
import { reasonOf } from "../server/cli/load.ts";
import { writeBundle } from "../server/disk/writing/bundle.ts";
import { readBack } from "../server/disk/writing/read-back.ts";
import { bundleOf } from "../server/features/export/bundle.ts";
import { exportCsv, exportMarkdown, exportNdjson, exportTable } from "../server/features/export/export.ts";
import { workbookLimits, workbookOf } from "../server/features/export/workbook.ts";
import { fileSets } from "../server/features/imports/sets.ts";
import { goodSet, openSet, sheetAt, users } from "./sets.ts";

const require = createRequire(import.meta.filename);
const program = path.resolve(import.meta.dirname, "../../out/cli/main.js");
const header = "id,name,title,permission,status.code,timezone,userEmail";

function sheet(text: string, name = "user.csv") {
  return sheetAt(openSet({ [name]: text }), name);
}

describe("exports", () => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-exports-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it("say which cell a file without quotes cannot hold", async () => {
    const users = (about: string): string =>
      `userName,firstName,lastName,password,email,aboutMe\nann.lee,Anna,Leemann,Correct-Horse-9,ann@example.com,"${about}"\n`;
    for (const [about, said] of [
      [
        "trucks, boats",
        'Row 2, aboutMe contains ",", and the importer splits the row there even in quotes. Remove it first.',
      ],
      [
        "trucks\nboats",
        "Row 2, aboutMe spans several lines, and the importer reads each line as a row. Put it on one line first.",
      ],
      ["trucks", "undefined"],
    ] as const) {
      assert.equal(String(await readBack(exportCsv(sheet(users(about), "import.csv")), "csv")), said);
    }
  });

  describe("to NDJSON", () => {
    it("is one object a line, codes as texts, whatever cells say", async () => {
      const exported = exportNdjson(
        sheet(
          `${header},__proto__\n007,"a\nb\u2028""",,Admin,2450,America/Chicago,a@example.com,x\n8,\ud800,,Admin,2450,America/Chicago,b@example.com,\n`,
        ),
      );
      const rows = exported.text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as Record<string, string>);
      assert.equal(rows.length, 2);
      assert.deepEqual([rows[0]!["id"], rows[0]!["name"], rows[0]!["status.code"]], ["007", 'a\nb "', "2450"]);
      assert.equal(Object.getOwnPropertyDescriptor(rows[0], "__proto__")?.value, "x");
      assert.equal(rows[1]!["name"], "\ud800");
      assert.equal(await readBack(exported, "ndjson"), undefined);
      assert.match(
        String(await readBack({ ...exported, text: exported.text.replace("007", "7") }, "ndjson")),
        /Row 2, cell 1/,
      );
    });
  });

  describe("to Markdown", () => {
    it("is a table whose cells are nothing but text", () => {
      const { text } = exportMarkdown(
        sheet(`${header}\nu|1,"<script>a\nb*c*",[x](y),Admin,2450,America/Chicago,a@example.com\n`),
        { labels: false },
      );
      const lines = text.trimEnd().split("\n");
      assert.equal(lines.length, 3);
      assert.equal(lines[1], `|${" --- |".repeat(7)}`);
      assert.match(lines[2]!, /^\| u\\\|1 \| \\<script\\>a<br>b\\\*c\\\* \| \\\[x\\\]\(y\) \|/);
    });

    it("says what codes mean beside them when asked", () => {
      const { text } = exportMarkdown(sheet(users), { labels: true });
      assert.match(text.split("\n")[0]!, /\| status\.code \| status\.code \(label\) \|/);
      assert.match(text, /\| 2450 \| Active \|/);
    });

    it("shows no password, nor any cell of a row that may hold it elsewhere", () => {
      const rows =
        "ann.lee,Anna,Leemann,Sesame-Open-9,a@example.com\nbob,Bobby,Raymond,x,b@example.com,Dropped-Secret-1\n";
      const { text } = exportMarkdown(sheet(`userName,firstName,lastName,password,email\n${rows}`, "import.csv"), {
        labels: false,
      });
      assert.doesNotMatch(text, /Sesame|Dropped|Bobby/);
      assert.match(text, /\| ann\.lee \| Anna \| Leemann \| •+ \| a\\@example\.com \|/);
    });
  });

  describe("to a workbook", () => {
    const nasty = [
      "007",
      "=1+1",
      "a\r\nb",
      "\u0000\u0007",
      "_x0041_",
      "\ud800x",
      " lead ",
      '<&">',
      "</t>",
      "1e5",
      "😀",
      "\ufffe",
      "J\ufffdrg",
      "2020-01-02",
    ];
    const text = `${header}\n${nasty.map((cell, i) => `u${i},"${cell.replaceAll('"', '""')}",,Admin,2450,America/Chicago,a${i}@example.com`).join("\n")}\n`;
    const write = async (files: Readonly<Record<string, string>>, labels = false) => {
      const workspace = openSet(files);
      const sheets = Object.keys(files).map((name) => ({ sheet: sheetAt(workspace, name), path: `/set/${name}` }));
      const workbook = workbookOf(sheets, { labels });
      const { writeXlsx } = await import("../server/disk/libraries/xlsx.ts");
      return { workbook, bytes: await writeXlsx(workbook.sheets) };
    };

    it("is read by another library as the same texts", async () => {
      const { workbook, bytes } = await write({ "user.csv": text });
      const [read] = (await readXlsx(bytes)).sheets;
      const expected = workbook.sheets[0]!.cells;
      const shown = read!.rows.map((row) => row.map((cell) => (cell === null || cell === undefined ? "" : cell)));
      assert.equal(shown.length, nasty.length + 1);
      for (const [i, row] of expected.entries()) {
        row.forEach((cell, j) => {
          const got = shown[i]?.[j] ?? "";
          assert.equal(typeof got, "string", `row ${i}, cell ${j} is a ${typeof got}`);
          // Readers that leave the escapes of unprintable signs as they are still show which they were.
          const written = cell.replace(
            /[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffc\u{10000}-\u{10ffff}]/gu,
            (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`,
          );
          assert.ok(
            got === cell || got === written || got === cell.replace("_x0041_", "_x005F_x0041_"),
            `${JSON.stringify(got)} for ${JSON.stringify(cell)}`,
          );
        });
      }
    });

    it("has a sheet for each file, named as Excel allows, and a header that stays", async () => {
      const long = "x".repeat(40);
      const { workbook, bytes } = await write({
        "a/user.csv": users,
        "b/USER.csv": users,
        [`c/${long}.csv`]: users,
        [`d/${long}.csv`]: users,
        "e/a[b]:*?.csv": users,
        "f/'History'.csv": users,
      });
      const names = workbook.sheets.map(({ name }) => name);
      assert.deepEqual(names, ["user", "USER 2", "x".repeat(31), `${"x".repeat(29)} 2`, "a_b____", "History_"]);
      const { unzipSync, strFromU8 } = await import("fflate");
      const parts = unzipSync(bytes);
      assert.deepEqual(
        (await readXlsx(bytes)).sheets.map(({ name }) => name),
        names,
      );
      assert.match(strFromU8(parts["xl/worksheets/sheet1.xml"]!), /<pane [^>]*ySplit="1"[^>]*state="frozen"/);
    });

    it("refuses what a cell cannot hold, and says where", () => {
      const files = [
        {
          sheet: sheet(
            `${header}\nu1,${"y".repeat(workbookLimits.characters + 1)},,Admin,2450,America/Chicago,a@example.com\n`,
          ),
          path: "/set/user.csv",
        },
      ];
      assert.match(
        String(workbookOf(files, { labels: false }).obstacle),
        /^user\.csv, row 2: name has 32,768 characters, but an Excel cell allows only 32,767\./,
      );
      const fits = [
        {
          sheet: sheet(
            `${header}\nu1,${"y".repeat(workbookLimits.characters)},,Admin,2450,America/Chicago,a@example.com\n`,
          ),
          path: "/set/user.csv",
        },
      ];
      assert.equal(workbookOf(fits, { labels: false }).obstacle, undefined);
    });
  });

  describe("to a Data Package", () => {
    interface Descriptor {
      readonly resources: readonly {
        readonly name: string;
        readonly path: string;
        readonly bytes: number;
        readonly dialect: { readonly quoteChar: string; readonly delimiter: string };
        readonly schema: {
          readonly fields: readonly {
            readonly name: string;
            readonly categories?: readonly unknown[];
            readonly constraints?: { readonly enum?: readonly string[] };
          }[];
          readonly primaryKey?: readonly string[];
          readonly foreignKeys?: readonly {
            readonly fields: readonly string[];
            readonly reference: { readonly resource: string };
          }[];
        };
      }[];
    }
    interface OtherPackage {
      readonly valid: boolean;
      readonly errors: readonly Error[];
      readonly resources: readonly { readonly name: string; read(options: object): Promise<readonly object[]> }[];
    }
    const library = require("datapackage") as {
      readonly Package: { load(file: string, options: object): Promise<OtherPackage> };
    };
    const profile = JSON.parse(
      fs.readFileSync(
        path.join(path.dirname(require.resolve("datapackage/package.json")), "lib/profiles/tabular-data-package.json"),
        "utf8",
      ),
    ) as object;

    async function write(files: Readonly<Record<string, string>>): Promise<{ target: string; descriptor: Descriptor }> {
      const workspace = openSet(files);
      for (const name of Object.keys(files)) sheetAt(workspace, name);
      const target = path.join(folder, "package");
      const options = { target, overwrite: false, allowErrors: true, version: "1", kind: "datapackage" as const };
      const answer = await writeBundle(bundleOf(workspace, fileSets(workspace)[0]!), options);
      assert.ok(!("refused" in answer), JSON.stringify(answer));
      return {
        target,
        descriptor: JSON.parse(fs.readFileSync(path.join(target, "datapackage.json"), "utf8")) as Descriptor,
      };
    }

    it("fits the official profile, and another library reads rows, types and references", async () => {
      const { target, descriptor } = await write(goodSet);
      const fits = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(profile);
      assert.ok(fits(descriptor), JSON.stringify(fits.errors?.slice(0, 3)));
      const read = await library.Package.load(path.join(target, "datapackage.json"), { strict: true });
      assert.deepEqual([read.valid, read.errors.length], [true, 0]);
      const names = read.resources.map(({ name }) => name);
      assert.deepEqual(names, ["turvo.group", "turvo.user", "turvo.user_group", "turvo.communication_channel"]);
      for (const resource of read.resources)
        assert.ok((await resource.read({ keyed: true, relations: true })).length > 0, resource.name);
      const contacts = descriptor.resources.find(({ name }) => name === "turvo.communication_channel")!;
      assert.deepEqual(contacts.schema.foreignKeys![0]!.reference.resource, "turvo.user");
      assert.deepEqual(descriptor.resources[1]!.schema.primaryKey, ["id"]);
      const status = descriptor.resources
        .find(({ name }) => name === "turvo.user")!
        .schema.fields.find(({ name }) => name === "status.code")!;
      assert.deepEqual([status.constraints?.enum, status.categories?.length], [["2450", "2451", "2452"], 3]);
      for (const { path: file, bytes } of descriptor.resources)
        assert.equal(fs.statSync(path.join(target, file)).size, bytes);
    });

    it("tells the other library what is wrong: a code, a missing value, a reference that leads nowhere", async () => {
      for (const [file, from, to] of [
        ["user.csv", "2450", "9999"],
        ["communication_channel.csv", ",U-1,", ",U-99,"],
        ["group.csv", ",U-2,", ",,"],
      ] as const) {
        assert.ok(goodSet[file].includes(from), `${file} has no ${from}`);
        const { target, descriptor } = await write({ ...goodSet, [file]: goodSet[file].replace(from, to) });
        const read = await library.Package.load(path.join(target, "datapackage.json"), { strict: true });
        const failing = await Promise.allSettled(read.resources.map((resource) => resource.read({ relations: true })));
        const fault = descriptor.resources.findIndex(
          (resource) => resource.path.endsWith(file) && resource.name !== "turvo.group",
        );
        assert.equal(failing[fault]!.status, "rejected", file);
        assert.equal(failing[0]!.status, "fulfilled");
        fs.rmSync(target, { recursive: true });
      }
    });

    it("is not made of what it cannot describe: no columns, or two of one name", async () => {
      for (const [text, said] of [
        ["", /^user\.csv is empty/],
        [
          `${header},name\nU1,Ann,,Admin,2450,Europe/London,a@example.com,Bob\n`,
          /^user\.csv has the column "name" twice/,
        ],
      ] as const) {
        const workspace = openSet({ "user.csv": text });
        sheetAt(workspace, "user.csv");
        const bundle = bundleOf(workspace, fileSets(workspace)[0]!);
        const options = { target: path.join(folder, "no"), overwrite: false, allowErrors: true, version: "1" };
        const answer = await writeBundle(bundle, { ...options, kind: "datapackage" });
        assert.match("refused" in answer ? String(answer.message) : "", said);
        assert.ok(!fs.existsSync(options.target));
        assert.ok("files" in (await writeBundle(bundle, { ...options, target: path.join(folder, `b${text.length}`) })));
      }
    });

    it("says how a file is read whose system takes quotes for data", async () => {
      const { target, descriptor } = await write({
        "import.csv":
          'userName,firstName,lastName,password,email\nann.lee,Anna,Leemann,"aB3""x\'yz""9,ann@example.com\n',
      });
      const [{ path: file, dialect }] = descriptor.resources as readonly [Descriptor["resources"][number]];
      const { quoteChar: quote, delimiter } = dialect;
      const rows = parse(fs.readFileSync(path.join(target, file), "utf8"), {
        quote,
        delimiter,
        columns: true,
      }) as Record<string, string>[];
      assert.equal(rows[0]!["password"], '"aB3""x\'yz""9');
    });
  });

  describe("on the command line", () => {
    const run = (...words: string[]) =>
      spawnSync(process.execPath, [program, ...words], { cwd: folder, encoding: "utf8" });

    it("write one file, a folder of files, a workbook or a package, and never over what is there", async () => {
      for (const [name, content] of Object.entries(goodSet)) {
        fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        fs.writeFileSync(path.join(folder, name), content);
      }
      const one = run("export", "user.csv", "--to", "ndjson");
      assert.equal(one.status, 0, one.stderr);
      assert.equal(
        one.stdout.trimEnd().split("\n").length,
        exportTable(sheet(goodSet["user.csv"]), { labels: false }).rows.length,
      );
      fs.mkdirSync(path.join(folder, "out"));
      assert.equal(run("export", ".", "--to", "markdown", "--labels", "--output", "out").status, 0);
      assert.deepEqual(fs.readdirSync(path.join(folder, "out")).sort(), [
        "communication_channel.md",
        "turvo.group.md",
        "turvo.user_group.md",
        "user.md",
      ]);
      assert.match(fs.readFileSync(path.join(folder, "out/user.md"), "utf8"), /\| 2450 \| Active \|/);
      const workbook = run("export", ".", "--to", "xlsx");
      assert.match(workbook.stderr, /^import\.xlsx was written and read back: 4 sheets, \d+ rows\.\n$/);
      assert.equal(run("export", ".", "--to", "xlsx").status, 2);
      assert.equal((await readXlsx(fs.readFileSync(path.join(folder, "import.xlsx")))).sheets.length, 4);
      assert.equal(run("export", ".", "--to", "datapackage").status, 0);
      assert.ok(fs.existsSync(path.join(folder, "datapackage.zip")));
    });

    it("makes the folders that are named", () => {
      fs.writeFileSync(path.join(folder, "user.csv"), users);
      for (const [format, target, made] of [
        ["csv", "a/b/clean.csv", "a/b/clean.csv"],
        ["csv", "c/", "c/user.clean.csv"],
        ["xlsx", "d/book.xlsx", "d/book.xlsx"],
        ["bundle", "e/f/last.zip", "e/f/last.zip"],
        ["datapackage", "g/package", "g/package/datapackage.json"],
      ] as const) {
        const { status, stderr } = run("export", "user.csv", "--to", format, "--output", target);
        assert.equal(status, 0, stderr);
        assert.ok(fs.existsSync(path.join(folder, made)), made);
      }
      assert.equal(run("check", "user.csv", "--format", "html", "--output", "h/i.html").status, 0);
      assert.ok(fs.existsSync(path.join(folder, "h/i.html")));
      const blocked = run("export", "user.csv", "--to", "csv", "--output", "user.csv/clean.csv");
      assert.equal(blocked.status, 2);
      assert.match(blocked.stderr, /user\.csv\/clean\.csv: what should be a folder in its path is a file/);
    });

    it("writes no copy of a file whose letters were lost in reading, whatever it is told", () => {
      const bytes = Buffer.from(
        `${header}\nU1,J\u00f6rg M\u00fcller,,Admin,2450,Europe/Berlin,j@example.com\n`,
        "latin1",
      );
      fs.mkdirSync(path.join(folder, "old"));
      fs.writeFileSync(path.join(folder, "old/user.csv"), bytes);
      fs.mkdirSync(path.join(folder, "new"));
      fs.writeFileSync(path.join(folder, "new/user.csv"), bytes.toString("latin1"));
      const roles = { "turvo.user→meeds.user": { roles: { Admin: false } } };
      fs.writeFileSync(path.join(folder, "csv-preflight.json"), JSON.stringify({ conversions: roles }));
      const calls = [
        ...["csv", "json", "ndjson", "markdown", "xlsx", "bundle", "datapackage"].map((to) => {
          return ["export", "old", "--to", to, "--allow-errors", "--output", `out.${to}`];
        }),
        ["convert", "old", "--to", "meeds", "--output", "out"],
        ["compare", "old", "new", "--undo", "out"],
      ];
      for (const words of calls) {
        const { status, stderr } = run(...words);
        assert.equal(status, 2, words.join(" "));
        assert.match(
          stderr,
          /(?:nothing was|weren't) written\..*user\.csv isn't saved as UTF-8.*would be lost\. Save it as UTF-8/,
        );
      }
      assert.deepEqual(fs.readdirSync(folder).sort(), ["csv-preflight.json", "new", "old"]);
      // A sign for an unreadable letter that stands in the file itself is kept like any other.
      fs.writeFileSync(path.join(folder, "old/user.csv"), users.replace("Ann", "A\ufffdn"));
      assert.match(run("export", "old", "--to", "csv", "--allow-errors").stdout, /A\ufffdn/);
      assert.equal(run("export", "old", "--to", "xlsx", "--allow-errors").status, 0);
    });

    it("says what may not be written, not what may not be read", () => {
      const denied = Object.assign(new Error("EACCES"), { code: "EACCES" });
      assert.equal(String(reasonOf(denied, "written")), "no permission to write it");
      assert.equal(String(reasonOf(denied)), "no permission to read it");
    });
  });
});
