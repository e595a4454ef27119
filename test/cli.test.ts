/** The command line as scripts and people meet it: a process with words, pipes, files and an exit status. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const program = path.resolve(import.meta.dirname, "../../out/cli/main.js");
const header = "id,name,permission,status.code,timezone,userEmail";
const good = "u1,Ann Lee,Admin,2450,America/Chicago,ann.lee@example.com";
const label = "u2,Bob Ray,Admin,Active,America/Chicago,bob.ray@example.com";

interface Problem {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly row: number;
  readonly field?: string;
  readonly value?: string;
  readonly fixes: readonly { readonly title: string; readonly safe: boolean }[];
}
interface Report {
  readonly version: number;
  readonly files: readonly {
    readonly path: string;
    readonly fileType: string;
    readonly rows: number;
    readonly problems: readonly Problem[];
    readonly notShown: number;
  }[];
  readonly unrecognized?: readonly { readonly path: string; readonly reason: string }[];
  readonly summary: Readonly<Record<string, number>>;
}

describe("command line", () => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-cli-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  function put(name: string, ...lines: string[]): void {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, lines.length === 0 ? "" : `${lines.join("\n")}\n`);
  }
  const read = (name: string): string => fs.readFileSync(path.join(folder, name), "utf8");

  function run(words: readonly string[], options: { input?: string | Buffer; env?: Record<string, string> } = {}) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
      cwd: folder,
      encoding: "utf8",
      input: options.input ?? "",
      env: { ...process.env, ...options.env },
      timeout: 180_000,
      maxBuffer: 1 << 28,
    });
    return { status, stdout, stderr };
  }
  function json(...words: string[]): Report {
    return JSON.parse(run(["check", ...words, "--format", "json"]).stdout) as Report;
  }

  describe("check", () => {
    it("reports as the public surface promises", () => {
      put("user.csv", header, good, label);
      const { status, stdout, stderr } = run(["check", "user.csv", "--format", "json"]);
      const report = JSON.parse(stdout) as Report;
      assert.equal(stderr, "");
      assert.equal(status, 1);
      assert.deepEqual(report, {
        version: 1,
        files: [
          {
            path: "user.csv",
            fileType: "turvo.user",
            rows: 2,
            problems: [
              {
                rule: "invalid-code",
                severity: "error",
                message: report.files[0]!.problems[0]!.message,
                line: 3,
                column: 18,
                endLine: 3,
                endColumn: 24,
                row: 3,
                field: "status.code",
                value: "Active",
                fixes: [{ title: "Replace with 2450 (Active)", safe: true }],
              },
            ],
            notShown: 0,
          },
        ],
        summary: { files: 1, rows: 2, errors: 1, warnings: 0, information: 0, hints: 0 },
      });
      assert.match(report.files[0]!.problems[0]!.message, /"Active"/);
    });

    it("finds import files below a folder, lists clean ones, sorts by code units and ignores what is ignored", () => {
      for (const name of ["b/user.csv", "B/USER.CSV", "a/user.csv", "node_modules/x/user.csv", "out/user.csv"]) {
        put(name, header, good);
      }
      put("notes.csv", "a,b", "1,2");
      put(".gitignore", "out/");
      put("csv-preflight.json", '{"files": {"a/**": false}}');
      assert.deepEqual(
        json().files.map((file) => file.path),
        ["B/USER.CSV", "b/user.csv"],
      );
    });

    it("fails where nothing is to check, unless told otherwise", () => {
      const nothing = "csv-preflight: There is no import file in this folder. Nothing was checked.\n";
      for (const command of ["check", "fix"]) {
        const { status, stderr } = run([command, "."]);
        assert.deepEqual([status, stderr], [2, nothing]);
        const agreed = run([command, "--no-error-on-unmatched"]);
        assert.deepEqual([agreed.status, agreed.stderr], [0, ""]);
      }
      assert.equal(run(["check"]).stdout, "No import files found.\n");
      assert.match(
        run(["check", "--format", "github"]).stdout,
        /^::error title=CSV Preflight::There is no import file/,
      );
      assert.equal(run(["check", "x/*.csv", "--no-error-on-unmatched"]).status, 0);
      assert.deepEqual(json(), {
        version: 1,
        files: [],
        summary: { files: 0, rows: 0, errors: 0, warnings: 0, information: 0, hints: 0 },
      });
    });

    it("reports the other file when one of two is missing, and ends with 2", () => {
      put("user.csv", header, good);
      const { status, stdout, stderr } = run(["check", "user.csv", "gone.csv", "--format", "json"]);
      assert.equal(status, 2);
      assert.deepEqual(
        (JSON.parse(stdout) as Report).files.map((file) => file.path),
        ["user.csv"],
      );
      assert.match(stderr, /gone\.csv: there is no such file or folder/);
    });

    const hr = ["Employee ID,Full Name,E-mail,Role,TZ", '10023,"Okafor, Ngozi",ngozi@example.com,Dispatcher,CST'];
    const near =
      /Named like Turvo users, but no column has the expected name: Employee ID is id, .*E-mail is userEmail.* Missing columns: id, name, permission, timezone, and userEmail\./;

    it("fails for a file named outright that is none of ours, and says what is missing", () => {
      put("user.csv", ...hr);
      for (const words of [
        ["check", "user.csv"],
        ["check", "*.csv"],
        ["check"],
        ["fix", "user.csv"],
        ["check", "--quiet"],
      ]) {
        const { status, stderr } = run(words);
        assert.equal(status, 2, words.join(" "));
        assert.match(stderr, /^csv-preflight: user\.csv wasn't checked. /);
        assert.match(stderr, near);
        assert.equal(stderr.trimEnd().split("\n").length, 1);
      }
      const agreed = run(["check", "user.csv", "--no-error-on-unmatched"]);
      assert.equal(agreed.status, 0);
      assert.match(agreed.stderr, /^user\.csv wasn't checked. Named like/);
    });

    it("says in every report that a file was not recognized", () => {
      put("user.csv", ...hr);
      put("other/user.csv", header, good);
      const reported = (format: string, ...more: string[]): string =>
        run(["check", "user.csv", "other", "--format", format, ...more]).stdout;
      const report = JSON.parse(reported("json")) as Report;
      assert.deepEqual([report.summary["files"], report.unrecognized!.map((file) => file.path)], [1, ["user.csv"]]);
      assert.match(report.unrecognized![0]!.reason, near);
      assert.match(
        reported("github"),
        /^::error file=user\.csv,line=1,title=unrecognized-file::Named like Turvo users/,
      );
      assert.doesNotMatch(reported("github", "--no-error-on-unmatched"), /::error/);
      const [{ results, invocations }] = (
        JSON.parse(reported("sarif")) as {
          runs: [{ results: { ruleId: string; level: string; locations: unknown }[]; invocations: unknown }];
        }
      ).runs;
      assert.deepEqual(
        results.map(({ ruleId, level }) => [ruleId, level]),
        [["unrecognized-file", "error"]],
      );
      assert.match(JSON.stringify(results[0]!.locations), /"uri":"user\.csv"/);
      assert.match(JSON.stringify(invocations), /"executionSuccessful":false,"exitCode":2/);
      assert.match(reported("csv"), /\nunrecognized,user\.csv,.*Named like/);
      assert.match(reported("html"), /user\.csv: Named like Turvo users/);
    });

    it("says of a searched folder only which files come near, and does not fail for them", () => {
      put("user.csv", header, good);
      put("b/user.csv", ...hr);
      put("c/user.csv", "login,created", "x,y");
      put("notes.csv", "a,b");
      const { status, stderr } = run(["check"]);
      assert.equal(status, 0);
      assert.match(stderr, /^b\/user\.csv wasn't checked. Named like .*\n$/);
      assert.equal(run(["check", "--quiet"]).stderr, "");
    });

    for (const [what, name, lines, expected] of [
      ["a header of its own", "staff.csv", ["Nr,Name", "1,Ann"], /Neither its name nor its header/],
      ["an empty file", "staff.csv", [], /It is empty, and its name isn't/],
      [
        "a header that fits and another name",
        "staff.csv",
        ["id,name,permission", "u1,Ann,Admin"],
        /3 of 3 columns fit Turvo users, but its name does not\. Missing columns: timezone and userEmail\. Rename .*csv-preflight map.*--type turvo\.user/,
      ],
      [
        "first and last name",
        "user.csv",
        ["First Name,Surname,Mail", "Ann,Lee,a@example.com"],
        /First Name \+ Surname is name/,
      ],
      [
        "two types of one name",
        "group.csv",
        ["", ""],
        /Named like Turvo groups and Turvo users in groups, but its header is missing/,
      ],
      [
        "a folder",
        "acme_42/USER/u.csv",
        ["mail,vorname", "a@b.c,Ann"],
        /In a folder for Travtus users, but no column has the expected name/,
      ],
      [
        "few of the columns",
        "user.csv",
        ["id,name", "u1,Ann"],
        /Named like Turvo users, but it has too few of the columns\. Missing columns/,
      ],
      [
        "a file that the profile turns off",
        "old/user.csv",
        [header, good],
        /The profile says that it isn't an import file/,
      ],
    ] as const) {
      it(`names what is missing: ${what}`, () => {
        put("csv-preflight.json", '{"files": {"old/**": false}}');
        put(name, ...lines);
        const { status, stderr } = run(["check", name]);
        assert.equal(status, 2);
        assert.match(stderr, new RegExp(`^csv-preflight: ${name} wasn't checked\\. `));
        assert.match(stderr, expected);
      });
    }

    it("checks a header that is being written where the file was named, and nothing like it elsewhere", () => {
      put("user.csv", "id,name,title,permission,st");
      const { status, stdout } = run(["check", "user.csv", "--format", "json"]);
      assert.equal(status, 1);
      assert.equal((JSON.parse(stdout) as Report).files[0]!.fileType, "turvo.user");
      assert.deepEqual(json().files, []);
    });

    it("checks an import.csv all of whose columns fit", () => {
      put("import.csv", "userName,email,company", "ann.lee,ann@example.com,Acme");
      const [file] = json("import.csv").files;
      assert.equal(file!.fileType, "meeds.user");
      assert.ok(file!.problems.some(({ rule }) => rule === "missing-column"));
      // Names in other case count half where the importer compares them exactly.
      for (const [name, columns, type] of [
        ["a.csv", "userName,firstname,lastname", undefined],
        ["b.csv", "userName,firstName,lastname,Password", "meeds.user"],
      ] as const) {
        put(name, columns, "a,b,c,d");
        const [found] = JSON.parse(run(["check", name, "--format", "json"]).stdout).files as Report["files"];
        assert.equal(found?.fileType, type, name);
      }
    });

    it("fails when a profile or a file type that files may need cannot be read, and names the files once", () => {
      put("user.csv", header, good);
      put("notes.csv", "a,b", "1,2");
      for (const profile of ['{"schemas": ["types/gone.json"]}', '{"files": {']) {
        put("csv-preflight.json", profile);
        for (const words of [["--no-error-on-unmatched"], ["notes.csv"]]) {
          const { status, stderr } = run(["check", ...words]);
          assert.equal(status, 2);
          assert.match(
            stderr,
            /^csv-preflight: notes\.csv: not checked, because .*(?:types\/gone|csv-preflight)\.json .*\n$/,
          );
        }
        assert.equal(run(["check", "user.csv"]).status, 1);
      }
      put("sub/csv-preflight.json", "{}");
      put("sub/notes.csv", "a,b", "1,2");
      put("csv-preflight.json", "[");
      assert.equal(run(["check", "sub", "--no-error-on-unmatched"]).status, 0);
    });

    it("reads standard input with --type, and not without", () => {
      const piped = run(["check", "-", "--type", "turvo.user", "--format", "json"], { input: `${header}\n${label}\n` });
      assert.equal(piped.status, 1);
      const [file] = (JSON.parse(piped.stdout) as Report).files;
      assert.deepEqual([file!.path, file!.problems[0]!.line, file!.problems[0]!.rule], ["-", 2, "invalid-code"]);
      const { status, stderr } = run(["check", "-"]);
      assert.equal(status, 2);
      assert.match(stderr, /requires --type/);
    });

    for (const [what, row, statuses] of [
      ["an error alone", label, [1, 1, 1]],
      ["a warning alone", good.replace("America/Chicago", "US/Central"), [0, 1, 1]],
      ["information alone", `${good}\n`, [0, 0, 1]],
    ] as const) {
      it(`heeds --fail-on: ${what}`, () => {
        put("user.csv", header, row);
        const { errors, warnings, information } = json().summary;
        assert.equal(errors! + warnings! + information!, 1);
        assert.deepEqual(
          ["error", "warning", "information"].map((at) => run(["check", "--fail-on", at]).status),
          statuses,
        );
      });
    }

    it("uses color where it is wished, and nowhere else", () => {
      put("user.csv", header, label);
      const colored = (words: string[], env: Record<string, string>): boolean =>
        run(["check", ...words], { env: { FORCE_COLOR: "", NO_COLOR: "", ...env } }).stdout.includes("\u001b[31m");
      assert.equal(colored(["--no-color"], {}), false);
      assert.equal(colored(["--color"], { NO_COLOR: "1" }), true);
      assert.equal(colored([], { FORCE_COLOR: "1" }), true);
      assert.equal(colored([], { FORCE_COLOR: "0" }), false);
      assert.equal(colored([], { FORCE_COLOR: "0", NO_COLOR: "1" }), false);
      assert.equal(colored(["--no-color"], { FORCE_COLOR: "1" }), false);
      assert.equal(colored(["--color", "--no-color"], {}), false);
      run(["check", "--output", "report.txt"], { env: { FORCE_COLOR: "1" } });
      assert.ok(!read("report.txt").includes("\u001b"));
    });

    it("takes patterns as a shell would expand them", () => {
      for (const name of ["a/user.csv", "b/user.csv", "b/sub/USER.CSV", ".cache/user.csv", "node_modules/x/user.csv"])
        put(name, header, good);
      put("d[1]/user.csv", header, good);
      const found = (...words: string[]): string[] => json(...words).files.map((file) => file.path);
      assert.deepEqual(found("*/user.csv"), ["a/user.csv", "b/user.csv", "d[1]/user.csv"]);
      assert.deepEqual(found("**/*.csv"), ["a/user.csv", "b/sub/USER.CSV", "b/user.csv", "d[1]/user.csv"]);
      assert.deepEqual(found("{a,b/sub}/*.csv"), ["a/user.csv", "b/sub/USER.CSV"]);
      assert.deepEqual(found("[!a]/user.csv"), ["b/user.csv"]);
      assert.deepEqual(found("b*"), ["b/sub/USER.CSV", "b/user.csv"]);
      assert.deepEqual(found("node_modules/*/*.csv"), ["node_modules/x/user.csv"]);
      assert.deepEqual(found(".cache/*.csv"), [".cache/user.csv"]);
      assert.deepEqual(found(path.join(folder, "?", "*.csv")), ["a/user.csv", "b/user.csv"]);
      // A file that is there is no pattern.
      assert.deepEqual(found("d[1]/user.csv"), ["d[1]/user.csv"]);
      for (const pattern of ["c/*.csv", "[z-a].csv"]) {
        const { status, stderr } = run(["check", pattern, "a"]);
        assert.deepEqual([status, stderr], [2, `csv-preflight: ${pattern}: no file matches this pattern\n`]);
      }
    });

    it("cuts with --max-problems what is shown, errors last, and neither summary nor status", () => {
      put("user.csv", header, label.replace("Chicago", "chicago"), label.replace("u2", "u3").replace("bob.", "rob."));
      const whole = json();
      const report = json("--max-problems", "1");
      assert.deepEqual(report.summary, whole.summary);
      assert.deepEqual(
        [report.files[0]!.problems.length, report.files[0]!.notShown],
        [1, whole.files[0]!.problems.length - 1],
      );
      assert.equal(report.files[0]!.problems[0]!.severity, "error");
      assert.equal(run(["check", "--max-problems", "0"]).status, 1);
    });

    it("adds a roll-up that the summary does not count", () => {
      const rows = Array.from({ length: 25 }, (_, i) => label.replace("u2", `u${i}`).replace("bob", `bob${i}`));
      put("user.csv", header, ...rows);
      const report = json();
      assert.equal(report.summary["errors"], 25);
      const [rollUp, ...cells] = report.files[0]!.problems;
      assert.equal(cells.length, 25);
      assert.deepEqual([rollUp!.line, rollUp!.column, rollUp!.row, rollUp!.field], [1, 20, 1, "status.code"]);
      assert.equal(rollUp!.fixes.length, 1);
    });

    it("numbers rows as a spreadsheet does, empty lines and conflict markers among them", () => {
      put("user.csv", header, good, "", "=======", label);
      const report = json();
      assert.equal(report.files[0]!.rows, 2);
      assert.deepEqual(
        report.files[0]!.problems.map(({ rule, line, row }) => [rule, line, row]),
        [
          ["blank-row", 3, 3],
          ["merge-conflict", 4, 4],
          ["invalid-code", 5, 5],
        ],
      );
    });

    it("writes the report to --output and nothing to standard output", () => {
      put("user.csv", header, label);
      const { status, stdout } = run(["check", "--format", "json", "--output", "report.json"]);
      assert.deepEqual([status, stdout], [1, ""]);
      assert.equal((JSON.parse(read("report.json")) as Report).summary["errors"], 1);
      const blocked = run(["check", "--output", "user.csv/report.txt"]);
      assert.equal(blocked.status, 2);
      for (const words of [["check"], ["fix"], ["compare", "user.csv"], ["anonymize", "--output", "x"]]) {
        const { status, stderr } = run([...words, "user.csv/user.csv"]);
        assert.equal(status, 2, stderr);
        assert.match(stderr, /^csv-preflight: user\.csv\/user\.csv: what should be a folder in its path is a file\n$/);
      }
      assert.match(
        blocked.stderr,
        /user\.csv\/report\.txt can't be written: what should be a folder in its path is a file/,
      );
    });

    it("says in text where what is wrong, with the line for one file", () => {
      put("user.csv", header, label);
      const { stdout } = run(["check"], { env: { NO_COLOR: "1" } });
      const lines = stdout.split("\n");
      assert.match(lines[0]!, /^user\.csv /);
      assert.match(lines[1]!, /^ {2}2:18 +error +.*"Active".* {2}invalid-code$/);
      assert.equal(lines[2], `    2 | ${label}`);
      assert.equal(lines[3], `      | ${" ".repeat(17)}^^^^^^`);
      assert.equal(lines.at(-2), "1 file, 1 row: 1 error");
    });

    it("shows errors only with --quiet, in every format, and counts and decides as without", () => {
      put("user.csv", header, label, good.replace("America/Chicago", "US/Central"));
      put("group.csv", "id,contextId,groupId", "m1,u2,g1");
      put("Group/group.csv", "id,name", "g1,Day Dispatch");
      const { stdout, stderr } = run(["check", "--quiet"]);
      assert.equal(stderr, "");
      assert.match(stdout, /^user\.csv\n {2}2:18 .*\n$/);
      const [quiet, whole] = [json("--quiet"), json()];
      assert.deepEqual(quiet.summary, whole.summary);
      assert.ok(whole.summary["warnings"]! > 0);
      const file = quiet.files.find(({ path: name }) => name === "user.csv")!;
      assert.deepEqual([file.problems.map(({ severity }) => severity), file.notShown], [["error"], 1]);
      put("user.csv", header, good.replace("America/Chicago", "US/Central"));
      const warned = run(["check", "user.csv", "--quiet", "--fail-on", "warning"]);
      assert.deepEqual([warned.status, warned.stdout], [1, ""]);
      assert.ok(!run(["check", "--quiet", "--format", "github"]).stdout.includes("::warning"));
    });

    it("shows no control characters of a file to a terminal", () => {
      put("user.csv", header, label.replace("Active", "\u001b[31mAct\u202eive\u0007"));
      const { stdout } = run(["check"]);
      assert.match(stdout, /2:18/);
      const unsafe = [...stdout].filter((letter) => letter < " " && letter !== "\n");
      assert.deepEqual(unsafe, []);
      assert.ok(!stdout.includes("\u202e"));
    });

    it("looks into files beside the one that is named", () => {
      put("user.csv", header, good);
      put(
        "communication_channel.csv",
        "id,contextId,email.type,email",
        "c1,u1,1097,a@example.com",
        "c2,u9,1097,b@example.com",
      );
      const report = json("communication_channel.csv");
      assert.deepEqual(
        report.files.map(({ path: file, problems }) => [file, problems.map(({ rule, line }) => `${line} ${rule}`)]),
        [["communication_channel.csv", ["3 unknown-user"]]],
      );
    });

    it("never shows a password", () => {
      const secret = "geheim";
      put(
        "import.csv",
        "userName,firstName,lastName,password,email",
        `ann.lee,Anna,Leemann,${secret},ann@example.com `,
        `x,"${secret}`,
      );
      for (const words of [["check"], ["check", "--format", "json"], ["fix", "--dry-run"]]) {
        const { stdout, stderr } = run(words);
        assert.ok(stdout.length > 20);
        assert.ok(!`${stdout}${stderr}`.includes(secret), words.join(" "));
      }
      assert.ok(json().files[0]!.problems.some(({ rule, value }) => rule === "weak-password" && value === undefined));
    });

    it("takes the nearest profile, tells its faults, and never fails for them", () => {
      put("user.csv", header, label);
      put("csv-preflight.json", '{"rules": {"invalid-code": "off", "invalid-cod": "off"}}');
      const { status, stdout } = run(["check", "--format", "json"]);
      const report = JSON.parse(stdout) as Report;
      assert.equal(status, 0);
      assert.deepEqual(
        report.files.map(({ path: file, fileType, problems }) => [file, fileType, problems.map(({ rule }) => rule)]),
        [
          ["csv-preflight.json", "profile", ["invalid-profile"]],
          ["user.csv", "turvo.user", []],
        ],
      );
      assert.equal(report.summary["warnings"], 1);
      assert.equal(run(["check", "--fail-on", "warning"]).status, 1);
    });

    it("takes the profile of --config instead, and fails where there is none", () => {
      put("deep/user.csv", header, label);
      put("deep/csv-preflight.json", "{}");
      put("other/p.json", '{"rules": {"invalid-code": "off"}}');
      assert.equal(run(["check", "deep"]).status, 1);
      assert.equal(run(["check", "deep", "--config", "other/p.json"]).status, 0);
      const { status, stderr } = run(["check", "deep", "--config", "no.json"]);
      assert.equal(status, 2);
      assert.match(stderr, /no\.json/);
    });

    it("checks a file type that a profile brings along", () => {
      put("csv-preflight.json", '{"schemas": ["hr.json"], "files": {"*.txt": "hr.person"}}');
      const schema = {
        name: "hr.person",
        title: "People",
        system: "HR",
        description: "People.",
        url: "https://example.com",
        files: ["people.csv"],
        detect: { named: 1, alone: 2 },
        dialect: { delimiter: ";", quoteChar: '"' },
        fieldsMatch: "partial",
        fields: [
          {
            name: "Nr",
            title: "Number",
            description: "A number.",
            example: "1",
            type: "id",
            constraints: { required: true },
          },
        ],
      };
      put("hr.json", JSON.stringify(schema));
      put("staff.txt", "Nr;x", "1;a", ";b");
      const report = json();
      assert.deepEqual(
        report.files.map(({ path: file, fileType, problems }) => [file, fileType, problems.map(({ rule }) => rule)]),
        [["staff.txt", "hr.person", ["unknown-column", "required-value"]]],
      );
    });
  });

  describe("fix", () => {
    it("makes the safe changes, byte by byte no others, and says which", () => {
      const crooked = `\ufeff${header}\r\n"u1","Ann ""A"" Lee",admin,Active,America/Chicago, ann.lee@example.com\r\nu2,,Admin,2450,EST,x\r\n`;
      fs.writeFileSync(path.join(folder, "user.csv"), crooked);
      const { status, stdout, stderr } = run(["fix"]);
      assert.equal(stderr, "");
      assert.equal(status, 0);
      assert.match(stdout, /^user\.csv: fixed .*invalid-code 1.*unknown-role 1; \d errors left\n$/);
      assert.equal(
        read("user.csv"),
        `${header}\r\n"u1","Ann ""A"" Lee",Admin,2450,America/Chicago,ann.lee@example.com\r\nu2,,Admin,2450,EST,x\r\n`,
      );
      assert.equal(run(["fix"]).stdout, "user.csv: nothing to fix; 2 errors left\n");
    });

    it("prints a diff that patch understands and leaves the file with --dry-run", () => {
      const rows = Array.from({ length: 30 }, (_, i) => good.replace("u1", `u${i}`).replace("ann", `ann${i}`));
      rows[10] = rows[10]!.replace("2450", "Active");
      rows[20] = "";
      put("user.csv", header, ...rows);
      const before = read("user.csv");
      const { status, stdout } = run(["fix", "--dry-run"]);
      assert.equal(status, 0);
      assert.equal(read("user.csv"), before);
      assert.deepEqual(
        stdout.split("\n").filter((line) => /^(?:@@|[-+])/.test(line)),
        [
          "--- a/user.csv",
          "+++ b/user.csv",
          "@@ -9,7 +9,7 @@",
          `-${rows[10]}`,
          `+${rows[10]!.replace("Active", "2450")}`,
          "@@ -19,7 +19,6 @@",
          "-",
        ],
      );
      run(["fix"]);
      assert.equal(read("user.csv"), before.replace("Active", "2450").replace("\n\n", "\n"));
    });

    it("writes what it read from standard input, mended", () => {
      const { status, stdout, stderr } = run(["fix", "-", "--type", "turvo.user"], { input: `${header}\n${label}\n` });
      assert.equal(status, 0);
      assert.equal(stdout, `${header}\n${label.replace("Active", "2450")}\n`);
      assert.match(stderr, /fixed invalid-code 1/);
    });

    it("leaves a file alone whose bytes it cannot give back", () => {
      const bytes = Buffer.from(`${header}\n${label.replace("Bob", "Bj\xf6rn")}\n`, "latin1");
      fs.writeFileSync(path.join(folder, "user.csv"), bytes);
      const { status, stderr } = run(["fix"]);
      assert.equal(status, 2);
      assert.match(stderr, /user\.csv: not changed, because/);
      assert.deepEqual(fs.readFileSync(path.join(folder, "user.csv")), bytes);
    });

    it("makes line breaks one kind", () => {
      fs.writeFileSync(
        path.join(folder, "user.csv"),
        `${header}\r\n${good}\n${good.replace("u1", "u2").replace("ann", "bob")}\r\n`,
      );
      assert.match(run(["fix"]).stdout, /mixed-line-endings 1/);
      assert.equal(read("user.csv").replaceAll("\r\n", "").includes("\n"), false);
    });
  });

  describe("other commands", () => {
    it("init writes a faultless set, and never over a file", () => {
      assert.equal(run(["init", "turvo", "new"]).status, 0);
      const report = json("new");
      assert.deepEqual(
        report.files.map((file) => [file.path, file.rows, file.problems.length]),
        [
          ["new/Group/group.csv", 1, 0],
          ["new/communication_channel.csv", 1, 0],
          ["new/group.csv", 1, 0],
          ["new/user.csv", 1, 0],
        ],
      );
      fs.rmSync(path.join(folder, "new/group.csv"));
      const before = read("new/user.csv");
      const { status, stderr } = run(["init", "turvo", "new"]);
      assert.equal(status, 2);
      assert.match(stderr, /already exists?; nothing was written/);
      assert.equal(fs.existsSync(path.join(folder, "new/group.csv")), false);
      assert.equal(read("new/user.csv"), before);
      assert.equal(run(["init", "meeds.user"]).status, 0);
      assert.deepEqual(json("import.csv").files[0]!.problems, []);
      assert.equal(run(["init", "turvo.usr"]).status, 2);
      const asks = /companyName_companyId is a placeholder\. Rename the folder, or set travtus\.company\.name/;
      assert.match(run(["init", "travtus", "t"]).stderr, asks);
      put("csv-preflight.json", '{"travtus":{"company":{"name":"acme","id":"42"}}}');
      const known = run(["init", "travtus", "u"]);
      assert.deepEqual(
        [known.stderr, known.stdout],
        ["", "u/acme_42/COMMUNITY/users.csv  travtus.community\nu/acme_42/USER/users.csv  travtus.user\n"],
      );
    });

    it("explain prints a rule's page", () => {
      const { status, stdout } = run(["explain", "invalid-code"]);
      assert.equal(status, 0);
      assert.match(stdout, /^# invalid-code\n/);
      assert.match(run(["explain", "invalid-profile"]).stdout, /csv-preflight\.json/);
      const wrong = run(["explain", "invalid-cod"]);
      assert.equal(wrong.status, 2);
      assert.match(wrong.stderr, /did you mean invalid-code\?/);
    });

    it("help and version go to standard output", () => {
      assert.match(run(["--help"]).stdout, /^Usage:/);
      assert.match(run(["--version"]).stdout, /^\d+\.\d+\.\d+\n$/);
    });

    it("the help of each command lists its options, as wide as a terminal", () => {
      const overview = run(["--help"]).stdout;
      const names = [...overview.matchAll(/^ {2}([a-z]+) [[A-Z]/gm)].map(([, name]) => name!);
      assert.ok(names.includes("check") && names.includes("explain") && names.length >= 8, names.join());
      for (const name of names) {
        const { status, stdout, stderr } = run([name, "--help"]);
        assert.deepEqual([status, stderr], [0, ""]);
        assert.match(stdout, new RegExp(`^Usage: csv-preflight ${name} `));
        for (const line of [...overview.split("\n"), ...stdout.split("\n")]) assert.ok(line.length <= 86, line);
      }
      assert.match(run(["check", "--help"]).stdout, /--fail-on SEVERITY +[^-]*error, warning, or information/);
      assert.equal(run(["help", "check"]).stdout, run(["check", "-h"]).stdout);
      assert.equal(run(["anonymise", "--help"]).stdout, run(["anonymize", "--help"]).stdout);
    });

    it("version goes to standard output", () => {
      assert.match(run(["--version"]).stdout, /^\d+\.\d+\.\d+\n$/);
    });

    for (const [words, expected] of [
      [[], /a command is missing/],
      [["chek"], /did you mean check\?/],
      [["check", "--formt", "json"], /check has no option --formt; did you mean --format\?/],
      [["check", "-q"], /check has no option -q; csv-preflight check --help/],
      [["fix", "--format", "json"], /fix has no option --format/],
      [["check", "--quiet=yes"], /--quiet can't have a value/],
      [["--quiet", "check"], /a command must come before --quiet/],
      [["frobnicate"], /no command "frobnicate"; use check, fix, /],
      [["help", "chek"], /did you mean check\?/],
      [["check", "--type", "--quiet"], /--type requires a value: --type TYPE/],
      [["export"], /export requires --to bundle\|csv/],
      [["convert", "--to", "meeds.user"], /FILE is missing: csv-preflight convert FILE/],
      [["convert", "-", "--to", "meeds.user"], /convert reads files, not standard input/],
      [["compare"], /OLD is missing: csv-preflight compare OLD \[NEW\]/],
      [["compare", "a", "b", "c"], /"c" is one word too many: csv-preflight compare OLD \[NEW\]/],
      [["anonymize"], /anonymize requires --output DIR/],
      [["check", "--format", "xml"], /--format can't be "xml"; use text, json, [a-z, ]+, or html/],
      [["check", "--type", "turvo.usr"], /no file type "turvo\.usr"; did you mean turvo\.user\?/],
      [["check", "--max-problems", "-1"], /max-problems/],
      [["check", "--max-problems", "many"], /whole number/],
      [["check", "--fail-on", "hint"], /--fail-on can't be "hint"; use error, warning, or information/],
      [["check", "--type"], /--type/],
      [["init"], /TYPE/],
      [["explain"], /RULE/],
    ] as const) {
      it(`refuses: ${words.join(" ")}`, () => {
        const { status, stdout, stderr } = run(words);
        assert.equal(status, 2);
        assert.equal(stdout, "");
        assert.match(stderr, expected);
        assert.match(stderr, /^csv-preflight: [^\n]+\n$/);
      });
    }

    it("does not mind a reader that has seen enough", () => {
      put("user.csv", header, ...Array.from({ length: 5000 }, () => label));
      const { stderr } = spawnSync(
        "sh",
        ["-c", `"${process.execPath}" "${program}" check --format json | head -c 10`],
        {
          cwd: folder,
          encoding: "utf8",
        },
      );
      assert.equal(stderr, "");
    });
  });
});
