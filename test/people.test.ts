/** People are read whole: every cell that says something of somebody is one of their facts, and points back at its place. */

import assert from "node:assert/strict";
import fs from "node:fs";
import fc from "fast-check";
import { cellsOf, rowByNumber } from "../server/core/text/document.ts";
import { shownRow } from "../server/core/text/message-values.ts";
import { trimBlanks } from "../server/core/text/text.ts";
import { setAround } from "../server/features/imports/sets.ts";
import { peopleOf, peopleReader, peopleSheets } from "../server/features/people/people.ts";
import { type CellAt, calledBy, columnAt, type Fact, factsOf, type Person } from "../server/features/people/person.ts";
import { goodSet, openSet, sheetAt } from "./sets.ts";

/** What is read of a person, a line a fact. */
function drawn(person: Person): string[] {
  const say = (title: string, fact: Fact | undefined, more = ""): string[] =>
    fact ? [`${title} ${fact.value}${more} @${column(fact.at)}:${shownRow(fact.at.record)}`] : [];
  const kind = (each: { readonly kind: { readonly means: unknown } | undefined }): string =>
    each.kind ? ` (${each.kind.means})` : "";
  return [
    calledBy(person),
    ...say("key", person.key),
    ...say("user name", person.userName),
    ...(person.email ? say("email", person.email, kind(person.email)) : []),
    ...person.emails.flatMap((email) => say("also", email, kind(email))),
    ...person.phones.flatMap((phone) => say("phone", phone, `${kind(phone)} ${phone.country?.value ?? "-"}`)),
    ...person.addresses.flatMap((address) => say("city", address.city, `${kind(address)} ${address.country?.value}`)),
    ...say("job", person.jobTitle),
    ...say("status", person.status, ` (${person.status?.means})`),
    ...person.roles.flatMap((role) => say("role", role)),
    ...person.groups.flatMap((group) =>
      say("group", group, ` ${group.name?.value ?? "-"} ${group.role?.value ?? "-"}`),
    ),
    ...person.communities.flatMap((group) => say("community", group, ` ${group.name?.value ?? "-"}`)),
    ...person.managers.flatMap((manager) => say("manager", manager)),
    ...say("welcome", person.welcome, ` (${person.welcome?.means})`),
    ...say("zone", person.timeZone),
    ...(person.password ? [`password @${column(person.password)}:${shownRow(person.password.record)}`] : []),
    ...person.further.flatMap((fact) => say(`further ${fact.column}`, fact)),
  ];
}

function column(at: CellAt): string {
  return columnAt(at)?.field.name ?? `#${at.cell}`;
}

describe("people", () => {
  it("are joined over the files of a set", () => {
    const workspace = openSet({
      ...goodSet,
      "Group/group.csv": "id,name,userId,permission\nG-1,North,U-2,Owner\nG-2,South,,\n",
      "communication_channel.csv": `id,contextId,email.type,email,phone.type,phone,phone.country,address.type,address.city,address.country,IsPrimary,IsPrimaryEmail,fax
C-1,U-2,1097,BOB@example.com,1019,3135550101,US,1182,Detroit,United States,True,True,yes
C-2,U-2,1095,bob@example.org,1080,,,,,,False,False,
`,
    });
    const sheet = sheetAt(workspace, "user.csv");
    assert.deepEqual(peopleSheets(setAround(workspace, sheetAt(workspace, "group.csv"))!), [sheet]);
    const [, bob] = peopleOf(workspace, sheet);
    assert.deepEqual(drawn(bob!), [
      "Bob Ray",
      "key U-2 @id:3",
      "email bob@example.com (work) @userEmail:3",
      "also bob@example.org (home) @email:3",
      "phone 3135550101 (mobile) US @phone:2",
      "city Detroit (work) United States @address.city:2",
      "status 2450 (active) @status.code:3",
      "role Viewer @permission:3",
      "group G-1 North Viewer @groupId:2",
      "group G-1 North Owner @id:2",
      "zone America/New_York @timezone:3",
      "further fax yes @#12:2",
      "further phone.type 1080 @phone.type:3",
    ]);
  });

  it("have roles and groups in one list, passwords nobody repeats, and communities by name", () => {
    const workspace = openSet({
      "import.csv":
        "userName,firstName,lastName,password,email,groups,enabled,phones.work,city,badge\n" +
        "ann.lee,Ann,Lee,Secret-123,ann@example.com,/platform/users;manager:/spaces/sales,FALSE,+13135550101,Lyon,7\n",
      "acme_42/USER/people.csv":
        "email_address,first_name,last_name,community_ids,status,roles,send_welcome_email,reports_to\n" +
        'bob@example.com,Bob,Ray,"C-1, C-2",,"compass,gateway",True,Ann Lee\n',
      "acme_42/COMMUNITY/all.csv": "community_id,community_name\nC-1,Maple Court\n",
    });
    const read = (path: string): string[][] => [...peopleOf(workspace, sheetAt(workspace, path))].map(drawn);
    assert.deepEqual(read("import.csv"), [
      [
        "Ann Lee",
        "user name ann.lee @userName:2",
        "email ann@example.com @email:2",
        "phone +13135550101 (work) - @phones.work:2",
        "city Lyon undefined @city:2",
        "status FALSE (suspended) @enabled:2",
        "role /platform/users @groups:2",
        "group /spaces/sales - manager @groups:2",
        "password @password:2",
        "further badge 7 @#9:2",
      ],
    ]);
    assert.deepEqual(read("acme_42/USER/people.csv"), [
      [
        "Bob Ray",
        "email bob@example.com @email_address:2",
        "role compass @roles:2",
        "role gateway @roles:2",
        "community C-1 Maple Court @community_ids:2",
        "community C-2 - @community_ids:2",
        "manager Ann Lee @reports_to:2",
        "welcome True (true) @send_welcome_email:2",
      ],
    ]);
  });

  it("miss no cell", () => {
    const value = fc.constantFrom("", "", "x", "True", "false", "1097", "1019", "Work", "a;b", "/platform/users");
    const headers = ["user.csv", "communication_channel.csv", "meeds"].map((name) =>
      name === "user.csv"
        ? "id,name,title,permission,status.code,timezone,userEmail,other"
        : name === "meeds"
          ? "userName,firstName,lastName,email,groups,enabled,phones.work,phones.home,city,country,manager,aboutMe,more"
          : fs.readFileSync("samples/clean/turvo/communication_channel.csv", "utf8").split("\n")[0]!,
    );
    const rows = headers.map((header) => fc.array(value, { maxLength: header.split(",").length + 1 }));
    fc.assert(
      fc.property(fc.tuple(...rows), ([user, channel, meeds]) => {
        const line = (cells: readonly string[], ...first: string[]): string =>
          `${[...first, ...cells.slice(first.length)].join(",")}\n`;
        const workspace = openSet({
          "user.csv": `${headers[0]}\n${line(user!, "U-1", "Ann")}`,
          "communication_channel.csv": `${headers[1]}\n${line(channel!, "C-1", "U-1")}`,
          // A row that does not line up is withheld, for one of its cells may be a password.
          "meeds/import.csv": `${headers[2]}\n${line(
            headers[2]!.split(",").map((_, i) => meeds![i] ?? ""),
            "ann.lee",
          )}`,
        });
        for (const path of ["user.csv", "meeds/import.csv"]) {
          const sheet = sheetAt(workspace, path);
          const reader = peopleReader(workspace, sheet);
          const [person] = reader.all();
          assert.deepEqual(drawn(reader.read(1)!), drawn(person!));
          const said = factsOf(person!).map(({ at }) => place(at));
          for (const each of [sheet, ...reader.joined]) {
            const cells = cellsOf(each.document, rowByNumber(each.document, 1)!);
            cells.forEach(({ text }, cell) => {
              const means = each.binding?.columns[cell]?.field.means;
              const silent = means === "member" || means === "row-key" || trimBlanks(text) === "";
              // False says nothing where there is nothing that it speaks of; a list of nothing has no item.
              if (silent || /^false$/i.test(text) || text === ";") return;
              if (means === "email" && text === person!.email?.value) return;
              assert.ok(said.includes(place({ sheet: each, record: 1, cell })), `${path}: cell ${cell} (${text})`);
            });
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("are read one by one: looking at the first splits no other row of contacts", () => {
    const many = Array.from({ length: 3000 }, (_, i) => i + 1);
    const workspace = openSet({
      "user.csv": `id,name,permission,timezone,userEmail\n${many.map((n) => `U-${n},Ann ${n},Admin,Europe/Paris,a${n}@example.com\n`).join("")}`,
      "communication_channel.csv": `id,contextId,email.type,email\n${many.map((n) => `C-${n},U-${n},1095,b${n}@example.com\n`).join("")}`,
    });
    const sheet = sheetAt(workspace, "user.csv");
    const reader = peopleReader(workspace, sheet);
    assert.equal(reader.read(2999)?.emails[0]?.value, "b2999@example.com");
    let count = 0;
    for (const person of reader.all()) {
      assert.equal(person.record, ++count);
      if (count === 3) break;
    }
  });
});

function place({ sheet, record, cell }: CellAt): string {
  return `${sheet.uri} ${record} ${cell}`;
}
