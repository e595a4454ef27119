/** Conversions: what both systems can hold comes back as it was, everything else is listed, and nobody shares a user name. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Sheet } from "../server/core/checking/sheet.ts";
import type { Meaning } from "../server/core/filetypes/file-type.ts";
import type { Profile } from "../server/core/filetypes/profile.ts";
import { builtInDocuments } from "../server/core/filetypes/schemas.ts";
import type { Workspace } from "../server/core/workspace/workspace.ts";
import type { Conversion } from "../server/features/convert/conversion.ts";
import type { Difference } from "../server/features/convert/difference.ts";
import { comesApart, joinName, splitName } from "../server/features/convert/names.ts";
import { peopleOf } from "../server/features/people/people.ts";
import { columnAt, type Fact, factsOf, type Person } from "../server/features/people/person.ts";
import { converted, phoneSense } from "./converted.ts";
import { openSet, peopleIn } from "./sets.ts";

type System = "turvo" | "travtus" | "meeds";
const systems: readonly System[] = ["turvo", "travtus", "meeds"];

/** Everything that somebody must decide, so that roles and groups come back too. */
const profile: Profile = {
  meeds: { properties: ["badge"] },
  conversions: {
    "turvo.user→travtus.user": { roles: { Admin: "compass", Viewer: "gateway" }, groups: { "G-1": "C-1" } },
    "travtus.user→turvo.user": { roles: { compass: "Admin", gateway: "Viewer" }, groups: { "C-1": "G-1" } },
    "turvo.user→meeds.user": {
      roles: { Admin: "/platform/administrators", Viewer: "/platform/users" },
      groups: { "G-1": "/spaces/one" },
      groupRoles: { Owner: "manager" },
    },
    "meeds.user→turvo.user": {
      roles: { "/platform/administrators": "Admin", "/platform/users": "Viewer" },
      groups: { "/spaces/one": "G-1" },
      groupRoles: { manager: "Owner" },
    },
    "travtus.user→meeds.user": {
      roles: { compass: "/platform/administrators", gateway: "/platform/users" },
      groups: { "C-1": "/spaces/one" },
    },
    "meeds.user→travtus.user": {
      roles: { "/platform/administrators": "compass", "/platform/users": "gateway" },
      groups: { "/spaces/one": "C-1" },
    },
  },
};

const first = fc.constantFrom("Ann", "José", "Fay-Lin", "Mary Ann", "O'Neil", "伟", "");
const last = fc.constantFrom("Lee", "van der Berg", "Núñez", "Smith Jones", "Orr, Jr.", "");
const title = fc.constantFrom("", "Dispatcher", 'Head of "North"', "Sales, West");
const number = fc.constantFrom("+13135550101", "+493055501070", "+33199000001");
const mail = fc.constantFrom("a@example.com", "b.c@example.com", "D@example.com", "e@example.org");

/** A set of one to five people of a system, as its files. */
const sets: Readonly<Record<System, fc.Arbitrary<Readonly<Record<string, string>>>>> = {
  turvo: fc
    .array(
      fc.record({
        name: fc.oneof(
          fc.tuple(first, last).map(([one, other]) => joinName(one, other)),
          fc.constant("Lee, Ann"),
        ),
        title,
        role: fc.constantFrom("Admin", "Viewer"),
        state: fc.constantFrom("", "2450", "2451", "2452", "Active", "9"),
        zone: fc.constantFrom("America/New_York", "Europe/Paris", ""),
        mail,
        phone: fc.constantFrom("3135550101,US", "3055501070,DE", "493055501070,DE", "0555,", "", "x,"),
        kind: fc.constantFrom("1015", "1019", "1080", "1018", ""),
        group: fc.constantFrom("G-1,Owner", "G-1,", "G-2,Viewer", ""),
        badge: fc.constantFrom("", "7"),
        further: fc.boolean(),
      }),
      { minLength: 1, maxLength: 5 },
    )
    .map((people) => ({
      "user.csv": csv(
        "id,name,title,permission,status.code,timezone,userEmail,badge",
        people.map((each, i) => [
          `U-${i}`,
          each.name,
          each.title,
          each.role,
          each.state,
          each.zone,
          each.mail,
          each.badge,
        ]),
      ),
      "communication_channel.csv": csv(
        "id,contextId,email.type,email,phone.type,phone,phone.country,address.type,address.city,address.country,IsPrimary,IsPrimaryPhone",
        people.flatMap(({ phone, kind, further }, i) => {
          const [digits = "", country = ""] = phone.split(",");
          const address = further ? ["1182", "Detroit", "United States", "True"] : ["", "", "", ""];
          const own = [`C-${i}`, `U-${i}`, further ? "1095" : "", further ? `x${i}@example.org` : ""];
          return [[...own, digits === "" ? "" : kind, digits, country, ...address, "False"]];
        }),
      ),
      "group.csv": csv(
        "id,contextId,groupId,permission",
        people.flatMap(({ group }, i) => (group === "" ? [] : [[`M-${i}`, `U-${i}`, ...group.split(",")]])),
      ),
    })),
  travtus: fc
    .array(
      fc.record({
        mail,
        first,
        last,
        phone: fc.oneof(number, fc.constantFrom("", "(313) 555-0101", "n/a")),
        title,
        ref: fc.constantFrom("", "1f0c9a52-7c1e-4b7a-9d43-5a8f2e6b0c11", "ann.lee", "X-9"),
        communities: fc.constantFrom("", "C-1", "C-1,C-2"),
        manager: fc.constantFrom("", "Grace Moore", "Moore; Grace"),
        welcome: fc.constantFrom("", "True", "False", "maybe"),
        state: fc.constantFrom("", "Active", "Inactive", "Gone"),
        roles: fc.constantFrom("", "compass", "compass,gateway"),
      }),
      { minLength: 1, maxLength: 5 },
    )
    .map((people) => ({
      "acme_42/USER/people.csv": csv(
        "email_address,first_name,last_name,phone_number,job_title,external_ref,community_ids,reports_to,send_welcome_email,status,roles",
        people.map((each) => [
          ...[each.mail, each.first, each.last, each.phone, each.title, each.ref, each.communities],
          ...[each.manager, each.welcome, each.state, each.roles],
        ]),
      ),
    })),
  meeds: fc
    .array(
      fc.record({
        name: fc.constantFrom("ann.lee", "fkay", "x9", "007.bond"),
        first: first.map((text) => text.replaceAll(",", "")),
        last: last.map((text) => text.replaceAll(",", "")),
        mail,
        groups: fc.constantFrom("", "/platform/users", "/platform/administrators;manager:/spaces/one", "/spaces/two"),
        enabled: fc.constantFrom("", "true", "FALSE", "maybe"),
        onboard: fc.constantFrom("", "true"),
        zone: fc.constantFrom("", "Europe/Paris", "EST"),
        city: fc.constantFrom("", "Lyon"),
        work: fc.oneof(number, fc.constant("")),
        other: fc.oneof(number, fc.constantFrom("", "call me")),
        badge: fc.constantFrom("", "7"),
        manager: fc.constantFrom("", "grace.moore", "grace.moore;dee.orr"),
      }),
      { minLength: 1, maxLength: 5 },
    )
    .map((people) => ({
      "import.csv": csv(
        "userName,firstName,lastName,password,groups,enabled,onboardUser,timeZone,city,phones.work,phones.other,badge,manager,email",
        people.map((each) => [
          ...[each.name, each.first, each.last, "Correct-Horse-9", each.groups, each.enabled, each.onboard],
          ...[each.zone, each.city, each.work, each.other, each.badge, each.manager, each.mail],
        ]),
      ),
    })),
};

function csv(header: string, rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `${header}\n${rows.map((row) => `${row.map(cell).join(",")}\n`).join("")}`;
}

function open(files: Readonly<Record<string, string>>): Workspace {
  return openSet(files, profile);
}

function filesOf({ files }: Conversion): Record<string, string> {
  return Object.fromEntries(files.map(({ path, exported }) => [path, exported.text]));
}

function everybody(workspace: Workspace): Person[] {
  return peopleIn(workspace).flatMap((sheet) => [...peopleOf(workspace, sheet)]);
}

/** Meanings of which one stands for the other: a whole name for its parts, a user name for a key. */
function topic(fact: Fact): string {
  const means: Meaning | undefined = columnAt(fact.at)?.field.means;
  if (means === undefined) return "further";
  if (means.endsWith("-name") && means !== "user-name") return "name";
  if (means === "user-name" || means === "key") return "key";
  if (means === "community") return "group";
  // A role may be a group, and a group's role stands in the same cell.
  return means === "role" || means === "group-role" ? "group" : means;
}

/** What a fact says, whatever letters it says it in. */
function sense(fact: Fact): string {
  const means = "means" in fact ? fact.means : undefined;
  return `${topic(fact)} ${means ?? fact.value}`;
}

/** The country of a phone number is part of the number. */
function senseIn({ phones }: Person, fact: Fact): string {
  const phone = phones.find((each) => each === fact || each.country === fact);
  return phone ? `phone ${phoneSense(phone)}` : sense(fact);
}

function senses(person: Person): Set<string> {
  return new Set(factsOf(person).map((fact) => senseIn(person, fact)));
}

/** Not being the main one says nothing, and neither does being the main one of one. */
function isEmptyWord({ email, emails, phones, addresses }: Person, fact: Fact): boolean {
  const all = [email ? [email, ...emails] : emails, phones, addresses];
  const own = all.find((list) => list.some(({ primary }) => primary === fact));
  return own !== undefined && (own.length === 1 || ("means" in fact && fact.means === false));
}

/** The cells of a person that a conversion tells of. */
function differencesOf(differences: readonly Difference[], person: number): Difference[] {
  return differences.filter((difference) => difference.person === person);
}

describe("conversions", () => {
  for (const from of systems) {
    for (const to of systems) {
      if (from === to) continue;
      it(`${from} to ${to} and back: what differs is listed, person by person`, () => {
        let kept = 0;
        fc.assert(
          fc.property(sets[from], (files) => {
            const before = everybody(open(files));
            const there = converted(open(files), to);
            const middle = open(filesOf(there));
            const back = converted(middle, from);
            const after = everybody(open(filesOf(back)));
            assert.equal(after.length, before.length);
            before.forEach((person, i) => {
              const reported = differencesOf(there.differences, i);
              const cells = new Set(reported.map(({ at }) => `${at.sheet.uri} ${at.record} ${at.cell}`));
              const topics = new Set(
                differencesOf(back.differences, i).map((each) => topic({ value: "", at: each.at })),
              );
              const now = senses(after[i]!);
              for (const fact of factsOf(person)) {
                const isReported =
                  cells.has(`${fact.at.sheet.uri} ${fact.at.record} ${fact.at.cell}`) || topics.has(topic(fact));
                if (isReported || isEmptyWord(person, fact)) continue;
                kept++;
                assert.ok(now.has(senseIn(person, fact)), `${sense(fact)} of person ${i} is gone, and nobody says so`);
              }
            });
          }),
          { numRuns: 60 },
        );
        assert.ok(kept > 100, "something was kept at all");
      });
    }
  }

  it("keep what both systems have a column for", () => {
    const shared: Meaning[] = ["email", "job-title", "status", "time-zone", "manager", "welcome"];
    const clean = {
      turvo: {
        "user.csv": csv("id,name,title,permission,status.code,timezone,userEmail", [
          ["ann.lee", "Ann Lee", "Clerk", "Admin", "2451", "Europe/Paris", "a@example.com"],
        ]),
      },
      travtus: {
        "acme_42/USER/p.csv": csv(
          "email_address,first_name,last_name,phone_number,job_title,external_ref,community_ids,reports_to,send_welcome_email,status,roles",
          [
            [
              "a@example.com",
              "Ann",
              "Lee",
              "+13135550101",
              "Clerk",
              "ann.lee",
              "C-1",
              "Grace Moore",
              "True",
              "Inactive",
              "compass",
            ],
          ],
        ),
      },
      meeds: {
        "import.csv": csv(
          "userName,firstName,lastName,groups,enabled,onboardUser,timeZone,position,manager,phones.other,email",
          [
            [
              "ann.lee",
              "Ann",
              "Lee",
              "/platform/users",
              "false",
              "true",
              "Europe/Paris",
              "Clerk",
              "Grace Moore",
              "+13135550101",
              "a@example.com",
            ],
          ],
        ),
      },
    };
    const columns = (system: System): Set<Meaning | undefined> =>
      new Set(
        builtInDocuments
          .filter(({ name }) => name.startsWith(`${system}.`))
          .flatMap(({ fields }) => fields.map(({ means }) => means)),
      );
    for (const from of systems) {
      for (const to of systems) {
        if (from === to) continue;
        const [both, workspace] = [columns(to), open(clean[from])];
        const there = converted(workspace, to);
        const [person] = everybody(open(filesOf(converted(open(filesOf(there)), from))));
        const now = senses(person!);
        for (const fact of factsOf(everybody(workspace)[0]!)) {
          const means = columnAt(fact.at)?.field.means;
          const isHeld = both.has(means) && (shared.includes(means!) || means === "phone" || topic(fact) === "group");
          if (isHeld || topic(fact) === "name" || topic(fact) === "key")
            assert.ok(now.has(sense(fact)), `${from} to ${to}: ${sense(fact)}`);
        }
      }
    }
  });

  it("give nobody a user name that another has, and each one that would do", () => {
    fc.assert(
      fc.property(sets.turvo, (files) => {
        const result = converted(open(files), "meeds");
        const names = result.files[0]!.exported.cells.slice(1).map(([name]) => name!);
        const given = names.filter((name) => name !== "");
        assert.equal(new Set(given).size, given.length);
        assert.deepEqual(
          result.problems.filter(({ field, severity }) => field === "userName" && severity === "error"),
          [],
        );
      }),
      { numRuns: 60 },
    );
  });

  it("count up only where the email helps no further, and never take a name that somebody brings along", () => {
    const workspace = open({
      "user.csv": csv("id,name,permission,timezone,userEmail", [
        ["U-1", "Ann Lee", "Admin", "Europe/Paris", "al@example.com"],
        ["U-2", "Änn Lee", "Admin", "Europe/Paris", "al@example.org"],
        ["U-3", "Ann Lee", "Admin", "Europe/Paris", "ann.lee@example.net"],
        ["ann.lee", "Bob Ray", "Admin", "Europe/Paris", "bob@example.net"],
      ]),
    });
    const [file] = converted(workspace, "meeds").files;
    assert.deepEqual(
      file!.exported.cells.slice(1).map(([name]) => name),
      ["ann.lee2", "ann.lee3", "ann.lee4", "ann.lee"],
    );
  });

  it("say the same of the same files, whatever was converted before", () => {
    fc.assert(
      fc.property(sets.travtus, (files) => {
        assert.deepEqual(filesOf(converted(open(files), "turvo")), filesOf(converted(open(files), "turvo")));
      }),
      { numRuns: 50 },
    );
  });

  it("never show a password", () => {
    const secret = "Correct-Horse-9";
    fc.assert(
      fc.property(sets.meeds, (files) => {
        const lines = files["import.csv"]!.split("\n");
        // A row too long, and a second column of passwords.
        const slipped = lines.map((line, i) => (i === 1 ? line.replace(",", ",,") : line)).join("\n");
        const twice = lines
          .map((line, i) => (line === "" ? "" : `${line},${i === 0 ? "password" : secret}`))
          .join("\n");
        for (const text of [slipped, twice]) {
          const { differences, files: written, problems } = converted(open({ "import.csv": text }), "turvo");
          const said = differences.map(({ value, became, reason }) => [value, became, reason]);
          assert.ok(!JSON.stringify([said, written, problems]).includes(secret));
        }
        for (const to of ["turvo", "travtus"]) {
          const { differences, files: written, problems } = converted(open(files), to);
          const said = differences.map(({ value, became, reason }) => [value, became, reason]);
          assert.ok(!JSON.stringify([said, written, problems]).includes(secret));
          assert.equal(differences.filter(({ value }) => value === undefined).length, written[0]!.exported.rows);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("look every person up once in each file that is joined", () => {
    const { holdersOf } = Sheet.prototype;
    let lookUps = 0;
    Sheet.prototype.holdersOf = function (key, value) {
      lookUps++;
      return holdersOf.call(this, key, value);
    };
    try {
      const many = Array.from({ length: 500 }, (_, i) => i);
      const workspace = open({
        "user.csv": csv(
          "id,name,permission,timezone,userEmail",
          many.map((i) => [`U-${i}`, `Ann Lee ${i}`, "Admin", "Europe/Paris", `a${i}@example.com`]),
        ),
        "group.csv": csv(
          "id,contextId,groupId",
          many.map((i) => [`M-${i}`, `U-${i}`, "G-1"]),
        ),
      });
      assert.equal(converted(workspace, "meeds").people, 500);
      assert.equal(lookUps, 500);
    } finally {
      Sheet.prototype.holdersOf = holdersOf;
    }
  });
});

describe("names", () => {
  it("come apart where one can tell, and say where one cannot", () => {
    const parts = (full: string): string => {
      const { first: one, last: other, doubtful } = splitName(full);
      return `${one}|${other}${doubtful ? " ?" : ""}`;
    };
    assert.deepEqual(
      [
        "Ann Lee",
        "Lee, Ann",
        "Ludwig van Beethoven",
        "Mary Ann van der Berg",
        "Cher",
        "Ann Lee Smith",
        "Dee Orr, Jr.",
        "Sam Ray III",
        "Van Morrison",
        "",
        "  Ann   Lee ",
        "山田 太郎",
        "김 민준",
        "山田太郎",
        "ジョン・スミス",
      ].map(parts),
      [
        "Ann|Lee",
        "Ann|Lee",
        "Ludwig|van Beethoven",
        "Mary Ann|van der Berg",
        "Cher| ?",
        "Ann Lee|Smith ?",
        "Dee|Orr, Jr. ?",
        "Sam|Ray III ?",
        "Van|Morrison",
        "| ?",
        "Ann|Lee",
        "太郎|山田",
        "민준|김",
        "山田太郎| ?",
        "ジョン・スミス| ?",
      ],
    );
    assert.equal(joinName("太郎", "山田"), "山田 太郎");
    assert.ok(comesApart("太郎", "山田"));
    assert.ok(comesApart("Ludwig", "van Beethoven"));
    assert.ok(!comesApart("Ann", "Lee Smith"));
  });

  it("are never lost by a split", () => {
    const word = fc.constantFrom("Ann", "van", "de", "Lee", "Jr.", "III", "O'Neil", "al", "Núñez");
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (words) => {
        const { first: one, last: other } = splitName(words.join(" "));
        assert.equal(joinName(one, other), words.join(" "));
      }),
    );
  });
});
