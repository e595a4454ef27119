/** A mapping made by questions on a terminal: what Enter does, what answers do, what is kept when somebody stops. */
import assert from "node:assert/strict";
import { type Interviewed, interview } from "../server/cli/interview.ts";
import { builtInDocuments, builtInTables } from "../server/core/filetypes/schemas.ts";
import { english, inWords } from "../server/core/text/message.ts";
import { readSource } from "../server/disk/reading/foreign-csv.ts";
import { statisticsOf } from "../server/features/mapping/column-statistics.ts";
import { guessMapping } from "../server/features/mapping/guess.ts";
import { mapRows } from "../server/features/mapping/map-rows.ts";
import type { Mapping, Source } from "../server/features/mapping/mapping.ts";
import { rules } from "../server/rules/index.ts";

const tables = builtInTables({}, rules);
const hr = [
  "Employee ID,Full Name,E-mail,Role,TZ,Status,Team code",
  '10023,"Okafor, Ngozi",ngozi@acme.example,Dispatcher,EST,Active,N1',
  "10024,Marta Lindqvist,marta@acme.example,Admin,Asia/Seoul,Terminated,N2",
].join("\n");

interface Talk {
  readonly source: Source;
  readonly mapping: Mapping | undefined;
  readonly saved: readonly Mapping[];
  /** Everything that was printed, prompts included. */
  readonly printed: string;
}

/** An interview with these answers; after the last one the terminal is closed. */
async function talk(csv: string, to: string, ...answers: readonly string[]): Promise<Talk> {
  const source = await readSource(Buffer.from(csv));
  const statistics = statisticsOf(source);
  const guess = guessMapping(source, to, tables, { statistics })!;
  const saved: Mapping[] = [];
  const lines: string[] = [];
  const work: Interviewed = {
    source,
    statistics,
    guess,
    tables,
    checks: { rules, documents: builtInDocuments, profile: {} },
    readPhone: undefined,
    save: (mapping) => saved.push(mapping),
    folder: "import",
  };
  let at = 0;
  const terminal = {
    print: (line: string) => void lines.push(line),
    ask: async (prompt: string) => {
      lines.push(prompt);
      return answers[at++];
    },
  };
  const mapping = await interview(terminal, guess.mapping, work);
  return { source, mapping, saved, printed: lines.join("\n") };
}

function users({ source, mapping }: Talk): readonly (readonly string[])[] {
  return mapRows(mapping!, source, tables).files[0]!.cells;
}

describe("questions on a terminal", () => {
  it("show each guess with a value and the reason, and take Enter for everything", async () => {
    const enter = await talk(hr, "turvo.user", "", "", "", "", "");
    assert.match(enter.printed, /Full name \* +Full Name {2}Okafor, Ngozi/);
    assert.match(enter.printed, /The column is called "E-mail" and its values fit\./);
    assert.match(enter.printed, /10023 → U-10023/);
    assert.match(enter.printed, /Columns not used: Team code/);
    assert.match(enter.printed, /4 questions\. Press Enter for what is in brackets\./);
    assert.match(enter.printed, /Question 2 of 4\. Permission level: What does "Dispatcher" become\?/);
    assert.deepEqual(users(enter).slice(1), [
      ["U-10023", "Ngozi Okafor", "Dispatcher", "2450", "EST", "ngozi@acme.example"],
      ["U-10024", "Marta Lindqvist", "Admin", "2452", "Asia/Seoul", "marta@acme.example"],
    ]);
    assert.match(JSON.stringify(enter.mapping), /"candidates":\{"EST"/, "what nobody answered stays a question");
  });

  it("take numbers and typed values, and ask again after a wrong one", async () => {
    const answers = ["2", "dispatch", "editor", "2", "america/new_york", ""];
    const { mapping, saved, printed, source } = await talk(hr, "turvo.user", ...answers);
    assert.match(printed, /"dispatch" isn't a valid value of Permission level\. Use a value like Admin\./);
    assert.equal(saved.length, 4, "every answer is kept at once");
    assert.deepEqual(saved.at(-1), mapping);
    const { files, skipped, open } = mapRows(mapping!, source, tables);
    assert.deepEqual(files[0]!.cells.slice(1), [
      ["U-10023", "Okafor Ngozi", "Editor", "2450", "America/New_York", "ngozi@acme.example"],
    ]);
    assert.deepEqual(inWords(skipped, english), [{ line: 3, reason: 'Status is "Terminated"' }]);
    assert.deepEqual(open, []);
  });

  it("lose nothing when somebody stops", async () => {
    const { mapping, saved, printed } = await talk(hr, "turvo.user", "", "5");
    assert.equal(mapping, undefined);
    assert.match(JSON.stringify(saved.at(-1)), /"order":"comma".*"Dispatcher":"Editor"/);
    assert.match(printed, /Question 3 of 4/);
  });

  it("ask for what is required and has no column: one value for all, or a column by name", async () => {
    const csv = "Nr,Name,Mail,Place\n1,Ann Lee,ann@acme.example,Asia/Tokyo\n2,Bob Ray,bob@acme.example,Asia/Seoul\n";
    const made = await talk(csv, "turvo.user", "8", "Place", "");
    assert.match(made.printed, /Permission level is required, but no column looks like it\./);
    assert.match(made.printed, /8 {2}Viewer for everybody/);
    assert.deepEqual(
      users(made)
        .slice(1)
        .map(([, ...rest]) => rest),
      [
        ["Ann Lee", "Viewer", "Asia/Tokyo", "ann@acme.example"],
        ["Bob Ray", "Viewer", "Asia/Seoul", "bob@acme.example"],
      ],
    );
  });

  it("let every line be changed before the files are made", async () => {
    const csv = "Nr,Name,E-mail,Role,TZ,Job,Place\n1,Ann Lee,ann@acme.example,Admin,Asia/Tokyo,Clerk,Ops\n";
    const made = await talk(csv, "turvo.user", "99", "3", "Place", "4", "1", "");
    assert.match(made.printed, /Type a number from 1 to 7, or press Enter\./);
    assert.deepEqual(users(made)[1]!.slice(2, 4), ["Ops", "Super Admin"]);
  });

  it("take no password for the mapping", async () => {
    const csv = "username,First name,Last name,Email\nalee,Ann,Lee,ann@acme.example\n";
    const made = await talk(csv, "meeds.user", "Secret-123x", "", "");
    assert.match(made.printed, /A mapping can't contain a password/);
    assert.doesNotMatch(JSON.stringify(made.saved), /Secret/);
  });
});
