/** Which file type a file is: while its header is being typed, when it only comes near, and what is said of it then. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { CodeLens, CompletionList } from "vscode-languageserver";
import { builtInDocuments } from "../server/core/filetypes/schemas.ts";
import { compileTable, templateColumns } from "../server/core/filetypes/table.ts";
import { english } from "../server/core/text/message.ts";
import { detect, isDetection, isNearMiss } from "../server/core/workspace/detect.ts";
import { matchesGlob } from "../server/core/workspace/globs.ts";
import { isLikely, nearMissInWords } from "../server/core/workspace/near-miss.ts";
import { Workspace } from "../server/core/workspace/workspace.ts";
import type { FileStatus } from "../server/protocol/files.ts";
import type { SetInfo } from "../server/protocol/imports.ts";
import { rules } from "../server/rules/index.ts";
import { Client, capable, type Pulled } from "./client.ts";

const tables = builtInDocuments.map((document) => compileTable(document, {}, rules));

/** Asks again until it is so; the test's own limit ends it. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(20);
}

/** The type's name; `~` before it when the file only comes near; `-` for nothing. */
function typeOf(file: string, text: string, attended = false): string {
  const detected = detect({ path: file }, text, tables, {}, undefined, { attended });
  if (isDetection(detected)) return detected.table.name;
  return isNearMiss(detected) ? `~${detected.table.name}` : "-";
}

describe("a file's type", () => {
  for (const [file, text, expected] of [
    ["user.csv", "id,name,permission,timezone,userEmail\n", "turvo.user"],
    ["x/USER.CSV", "ID;Name;Permission;TimeZone;UserEmail\n1;a;b;c;d\n", "turvo.user"],
    ["people.csv", "id,name,permission,timezone,userEmail\n", "turvo.user"],
    ["user.csv", "Employee ID,Full Name,E-mail,Role,TZ\n1,a,b,c,d\n", "~turvo.user"],
    ["user.csv", "a,b\n1,2\n", "~turvo.user"],
    // A second download or copy is called like the first.
    ["user (1).csv", "id,name,permission,timezone\n1,a,Admin,UTC\n", "turvo.user"],
    ["User - Copy.csv", "Employee ID,Full Name\n1,a\n", "~turvo.user"],
    ["import copy 2.csv", "userName,email,company\na,b,c\n", "meeds.user"],
    ["users.csv", "Employee ID,Full Name\n1,a\n", "-"],
    // Where the name and all columns fit, and one is called as in no other file, less is enough.
    ["user.csv", "id,name,permission\n1,a,Admin\n", "~turvo.user"],
    ["import.csv", "firstName,lastName,email\na,b,c\n", "~meeds.user"],
    ["people.csv", "id,name,permission\n1,a,Admin\n", "-"],
    ["import.csv", "userName,email,company\na,b,c\n", "meeds.user"],
    ["import.csv", "userName,email\na,b\n", "~meeds.user"],
    ["import.csv", "name,email,company\na,b,c\n", "~meeds.user"],
    // A name in other case counts half where the importer compares names exactly, and not at all beside no exact one.
    ["people.csv", "userName,firstname,lastname\na,b,c\n", "-"],
    ["people.csv", "userName,firstName,lastname,Password\na,b,c,d\n", "meeds.user"],
    ["people.csv", "username,firstname,lastname,password,email\na,b,c,d,e\n", "-"],
    // All of an exact importer's columns in other case: with its name that is enough, where no other file is called and headed so.
    ["import.csv", "USERNAME,FIRSTNAME,LASTNAME,EMAIL\na,b,c,d\n", "meeds.user"],
    ["import.csv", "username,firstname,lastname,password,email,groups\na,b,c,d,e,f\n", "meeds.user"],
    ["IMPORT.CSV", "UserName;Email;Company\na;b;c\n", "meeds.user"],
    ["import.csv", "Users of May\n\nUsername,Firstname,Lastname\na,b,c\n", "meeds.user"],
    ["import.csv", "Username,Email\na,b\n", "~meeds.user"],
    ["import.csv", "Firstname,Lastname,Email\na,b,c\n", "~meeds.user"],
    ["import.csv", "username,firstname,lastname,course1,role1,type1\na,b,c,d,e,f\n", "moodle.user"],
    ["import.csv", "Username,Email,Company,Amount,Price,Currency\na,b,c,d,e,f\n", "~meeds.user"],
    ["acme_42/USER/a.csv", "mail,vorname\na,b\n", "~travtus.user"],
    ["group.csv", "", "~turvo.group"],
    ["user.csv", "", "turvo.user"],
    ["notes.csv", "", "-"],
  ] as const) {
    it(`is ${expected}: ${file} with ${JSON.stringify(text)}`, () => assert.equal(typeOf(file, text), expected));
  }

  it("is only guessed of a growing header where somebody is at work", () => {
    for (const text of ["i", "id,name", "id,name,", "id,name,title,permission,st", "id,name\n\n"]) {
      assert.equal(typeOf("user.csv", text, true), "turvo.user", text);
      assert.match(typeOf("user.csv", text), /^~/, text);
      assert.equal(typeOf("notes.csv", text, true), "-", text);
    }
    for (const text of ["x", "id,x", "id,x,name", "id,na,title", "i\n1\n", "login"])
      assert.equal(typeOf("user.csv", text, true), "~turvo.user", text);
  });

  it("says what fits, what was probably meant and what is missing", () => {
    const said = (file: string, text: string): string => {
      const detected = detect({ path: file }, text, tables, {});
      return isNearMiss(detected) ? english(nearMissInWords(detected)) : "";
    };
    assert.equal(
      said("user.csv", "id,Full Name,E-mail,Role,Office\n1,a,b,c,d\n"),
      "Named like Turvo users, but 1 of 5 columns fit: Full Name is name, E-mail is userEmail, and Role is permission. Missing columns: name, permission, timezone, and userEmail.",
    );
    assert.match(
      said("user.csv", "Vorname;Nachname;E-Mail\na;b;c\n"),
      /: E-Mail is userEmail and Vorname \+ Nachname is name\. Missing/,
    );
    for (const [header, names] of [
      ["Matricule;Nom;Prénom;Adresse e-mail", "Prénom + Nom"],
      ["ID de empleado;Apellidos;Nombre;Correo", "Nombre + Apellidos"],
      ["Matricola;Cognome;Nome;Posta elettronica", "Nome + Cognome"],
    ] as const)
      assert.ok(said("user.csv", `${header}\n1;a;b;c\n`).includes(`${names} is name`), header);
    assert.equal(
      said("user.csv", "u1,Ann Lee,Clerk,Admin,2450,America/Chicago,ann@example.com\n"),
      "Named like Turvo users, but the column names are missing: the first line is a row.",
    );
    assert.match(said("acme_42/USER/a.csv", "ann@example.com,Ann,Lee\n"), /the column names are missing/);
    assert.match(
      said("acme_42/USER/a.csv", "mail,x\na,b\n"),
      /^In a folder for Travtus users, but no column has the expected name/,
    );
    assert.match(
      said("import.csv", "username,email\na,b\n"),
      /username is userName\. Missing columns: userName, firstName/,
    );
    assert.match(
      said("user.csv", "People of 2026\n\nid,Full Name,E-mail\n1,a,b\n"),
      /but 1 of 3 columns fit: Full Name is name/,
    );
    const header = Array.from({ length: 300 }, (_, i) => `"line\n ${i} ${"x".repeat(30)}"`).join(",");
    assert.match(
      said("user.csv", `${header}\n`),
      /^Named like Turvo users, but no column has the expected name\. Missing/,
    );
  });

  it("says that its columns are in another letter case", () => {
    const detected = detect({ path: "import.csv" }, "USERNAME,FIRSTNAME,LASTNAME\na,b,c\n", tables, {});
    assert.ok(isDetection(detected));
    assert.equal(english(detected.why), "from its name and its header in different letter case");
  });

  it("is hardly likely where only the name speaks for it", () => {
    const likely = (text: string): boolean => {
      const detected = detect({ path: "user.csv" }, text, tables, {});
      return isNearMiss(detected) && isLikely(detected);
    };
    assert.deepEqual(["login,created\n1,2\n", "id,login\n1,2\n", "id,mail,x\n1,2,3\n"].map(likely), [
      false,
      false,
      true,
    ]);
  });
});

describe("a header that is being typed", () => {
  function open(
    file: string,
    text: string,
  ): { edit: (start: number, end: number, text: string) => void; type: () => string } {
    const workspace = new Workspace(rules, builtInDocuments);
    let version = 1;
    workspace.put({ uri: file, path: `/${file}`, open: true, version }, text);
    return {
      edit: (start, end, fresh) => workspace.edit(file, [{ start, end, text: fresh }], ++version),
      type: () => workspace.sheet(file)?.table.name ?? "-",
    };
  }

  for (const [file, type] of [
    ["user.csv", "turvo.user"],
    ["communication_channel.csv", "turvo.communication_channel"],
    ["import.csv", "meeds.user"],
    ["acme_42/USER/users.csv", "travtus.user"],
    ["group.csv", "turvo.user_group"],
    ["Group/group.csv", "turvo.group"],
  ] as const) {
    it(`keeps its type at every key: ${file}`, () => {
      const table = tables.find(({ name }) => name === type)!;
      const header = templateColumns(table)
        .map(({ field }) => field.name)
        .join(table.delimiter);
      const other = file.endsWith("group.csv");
      const { edit, type: now } = open(file, "");
      for (let at = 0; at < header.length; at++) {
        edit(at, at, header[at]!);
        // Two types may begin in the same way.
        if (other && !header.slice(0, at + 1).includes(table.delimiter))
          assert.match(now(), /group/, header.slice(0, at + 1));
        else if (!other || at > 12) assert.equal(now(), type, header.slice(0, at + 1));
      }
      assert.equal(now(), type);
      for (let at = header.length; at > 1; at--) edit(at - 1, at, "");
      assert.notEqual(now(), "-");
    });
  }

  it("keeps it above rows, too, as long as the file is open", () => {
    const header = "id,name,permission,timezone,userEmail";
    const rows = "\nu1,Ann,Admin,America/Chicago,a@example.com\n";
    const { edit, type } = open("user.csv", header + rows);
    assert.equal(type(), "turvo.user");
    edit(0, header.length, "");
    for (let at = 0; at < header.length; at++) {
      edit(at, at, header[at]!);
      assert.equal(type(), "turvo.user", header.slice(0, at + 1));
    }
    // Another header is another file.
    edit(0, header.length, "Employee ID,Full Name,E-mail,Role,TZ");
    assert.equal(type(), "-");
  });
});

describe("globs", () => {
  for (const [glob, fits, fitsNot] of [
    ["*.csv", ["a.csv", "x/y/A.CSV"], ["a.txt"]],
    ["exports/*.csv", ["exports/a.csv"], ["exports/x/a.csv", "x/exports/a.csv"]],
    ["**/old/**", ["old/a", "x/old/y/a"], ["older/a"]],
    ["{a,b}/*.{csv,txt}", ["a/x.csv", "b/x.txt"], ["c/x.csv", "a/x.json"]],
    ["[a-c]?.csv", ["b1.csv"], ["d1.csv", "b.csv"]],
    ["[!a]/x", ["b/x"], ["a/x", "//x"]],
    ["a[1].csv", ["a1.csv"], ["a[1].csv"]],
    ["a[z-b].csv", ["a[z-b].csv"], ["az.csv"]],
    ["a{b.csv", ["a{b.csv"], ["ab.csv"]],
    ["a+(b).csv", ["a+(b).csv"], ["aab.csv"]],
  ] as const) {
    it(glob, () => {
      for (const each of fits) assert.ok(matchesGlob(each, glob), each);
      for (const each of fitsNot) assert.ok(!matchesGlob(each, glob), each);
    });
  }

  it("of many braces stay small", () => {
    assert.equal(matchesGlob("x", "{a,b}".repeat(40)), false);
  });
});

describe("a file that comes near, in an editor", () => {
  let folder: string;
  let client: Client;

  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-near-")));
    client = new Client(folder);
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") client.kill();
    else assert.equal(await client.stop(), 0);
    fs.rmSync(folder, { recursive: true });
  });

  const uriOf = (name: string): string => pathToFileURL(path.join(folder, name)).href;
  const write = (name: string, text: string): void => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  };
  const open = (name: string, text: string): void => {
    const textDocument = { uri: uriOf(name), languageId: "csv", version: 1, text };
    client.notify("textDocument/didOpen", { textDocument });
  };
  const labels = async (name: string, line: number, character: number): Promise<string[]> => {
    const params = { textDocument: { uri: uriOf(name) }, position: { line, character } };
    const list = (await client.request("textDocument/completion", params)) as CompletionList | null;
    return (list?.items ?? []).map(({ label, detail }) => (label.startsWith("Header") ? `${label}: ${detail}` : label));
  };
  const pull = async (name: string): Promise<string[]> => {
    const params = { textDocument: { uri: uriOf(name) } };
    const { items } = (await client.request("textDocument/diagnostic", params)) as Pulled;
    return items.map(({ code, message }) => `${code}: ${message}`);
  };
  const status = async (name: string): Promise<FileStatus> =>
    (await client.request("csvPreflight/status", { uri: uriOf(name) })) as FileStatus;

  it("completes a header from its first letter, and offers whole ones in an empty file", async () => {
    await client.start(folder);
    open("user.csv", "");
    assert.deepEqual((await labels("user.csv", 0, 0)).slice(0, 2), [
      "Header with all columns: Turvo users",
      "Header with required columns only: Turvo users",
    ]);
    open("a/user.csv", "i");
    assert.ok((await labels("a/user.csv", 0, 1)).includes("id"));
    open("b/user.csv", "id,name,title,permission,st\n");
    assert.ok((await labels("b/user.csv", 0, 27)).includes("status.code"));
    open("c/user.csv", "id,name,");
    assert.ok((await labels("c/user.csv", 0, 8)).includes("userEmail"));
    open("group.csv", "");
    const both = await labels("group.csv", 0, 0);
    assert.ok(
      both.some((each) => each.endsWith(": Turvo users in groups")) &&
        both.some((each) => each.endsWith(": Turvo groups")),
    );
    open("notes.csv", "i");
    assert.deepEqual(await labels("notes.csv", 0, 1), []);
  });

  it("keeps its type while its header is typed, letter by letter, in every file type", async () => {
    await client.start(folder);
    for (const document of builtInDocuments) {
      const { name: type, files, folders = [], fields, dialect, above, hidden } = document;
      // Where neither name nor folder says anything, the first columns are anybody's.
      if (hidden || files.length + folders.length === 0) continue;
      const name =
        files[0] ?? `${folders[0] === undefined ? type : `acme_42/${folders[0].split("/").at(-1)}`}/people.csv`;
      const file = `${type}/${name}`;
      const lead = above ? `${above.lines.join("\n")}\n` : "";
      const line = above?.lines.length ?? 0;
      open(file, lead);
      let version = 1;
      let text = "";
      const typed = (letter: string): void => {
        text += letter;
        client.notify("textDocument/didChange", {
          textDocument: { uri: uriOf(file), version: ++version },
          contentChanges: [{ text: lead + text }],
        });
      };
      for (const [i, field] of fields.entries()) {
        if (i > 0) typed(dialect.delimiter);
        if (i > 1) {
          const offered = await labels(file, line, text.length);
          const left = fields.slice(i).map((each) => each.name);
          assert.ok(offered.includes(field.name), `${file}: ${field.name} isn't offered after ${text}`);
          if (left.length < 40)
            assert.deepEqual(
              left.filter((each) => !offered.includes(each)),
              [],
              `${file}: ${text}`,
            );
          const { fileType, near } = await status(file);
          assert.ok((fileType ?? near?.fileType) !== undefined, `${file} is neither after ${text}`);
        }
        for (const letter of field.name) typed(letter);
      }
      assert.equal((await status(file)).fileType, type, file);
    }
  });

  it("is no import file, and says which columns fit", async () => {
    write("user.csv", "Employee ID,Full Name,E-mail,Role,TZ\n1,Ann,a@example.com,Admin,CST\n");
    write("other/user.csv", "login,created\n1,2\n");
    await client.start(folder, capable, { initializationOptions: { codeLens: true } });
    open("user.csv", fs.readFileSync(path.join(folder, "user.csv"), "utf8"));
    const { fileType, near, why } = await status("user.csv");
    assert.deepEqual([fileType, near], [undefined, { fileType: "turvo.user", title: "Turvo users" }]);
    assert.match(
      why!,
      /^Named like Turvo users, but no column has the expected name: .*E-mail is userEmail.* Missing columns: id,/,
    );
    assert.deepEqual(await pull("user.csv"), []);
    const lenses = (await client.request("textDocument/codeLens", {
      textDocument: { uri: uriOf("user.csv") },
    })) as CodeLens[];
    assert.deepEqual(
      lenses.map(({ command }) => [command?.title, command?.command, command?.arguments]),
      [[why, "csvPreflight.chooseFileType", [uriOf("user.csv")]]],
    );
    assert.ok((await labels("user.csv", 0, 0)).includes("id"));
    // Called so by chance: nothing but the reason.
    open("other/user.csv", "login,created\n1,2\n");
    assert.equal((await status("other/user.csv")).near, undefined);
    assert.deepEqual(
      await client.request("textDocument/codeLens", { textDocument: { uri: uriOf("other/user.csv") } }),
      [],
    );
  });

  it("is here but not recognized for the files that refer to it, until its header fits", async () => {
    const hr = "Employee ID,Full Name,E-mail\nu1,Ann,a@example.com\n";
    write("user.csv", hr);
    const channels = "id,contextId,email.type,email\nc1,u1,1097,b@example.com\n";
    write("communication_channel.csv", channels);
    await client.start(folder);
    open("communication_channel.csv", channels);
    await until(async () =>
      (await pull("communication_channel.csv")).some((each) => each.includes("isn't recognized")),
    );
    const [missing] = await pull("communication_channel.csv");
    assert.match(
      missing!,
      /^missing-file: user\.csv is here but isn't recognized\. Named like Turvo users, but no column has the expected name: Employee/,
    );
    const sets = (await client.request("csvPreflight/sets", {})) as SetInfo[];
    const found = sets[0]!.missing.find((each) => each.fileType === "turvo.user");
    assert.equal(found?.unrecognized?.uri, uriOf("user.csv"));
    assert.match((await status("communication_channel.csv")).set!, /not recognized: user\.csv/);
    // Open, it is looked at as it stands in the editor.
    open("user.csv", hr);
    assert.match((await pull("communication_channel.csv"))[0]!, /isn't recognized/);
    client.notify("textDocument/didChange", {
      textDocument: { uri: uriOf("user.csv"), version: 2 },
      contentChanges: [{ text: "id,name,permission,timezone,userEmail\nu1,Ann,Admin,America/Chicago,a@example.com\n" }],
    });
    assert.deepEqual(await pull("communication_channel.csv"), []);
  });

  it("is forgotten when it is deleted", async () => {
    const channels = "id,contextId,email.type,email\nc1,u1,1097,b@example.com\n";
    write("user.csv", "a,b\n1,2\n");
    write("communication_channel.csv", channels);
    await client.start(folder);
    open("communication_channel.csv", channels);
    await until(async () => /isn't recognized/.test((await pull("communication_channel.csv"))[0] ?? ""));
    fs.rmSync(path.join(folder, "user.csv"));
    client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf("user.csv"), type: 3 }] });
    await until(async () => /isn't in this folder/.test((await pull("communication_channel.csv"))[0] ?? ""));
  });
});
