/** Files as people have them, and how far `fix` and `map` bring them without an edit by hand: to a check without errors. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const program = path.resolve(import.meta.dirname, "../../out/cli/main.js");

const user = "id,name,title,permission,status.code,timezone,userEmail";
const ann = "u1,Ann Lee,Clerk,Admin,2450,America/Chicago,ann@example.com";
const bob = "u2,Bob Ray,Clerk,Admin,2450,America/Denver,bob@example.com";
const meeds = "userName,firstName,lastName,password,email,groups,company";

/** `by`: what makes it an import without errors, or what is left for a person. */
interface Dirty {
  readonly name: string;
  readonly path: string;
  readonly lines: readonly string[];
  /** How the lines are put on disk; UTF-8 when left out. */
  readonly encoding?: "utf16le" | "latin1";
  readonly ends?: string;
  /** Another system's file, which is one of its own without errors. */
  readonly isValid?: true;
  readonly to?: string;
  /** What a person says on the command line. */
  readonly says?: readonly string[];
  readonly by: "fix" | "map" | readonly string[];
}

const separatedBy = (sign: string, ...lines: readonly string[]): string[] =>
  lines.map((line) => line.replaceAll(",", sign));

const files: readonly Dirty[] = [
  {
    name: "an HR export under the import's name",
    path: "user.csv",
    lines: [
      "Employee ID,Full Name,E-mail,Role,TZ",
      '10023,"Okafor, Ngozi",ngozi@acme.example,Dispatcher,EST',
      '10024,"Lindqvist, Marta",marta@acme.example,Admin,Asia/Seoul',
    ],
    says: ["--value", "permission:Dispatcher=Operator", "--value", "timezone:EST=America/New_York"],
    by: "map",
  },
  {
    name: "saved by Excel where the comma is the decimal sign",
    path: "user.csv",
    lines: separatedBy(";", `\ufeff${user}`, ann, bob),
    by: "map",
  },
  {
    name: "saved by Excel as Unicode text",
    path: "user.csv",
    lines: separatedBy("\t", `\ufeff${user}`, ann, bob),
    encoding: "utf16le",
    by: "map",
  },
  {
    name: "filled in by three people",
    path: "user.csv",
    lines: [
      "sep=,",
      user,
      ann.replace("2450", "Active"),
      " u2 ,Bob Ray,Clerk,admin,2450.0,america/denver,mailto:bob@example.com",
      ",,,,,,",
      "u3,Cy Orr,Clerk,ADMIN,active,America/Denver ,Cy Orr <cy@example.com>",
      user,
      "u4,Di Poe,Clerk,super admin,2450,America/New York,di@example.com",
    ],
    by: "fix",
  },
  {
    name: "every line in quotes",
    path: "user.csv",
    lines: [user, ann, bob].map((line) => `"${line}"`),
    by: "fix",
  },
  {
    name: "IDs that a spreadsheet was kept from",
    path: "user.csv",
    lines: [
      user,
      '="00123",Ann Lee,Clerk,="Admin",="2450",America/Chicago,ann@example.com',
      "'00124,Bob Ray,Clerk,Admin,'2450,America/Denver,bob@example.com",
    ],
    by: "fix",
  },
  {
    name: "pasted from a web page",
    path: "user.csv",
    lines: [
      user.replace("name", "na\u200bme"),
      "u\u200b1,Ann\u00a0Lee,Clerk,Ad\u00admin,2450,America/Chicago,ann@example.com\u00a0",
      bob,
    ],
    by: "fix",
  },
  { name: "column names in capitals", path: "USER.CSV", lines: [user.toUpperCase(), ann, bob], by: "fix" },
  {
    name: "column names as the vendor's page prints them",
    path: "user.csv",
    lines: ["id*,name*,title,permission*,status.code,timezone*,userEmail*", ann, bob],
    by: "fix",
  },
  {
    name: "empty columns and rows",
    path: "user.csv",
    lines: [`${user},,,`, `${ann},,,`, `${bob},,,`, ",,,,,,,,,", ",,,,,,,,,"],
    by: "fix",
  },
  {
    name: "an old system's end of file",
    path: "user.csv",
    lines: [user, ann, bob, "", "\u001a"],
    ends: "\n",
    by: "fix",
  },
  {
    name: "a download of Google Workspace",
    path: "users.csv",
    lines: [
      "First Name [Required],Last Name [Required],Email Address [Required],Status [READ ONLY],Employee ID",
      "Ann,Lee,ann@example.com,Active,E1",
      "Bob,Ray,bob@example.com,Suspended,E2",
    ],
    says: ["--set", "permission=Viewer", "--set", "timezone=America/Chicago"],
    by: "map",
  },
  {
    name: "a German HR list in Windows-1252",
    path: "mitarbeiter.csv",
    lines: [
      "Personalnummer;Name, Vorname;E-Mail;Telefon;Position;Status",
      "1;M\u00fcller, Ann;ann@example.com;+49 30 1234567;Leiterin;aktiv",
      "2;Ray, Bob;bob@example.com;030 1234568;Fahrer;ausgeschieden",
      "Summe: 2 Mitarbeiter;;;;;",
    ],
    encoding: "latin1",
    to: "travtus.user",
    says: ["--country", "DE"],
    by: "map",
  },
  {
    name: "Travtus users through Excel",
    path: "acme_42/USER/u.csv",
    lines: [
      "Email_Address,First_Name,Last_Name,Phone_Number,Job_Title,External_Ref,Community_Ids,Reports_To,send_welcome_mail,Status,Roles",
      "ann@example.com ,Ann,Lee,+12025550101,Clerk,,C1; C2,Bob,TRUE,active,",
      "bob@example.com,Bob,Ray,,N/A,,C1|C2,,FALSE,INACTIVE,",
    ],
    by: "fix",
  },
  {
    name: "Meeds users with quotes and spaces",
    path: "import.csv",
    lines: [
      meeds,
      '"ann.lee","Annabel","Lee","Rap3hMzNgmWc","ann@example.com","/platform/users","Acme"',
      "bob.ray,Bob,Ray ,Rap3hMzNgmWc,bob@example.com,/platform/users; /spaces/x,Acme",
    ],
    by: "fix",
  },
  {
    name: "Meeds users with a byte order mark",
    path: "import.csv",
    lines: [`\ufeff${meeds}`, "ann.lee,Annabel,Lee,Rap3hMzNgmWc,ann@example.com,/platform/users,Acme", ""],
    by: "fix",
  },
  {
    name: "the template of Microsoft Entra",
    path: "export.csv",
    lines: [
      "version:v1.0",
      "Name [displayName] Required,User name [userPrincipalName] Required,Initial password [passwordProfile] Required,Block sign in (Yes/No) [accountEnabled] Required,First name [givenName],Last name [surname]",
      "Ann Lee,ann@example.com,Rap3hMzNgmWc,No,Annabel,Lee",
      "Bob Ray,bob@example.com,Rap3hMzNgmWc,Yes,Bobby,Ray",
    ],
    isValid: true,
    to: "meeds.user",
    by: "map",
  },
  {
    name: "Active Directory through PowerShell",
    path: "ad.csv",
    lines: [
      "#TYPE Selected.Microsoft.ActiveDirectory.Management.ADUser",
      '"GivenName","Surname","SamAccountName","EmailAddress","Enabled","Title"',
      '"Ann","Lee","alee","ann@example.com","True","Clerk"',
      '"Bob","Ray","bray","bob@example.com","False","Driver"',
    ],
    says: ["--set", "permission=Viewer", "--set", "timezone=America/Chicago"],
    by: "map",
  },
  {
    name: "the answer of a database",
    path: "user.csv",
    lines: [user, "--,----,-----,----------,-----------,--------,---------", ann, bob, "", "(2 rows affected)"],
    by: "map",
  },
  {
    name: "a report with a title and a total",
    path: "user.csv",
    lines: ["Staff list March,,,,,,", ",,,,,,", user, ann, bob, "Total: 2,,,,,,"],
    by: "map",
  },
  {
    name: "a role that is two, and an ID of two people",
    path: "user.csv",
    lines: [user, ann.replace("Admin", "Admin, Viewer"), bob, bob.replace("bob@", "bobby@")],
    by: ["2 column-count", "4 duplicate-id"],
  },
  {
    name: "an address that lacks its end, and a time zone that is many",
    path: "user.csv",
    lines: [user, ann.replace("@example.com", "@example"), bob.replace("America/Denver", "CST")],
    by: ["3 invalid-timezone"],
  },
];

describe("the first ten minutes with a real file", function () {
  this.timeout(120_000);
  let root = "";
  before(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-first-"));
  });
  after(() => fs.rmSync(root, { recursive: true, force: true }));

  const folderOf = (file: Dirty): string => path.join(root, String(files.indexOf(file)));

  function write(file: Dirty): void {
    const at = path.join(folderOf(file), file.path);
    fs.mkdirSync(path.dirname(at), { recursive: true });
    const ends = file.ends ?? "\r\n";
    fs.writeFileSync(at, file.lines.map((line) => line + ends).join(""), file.encoding ?? "utf8");
  }

  /** The errors of a file or folder; undefined where nothing was checked. */
  function errorsIn(cwd: string, asked: string): string[] | undefined {
    const { stdout } = run(cwd, ["check", asked, "--format", "json"]);
    const { files: reports } = JSON.parse(stdout) as Report;
    if (reports.length === 0) return undefined;
    return reports
      .flatMap(({ problems }) => problems)
      .filter(({ severity }) => severity === "error")
      .map(({ line, rule }) => `${line} ${rule}`);
  }

  for (const file of files) {
    it(file.name, () => {
      write(file);
      const cwd = folderOf(file);
      run(cwd, ["fix", file.path]);
      const left = errorsIn(cwd, file.path);
      if (file.by === "fix") assert.deepEqual(left, []);
      else if (file.by !== "map") assert.deepEqual(left, file.by);
      else {
        assert.equal(left?.length === 0, file.isValid === true, "fix does it alone");
        write(file);
        const words = ["map", file.path, "--to", file.to ?? "turvo.user", "--output", "out", ...(file.says ?? [])];
        const { stdout, stderr } = run(cwd, words);
        assert.deepEqual(errorsIn(cwd, "out"), [], `${stdout}\n${stderr}`);
      }
    });
  }

  it("ends well for most of them", () => {
    const left = files.filter(({ by }) => by !== "fix" && by !== "map");
    for (const { name, by } of left) console.log(`      left for a person: ${name} (${[by].flat().join(", ")})`);
    assert.ok(files.length >= 20);
    assert.ok((files.length - left.length) / files.length >= 3 / 4);
  });
});

interface Report {
  readonly files: readonly {
    readonly problems: readonly { readonly rule: string; readonly severity: string; readonly line: number }[];
  }[];
}

function run(cwd: string, words: readonly string[]) {
  return spawnSync(process.execPath, [program, ...words], { cwd, encoding: "utf8", input: "" });
}
