/** More inputs of the kinds that people reported: what is said of each, and which fixes are offered, in order. */
import assert from "node:assert/strict";
import type { Profile } from "../server/core/filetypes/profile.ts";
import { english } from "../server/core/text/message.ts";
import { applyEdits } from "../server/core/text/text.ts";
import { actionsAt } from "../server/features/language/actions.ts";
import { findingsOf, openSet, sheetAt, textAt } from "./sets.ts";

const user = "id,name,title,permission,status.code,timezone,userEmail";
const group = "id,contextId,groupId,permission";
const travtus =
  "email_address,first_name,last_name,phone_number,job_title,external_ref,community_ids,reports_to,send_welcome_email,status,roles";
const meeds = "userName,firstName,lastName,password,email,groups,company";

/** A row of a file of users. */
function row(id: string, rest: Partial<Record<"name" | "code" | "zone" | "mail", string>> = {}): string {
  const { name = "Ann Lee", code = "2450", zone = "America/Chicago", mail = `m${id.length}@example.com` } = rest;
  return [id, name, "Clerk", "Admin", code, zone, mail].join(",");
}

interface Kind {
  readonly what: string;
  readonly files: Readonly<Record<string, readonly string[]>>;
  readonly profile?: Profile;
  /** The file that is looked at. */
  readonly in: string;
  /** `SEVERITY RULE | FIX | FIX`, in order. */
  readonly right: readonly string[];
  /** Parts of what is said. */
  readonly says?: readonly string[];
}

const unused = (id: string): string => `Replace with ${id} (not used yet)`;

const kinds: readonly Kind[] = [
  {
    what: "a value in a formula for spreadsheets, written without the quotes of CSV",
    files: { "user.csv": [user, row('="00125"', { code: '="2450"', zone: '="America/Chicago"', mail: '="a@b.co"' })] },
    in: "user.csv",
    right: [
      "error formula-cell | Replace with 00125",
      "error formula-cell | Replace with 2450",
      "error formula-cell | Replace with America/Chicago",
      "error formula-cell | Replace with a@b.co",
    ],
  },
  {
    what: "the same in another system's lists",
    files: {
      "acme_42/USER/u.csv": [
        travtus,
        `ann@example.com,Ann,Lee,="+12025550101",,,="C1",,False,Active,"['a','b']"`,
        `bob@example.com,Bob,Lee,,,,'C1,,False,Active,`,
      ],
    },
    in: "acme_42/USER/u.csv",
    right: [
      "error formula-cell | Replace with +12025550101",
      "error formula-cell | Replace with C1",
      "warning list-format | Rewrite the list",
      "error formula-cell | Replace with C1",
    ],
  },
  {
    what: "a wrapped reference is reported alone",
    files: { "user.csv": [user, row("u1")], "group.csv": [group, "g1,'u1,G1,Admin", 'g2,"=""u1""",G1,Admin'] },
    in: "group.csv",
    right: [
      "error formula-cell | Replace with u1",
      "information unknown-group",
      "error formula-cell | Replace with u1",
      "information unknown-group",
    ],
  },
  {
    what: "a wrapped ID is corrected where it is, and taken over nowhere",
    files: {
      "user.csv": [user, row("'00124"), row('"=""00125"""', { mail: "b@example.com" })],
      "group.csv": [group, "g1,00124,G1,", "g2,00125,G1,", "g3,125,G1,"],
    },
    in: "group.csv",
    right: [
      "error unknown-user | Change the ID in user.csv to 00124 | Add 00124 to user.csv",
      "information unknown-group",
      "error unknown-user | Change the ID in user.csv to 00125 | Add 00125 to user.csv",
      "information unknown-group",
      "error unknown-user | Add 125 to user.csv",
      "information unknown-group",
    ],
    says: ["written in a way that only spreadsheets understand"],
  },
  {
    what: "references that a spreadsheet changed lead back, and nobody is created by them",
    files: {
      "user.csv": [
        user,
        row("1-2"),
        row("100000", { mail: "b@example.com" }),
        row("MAR05", { mail: "c@example.com" }),
        row("1/5", { mail: "d@example.com" }),
        row("5/1", { mail: "e@example.com" }),
      ],
      "group.csv": [
        group,
        "g1,2-Jan,G,",
        "g2,1E+05,G,",
        "g3,100000.0,G,",
        "g4,Mar-05,G,",
        "g5,05. Jan,G,",
        "g6,#N/A,G,",
      ],
    },
    in: "group.csv",
    right: [
      "warning spreadsheet-damage",
      "error unknown-user | Replace with 1-2",
      "information unknown-group",
      "warning spreadsheet-damage",
      "error unknown-user | Replace with 100000",
      "information unknown-group",
      "warning spreadsheet-damage",
      "error unknown-user | Replace with 100000",
      "information unknown-group",
      "warning spreadsheet-damage",
      "error unknown-user | Replace with MAR05",
      "information unknown-group",
      "warning spreadsheet-damage",
      "error unknown-user | Replace with 1/5 | Replace with 5/1",
      "information unknown-group",
      "warning spreadsheet-damage",
      "error unknown-user",
      "information unknown-group",
    ],
    says: ['"1-2" is. A spreadsheet probably changed the ID here.'],
  },
  {
    what: "a name with its words in another order, without its accents, or with the address",
    files: {
      "user.csv": [user, row("u1", { name: "Zoë Kim" })],
      "group.csv": [
        group,
        'g1,"Kim, Zoe",G,',
        "g2,ZOE KIM,G,",
        "g3,mailto:m2@example.com,G,",
        "g4,Zoë <m2@example.com>,G,",
      ],
    },
    in: "group.csv",
    right: [
      "error unknown-user | Replace with u1",
      "information unknown-group",
      "error unknown-user | Replace with u1",
      "information unknown-group",
      "error unknown-user | Replace with u1 | Add mailto:m2@example.com to user.csv",
      "information unknown-group",
      "error unknown-user | Replace with u1",
      "information unknown-group",
    ],
    says: ['is the name of "u1"', 'is the email address of "u1"'],
  },
  {
    what: "an ID with its name beside it, and several IDs in one cell",
    files: {
      "user.csv": [user, row("A-7", { name: "Bob Ray" }), row("00123", { mail: "b@example.com" })],
      "group.csv": [
        group,
        "g1,A-7 - Bob Ray,G,",
        "g2,Bob Ray (A-7),G,",
        "g3,A-7 Bob Ray,G,",
        "g4,00123: Ann,G,",
        "g5,A-7;00123,G,",
        "g6,A-8 - Bob Ray,G,",
      ],
    },
    in: "group.csv",
    right: [
      ...["A-7", "A-7", "A-7", "00123"].flatMap((id) => [
        `error unknown-user | Replace with ${id}`,
        "information unknown-group",
      ]),
      "error unknown-user",
      "information unknown-group",
      "error unknown-user",
      "information unknown-group",
    ],
    says: [
      'contains more than the ID "A-7" of user.csv. Enter only the ID.',
      '"A-7;00123" contains 2 IDs of user.csv.',
    ],
  },
  {
    what: "each fix for an ID that others have proposes another one",
    files: {
      "user.csv": [
        user,
        row("A1"),
        row("A1 ", { mail: "b@example.com" }),
        row(" A1", { mail: "c@example.com" }),
        row("A1\u200b", { mail: "d@example.com" }),
        row("A1", { mail: "e@example.com" }),
        row("B7 ", { mail: "f@example.com" }),
      ],
    },
    in: "user.csv",
    right: [
      `error surrounding-space | Remove the spaces around it | ${unused("A1-2")}`,
      `error surrounding-space | Remove the spaces around it | ${unused("A1-3")}`,
      `error surrounding-space | Remove the spaces around it | ${unused("A1-4")}`,
      `error duplicate-id | ${unused("A2")}`,
      "error surrounding-space | Remove the spaces around it",
    ],
  },
  {
    what: "a new ID has no space",
    files: { "user.csv": [user, row("A B"), row("A B", { mail: "b@example.com" })] },
    in: "user.csv",
    right: [
      "error blank-in-id | Replace with AB | Replace with A-B",
      "error blank-in-id | Replace with AB | Replace with A-B",
      `error duplicate-id | ${unused("A-B-2")}`,
    ],
  },
  {
    what: "a date of a spreadsheet becomes no ID without its space",
    files: {
      "user.csv": [
        user,
        row("01. Mrz"),
        row("Mär 05", { mail: "c@example.com" }),
        row("01-Mar", { mail: "b@example.com" }),
      ],
    },
    in: "user.csv",
    right: [
      "error blank-in-id",
      "warning spreadsheet-damage",
      "error blank-in-id",
      "warning spreadsheet-damage",
      "warning spreadsheet-damage",
    ],
  },
  {
    what: "the code that stands beside its name comes first",
    files: {
      "user.csv": [user, row("u1")],
      "communication_channel.csv": ["id,contextId,phone.type,phone", "c1,u1,1019 - Mobile,3135550100"],
    },
    in: "communication_channel.csv",
    right: [
      "error invalid-code | Replace with 1019 (Mobile phone) | Replace with 1015 (Work phone) | Replace with 1016 (Fax) | Replace with 1018 (Other phone) | Replace with 1080 (Home phone)",
    ],
  },
  {
    what: "a control character is one problem, whatever else a value must be",
    files: {
      "user.csv": [
        user,
        row("u\u00071", { code: "24\u000050", zone: "America/\u001bChicago", mail: "a\u0001@example.com" }),
        row("u2", { mail: "not an address\u0007" }),
        row("u3", { mail: "c@example.com\u001a" }),
      ],
    },
    in: "user.csv",
    right: [
      "warning control-character | Remove the control character",
      "warning control-character | Remove the control character",
      "warning control-character | Remove the control character",
      "warning control-character | Remove the control character",
      "error invalid-email",
      "warning control-character | Remove the control character",
      "warning control-character | Remove the control character",
    ],
  },
  {
    what: "groups with only a space between them, and a web address",
    files: {
      "import.csv": [
        meeds,
        "ann.lee,Ann,Lee,Rap3hMzNgmWc,a@example.com,/platform/users member:/spaces/x;/platform/guests,Acme",
        "bob.lee,Bob,Lee,Rap3hMzNgmWc,b@example.com,https://x.example/platform/users,Acme",
      ],
    },
    in: "import.csv",
    right: ["warning invalid-group | Replace with /platform/users;member:/spaces/x", "warning invalid-group"],
  },
  {
    what: "words for an account's state lead to its code first",
    files: {
      "user.csv": [
        user,
        row("u1", { mail: "a@example.com" }).replace("2450", "gesperrt"),
        row("u2", { mail: "b@example.com" }).replace("2450", "在职"),
      ],
    },
    in: "user.csv",
    right: [
      "error invalid-code | Replace with 2451 (Suspended) | Replace with 2450 (Active) | Replace with 2452 (Deleted)",
      "error invalid-code | Replace with 2450 (Active) | Replace with 2451 (Suspended) | Replace with 2452 (Deleted)",
    ],
  },
  {
    what: "a section's title in a file with passwords is one problem and isn't shown",
    files: {
      "import.csv": [meeds, "Sales,,,,,,", "ann.lee,Anna,Leemann,Rap3hMzNgmWc,a@example.com,/platform/users,Acme"],
    },
    in: "import.csv",
    right: ["error stray-line | Remove the line"],
  },
  {
    what: "an ID with a space is corrected where it is, and offered nowhere",
    files: {
      "user.csv": [user, row("u 1"), row("u2 ", { mail: "b@example.com" })],
      "group.csv": [group, "g1,u1,G,", "g2,u 2,G,", "g3,u-1,G,"],
    },
    in: "group.csv",
    right: [
      "error unknown-user | Change the ID in user.csv to u1 | Add u1 to user.csv",
      "information unknown-group",
      "error unknown-user | Replace with u2",
      "information unknown-group",
      "error unknown-user | Add u-1 to user.csv",
      "information unknown-group",
    ],
  },
  {
    what: "groups that the profile doesn't list, where it lists any",
    files: {
      "import.csv": [
        meeds,
        "ann.lee,Ann,Lee,Rap3hMzNgmWc,a@example.com,/platform/users;manager:/spaces/sale,Acme",
        "bob.lee,Bob,Lee,Rap3hMzNgmWc,b@example.com,/spaces/sales,Acme",
      ],
    },
    profile: { meeds: { groups: ["/spaces/sales"] } },
    in: "import.csv",
    right: [
      'warning invalid-group | Replace with manager:/spaces/sales | Add "/spaces/sale" to meeds.groups in the tenant profile',
    ],
    says: ['"/spaces/sale" isn\'t one of the groups in your tenant profile.'],
  },
  {
    what: "a second header in people's words, wherever it is",
    files: {
      "user.csv": [user, row("u1"), "Employee ID,Full Name,Job title,Role,Status,Time zone,E-mail", row("u22")],
    },
    in: "user.csv",
    right: ["error repeated-header | Remove the line"],
  },
  {
    what: "the same in German, in a file with passwords",
    files: {
      "import.csv": [
        meeds,
        "Benutzername,Vorname,Nachname,Passwort,E-Mail,Gruppen,Firma",
        "ann.lee,Ann,Lee,Rap3hMzNgmWc,a@example.com,/platform/users,Acme",
      ],
    },
    in: "import.csv",
    right: ["error repeated-header | Remove the line"],
  },
  {
    what: "totals in words; a person called so is a person",
    files: {
      "user.csv": [user, row("u1"), row("u22", { name: "Total" }), "Total,2 users,,,,,", "Summe,2 Zeilen,,,,,"],
    },
    in: "user.csv",
    right: ["error stray-line | Remove the line", "error stray-line | Remove the line"],
  },
  {
    what: "a total in a file with passwords is not shown where it may be one",
    files: { "import.csv": [meeds, "ann.lee,Ann,Lee,Rap3hMzNgmWc,a@example.com,/platform/users,Acme", "Total: 1"] },
    in: "import.csv",
    right: ["error stray-line | Remove the line"],
    says: ["This line doesn't look like a record."],
  },
  {
    what: "rows in quotes that a spreadsheet has opened and saved again; a heading is no such row",
    files: {
      "user.csv": [
        user,
        `"${row("u1")}",,,,,,`,
        `"${row("u22")}",,,,,,`,
        '"Sales, Marketing, and more",,,,,,',
        row("u333"),
      ],
    },
    in: "user.csv",
    right: [
      "error quoted-record | Remove the quotes around the row",
      "error quoted-record | Remove the quotes around the row",
      "error stray-line | Remove the line",
    ],
  },
  {
    what: "a total in a file that was once separated by something else",
    files: { "user.csv": [user, row("u1"), "Gesamtsumme;2", "Total\t2\t\t"] },
    in: "user.csv",
    right: ["error stray-line | Remove the line", "error stray-line | Remove the line"],
  },
  {
    what: "what templates say below their column names: in brackets, in sentences, by example",
    files: {
      "user.csv": [
        user,
        "(required),(required),(optional),(required),,(required),(required)",
        "Unique ID of the user,Full name,Job title,One of the roles,2450 = Active,IANA name,Sign-in address",
        "e.g. 123,e.g. John Doe,e.g. Manager,e.g. Admin,e.g. 2450,e.g. America/New_York,e.g. john@example.com",
        "required*,required*,,required*,,required*,required*",
        row("u1"),
      ],
    },
    in: "user.csv",
    right: Array.from({ length: 4 }, () => "error repeated-header | Remove the line"),
  },
  {
    what: "a person whose values have spaces where none may be is a person",
    files: { "user.csv": [user, row("u 1", { zone: "Eastern Time", mail: "ann lee@example.com" })] },
    in: "user.csv",
    right: [
      "error blank-in-id | Replace with u1 | Replace with u-1",
      "error invalid-timezone | Replace with America/New_York | Replace with America/Toronto",
      "error invalid-email | Replace with annlee@example.com",
    ],
  },
  {
    what: "values that slipped under the column of another are nobody's address",
    files: { "user.csv": [user, ...["u1", "u22", "u333"].map((id) => row(id, { name: "Lee, Ann" }))] },
    in: "user.csv",
    right: Array.from({ length: 3 }, () => 'error column-count | Put quotes around the "name" cell'),
  },
  {
    what: "words of a mail's head",
    files: {
      "user.csv": [
        user,
        row("u1", { name: "=?UTF-8?Q?J=C3=BCrgen?= Roth" }),
        row("u22", { name: "=?utf-8?B?SsO8cmdlbg==?= =?utf-8?B?IFJvdGg=?=" }),
      ],
    },
    in: "user.csv",
    right: ["warning garbled-text | Replace with Jürgen Roth", "warning garbled-text | Replace with Jürgen Roth"],
  },
  {
    what: "a title over all columns is shown without its commas",
    files: { "user.csv": ["Acme users,,,,,,", user, row("u1")] },
    in: "user.csv",
    right: ["error lines-before-header | Remove the line above the column names"],
    says: ['"Acme users". '],
  },
];

describe("references of which it is certain what was meant", () => {
  const ids = Array.from({ length: 40 }, (_, i) => String(i + 1).padStart(5, "0"));
  const users = [user, ...ids.map((id) => row(id, { mail: `m${id}@example.com` }))].join("\n");

  it("are corrected in the whole column by one action, and others stay", () => {
    const rows = ids.map((id) => `g${id},${Number(id)},G1,Admin`);
    const set = openSet({
      "user.csv": `${users}\n`,
      "Group/group.csv": "id,name\nG1,East\n",
      "group.csv": `${[group, ...rows, "g41,999999,G1,Admin"].join("\n")}\n`,
    });
    const sheet = sheetAt(set, "group.csv");
    const text = textAt(set, "group.csv");
    const at = text.indexOf(",7,") + 1;
    const titles = actionsAt(sheet, { start: at, end: at }).map(({ title }) => english(title));
    const whole = 'Fix 40 of 41 "unknown-user" problems in "contextId"';
    assert.deepEqual(titles, ["Replace with 00007", "Add 7 to user.csv", whole]);
    const action = actionsAt(sheet, { start: at, end: at }).find(({ title }) => english(title) === whole)!;
    assert.equal(action.preferred, false);
    const expected = text.replace(/^(g0*(\d+)),\d+,/gm, (all, id: string, number: string) =>
      Number(number) > 40 ? all : `${id},${number.padStart(5, "0")},`,
    );
    assert.equal(applyEdits(text, action.edits()!), expected);
  });

  it("are offered alone where one is all there is", () => {
    const set = openSet({ "user.csv": `${users}\n`, "group.csv": `${group}\ng1,7,,Admin\ng2,999999,,Admin\n` });
    const sheet = sheetAt(set, "group.csv");
    const at = textAt(set, "group.csv").indexOf(",7,") + 1;
    const titles = actionsAt(sheet, { start: at, end: at }).map(({ title }) => english(title));
    assert.deepEqual(titles, ["Replace with 00007", "Add 7 to user.csv"]);
  });
});

describe("kinds of inputs", () => {
  for (const kind of kinds) {
    it(kind.what, () => {
      const texts = Object.entries(kind.files).map(([path, lines]) => [path, `${lines.join("\r\n")}\r\n`]);
      const found = findingsOf(openSet(Object.fromEntries(texts), kind.profile))[kind.in] ?? [];
      const parts = found.map((line) => line.split(" | "));
      assert.deepEqual(
        parts.map(([, severity, rule, , ...fixes]) => [`${severity} ${rule}`, ...fixes].join(" | ")),
        kind.right,
      );
      const said = parts.map(([, , , message]) => message).join("\n");
      for (const part of kind.says ?? []) assert.ok(said.includes(part), `"${part}" is missing in\n${said}`);
    });
  }
});
