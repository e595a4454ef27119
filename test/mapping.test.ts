/** From any CSV: reading what others write, guessing what it means, and making the same import of it each time. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { builtInDocuments } from "../server/core/filetypes/schemas.ts";
import { compileTable } from "../server/core/filetypes/table.ts";
import { english, inWords } from "../server/core/text/message.ts";
import { mappingText, readMapping } from "../server/disk/documents/mapping-file.ts";
import { readSource, type SourceOptions } from "../server/disk/reading/foreign-csv.ts";
import { guessMapping } from "../server/features/mapping/guess.ts";
import { idFor } from "../server/features/mapping/ids.ts";
import { mapRows } from "../server/features/mapping/map-rows.ts";
import { type Mapping, missingColumns, type Source } from "../server/features/mapping/mapping.ts";
import { rules } from "../server/rules/index.ts";

const tables = builtInDocuments.map((document) => compileTable(document, {}, rules));

const german = [
  "Personalliste;;;;;;;;;",
  "Stand: 01.11.2026",
  "",
  "Pers.-Nr.;Vorname;Nachname;E-Mail geschäftlich;Telefon dienstlich;Mobiltelefon;Position;Status;Land;Kostenstelle",
  "01001;Jürgen;Müller;juergen.mueller@acme.example;+49 30 5550101;0151 5550101;Fahrer;aktiv;Deutschland;4711",
  '01002;Zoë;"van Dyk; Dr.";zoe.vandyk@acme.example;030/5550102;;Disponentin;ruhend;Österreich;4711',
  "01003;Ömer;Şahin;oemer.sahin@acme.example;;;Lager;ausgetreten;Deutschland;4712",
  "Summe: 3",
].join("\r\n");

const french = [
  "Matricule,Nom et prénom,Courriel professionnel,Téléphone portable,Fonction,Statut,Pays,Fuseau horaire",
  '"A-7","Dupont, Élodie",elodie.dupont@acme.example,+33 6 99 00 00 01,Chauffeuse,actif,France,CET',
  '"A-8","LE GALL Jean Luc",jl.moreau@acme.example,,Cariste,parti,Belgique,Europe/Brussels',
].join("\n");

function read(text: string | Uint8Array, options?: SourceOptions): Promise<Source> {
  return readSource(typeof text === "string" ? Buffer.from(text) : text, options);
}

function rowsOf(mapping: Mapping, source: Source): Record<string, readonly (readonly string[])[]> {
  return Object.fromEntries(mapRows(mapping, source, tables).files.map(({ table, cells }) => [table.name, cells]));
}

/** One column of a file by its name. */
function column(cells: readonly (readonly string[])[] | undefined, name: string): string[] {
  const at = cells?.[0]?.indexOf(name) ?? -1;
  assert.ok(at >= 0, `there is no column ${name}`);
  return cells!.slice(1).map((row) => row[at]!);
}

describe("reading a CSV of any kind", () => {
  it("tells encodings apart, without a byte order mark too", async () => {
    const latin = Buffer.from(german.replace("Ş", "S"), "latin1");
    const cases: [Uint8Array, string][] = [
      [Buffer.from(german), "utf-8"],
      [Buffer.from(`\ufeff${german}`), "utf-8"],
      [latin, "windows-1252"],
      [Buffer.from(german, "utf16le"), "utf-16le"],
      [Buffer.from(`\ufeff${german}`, "utf16le"), "utf-16le"],
      [Buffer.from(`\ufeff${german}`, "utf16le").swap16(), "utf-16be"],
    ];
    for (const [bytes, encoding] of cases) {
      const source = await read(bytes);
      assert.equal(source.encoding, encoding);
      assert.equal(source.columns[3], "E-Mail geschäftlich", encoding);
      assert.equal(source.rows[0]!.cells[2], "Müller", encoding);
    }
    const polish = await read(Buffer.from([0x4e, 0x61, 0x7a, 0x77, 0x61, 0x2c, 0x78, 0x0a, 0xb3, 0x2c, 0x31, 0x0a]), {
      encoding: "windows-1250",
    });
    assert.equal(polish.rows[0]!.cells[0], "ł");
  });

  it("finds delimiter and header below a preamble, and says where", async () => {
    const source = await read(german);
    assert.deepEqual([source.delimiter, source.header, source.rows.length], [";", 4, 4]);
    assert.deepEqual(
      source.rows.map(({ line }) => line),
      [5, 6, 7, 8],
    );
    assert.equal(source.rows[1]!.cells[2], "van Dyk; Dr.");
    for (const delimiter of [",", ";", "\t", "|"]) {
      const text = ["First name|Last name|E-mail", "Ann|Lee, Jr|a@x.example", "Bob|Ray|b@x.example"].join("\n");
      assert.equal((await read(text.replaceAll("|", delimiter).replace("Lee, Jr", '"Lee, Jr"'))).delimiter, delimiter);
    }
    assert.equal((await read("sep=;\nName;Mail\nAnn;a@x.example\n")).delimiter, ";");
    const quoted = await read("'Name','Mail'\n'Lee, Ann','a@x.example'\n");
    assert.equal(quoted.rows[0]!.cells[0], "Lee, Ann");
  });

  it("refuses what is no table, in words that say what to do", async () => {
    const refusals: [string | Uint8Array, RegExp][] = [
      ["", /empty/],
      [" \n\n", /empty/],
      [
        Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0xff]),
        /isn't a text file/,
      ],
      ['Name,Mail\nAnn,"a@x.example\nBob,b@x.example\n', /quote opened in line 2 is never closed/],
      [`${Array.from({ length: 5000 }, (_, i) => `c${i}`).join(",")}\n`, /5,000 columns/],
      ["1001,Ann,Lee,ann@x.example\n1002,Bob,Ray,bob@x.example\n", /Line 1 should be the header/],
    ];
    for (const [text, message] of refusals) await assert.rejects(read(text), message);
    await assert.rejects(read("a,b\n1,2\n", { encoding: "klingon" }), /"klingon" isn.t a known encoding/);
    await assert.rejects(read("a,b\n1,2\n", { header: 9 }), /no header in line 9/);
  });

  it("never fails in any other way", async () => {
    const any = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.stringMatching(/^[a-c,;"'\n\t |]{0,60}$/).map((text) => Buffer.from(text)),
    );
    await fc.assert(
      fc.asyncProperty(any, async (bytes) => {
        try {
          const source = await readSource(bytes);
          assert.equal(new Set(source.columns).size, source.columns.length);
          for (const to of ["turvo.user", "travtus.user", "meeds.user"]) {
            const guess = guessMapping(source, to, tables)!;
            mapRows(guess.mapping, source, tables);
          }
        } catch (error) {
          assert.equal((error as Error).constructor.name, "SourceError", String(error));
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe("a guessed mapping", () => {
  it("of a German export: names, ids, states, countries, a file of its own for phones", async () => {
    const source = await read(german);
    const { mapping, columns } = guessMapping(source, "turvo.user", tables)!;
    assert.deepEqual(mapping.key, ["Pers.-Nr."]);
    const files = rowsOf(mapping, source);
    const users = files["turvo.user"];
    assert.deepEqual(column(users, "id"), ["U-01001", "U-01002", "U-01003"]);
    assert.deepEqual(column(users, "name"), ["Jürgen Müller", "Zoë van Dyk; Dr.", "Ömer Şahin"]);
    assert.deepEqual(column(users, "status.code"), ["2450", "2451", "2452"]);
    assert.deepEqual(column(users, "userEmail")[0], "juergen.mueller@acme.example");
    const channels = files["turvo.communication_channel"];
    assert.deepEqual(column(channels, "phone"), ["49305550101", "01515550101", "0305550102"]);
    assert.deepEqual(column(channels, "phone.type"), ["1015", "1019", "1015"]);
    assert.deepEqual(column(channels, "contextId"), ["U-01001", "U-01001", "U-01002"]);
    assert.equal(new Set(column(channels, "id")).size, 3);
    const open = columns.filter(({ required, part }) => required && part === undefined).map(({ field }) => field);
    assert.deepEqual(open, ["permission", "timezone"]);
    const { skipped, unused, people } = mapRows(mapping, source, tables);
    assert.equal(people, 3);
    assert.deepEqual(inWords(skipped, english), [{ line: 8, reason: "it looks like a total" }]);
    assert.deepEqual(unused, ["Land", "Kostenstelle"]);
  });

  it("of a French export: a full name in two parts, zones and states in words", async () => {
    const source = await read(french);
    const travtus = rowsOf(guessMapping(source, "travtus.user", tables)!.mapping, source)["travtus.user"];
    assert.deepEqual(column(travtus, "first_name"), ["Élodie", "Jean Luc"]);
    assert.deepEqual(column(travtus, "last_name"), ["Dupont", "LE GALL"]);
    assert.deepEqual(column(travtus, "phone_number"), ["+33699000001", ""]);
    assert.deepEqual(column(travtus, "status"), ["Active", "Inactive"]);
    const turvo = rowsOf(guessMapping(source, "turvo.user", tables)!.mapping, source)["turvo.user"];
    assert.deepEqual(column(turvo, "status.code"), ["2450", "2452"]);
    assert.equal(column(turvo, "timezone")[0], "CET", "several zones are called so: nobody chose one");
    assert.deepEqual(column(turvo, "timezone")[1], "Europe/Brussels");
    const meeds = rowsOf(guessMapping(source, "meeds.user", tables)!.mapping, source)["meeds.user"];
    assert.deepEqual(column(meeds, "userName"), ["elodie.dupont", "jl.moreau"]);
    assert.ok(
      meeds!.every((row) => row.at(-1) !== ""),
      "no row ends with an empty cell",
    );
  });

  it("is a mapping that reads back, and is kept as text", async () => {
    for (const [text, to] of [
      [german, "turvo.user"],
      [french, "meeds.user"],
    ] as const) {
      const source = await read(text);
      const { mapping } = guessMapping(source, to, tables)!;
      assert.deepEqual(readMapping(mappingText(mapping), tables), { mapping, problems: [] });
    }
  });
});

describe("a mapping", () => {
  const source: Source = {
    encoding: "utf-8",
    delimiter: ",",
    quote: '"',
    header: 1,
    columns: ["Nr", "Name", "Mail", "State"],
    rows: [
      { line: 2, cells: ["7", "Ann  Lee", "ANN@x.example", " aktiv "] },
      { line: 3, cells: ["8", "Ray, Bob", "bob@x.example", "left"] },
      { line: 4, cells: ["Nr", "Name", "Mail", "State"] },
      { line: 5, cells: ["9", "Cy", "c@x.example", "?", "more"] },
    ],
  };
  const mapping: Mapping = {
    to: "turvo.user",
    key: ["Nr"],
    skip: { State: ["left"] },
    rows: [
      {
        file: "turvo.user",
        columns: {
          id: { id: "U-" },
          name: "Name",
          permission: { constant: "Viewer" },
          "status.code": { column: "State", values: { aktiv: "2450" } },
          userEmail: "Mail",
        },
      },
    ],
  };

  it("takes what it is told, copies the rest, and lists what it leaves out", () => {
    const { files, skipped, unused } = mapRows(mapping, source, tables);
    assert.deepEqual(files[0]!.cells, [
      ["id", "name", "permission", "status.code", "timezone", "userEmail"],
      ["U-7", "Ann  Lee", "Viewer", "2450", "", "ANN@x.example"],
    ]);
    assert.deepEqual(inWords(skipped, english), [
      { line: 3, reason: 'State is "left"' },
      { line: 4, reason: "it repeats the header" },
      { line: 5, reason: "it has 5 cells, but the header has 4" },
    ]);
    assert.deepEqual(unused, []);
  });

  it("takes a column for the one of its very name where no fact tells, unless its values say otherwise", async () => {
    const text = (type: string): string =>
      `Name,E-mail,DEPARTMENT,Ab_out me,Type\nAnn Lee,ann@x.example,Ops,Likes trucks,${type}\n`;
    const partsOf = async (type: string) => {
      const { columns } = guessMapping(await read(text(type)), "meeds.user", tables)!;
      return new Map(columns.map(({ field, part }) => [field, part]));
    };
    const parts = await partsOf("Internal");
    assert.deepEqual(
      ["department", "aboutMe", "team", "type"].map((field) => parts.get(field)),
      ["DEPARTMENT", "Ab_out me", undefined, "Type"],
    );
    assert.equal((await partsOf("full-time")).get("type"), undefined);
  });

  it("takes a row of sums for none of the table, and nobody for one", () => {
    const cells = [
      ["Summe", "4", "", ""],
      ["", "Total:", "1,234.50", ""],
      ["Gesamtsumme", "", "", "12 %"],
      ["7", "Sum", "sum@x.example", ""],
      ["Sum", "Lee", "", ""],
      ["Anzahl", "", "", ""],
      ["Summer", "8", "", ""],
    ];
    const rows = cells.map((each, i) => ({ line: i + 2, cells: each }));
    const { skipped, people } = mapRows(mapping, { ...source, rows }, tables);
    assert.deepEqual(
      skipped.map(({ line, reason }) => `${line} ${reason}`),
      [2, 3, 4].map((line) => `${line} it looks like a total`),
    );
    assert.equal(people, 4);
  });

  it("gives an importer without quotes rows that it can read", () => {
    const rows = [
      { line: 2, cells: ["7", 'Ann "A", Lee', "a@x.example", "Likes trucks,\nboats"] },
      { line: 3, cells: ["8", "Bob", "b@x.example", ""] },
    ];
    const columns = { userName: "Nr", firstName: "Name", email: "Mail", aboutMe: "State" };
    const { files, changed } = mapRows(
      { to: "meeds.user", rows: [{ file: "meeds.user", columns }] },
      { ...source, rows },
      tables,
    );
    const [{ cells }] = files as [(typeof files)[0]];
    assert.deepEqual(column(cells, "firstName"), ["Ann 'A'  Lee", "Bob"]);
    assert.deepEqual(column(cells, "aboutMe"), ["Likes trucks  boats", ""]);
    assert.ok(cells.every((row) => row.at(-1) !== ""));
    assert.deepEqual(changed, [
      { line: 2, field: "firstName" },
      { line: 2, field: "aboutMe" },
    ]);
  });

  it("makes one row of several files, only where something is to be said", () => {
    const plans = [
      ...mapping.rows,
      {
        file: "turvo.user_group",
        when: "State",
        columns: { id: { id: "M-" }, contextId: { id: "U-" }, groupId: { column: "State", values: { aktiv: "G-1" } } },
      },
    ];
    const rows = [...source.rows.slice(0, 1), { line: 9, cells: ["10", "Di", "d@x.example", ""] }];
    const { files } = mapRows({ ...mapping, rows: plans }, { ...source, rows }, tables);
    assert.deepEqual(column(files[0]!.cells, "id"), ["U-7", "U-10"]);
    assert.deepEqual(files[1]!.cells, [
      ["id", "contextId", "groupId"],
      ["M-7", "U-7", "G-1"],
    ]);
  });

  it("names the columns that an export lacks, with what they may be called now", () => {
    const renamed = { ...source, columns: ["Nr.", "Name", "Mail", "Zustand"] };
    assert.deepEqual(missingColumns(mapping, renamed), [
      { name: "Nr", meant: "Nr." },
      { name: "State", meant: undefined },
    ]);
  });

  it("with faults says where they are, and is not used", () => {
    const text = `{ "to": "turvo.usr", "rows": [{ "file": "turvo.user", "columns": { "nam": "Name", "id": { "id": "U-" }, "x": { "colum": "A" } } }] }`;
    const reported = (bad: string): string[] => {
      const { mapping: none, problems } = readMapping(bad, tables);
      assert.equal(none, undefined);
      return problems.map(({ message, span }) => `${bad.slice(span.start, span.end)}: ${message}`);
    };
    assert.match(reported(text).join("\n"), /"colum": "colum" isn't known here\. Did you mean "column"\?/);
    const wrong = reported(text.replace(`, "x": { "colum": "A" }`, "")).join("\n");
    assert.match(wrong, /"turvo\.usr": "turvo\.usr" isn't a file type of people\. Did you mean "turvo\.user"\?/);
    assert.match(wrong, /"nam": "nam" isn't a column of Turvo users\. Did you mean "name"\?/);
    assert.match(wrong, /"id": An ID is made from the columns under "key"/);
    assert.match(reported("{").join(), /isn't valid JSON/);
    assert.match(
      reported('{ "to": "meeds.user", "rows": [{ "file": "turvo.user", "columns": {} }] }').join(),
      /none of its rows are/,
    );
  });
});

describe("ids made of a key", () => {
  const key = fc.oneof(
    fc.nat(99).map(String),
    fc.string({ minLength: 1, maxLength: 8, unit: "grapheme" }),
    fc.emailAddress(),
  );

  it("stay when rows come, go and change their order, and names and addresses change", async () => {
    const people = fc.uniqueArray(
      fc.tuple(fc.integer({ min: 1, max: 9999 }).map(String), fc.stringMatching(/^[A-Za-z ]{1,9}$/)),
      {
        selector: ([nr]) => nr,
        minLength: 2,
        maxLength: 20,
      },
    );
    await fc.assert(
      fc.asyncProperty(people, fc.infiniteStream(fc.nat()), async (all, chance) => {
        const ids = async (list: typeof all, mail: string): Promise<Map<string, string>> => {
          const lines = list.map(([nr, name]) => `${nr},${name},${nr}@${mail}.example`);
          const source = await read(`Employee number,Full name,E-mail\n${lines.join("\n")}\n`);
          const { mapping } = guessMapping(source, "turvo.user", tables)!;
          const made = column(rowsOf(mapping, source)["turvo.user"], "id");
          return new Map(list.map(([nr], i) => [nr, made[i]!]));
        };
        const before = await ids(all, "old");
        const kept = all.filter((_, i) => i === 0 || chance.next().value % 3 > 0);
        const later = [
          ["77777", "New"] as [string, string],
          ...kept.reverse().map(([nr, name]): [string, string] => [nr, `${name}x`]),
        ];
        const after = await ids(later, "new");
        for (const [nr] of kept) assert.equal(after.get(nr), before.get(nr));
        assert.equal(new Set(after.values()).size, after.size);
      }),
      { numRuns: 60 },
    );
  });

  it("are ids: without blanks, one for each key", () => {
    fc.assert(
      fc.property(fc.uniqueArray(key, { selector: (each) => idFor("", [each]), maxLength: 40 }), (keys) => {
        const ids = keys.map((each) => idFor("U-", [each]));
        assert.equal(new Set(ids).size, ids.length);
        for (const id of ids) assert.match(id, /^(?:U-[A-Za-z0-9._-]+)?$/);
      }),
    );
    const made = idFor("", ["Ä b"]);
    assert.notEqual(idFor("", [made]), made, "a key that looks like a made id is none");
    assert.equal(idFor("U-", [" 007 "]), "U-007");
    assert.equal(idFor("U-", ["Ann.Lee@x.example"]), idFor("U-", ["ann.lee@x.example"]));
    assert.notEqual(idFor("U-", ["Müller"]), idFor("U-", ["Muller"]));
    assert.equal(idFor("U-", ["", " "]), "");
  });
});
