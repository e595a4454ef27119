/** Every report, read back by what is not ours: the official schema, other parsers, and a tool that only follows the format's rules. */
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import Ajv from "ajv-draft-04";
import { parse } from "csv-parse/sync";
import type { Profile } from "../server/core/filetypes/profile.ts";
import { documentText } from "../server/core/text/document.ts";
import { languageOf, type Message, message } from "../server/core/text/message.ts";
import { applyEdits } from "../server/core/text/text.ts";
import { reportStyle } from "../server/features/records/page-styles.ts";
import { csvColumns } from "../server/features/report/csv.ts";
import type { ReportFormat } from "../server/features/report/formats.ts";
import { annotationsMax } from "../server/features/report/github.ts";
import { peopleMax, textsMax } from "../server/features/report/groups.ts";
import { type Report, reportOf, totalsOf } from "../server/features/report/report.ts";
import { reportPieces } from "../server/features/report/reports.ts";
import { openSet, readAll } from "./sets.ts";

const header = "id,name,title,permission,status.code,timezone,userEmail";
const people = `${header}
u1,Ann Lee,Boss,Admin,2450,America/Chicago,ann@example.com
u2,Bob Ray,,editor,Active,America/Chicago,bob@example
u1,Cara Díaz,,Admin,2450,US/Eastern,cara@example.com
`;
const contacts = `id,contextId,email.type,email,IsPrimary
c1,u2,1097,bob@example.com,yes
c2,u9,1097,nobody@example.com,True
c3,U2,1097,again@example.com,True
`;
const secrets = `userName,firstName,lastName,password,email
ann.lee,Anna,Leemann,hunter2,ann@example.com
bob.ray,Bobby,Raymond, s3cretS3cret ,bob@example.com
carla,Carla,Diaz,Sesame-Open-9,carla@example.com,Dropped-Secret-1
`;

function check(
  files: Readonly<Record<string, string>>,
  { maxProblems = Number.POSITIVE_INFINITY, profile = {} as Profile, failures = [] as Message[] } = {},
): Report {
  const workspace = openSet(files, profile);
  readAll(workspace);
  const found = [...workspace.entries()].flatMap(({ sheet, path: own }) =>
    sheet ? [{ shown: own.slice("/set/".length), path: own, sheet, counts: sheet.counts(), problems: [] }] : [],
  );
  return reportOf(found, { workspace, maxProblems, failures });
}

function write(format: ReportFormat, report: Report): string {
  const pieces = reportPieces(format, report, {
    quiet: false,
    color: false,
    version: "1.2.3",
    style: reportStyle,
    exitCode: 1,
    shownPath: (own) => own.slice("/set/".length),
    otherRule: () => undefined,
    pageAddress: (rule) => `file:///pages/${rule}.md`,
    reasons: (rule) => `Why **${rule}** matters.\n\nMore.\n`,
    name: "acme",
  });
  return [...pieces].join("");
}

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}
interface Location {
  readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: Region };
}
interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly partialFingerprints: { readonly "importProblem/v1": string };
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly Location[];
  readonly relatedLocations?: readonly Location[];
  readonly fixes?: readonly {
    readonly description: { readonly text: string };
    readonly artifactChanges: readonly {
      readonly replacements: readonly {
        readonly deletedRegion: Region;
        readonly insertedContent: { readonly text: string };
      }[];
    }[];
  }[];
}
interface Run {
  readonly results: readonly Result[];
  readonly properties: Readonly<Record<string, number>>;
  readonly invocations: readonly {
    readonly executionSuccessful: boolean;
    readonly exitCode: number;
    readonly toolExecutionNotifications: readonly { readonly message: { readonly text: string } }[];
  }[];
  readonly tool: {
    readonly driver: {
      readonly rules: readonly {
        readonly id: string;
        readonly helpUri: string;
        readonly fullDescription: { readonly text: string };
        readonly help: { readonly markdown?: string };
      }[];
    };
  };
}

const require = createRequire(import.meta.filename);
const Papa = require("papaparse") as {
  readonly parse: (text: string, options: { skipEmptyLines: boolean }) => { readonly data: string[][] };
};

/** The official schema, as Microsoft's own test helper brings it along. */
const schemaFile = path.join(
  path.dirname(require.resolve("@microsoft/jest-sarif/package.json")),
  "lib/schemas/sarif-2.1.0-rtm.5.json",
);
const isSarif = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(
  JSON.parse(fs.readFileSync(schemaFile, "utf8")) as object,
);

function sarif(report: Report): Run {
  const log = JSON.parse(write("sarif", report)) as { runs: readonly Run[] };
  assert.ok(isSarif(log), JSON.stringify(isSarif.errors?.slice(0, 3)));
  return log.runs[0]!;
}

/** Lines and columns as SARIF means them, by splitting the text: nothing of ours is asked. */
function offsets(text: string, { startLine, startColumn, endLine, endColumn }: Region): { start: number; end: number } {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  return { start: starts[startLine - 1]! + startColumn - 1, end: starts[endLine - 1]! + endColumn - 1 };
}

describe("the SARIF report", () => {
  it("is valid, with a rule for every result and addresses below the base", () => {
    const report = check({ "user.csv": people, "communication_channel.csv": contacts, "m/import.csv": secrets });
    const run = sarif(report);
    assert.ok(run.results.length > 8);
    for (const { ruleId, ruleIndex, locations } of run.results) {
      const rule = run.tool.driver.rules[ruleIndex]!;
      assert.equal(rule.id, ruleId);
      assert.equal(new URL(rule.helpUri).pathname.split("/").at(-1), `${ruleId}.md`);
      assert.equal(rule.fullDescription.text, `Why ${ruleId} matters.`);
      assert.equal(rule.help.markdown, `Why **${ruleId}** matters.\n\nMore.`);
      const { uri } = locations[0]!.physicalLocation.artifactLocation;
      assert.match(
        new URL(uri, "file:///base/").href,
        /^file:\/\/\/base\/(?:user|communication_channel|m\/import)\.csv$/,
      );
    }
    const { rowsRead, rowsChecked, found } = totalsOf(report);
    assert.deepEqual(run.properties, { rowsRead, rowsChecked, problemsFound: found, problemsShown: found });
    assert.equal(run.results.length, found);
  });

  it("knows a problem again when rows were added above it, and tells those with the same value apart", () => {
    const prints = (text: string) =>
      sarif(check({ "user.csv": text })).results.map(
        ({ partialFingerprints }) => partialFingerprints["importProblem/v1"],
      );
    const [first, ...rows] = people.trim().split("\n");
    const before = prints(people);
    const after = prints([first, rows[0]!.replace(/^[^,]*/, "U-9999"), ...rows, ""].join("\n"));
    assert.ok(before.length > 3);
    assert.equal(new Set(before).size, before.length);
    assert.deepEqual(
      before.filter((print) => !after.includes(print)),
      [],
    );
  });

  it("points at the very characters, in UTF-16 columns and over line breaks of each kind", () => {
    const text = `${header}\r\nu1,😀 é,"a\nb",Admin,Nope,America/Chicago,a@example.com\ru 2,B,,Admin,2450,America/Chicago,b@example.com`;
    const run = sarif(check({ "user.csv": text }));
    const at = (rule: string): string => {
      const result = run.results.find(({ ruleId }) => ruleId === rule)!;
      const { start, end } = offsets(text, result.locations[0]!.physicalLocation.region);
      return text.slice(start, end);
    };
    assert.equal(at("invalid-code"), "Nope");
    assert.equal(at("blank-in-id"), "u 2");
  });

  it("carries fixes that any program can make, and the places that are part of the story", () => {
    const run = sarif(check({ "user.csv": people, "communication_channel.csv": contacts }));
    const code = run.results.find(({ ruleId }) => ruleId === "invalid-code")!;
    const [fix] = code.fixes!;
    assert.equal(fix!.description.text, "Replace with 2450 (Active)");
    const edits = fix!.artifactChanges[0]!.replacements.map(({ deletedRegion, insertedContent }) => ({
      ...offsets(people, deletedRegion),
      text: insertedContent.text,
    }));
    assert.equal(applyEdits(people, edits), people.replace("Active", "2450"));
    const again = run.results.find(({ ruleId }) => ruleId === "duplicate-id")!;
    const first = again.relatedLocations![0]!.physicalLocation;
    const span = offsets(people, first.region);
    assert.deepEqual(
      [people.slice(span.start, span.end), span.start, first.artifactLocation.uri],
      ["u1", header.length + 1, "user.csv"],
    );
    const other = run.results.find(({ ruleId, message }) => ruleId === "unknown-user" && message.text.includes("U2"))!;
    assert.equal(other.relatedLocations![0]!.physicalLocation.artifactLocation.uri, "user.csv");
  });

  it("says what could not be read, and how it ended", () => {
    const [invocation] = sarif(
      check({ "user.csv": people }, { failures: [message("{0}: {1}", "x.csv", message("it is a folder"))] }),
    ).invocations;
    assert.equal(invocation!.executionSuccessful, false);
    assert.equal(invocation!.exitCode, 1);
    assert.deepEqual(
      invocation!.toolExecutionNotifications.map(({ message }) => message.text),
      ["x.csv: it is a folder"],
    );
  });

  it("stays valid whatever names and cells say", () => {
    const nasty = `${header}\nu\u0000,\ud800 </script>,%0A::error::,=cmd|'/c',"a\u2028b",::x,"q""@"\n`;
    const run = sarif(check({ "a b/é%#?/user.csv": nasty }));
    assert.ok(run.results.length > 0);
    for (const { locations } of run.results) {
      const { uri } = locations[0]!.physicalLocation.artifactLocation;
      assert.equal(decodeURIComponent(new URL(uri, "file:///base/").pathname), "/base/a b/é%#?/user.csv");
    }
  });
});

describe("the report for GitHub", () => {
  it("escapes what the runner would obey", () => {
    const report = check({
      "a,b:c/user.csv": `${header}\nu1,A,::error::,Admin,100%0A,America/Chicago,a@example.com\n`,
    });
    const lines = write("github", report).trimEnd().split("\n");
    assert.equal(
      lines[0],
      "::error file=a%2Cb%3Ac/user.csv,line=2,col=22,endLine=2,endColumn=28,title=invalid-code::" +
        messageOf(report, "invalid-code").replaceAll("%", "%25"),
    );
    assert.ok(
      lines.every((line) => /^::(?:error|warning|notice) [^:]*::[^\r\n]*$/.test(line)),
      lines.join("\n"),
    );
  });

  it("keeps to GitHub's room and says what it left out", () => {
    const rows = Array.from({ length: 40 }, (_, i) => `u${i},A B,,editor,Nope,EST,a${i}@example.com`);
    const report = check({ "user.csv": [header, ...rows].join("\n") });
    const lines = write("github", report).trimEnd().split("\n");
    const count = (kind: string): number => lines.filter((line) => line.startsWith(`::${kind} `)).length;
    const { errors, warnings } = report.summary;
    assert.ok(errors > annotationsMax && warnings > annotationsMax);
    assert.deepEqual([count("error"), count("warning")], [annotationsMax, annotationsMax]);
    assert.ok(count("notice") <= annotationsMax);
    assert.match(
      lines.at(-1)!,
      new RegExp(
        `Rows read: 40; rows checked: 40; problems found: ${totalsOf(report).found}; problems shown: ${lines.length - 1}\\.`,
      ),
    );
    assert.match(lines.at(-1)!, new RegExp(`${errors - annotationsMax} errors, ${warnings - annotationsMax} warnings`));
  });
});

function messageOf(report: Report, rule: string): string {
  const json = JSON.parse(write("json", report)) as { files: { problems: { rule: string; message: string }[] }[] };
  return json.files.flatMap(({ problems }) => problems).find((problem) => problem.rule === rule)!.message;
}

describe("the report for spreadsheets", () => {
  const report = check({ "user.csv": people, "communication_channel.csv": contacts });

  it("is the same table to two other parsers", () => {
    const text = write("csv", report);
    const rows = parse(text, { bom: true, record_delimiter: "\r\n" }) as string[][];
    assert.deepEqual(Papa.parse(text.slice(1), { skipEmptyLines: true }).data, rows);
    assert.deepEqual(rows[0], [...csvColumns]);
    const { found, rowsRead, rowsChecked } = totalsOf(report);
    assert.equal(rows.filter(([kind]) => kind === "problem").length, found);
    assert.equal(
      rows.at(-1)![csvColumns.indexOf("message")],
      `rows read: ${rowsRead}; rows checked: ${rowsChecked}; problems found: ${found}; problems shown: ${found}`,
    );
  });

  it("names the person from whichever file", () => {
    const rows = parse(write("csv", report), { bom: true, columns: true }) as Record<string, string>[];
    const persons = (file: string): string[] => [
      ...new Set(rows.filter((row) => row["file"] === file && row["row"] !== "").map((row) => row["person"]!)),
    ];
    assert.deepEqual(persons("user.csv"), ["Bob Ray, u2", "Cara Díaz, u1"]);
    assert.deepEqual(persons("communication_channel.csv"), ["Bob Ray, u2", "u9"]);
  });

  it("holds nothing that a spreadsheet would run, and no invisible letters", () => {
    const evil = `${header}\n=1+1,A,,Admin,"=HYPERLINK(""x"")",\tEST,+x@\n\u0000u,B,,@SUM(A1),-2,"a\r\nb",b@example.com\n`;
    const rows = parse(write("csv", check({ "user.csv": evil })), { bom: true }) as string[][];
    const cells = rows.flat();
    assert.ok(cells.some((cell) => cell.startsWith("'=HYPERLINK")));
    assert.deepEqual(
      cells.filter((cell) => /^[=+\-@\t\r]/.test(cell) || /\p{Cc}/u.test(cell)),
      [],
    );
  });
});

describe("the page for people", () => {
  const report = check({ "user.csv": people, "communication_channel.csv": contacts });

  it("says each kind of problem once with its rows, and each person with what to correct", () => {
    const rows = Array.from(
      { length: 30 },
      (_, i) => `u${i},P${i},,Admin,${i === 7 ? "2450" : "Active"},America/Chicago,p${i}@example.com`,
    );
    const page = write("html", check({ "user.csv": [header, ...rows].join("\n") }));
    assert.equal(page.match(/<h3[^>]*>A value isn&#39;t one of the column&#39;s codes\.<\/h3>/g)?.length, 1);
    assert.match(page, /Rows 2–8, 10–31</);
    assert.equal(page.match(/<article>\n<div class="head"><h3>P\d+<\/h3>/g)?.length, 29);
    assert.match(
      page,
      /<h3>P0<\/h3>[\s\S]*?<p class="who">u0 · p0@example\.com<\/p>[\s\S]*?Replace with 2450 \(Active\)/,
    );
  });

  it("puts what several files say of one person together, by the name that the user file has", () => {
    const page = write("html", report);
    const bob = page.slice(page.indexOf("<h3>Bob Ray</h3>"), page.indexOf("<h3>Cara Díaz</h3>"));
    assert.match(bob, /user\.csv · Row 3/);
    assert.match(bob, /communication_channel\.csv · Row 2/);
    assert.match(bob, /communication_channel\.csv · Row 4/, "an id in another case is the same person");
    assert.match(page, /<h3>Cara Díaz<\/h3>[\s\S]*user\.csv · Row 4/, "an id that two people have makes them no one");
    assert.match(page, /<h3>u9<\/h3>[\s\S]*?This ID isn&#39;t in the list of people\./);
  });

  it("keeps to what people can read when there are very many, and says so", () => {
    const rows = Array.from(
      { length: peopleMax + 3 },
      (_, i) => `u${i},P,,Admin,code${i},America/Chicago,p${i}@example.com`,
    );
    const page = write("html", check({ "user.csv": [header, ...rows].join("\n") }));
    assert.match(page, /3 more people have problems/);
    assert.match(page, new RegExp(`${peopleMax + 3 - textsMax} other values`));
    assert.match(page, new RegExp(`Rows ${textsMax + 2}–${peopleMax + 4}<`));
    const few = write("html", check({ "user.csv": [header, ...rows].join("\n") }, { maxProblems: 10 }));
    assert.match(few, /493 more problems aren&#39;t listed on this page\./);
  });

  it("is text and nothing else, whatever cells and names say", () => {
    const evil = `${header}\n<b>x</b>,"</style></script><script>alert(1)</script>",,"""><img src=x onerror=alert(2)>",Nope&amp;,'x',a@example.com\n`;
    const page = write("html", check({ "<i>'\"/user.csv": evil }));
    const tags = new Set([...page.slice(page.indexOf("<body>")).matchAll(/<\/?([a-z0-9]+)/gi)].map(([, tag]) => tag!));
    assert.deepEqual(
      [...tags].filter(
        (tag) =>
          !"body header h1 small p table thead tbody tfoot tr th td nav a main section h2 article div span h3 h4 ul li b footer html"
            .split(" ")
            .includes(tag),
      ),
      [],
    );
    assert.equal(page.match(/<b>(?!Suggestion)/g), null);
    assert.doesNotMatch(page, /<script|onerror=(?!alert\(2\)&gt;)|javascript:|https?:|url\(/i);
    assert.match(page, /&lt;\/style&gt;&lt;\/script&gt;/);
  });

  it("leaves nothing to English in another language but what the files say", () => {
    const bundle = JSON.parse(fs.readFileSync("l10n/bundle.l10n.json", "utf8")) as Record<string, string>;
    const marked = Object.fromEntries(Object.keys(bundle).map((text) => [text, `⟦${text}⟧`]));
    const page = write("html", { ...report, language: languageOf("de", marked) });
    assert.match(page, /<html lang="de">/);
    let text = page.slice(page.indexOf("<body>")).replace(/<[^>]+>/g, "\n");
    while (/⟦[^⟦⟧]*⟧/.test(text)) text = text.replace(/⟦[^⟦⟧]*⟧/g, "");
    const said = [people, contacts].join("\n");
    const left = (text.match(/[\p{L}@.]{3,}/gu) ?? []).filter((word) => !said.includes(word));
    assert.deepEqual([...new Set(left)].sort(), ["acme", "channel.csv", "communication", "user.csv"]);
  });
});

describe("every report", () => {
  it("never shows a password, nor what may be one", () => {
    const report = check({ "import.csv": secrets });
    assert.ok(totalsOf(report).found >= 3);
    for (const format of ["text", "json", "sarif", "github", "unix", "csv", "html"] as const) {
      const text = write(format, report);
      for (const secret of ["hunter2", "s3cretS3cret", "Sesame-Open-9", "Dropped-Secret-1"]) {
        assert.ok(!text.includes(secret), `${format} shows ${secret}`);
      }
    }
  });

  it("says rows read, rows checked, problems found and problems shown", () => {
    const text = `${people}\n\n<<<<<<< ours\nu7,Z,,Admin,2450,America/Chicago,z@example.com\n`;
    const report = check({ "user.csv": text }, { maxProblems: 2 });
    const { rowsRead, rowsChecked, found, shown } = totalsOf(report);
    assert.deepEqual([rowsRead, rowsChecked, shown], [7, 4, 2]);
    assert.ok(found > 4);
    assert.match(write("text", report), new RegExp(`\\n7 rows read, 4 checked; ${found} problems found, 2 shown\\n`));
    assert.match(
      write("csv", report),
      new RegExp(`rows read: 7; rows checked: 4; problems found: ${found}; problems shown: 2\\b`),
    );
    assert.match(
      write("github", report),
      new RegExp(`Rows read: 7; rows checked: 4; problems found: ${found}; problems shown: 2\\.`),
    );
    assert.deepEqual(sarif(report).properties, { rowsRead, rowsChecked, problemsFound: found, problemsShown: shown });
    const cells = [
      ...write("html", report)
        .split("<tfoot>")[1]!
        .matchAll(/>(\d+)<\/td>/g),
    ].map(([, count]) => Number(count));
    assert.deepEqual(cells, [7, 4, found, 2]);
  });

  it("changes nothing of the file", () => {
    const report = check({ "user.csv": people });
    for (const format of ["sarif", "html"] as const) write(format, report);
    assert.equal(documentText(report.files[0]!.sheet!.document), people);
  });
});
