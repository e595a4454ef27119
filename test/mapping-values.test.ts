/** What a mapping makes of single values: lists, names, phones, open values, rows that are left out; and what it asks. */
import assert from "node:assert/strict";
import { builtInDocuments, builtInTables } from "../server/core/filetypes/schemas.ts";
import { english, inWords } from "../server/core/text/message.ts";
import { mappingText, readMapping } from "../server/disk/documents/mapping-file.ts";
import { readPhone } from "../server/disk/libraries/phones.ts";
import { openSource, readSource } from "../server/disk/reading/foreign-csv.ts";
import { StatisticsCounter, statisticsOf } from "../server/features/mapping/column-statistics.ts";
import { guessMapping } from "../server/features/mapping/guess.ts";
import { withNewValues } from "../server/features/mapping/guess-parts.ts";
import { mapRows } from "../server/features/mapping/map-rows.ts";
import type { Mapping, MappingPart, Source } from "../server/features/mapping/mapping.ts";
import { countMapped, type MappingInput, viewMapping } from "../server/features/mapping/mapping-view.ts";
import { type Answer, answered, type Question, questionsOf } from "../server/features/mapping/questions.ts";
import { rules } from "../server/rules/index.ts";

const tables = builtInTables({}, rules);
const checks = { rules, documents: builtInDocuments, profile: {} };

function sourceOf(columns: readonly string[], ...rows: readonly (readonly string[])[]): Source {
  const lines = rows.map((cells, i) => ({ line: i + 2, cells }));
  return { encoding: "utf-8", delimiter: ",", quote: '"', header: 1, columns, rows: lines };
}

/** What one column of a file becomes, row by row. */
function made(to: string, field: string, part: MappingPart, source: Source, more: Partial<Mapping> = {}): string[] {
  const mapping: Mapping = { to, ...more, rows: [{ file: to, columns: { [field]: part } }] };
  assert.deepEqual(readMapping(mappingText(mapping), tables).problems, [], "it is a mapping that can be kept");
  const [file] = mapRows(mapping, source, tables, readPhone).files;
  const at = file!.cells[0]!.indexOf(field);
  return file!.cells.slice(1).map((row) => row[at]!);
}

describe("a mapping's lists", () => {
  const groups = (separator: string | undefined, ...texts: readonly string[]): string[] => {
    const source = sourceOf(["Groups", "Mail"], ...texts.map((text) => [text, "a@x.example"]));
    const part = separator === undefined ? "Groups" : { column: "Groups", separator };
    return made("meeds.user", "groups", part, source);
  };

  it("keep their items, whatever separates them", () => {
    assert.deepEqual(groups(undefined, "/a,/b", "/a; /b", "/a|/b", "/a\n/b", '["/a","/b"]', "/a", "/a;;/a"), [
      "/a;/b",
      "/a;/b",
      "/a;/b",
      "/a;/b",
      "/a;/b",
      "/a",
      "/a",
    ]);
    assert.deepEqual(groups("/", "Staff/Night shift"), ["Staff;Night shift"]);
    const travtus = sourceOf(["Sites", "Mail"], ["C-1; C-2", "a@x.example"]);
    assert.deepEqual(made("travtus.user", "community_ids", "Sites", travtus), ["C-1,C-2"]);
  });

  it("translate item by item, or as a whole", () => {
    const source = sourceOf(["Groups", "Mail"], ["Staff, Night", "a@x.example"], ["Staff,All", "b@x.example"]);
    const values = { staff: "/staff", Night: "/night", "Staff,All": "/everybody" };
    assert.deepEqual(made("meeds.user", "groups", { column: "Groups", values }, source), [
      "/staff;/night",
      "/everybody",
    ]);
  });

  it("leave a manager's comma alone", () => {
    const source = sourceOf(["Boss", "Mail"], ["Boss, Bob", "a@x.example"], ["b.boss; c.boss", "b@x.example"]);
    assert.deepEqual(made("meeds.user", "manager", "Boss", source), ["Boss  Bob", "b.boss;c.boss"]);
  });
});

describe("a mapping's names", () => {
  const source = sourceOf(
    ["Name", "Mail"],
    ["Okafor, Ngozi", "a"],
    ["Ann Lee", "b"],
    ["LE GALL Yann", "c"],
    ["Dee Orr, Jr.", "d"],
  );
  const name = (order?: "comma" | "last-first" | "first-last" | ("comma" | "first-last")[]): string[] =>
    made("turvo.user", "name", order === undefined ? "Name" : { column: "Name", order }, source);

  it("are put in order only by somebody's word", () => {
    assert.deepEqual(name(), ["Okafor, Ngozi", "Ann Lee", "LE GALL Yann", "Dee Orr, Jr."]);
    assert.deepEqual(name(["comma", "first-last"]), name(), "a question that is open changes nothing");
    assert.deepEqual(name("comma"), ["Ngozi Okafor", "Ann Lee", "LE GALL Yann", "Dee Orr, Jr."]);
    assert.deepEqual(name("last-first"), ["Ngozi Okafor", "Lee Ann", "Yann LE GALL", "Dee Orr, Jr."]);
    assert.deepEqual(name("first-last"), ["Okafor Ngozi", "Ann Lee", "LE GALL Yann", "Dee Orr, Jr."]);
  });

  it("come apart, and their parts join", () => {
    const first = { column: "Name", part: "first-name", order: "comma" } as const;
    assert.deepEqual(made("travtus.user", "first_name", first, source), ["Ngozi", "Ann", "LE GALL", "Dee"]);
    const join: MappingPart = {
      join: [first, { column: "Name", part: "last-name", order: "comma" }],
      as: "user-name",
    };
    assert.deepEqual(made("meeds.user", "userName", join, source).slice(0, 2), ["ngozi.okafor", "ann.lee"]);
  });

  it("that another split would fit as well are listed", () => {
    const people = sourceOf(
      ["Name", "Mail"],
      ["Ann Mary Lee", "a@x.example"],
      ["Ann Lee", "b@x.example"],
      ["Cher", "c@x.example"],
    );
    const mapping = guessMapping(people, "travtus.user", tables)!.mapping;
    assert.deepEqual(
      mapRows(mapping, people, tables).doubtful.map(({ line, first, last }) => [line, first, last]),
      [
        [2, "Ann Mary", "Lee"],
        [4, "Cher", ""],
      ],
    );
  });
});

describe("a mapping's phones", () => {
  const source = sourceOf(
    ["Phone", "Mail"],
    ["030/5550102", "a"],
    ["+44 20 7946 0958", "b"],
    ["(313) 555-0102 x7", "c"],
    ["12", "d"],
  );

  it("get the country that the mapping names, where they say none", () => {
    assert.deepEqual(made("travtus.user", "phone_number", "Phone", source, { country: "DE" }).slice(0, 2), [
      "+49305550102",
      "+442079460958",
    ]);
    assert.deepEqual(made("travtus.user", "phone_number", "Phone", source), [
      "030/5550102",
      "+442079460958",
      "(313) 555-0102 x7",
      "12",
    ]);
  });

  it("leave their extension to its own column, and tell their country", () => {
    const mapping: Mapping = {
      to: "turvo.user",
      key: ["Mail"],
      country: "US",
      rows: [
        { file: "turvo.user", columns: { id: { id: "U-" } } },
        {
          file: "turvo.communication_channel",
          columns: {
            phone: "Phone",
            "phone.extension": { column: "Phone", part: "phone-extension" },
            "phone.country": { column: "Phone", part: "phone-country" },
          },
        },
      ],
    };
    const { files } = mapRows(mapping, source, tables, readPhone);
    assert.deepEqual(
      files[1]!.cells.slice(1).map((row) => row.slice(2)),
      [
        ["0305550102", "", ""],
        ["2079460958", "", "GB"],
        ["3135550102", "7", "US"],
        ["12", "", ""],
      ],
    );
  });
});

describe("values that a mapping does not know", () => {
  const source = sourceOf(
    ["Nr", "Role", "Mail"],
    ["1", "Dispatcher", "a@x.example"],
    ["2", "admin", "b@x.example"],
    ["3", "Dispatcher", "c@x.example"],
    ["4", "", "d@x.example"],
  );
  const run = (part: MappingPart, skip?: Mapping["skip"]) =>
    mapRows(
      {
        to: "turvo.user",
        ...(skip ? { skip } : {}),
        rows: [{ file: "turvo.user", columns: { permission: part, userEmail: "Mail" } }],
      },
      source,
      tables,
    );

  it("are copied and counted, get one value, or leave their row out", () => {
    const copied = run("Role");
    assert.deepEqual(
      copied.open.map(({ value, rows }) => [value, rows]),
      [["Dispatcher", 2]],
    );
    assert.deepEqual(copied.files[0]!.cells[2]!.slice(2, 3), ["Admin"], "what is valid up to its case is no question");
    const constant = run({ column: "Role", others: { constant: "Viewer" } });
    assert.deepEqual([constant.open, constant.files[0]!.cells[1]![2]], [[], "Viewer"]);
    const skipped = run({ column: "Role", others: "skip" });
    assert.deepEqual(inWords(skipped.skipped, english), [
      { line: 2, reason: 'Role is "Dispatcher"' },
      { line: 4, reason: 'Role is "Dispatcher"' },
    ]);
    assert.equal(skipped.people, 2);
  });

  it("are found whatever the case of their letters", () => {
    assert.deepEqual(run({ column: "Role", values: { DISPATCHER: "Editor" } }).open, []);
  });

  it("may be empty cells that leave a row out", () => {
    const { skipped } = run("Role", { Role: ["", "admin"] });
    assert.deepEqual(
      skipped.map(({ reason }) => String(reason)),
      ['Role is "admin"', "Role is empty"],
    );
  });
});

describe("questions", () => {
  const source = sourceOf(
    ["Employee ID", "Full Name", "E-mail", "Role", "TZ", "Status"],
    ["1", "Okafor, Ngozi", "a@x.example", "Dispatcher", "EST", "Active"],
    ["2", "Lee, Ann", "b@x.example", "Admin", "EST", "Terminated"],
    ["3", "Ray, Bob", "c@x.example", "Admin", "Asia/Seoul", "Active"],
  );
  const statistics = statisticsOf(source);
  const guess = guessMapping(source, "turvo.user", tables, { statistics })!;
  const short = (question: Question): string =>
    [question.kind, "value" in question ? question.value : "", "people" in question ? question.people : ""]
      .join(" ")
      .trim();
  const answerTo = (mapping: Mapping, kind: string, answer: Answer): Mapping =>
    answered(mapping, questionsOf(mapping, statistics, tables).find((each) => short(each).startsWith(kind))!, answer);

  it("are asked about what two people would answer differently, and about nothing else", () => {
    assert.deepEqual(questionsOf(guess.mapping, statistics, tables).map(short), [
      "order",
      "value Dispatcher 1",
      "left Terminated 1",
      "value EST 2",
    ]);
  });

  it("are answered in the mapping, one by one, until none is left", () => {
    let mapping = answerTo(guess.mapping, "order", { order: "comma" });
    mapping = answerTo(mapping, "value Dispatcher", { keep: true });
    mapping = answerTo(mapping, "left", { skip: true });
    mapping = answerTo(mapping, "value EST", { value: "America/New_York" });
    assert.deepEqual(questionsOf(mapping, statistics, tables), []);
    assert.deepEqual(readMapping(mappingText(mapping), tables).problems, []);
    const { files, skipped, open } = mapRows(mapping, source, tables);
    assert.deepEqual(files[0]!.cells.slice(1), [
      ["U-1", "Ngozi Okafor", "Dispatcher", "2450", "America/New_York", "a@x.example"],
      ["U-3", "Bob Ray", "Admin", "2450", "Asia/Seoul", "c@x.example"],
    ]);
    assert.deepEqual(inWords(skipped, english), [{ line: 3, reason: 'Status is "Terminated"' }]);
    assert.deepEqual(
      open.map(({ value }) => value),
      [],
      "a value that somebody keeps is decided",
    );
  });

  it("about columns that are gone lead to the new one, or to nothing", () => {
    const later = { ...source, columns: source.columns.map((name) => (name === "TZ" ? "Time zone" : name)) };
    const counts = statisticsOf(later);
    const [missing] = questionsOf(guess.mapping, counts, tables);
    assert.deepEqual(missing, { kind: "missing", column: "TZ", meant: undefined });
    const renamed = answered(guess.mapping, missing!, { column: "Time zone" });
    assert.equal(questionsOf(renamed, counts, tables).filter(({ kind }) => kind === "missing").length, 0);
    const gone = answered(guess.mapping, missing!, { nothing: true });
    assert.ok(!JSON.stringify(gone).includes('"TZ"'));
  });

  it("about new values come up again next month", () => {
    const mapping = answerTo(guess.mapping, "value EST", { value: "America/New_York" });
    const more = {
      ...source,
      rows: [...source.rows, { line: 5, cells: ["4", "Fox, Dee", "d@x.example", "Admin", "CST", "inactive"] }],
    };
    const next = withNewValues(mapping, statisticsOf(more), tables);
    assert.deepEqual(questionsOf(next, statisticsOf(more), tables).map(short), [
      "order",
      "value Dispatcher 1",
      "left Terminated 1",
      "value CST 1",
    ]);
    assert.deepEqual(withNewValues(mapping, statistics, tables), mapping, "without new values nothing changes");
  });
});

describe("the view of a mapping", () => {
  const header = "Employee ID,Full Name,E-mail,Role,TZ,Password";
  const text = (rows: number): string =>
    [
      header,
      ...Array.from(
        { length: rows },
        (_, i) => `${i + 1},Ann Lee,p${i}@x.example,${i % 2 ? "Admin" : "Boss"},EST,Secret-${i}x`,
      ),
    ].join("\n");
  const inputOf = (source: Source, to = "turvo.user"): MappingInput => {
    const statistics = statisticsOf(source);
    const guess = guessMapping(source, to, tables, { statistics })!;
    return { source, statistics, guess, mapping: guess.mapping, tables, checks };
  };

  it("shows columns with samples, values with choices, and the first rows with their problems", async () => {
    const view = viewMapping(inputOf(await readSource(Buffer.from(text(6)))));
    const column = (field: string) => view.columns.find((each) => each.field === field)!;
    assert.deepEqual(column("id").samples[0], { from: "1", to: "U-1" });
    assert.deepEqual(
      column("permission").values.map(({ value, people, state }) => [value, people, state]),
      [
        ["Boss", 3, "open"],
        ["Admin", 3, "valid"],
      ],
    );
    assert.equal(column("permission").choices.length, 8);
    assert.deepEqual(
      column("timezone").values[0]!.choices.map(({ value }) => value),
      ["America/New_York", "America/Toronto"],
    );
    assert.deepEqual(view.unused, [{ name: "Password", samples: ["••••", "••••", "••••"] }]);
    const [file] = view.preview;
    assert.deepEqual(file!.rows[0]!.cells, ["U-1", "Ann Lee", "Boss", "EST", "p0@x.example"]);
    assert.equal(file!.rows[0]!.line, 2);
    assert.deepEqual(
      file!.rows[0]!.problems.map(({ rule, field }) => [rule, field]).filter(([rule]) => rule !== "user-without-group"),
      [
        ["unknown-role", "permission"],
        ["invalid-timezone", "timezone"],
      ],
    );
  });

  it("never shows a password", async () => {
    const source = await readSource(Buffer.from(text(6)));
    for (const to of ["turvo.user", "travtus.user", "meeds.user"])
      assert.doesNotMatch(JSON.stringify(viewMapping(inputOf(source, to))), /Secret/, to);
  });

  it("counts all rows in turns that add up to one whole", async () => {
    const input = inputOf(await readSource(Buffer.from(text(3_000))));
    let turns = 0;
    const steps = countMapped(input);
    let step = steps.next();
    for (; !step.done; step = steps.next()) turns++;
    const { people, open, files, problems } = step.value;
    assert.ok(turns > 5, `${turns} turns`);
    assert.equal(people, 3_000);
    assert.deepEqual(
      open.map(({ value, rows }) => [value, rows]),
      [
        ["Boss", 1500],
        ["EST", 3000],
      ],
    );
    assert.deepEqual(
      files.map(({ rows }) => rows),
      [3_000],
    );
    assert.ok(
      problems.some(
        ({ rule, value, message }) => rule === "invalid-timezone" && value === "EST" && String(message).includes("EST"),
      ),
    );
    const counter = new StatisticsCounter(input.source);
    for (let at = 0; at < 3_000; at += 700) counter.add(input.source.rows.slice(at, at + 700));
    assert.deepEqual(counter.statistics(), input.statistics);
  });

  it("begins with the head of a large export; head and rest are the whole", async () => {
    const bytes = Buffer.from(`${text(9_000)}\n"9001","Line\nbreak",x@x.example,Admin,EST,Secret-9x\n`);
    const whole = await readSource(bytes);
    const opened = await openSource(bytes);
    assert.equal(opened.whole, false);
    assert.ok(opened.head.rows.length > 100 && opened.head.rows.length < 9_000);
    const rows = [...opened.head.rows];
    for await (const portion of opened.rest()) rows.push(...portion);
    assert.deepEqual(rows, whole.rows);
    const broken = await openSource(Buffer.from(`${text(9_000)}\n9001,"never closed\n`));
    await assert.rejects(async () => {
      for await (const _ of broken.rest());
    }, /quote opened in line 9,002 is never closed/);
    const small = await openSource(Buffer.from(text(3)));
    assert.deepEqual([small.whole, small.head.rows.length], [true, 3]);
  });
});
