/** Anonymised copies: other people, the same problems at the same places, and nothing left of the originals. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { isRollUp } from "../server/core/checking/roll-ups.ts";
import type { Sheet } from "../server/core/checking/sheet.ts";
import { splitText } from "../server/core/text/document.ts";
import { english } from "../server/core/text/message.ts";
import type { Workspace } from "../server/core/workspace/workspace.ts";
import { decodeBytes } from "../server/disk/reading/files.ts";
import { encodeCopy, writeCopies } from "../server/disk/writing/anonymized-copy.ts";
import { type Anonymized, anonymize } from "../server/features/anonymize/anonymize.ts";
import { goodSet, openSet, readAll } from "./sets.ts";

function copyOf(workspace: Workspace, seed = "seed", keep: readonly string[] = []): Anonymized {
  readAll(workspace);
  const sheets = [...workspace.entries()].flatMap(({ sheet }) => sheet ?? []);
  const work = anonymize(sheets, workspace, { seed, keep });
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** The copies' texts by path. */
function textsOf(made: Anonymized): Record<string, string> {
  assert.deepEqual(
    made.differences.map(({ line, rule, field, added }) => ({ line, rule, field, added })),
    [],
  );
  return Object.fromEntries(made.files.map(({ sheet, text }) => [sheet.uri.slice("file:///set/".length), text]));
}

function anonymized(files: Readonly<Record<string, string>>, seed?: string, keep?: string[]): Record<string, string> {
  return textsOf(copyOf(openSet(files), seed, keep));
}

/** Where each rule speaks, read by a workspace that knows nothing of how the texts were made. */
function problemsIn(files: Readonly<Record<string, string>>): Record<string, string[]> {
  const workspace = openSet(files);
  readAll(workspace);
  const found: Record<string, string[]> = {};
  for (const { sheet, path: file } of workspace.entries()) if (sheet) found[file] = placesIn(sheet).sort();
  return found;
}

function placesIn(sheet: Sheet): string[] {
  return sheet
    .findings()
    .located.filter(({ finding }) => !isRollUp(finding.data))
    .map((located) => {
      const { rule, severity, cell } = located.finding;
      return `${sheet.rangeOf(located).start.line} ${cell} ${severity} ${rule.name}`;
    });
}

function cellsIn(text: string): string[][] {
  const dialect = { delimiter: ",", raw: false, columns: 0 };
  return text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => splitText(line, dialect).map((cell) => cell.text));
}

/** Files with many things wrong, in ways that are easy to lose. */
const sorrySet = {
  "Group/group.csv": 'id,name,description\r\nG-1, North Yard ,"Loads, late"\r\nG-1,South,=SUM(A1)\r\n',
  "user.csv": [
    "id,name,title,permission,status.code,timezone,userEmail,note",
    "U-1,Ann Lee,Boss,Admin,2450,America/New_York,ann.lee@acme.com,x",
    'U-2,"Bob ""Bo"" Ray",,veiwer,Active,EST,Bob.Ray@ACME.com,',
    "u 3,Zoë Müller,,Dispatcher,2450.0,Eastern Time,bob.ray@acme.com,",
    "U-2,李小龙,,Viewer,2459,Mars/Base,Ann Lee <ann.lee@acme.com>,",
    "U-5,NULL,,Super Admin,2451,America/Chicago,cy(at)acme.com,",
    "3.1E+09,Иван Петров,,Admin,2450,America/Chicago,ivan@acme,",
    "1-Mar,Dee Orr, Jr.,Admin,2450,America/Chicago,dee..orr@acme.com,",
    "U-8,Eli,,Viewer,2450,America/Chicago,eli@mail.acme-corp.de,#REF!",
    'U-9,"Flo,,Viewer,2450,America/Chicago,flo@acme.org,',
    "<<<<<<< HEAD",
    "",
    "U-10,Gus,,Viewer,2450,America/Chicago,mailto:gus@acme.org,",
  ].join("\n"),
  "group.csv": "id,contextId,groupId,permission\nM-1,U-2,G-1,Viewer\nM-2,u-5,G-9,Viewer\nM-2,U-77,G-1,\n",
  "communication_channel.csv": [
    "id,contextId,email.type,email,phone.type,phone,phone.extension,phone.country,address.type,address.line1,address.city,address.zip,address.country,IsPrimary",
    "C-1,U-1,1097,ann@acme.com,1015,(313) 777-0100,x204,US,1182,100 Main Street,Detroit,48226,United States,True",
    "C-2,U-1,1015,ann@acme.com,1019,+493012345678,12,us,1182,Am Markt 1,Berlin,1012,United States,True",
    "C-3,U-2,,,1019,3.1355516E+09,,,1182,1 Rue X,Lyon,K1A 0B1,Canda,",
    "C-4,U-8,,eli@acme.org,,6045550106.0,,,,,,,,yes",
  ].join("\r\n"),
} as const;

describe("an anonymized copy", () => {
  it("has the same problems at the same places, read afresh", () => {
    const copies = anonymized(sorrySet);
    const before = problemsIn(sorrySet);
    assert.ok(Object.values(before).flat().length > 40);
    assert.deepEqual(problemsIn(copies), before);
    assert.deepEqual(problemsIn(anonymized(goodSet)), problemsIn(goodSet));
  });

  it("names nobody: no word, number or domain of a personal cell is left", () => {
    const all = Object.values(anonymized(sorrySet)).join("\n");
    const gone =
      /\b(?:ann|lee|bob|ray|zoë|müller|李小龙|иван|петров|dee|orr|eli|flo|gus|acme|corp|boss|north|yard|loads|main|street|detroit|berlin|lyon|48226|777|12345678|204)\b/iu;
    assert.doesNotMatch(all.replaceAll("mailto", ""), gone);
    assert.match(all, /@example\.com/);
  });

  it("keeps what tells of nobody: codes, roles, zones, countries, and their mistakes", () => {
    const copy = anonymized(sorrySet);
    const users = cellsIn(copy["user.csv"]!);
    assert.deepEqual(users[2]!.slice(3, 6), ["veiwer", "Active", "EST"]);
    assert.deepEqual(users[3]!.slice(4, 6), ["2450.0", "Eastern Time"]);
    assert.equal(users[5]![1], "NULL");
    assert.equal(users[8]![7], "#REF!");
    const channels = cellsIn(copy["communication_channel.csv"]!);
    assert.deepEqual([channels[3]![12], channels[4]![13]], ["Canda", "yes"]);
    assert.match(channels[1]![5]!, /^\(\d{3}\) 555-\d{4}$/);
    assert.match(channels[3]![5]!, /^\d\.\d{7}E\+09$/);
    // A role that no list knows may be anything, also a name that slipped there.
    assert.doesNotMatch(copy["user.csv"]!, /Dispatcher/);
  });

  it("one person is one person everywhere", () => {
    const [, ann] = cellsIn(anonymized(sorrySet)["user.csv"]!);
    const copy = anonymized(sorrySet);
    const [first, last] = ann![1]!.split(" ");
    assert.equal(ann![6], `${first}.${last}@example.com`.toLowerCase());
    assert.equal(cellsIn(copy["communication_channel.csv"]!)[1]![1], ann![0]);
    const [header, lee, ray] = cellsIn(
      anonymized({
        "import.csv":
          "userName,firstName,lastName,password,email,manager\nann.lee,Ann,Lee,Rap3hMzNg,ann.lee@acme.com,bob.ray\nbob.ray,Bob,Ray,Rap3hMzNg,b@acme.com,\n",
      })["import.csv"]!,
    );
    assert.equal(header![5], "manager");
    assert.equal(lee![0], `${lee![1]}.${lee![2]}`.toLowerCase());
    assert.equal(lee![5], ray![0]);
    assert.equal(lee![3], ray![3], "the same password twice stays the same password twice");
    assert.match(lee![3]!, /^[A-Z][a-z]{2}\d[a-z][A-Z][a-z][A-Z][a-z]$/);
  });

  it("is the same for the same seed and another for another", () => {
    assert.deepEqual(anonymized(sorrySet, "a"), anonymized(sorrySet, "a"));
    const [a, b] = [anonymized(sorrySet, "a"), anonymized(sorrySet, "b")];
    for (const name of Object.keys(sorrySet)) assert.notEqual(a[name], b[name]);
  });

  it("changes nothing between the texts: line ends, quotes, blanks, empty cells, markers", () => {
    const signs = (text: string): string => text.replace(/[\p{L}\p{M}\p{N}@.<>]+/gu, "x");
    const copies = anonymized(sorrySet);
    const file = "Group/group.csv";
    assert.equal(signs(copies[file]!), signs(sorrySet[file]));
    assert.match(copies["user.csv"]!, /\n<<<<<<< HEAD\n\n/);
    assert.match(copies["user.csv"]!, /,"\w+ ""\w\w"" \w+",/);
  });

  it("a column is kept when somebody says so", () => {
    assert.match(anonymized(sorrySet, "s", ["title"])["user.csv"]!, /,Boss,/);
    const unknown = {
      "user.csv": "id,name,permission,timezone,userEmail,shoe\nU-1,Ann,Admin,America/Chicago,a@b.de,Fortytwo\n",
    };
    assert.doesNotMatch(anonymized(unknown)["user.csv"]!, /Fortytwo/);
    assert.match(anonymized(unknown, "s", ["shoe"])["user.csv"]!, /Fortytwo/);
  });

  it("phones, countries and links in columns of plain text are known by what they mean", () => {
    const header = "userName,firstName,lastName,password,email,country,phones.work,urls";
    const row =
      "ann.lee,Ann,Lee,Rap3hMzNg,ann@acme.com,France,+33144556677,https://www.acme.com/ann;https://acme.org/x";
    const copy = anonymized({ "import.csv": `${header}\n${row}\n` })["import.csv"]!;
    const [, cells] = cellsIn(copy);
    assert.equal(cells![5], "France");
    assert.match(cells![6]!, /^\+33\d*555\d{4}$/);
    assert.match(cells![7]!, /^https:\/\/[a-z.]+\.example\.com\/[a-z]{3};https:\/\/[a-z]+\.example\.com\/[a-z]$/);
  });

  it("communities that are only read for their ids come along", () => {
    const files = {
      "acme_42/COMMUNITY/c.csv": "community_id,community_name\nC-100,Maple Court\n",
      "acme_42/USER/u.csv":
        'email_address,first_name,last_name,phone_number,job_title,external_ref,community_ids,reports_to,send_welcome_email,status,roles\na@acme.com,Ann,Lee,+13137770100,,1f0c9a52-7c1e-4b7a-9d43-5a8f2e6b0c11,"C-100,C-200",,True,Active,compass\n',
    };
    const copies = anonymized(files);
    assert.doesNotMatch(JSON.stringify(copies), /C-100|Maple|1f0c9a52/);
    assert.match(copies["acme_42/USER/u.csv"]!, /,[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-9[0-9a-f]{3}-[0-9a-f]{12},/);
    assert.deepEqual(problemsIn(copies), problemsIn(files));
  });

  it("of any files: equal stays equal, different stays different, no word survives, the problems are the same", () => {
    const word = fc.stringMatching(/^[a-z]{3,7}$/);
    const name = fc.oneof(
      fc.tuple(word, word).map(([a, b]) => `${a[0]!.toUpperCase()}${a.slice(1)} ${b.toUpperCase()}`),
      fc.constantFrom("", " ", "Ann", "ann", "ANN", "Zoë", "-", "=A1", "O'Neil", "Dr. Ann Lee-Ray"),
    );
    const id = fc.oneof(
      fc.nat(60).map((n) => `U-${n}`),
      fc.constantFrom("", "u-1", "U 1", "1-Mar", "007", "1.0", "A1B2"),
    );
    const email = fc.oneof(
      fc
        .tuple(word, fc.constantFrom("acme.com", "acme.de", "x.acme-corp.io", "acme", "ACME.com"))
        .map((p) => p.join("@")),
      fc.constantFrom(
        "",
        "a@@acme.com",
        "a b@acme.com",
        "ann@acme.com",
        "Ann@acme.com",
        "ä@acme.com",
        "@acme.com",
        "acme",
      ),
    );
    const rows = fc.array(fc.tuple(id, name, email), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(rows, fc.string({ maxLength: 4 }), (made, seed) => {
        const lines = made.map(([key, who, mail]) => `${key},${who},Admin,America/Chicago,${mail}`);
        const files = { "user.csv": `id,name,permission,timezone,userEmail\n${lines.join("\n")}\n` };
        const copies = anonymized(files, seed);
        assert.deepEqual(problemsIn(copies), problemsIn(files));
        const before = cellsIn(files["user.csv"]).slice(1);
        const after = cellsIn(copies["user.csv"]!).slice(1);
        const words = new Set(
          before.flatMap((row) => [row[0]!, row[1]!, row[4]!].join(" ").match(/\p{L}{3,}/gu) ?? []),
        );
        for (const column of [0, 1, 4]) {
          const pairs = new Map(before.map((row, i) => [row[column]!, after[i]![column]!]));
          for (const [i, row] of before.entries()) assert.equal(after[i]![column], pairs.get(row[column]!));
          assert.equal(new Set(pairs.values()).size, pairs.size, JSON.stringify([...pairs]));
          for (const row of after)
            for (const left of row[column]!.match(/\p{L}{3,}/gu) ?? [])
              assert.ok(!words.has(left) || ["Mar", "com", "example"].includes(left), `${left} is left`);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("a name that is drawn belongs to nobody in the originals", () => {
    const names =
      "Amy Ann Bea Ben Eva Fay Ida Jan Jill Kim Max Mia Milo Nan Nils Otto Pam Rosa Sal Tara Theo Tia Vera Wim Zoe";
    const all = names.split(" ");
    const rows = all.map(
      (name, i) => `U-${i},${name} ${all[(i + 7) % all.length]},Admin,America/Chicago,${i}@acme.com`,
    );
    const files = { "user.csv": `id,name,permission,timezone,userEmail\n${rows.join("\n")}\n` };
    for (const seed of ["a", "b", "c", "d"]) {
      const copies = cellsIn(anonymized(files, seed)["user.csv"]!).slice(1);
      for (const [, name] of copies) for (const word of name!.split(" ")) assert.ok(!all.includes(word), word);
    }
  });

  it("what happens to be right or wrong where the original is not is drawn anew", () => {
    const letters = "bcdfghjklmnpqrstvwxz";
    const words = [...letters].flatMap((a) => [..."aeiou"].flatMap((b) => [...letters].map((c) => a + b + c)));
    const free = words.filter((word) => !/^(?:jan|feb|mar|may|jun|jul|sep|dec)$/.test(word)).slice(0, 1500);
    const rows = free.map((word, i) => `1-${word},A B,Admin,America/Chicago,${i}@acme.com`);
    const files = { "user.csv": `id,name,permission,timezone,userEmail\n${rows.join("\n")}\n` };
    for (const seed of ["a", "b", "c"]) assert.deepEqual(problemsIn(anonymized(files, seed)), problemsIn(files));
  });

  it("tight places: every number and short word there is gets another", () => {
    const digits = Array.from({ length: 9090 }, (_, i) => `${i + 10},${String.fromCharCode(97 + (i % 26))}`);
    const files = {
      "user.csv": `id,name,permission,timezone,userEmail\n${digits.map((each, i) => `${each},Admin,America/Chicago,p${i}@acme.com`).join("\n")}\n`,
    };
    const rows = cellsIn(anonymized(files)["user.csv"]!).slice(1);
    assert.equal(new Set(rows.map((row) => row[0])).size, 9090);
    assert.equal(new Set(rows.map((row) => row[1])).size, 26);
  });
});

describe("an anonymized copy on disk", () => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-anonymize-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const options = (overwrite = false) => ({
    target: path.join(folder, "copy"),
    base: "/set/",
    overwrite,
    pathOf: (sheet: Sheet) => sheet.uri.slice("file://".length),
  });

  it("goes where nothing is, or where somebody said yes", () => {
    const made = copyOf(openSet(goodSet));
    const written = writeCopies(made, options());
    assert.ok(!("refused" in written) && written.length === 4);
    const file = path.join(folder, "copy/Group/group.csv");
    const text = fs.readFileSync(file, "utf8");
    const again = writeCopies(copyOf(openSet(goodSet), "other"), options());
    assert.ok("refused" in again && again.refused === "exists");
    assert.equal(fs.readFileSync(file, "utf8"), text);
    assert.ok(!("refused" in writeCopies(copyOf(openSet(goodSet), "other"), options(true))));
    assert.notEqual(fs.readFileSync(file, "utf8"), text);
  });

  it("begins at the folder of all files where one belongs to them from outside", () => {
    const copy = copyOf(openSet({ "a/user.csv": sorrySet["user.csv"], "user.csv": sorrySet["user.csv"] }));
    const written = writeCopies(copy, { ...options(), base: "/set/a/" });
    assert.ok(!("refused" in written), "refused" in written ? english(written.message) : "");
    for (const name of ["copy/a/user.csv", "copy/user.csv"]) assert.ok(fs.existsSync(path.join(folder, name)), name);
  });

  it("never over an original, and not at all when a problem would be lost", () => {
    const made = copyOf(openSet(goodSet));
    fs.mkdirSync(path.join(folder, "copy/Group"), { recursive: true });
    const own = {
      ...options(true),
      pathOf: (sheet: Sheet) => path.join(folder, "copy", sheet.uri.slice(12)),
      base: `${folder}/copy/`,
    };
    const answer = writeCopies(made, own);
    assert.ok("refused" in answer && answer.refused === "other");
    const [first] = made.files;
    const lost = { sheet: first!.sheet, line: 3, rule: "invalid-email", field: "userEmail", added: false };
    const refused = writeCopies({ ...made, differences: [lost] }, options());
    assert.ok("refused" in refused && refused.refused === "differences");
    assert.match(String(refused.message), /line 3, userEmail: Only the original has the problem invalid-email/);
    assert.deepEqual(fs.readdirSync(path.join(folder, "copy/Group")), []);
  });

  it("in the same bytes: UTF-16, byte order mark, and what is no UTF-8 stays none", () => {
    const utf16 = Buffer.from("\ufeffid,name\r\n", "utf16le");
    const { text, facts } = decodeBytes(utf16);
    assert.deepEqual(Buffer.from(encodeCopy(text, facts)), utf16);
    const latin = decodeBytes(Buffer.from("\ufeffA\u00e9B\n", "latin1"));
    assert.equal(latin.facts.validUtf8, false);
    const again = decodeBytes(encodeCopy(latin.text, latin.facts));
    assert.equal(again.text, latin.text);
    assert.equal(again.facts.validUtf8, false);
  });

  it("from the command line: a whole folder, told in words, checked the same", () => {
    const run = (...words: string[]) =>
      spawnSync(process.execPath, [path.resolve("out/cli/main.js"), ...words], { cwd: folder, encoding: "utf8" });
    for (const [name, text] of Object.entries(sorrySet)) {
      fs.mkdirSync(path.dirname(path.join(folder, "in", name)), { recursive: true });
      fs.writeFileSync(path.join(folder, "in", name), text);
    }
    // A file brings along those it belongs to.
    const made = run("anonymize", "in/user.csv", "--output", "out", "--seed", "s");
    assert.equal(made.status, 0, made.stderr);
    assert.match(made.stderr, /the copy has the same \d+ problems as the original/);
    assert.deepEqual(fs.readdirSync(path.join(folder, "out")).sort(), [
      "Group",
      "communication_channel.csv",
      "group.csv",
      "user.csv",
    ]);
    const places = (name: string): string[] => {
      const { stdout } = run("check", name, "--format", "json");
      const { files } = JSON.parse(stdout) as {
        files: { problems: { rule: string; row: number; field?: string }[] }[];
      };
      return files.flatMap(({ problems }) => problems.map(({ rule, row, field }) => `${row} ${field} ${rule}`)).sort();
    };
    assert.ok(places("in").length > 40);
    assert.deepEqual(places("out"), places("in"));
    const again = run("anonymize", "in", "--output", "out", "--seed", "t");
    assert.equal(again.status, 2);
    assert.match(again.stderr, /already exists?\. --overwrite replaces/);
    assert.equal(run("anonymize", "in").status, 2);
    assert.match(run("anonymize", "in", "--output", "in", "--overwrite").stderr, /is one of the source files/);
  });
});
