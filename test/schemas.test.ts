/** The file types under schemas/ are what their JSON schema asks for, agree with each other, and are told apart by their headers. */
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import { matchName } from "../server/core/filetypes/binding.ts";
import type { FileTypeDescriptor } from "../server/core/filetypes/descriptor.ts";
import { faultsInMeaning } from "../server/core/filetypes/descriptor-meaning.ts";
import { documentOf } from "../server/core/filetypes/descriptor-reading.ts";
import type { Field } from "../server/core/filetypes/file-type.ts";
import { anyTenant, settingsIn } from "../server/core/filetypes/folder-pattern.ts";
import { countryByCode, isCountryName, postalCodeFits, zoneKind } from "../server/core/filetypes/lists.ts";
import { builtInDocuments } from "../server/core/filetypes/schemas.ts";
import { compileTable } from "../server/core/filetypes/table.ts";
import { fold } from "../server/core/text/text.ts";
import { type Detected, detect, isDetection } from "../server/core/workspace/detect.ts";
import { allRules, rules } from "../server/rules/index.ts";

const folder = path.resolve(import.meta.dirname, "../../schemas");
const tableSchema = readJson("file-type.schema.json") as JsonSchema;
const profileSchema = readJson("profile.schema.json") as JsonSchema;
const files = fs
  .readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "lists")
  .flatMap(({ name }) => fs.readdirSync(path.join(folder, name)).map((file) => `${name}/${file}`))
  .filter((file) => !file.endsWith("/settings.json"))
  .sort();

interface JsonSchema {
  readonly [word: string]: unknown;
}

// Ajv throws here when a schema itself has faults: unknown words, types left out.
const ajv = new Ajv({ allErrors: true, strict: true, formats: { regex: isPattern } });
for (const word of ["patternErrorMessage", "defaultSnippets"]) ajv.addKeyword(word);
const isTable = ajv.compile<FileTypeDescriptor>(tableSchema);
const isProfile = ajv.compile(profileSchema);

const descriptors = files.map((file) => readJson(file) as FileTypeDescriptor);
const documents = descriptors.map(documentOf);
const byNames = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1);
const byName = new Map(documents.map((document) => [document.name, document]));
const tables = documents.map((document) => compileTable(document, {}, rules));

/** Whether a text is a regular expression. */
function isPattern(text: string): boolean {
  try {
    new RegExp(text, "u");
    return true;
  } catch {
    return false;
  }
}

function readJson(file: string): unknown {
  return JSON.parse(fs.readFileSync(path.join(folder, file), "utf8"));
}

function faults(value: unknown, check: typeof isTable | typeof isProfile): string[] {
  return check(value)
    ? []
    : (check.errors ?? []).map(({ instancePath, message, params }) => {
        const { allowedValues, additionalProperty } = params as Readonly<Record<string, unknown>>;
        return `${instancePath} ${message} ${[allowedValues ?? additionalProperty ?? ""].flat().join(", ")}`.trimEnd();
      });
}

function settingExists(dotted: string): boolean {
  let at: unknown = profileSchema;
  for (const key of dotted.split(".")) at = (at as { properties?: Record<string, unknown> }).properties?.[key];
  return at !== undefined;
}

/** What is wrong with a field's example, by the field's own words. */
function exampleFault(field: Field): string | undefined {
  const items = field.list ? field.example.split(field.list.delimiter) : [field.example];
  for (const item of items) {
    const { constraints, categories, variant } = field;
    if (item === "" || item.trim() !== item) return "blank";
    if (item.length < (constraints?.minLength ?? 0)) return "too short";
    if (item.length > (constraints?.maxLength ?? Number.POSITIVE_INFINITY)) return "too long";
    if (field.forbidden?.some(({ value }) => value === item)) return "forbidden";
    const value = field.type === "membership" ? item.slice(item.indexOf(":") + 1) : item;
    if (constraints?.pattern && !new RegExp(`^(?:${constraints.pattern})$`, "u").test(value)) return "pattern";
    if (categories && !categories.some((category) => category.value === value)) return "not listed";
    const forms: Partial<Record<Field["type"], boolean>> = {
      id: !/\s/.test(item),
      reference: !/\s/.test(item),
      boolean: [...(field.trueValues ?? []), ...(field.falseValues ?? [])].includes(item),
      email: /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(item),
      timezone: zoneKind(item) === "ok",
      "country-code": countryByCode(item) !== undefined,
      "country-name": isCountryName(item),
      phone: variant === "digits" ? /^\d+$/.test(item) : /^\+[1-9]\d{1,14}$/.test(item),
      integer: /^\d+$/.test(item),
      "postal-code": postalCodeFits("US", item) === true,
      uuid: /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(item),
    };
    if (forms[field.type] === false) return `no ${field.type}`;
  }
  return undefined;
}

describe("schemas", () => {
  it("are bundled as they are read", () => {
    assert.deepEqual([...builtInDocuments].sort(byNames), JSON.parse(JSON.stringify([...documents].sort(byNames))));
  });

  it("are called as their folders and files are, and there are those of the three systems that we began with", () => {
    const named = files.map((file) =>
      file
        .replace(/\.json$/, "")
        .replace("/", ".")
        .replaceAll("-", "_"),
    );
    assert.deepEqual(
      documents.map(({ name }) => name),
      named,
    );
    const shown = new Set(documents.flatMap(({ name, hidden }) => (hidden ? [] : [name])));
    for (const name of ["meeds.user", "travtus.user", "turvo.communication_channel", "turvo.group", "turvo.user"])
      assert.ok(shown.has(name), name);
    assert.ok(shown.has("turvo.user_group"));
  });

  for (const [index, file] of files.entries()) {
    const document = documents[index]!;
    const table = tables[index]!;
    const columns = new Map(document.fields.map((field) => [field.name, field]));

    describe(file, () => {
      it("is what file-type.schema.json asks for, and says nothing in vain", () => {
        assert.deepEqual(faults(descriptors[index], isTable), []);
        assert.deepEqual(faultsInMeaning(descriptors[index]!), []);
      });

      it("has no word of ours outside of preflight", () => {
        const standard = new Set(
          "$schema name title description homepage path dialect schema preflight delimiter escapeChar headerRows fieldsMatch fields primaryKey uniqueKeys foreignKeys reference resource type format example constraints categories value label trueValues falseValues itemType missingValues required unique enum pattern minLength maxLength minimum maximum".split(
            " ",
          ),
        );
        const words = (node: unknown): string[] => {
          if (Array.isArray(node)) return node.flatMap(words);
          if (typeof node !== "object" || node === null) return [];
          return Object.entries(node).flatMap(([word, value]) => [word, ...(word === "preflight" ? [] : words(value))]);
        };
        assert.deepEqual(
          words(descriptors[index]).filter((word) => !standard.has(word)),
          [],
        );
      });

      it("says everything that hovers show", () => {
        for (const field of document.fields) {
          const { name } = field;
          assert.ok(field.format ?? field.categories, `${name}: say under preflight what a value looks like: "format"`);
          assert.match(field.description, /[.?)]$/, `${name}: the description is no whole sentence`);
          if (field.constraints?.required !== true)
            assert.ok(field.condition ?? !field.missing, `${name}: say under preflight when it is needed: "condition"`);
          for (const { value, label, description } of field.categories ?? []) {
            assert.ok(label ?? description, `${field.name}: ${value} is not explained`);
          }
        }
      });

      it("has each name once, whatever its case and blanks", () => {
        for (const field of document.fields) {
          assert.equal(document.fields.filter(({ name }) => name === field.name).length, 1, field.name);
          for (const name of [field.name, field.name.toUpperCase(), ` ${field.name}*`, ...(field.aliases ?? [])]) {
            assert.equal(matchName(name, table)?.column.field.name, field.name, name);
          }
        }
        for (const { name } of document.notColumns ?? []) assert.equal(matchName(name, table), undefined, name);
      });

      it("names only columns that it has", () => {
        const named = [
          ...(document.blocks ?? []).flatMap((block) => [
            ...block.content,
            ...block.needs,
            ...block.with,
            ...(block.primary ? [block.primary] : []),
          ]),
          ...(document.uniqueKeys ?? []).flatMap((key) => [
            ...key.fields,
            ...(key.whereTrue ? [key.whereTrue] : []),
            ...(key.unlessSame ? [key.unlessSame] : []),
          ]),
          ...(document.foreignKeys ?? []).map(({ field }) => field),
          ...document.fields.flatMap((field) => field.derive ?? []),
          ...(document.keys ?? []),
          ...(document.membership ? [document.membership.role] : []),
        ];
        for (const name of named) assert.ok(columns.has(name), name);
      });

      it("names only files and settings that there are", () => {
        for (const { reference } of document.foreignKeys ?? []) {
          const there = byName.get(reference.table)?.fields.map(({ name }) => name);
          assert.ok(there?.includes(reference.field), `${reference.table} ${reference.field}`);
        }
        const { membership } = document;
        if (membership) {
          const other = byName.get(membership.table);
          assert.ok(other?.fields.some(({ name }) => name === membership.field));
          assert.ok(other?.foreignKeys?.some(({ reference }) => reference.table === document.name));
          const roles = columns.get(membership.role)?.categories?.map(({ value }) => value);
          for (const role of [...membership.exempt, ...membership.lenient]) assert.ok(roles?.includes(role), role);
        }
        const settings = [document, ...document.fields].flatMap((each) => Object.values(each.settings ?? {}));
        settings.push(...(document.folders ?? []).flatMap(settingsIn));
        for (const setting of settings) assert.ok(settingExists(setting), setting);
      });

      it("says what people are in words that fit together", () => {
        const meanings = document.fields.flatMap(({ means }) => means ?? []);
        const several = new Set(["phone"]);
        for (const means of meanings) {
          if (!several.has(means)) assert.equal(meanings.filter((each) => each === means).length, 1, means);
        }
        for (const { name, means, kind, categories, type } of document.fields) {
          if (kind) assert.ok(means === "phone" || means === "email", name);
          const reported = categories?.map((category) => category.means) ?? [];
          if (means?.endsWith("-kind"))
            assert.ok(reported.length > 0 && reported.every((word) => word !== undefined), name);
          if (means === "status") assert.ok(type === "boolean" || reported.every((word) => word !== undefined), name);
        }
        if (document.rows === "people") {
          assert.ok(meanings.includes("email") && (meanings.includes("full-name") || meanings.includes("last-name")));
        } else assert.equal(meanings.length > 0, document.rows !== undefined, "meanings need rows about something");
        if (document.rows === "contacts" || document.rows === "memberships") {
          const member = document.fields.find(({ means }) => means === "member")?.name;
          const link = document.foreignKeys?.find(({ field }) => field === member);
          assert.equal(byName.get(link?.reference.table ?? "")?.rows, "people");
        }
      });

      it("has categories that can be told apart", () => {
        for (const field of document.fields) {
          const meanings = new Map<string, string>();
          for (const { value, label, aliases } of field.categories ?? []) {
            for (const word of new Set([value, label ?? value, ...(aliases ?? [])].map(fold))) {
              assert.equal(
                meanings.get(word),
                undefined,
                `${field.name}: ${word} is ${meanings.get(word)} and ${value}`,
              );
              meanings.set(word, value);
            }
          }
        }
      });

      it("has examples that are right", () => {
        for (const field of document.fields) assert.equal(exampleFault(field), undefined, field.name);
        for (const block of document.blocks ?? []) assert.ok(block.needs.every((name) => columns.get(name)?.example));
        for (const { field, reference } of document.foreignKeys ?? []) {
          const target = byName.get(reference.table)?.fields.find(({ name }) => name === reference.field);
          const { list, example } = columns.get(field)!;
          assert.equal(example.split(list?.delimiter ?? "\n")[0], target?.example, `${field} leads nowhere`);
        }
        const delimiter = document.dialect.quoteChar === null ? document.dialect.delimiter : "\n";
        for (const field of document.fields) assert.ok(!field.example.includes(delimiter), field.name);
      });

      it("is recognised by the header of its template", () => {
        const header = (fields: readonly Field[]) => `${fields.map(({ name }) => name).join(",")}\r\n`;
        const required = document.fields.filter((field) => field.constraints?.required);
        const place = document.files[0] ?? `${anyTenant(document.folders?.[0] ?? "").replace("*_*", "acme_42")}/x.csv`;
        assert.equal(typeOf(place, header(document.fields)), document.name);
        if (!document.hidden) assert.equal(typeOf(place, header(required)), document.name);
        if (document.detect.alone < 99) assert.equal(typeOf("x.csv", header(document.fields)), document.name);
      });
    });
  }

  it("ask for what the importers need", () => {
    const required = {
      "turvo.user": "id name permission timezone userEmail",
      "turvo.communication_channel": "id contextId",
      "turvo.user_group": "id contextId groupId",
      "turvo.group": "id name",
      "travtus.user": "email_address first_name last_name",
      "meeds.user": "userName firstName lastName password email",
    };
    for (const [name, columns] of Object.entries(required)) {
      const fields = byName.get(name)?.fields.filter((field) => field.constraints?.required) ?? [];
      assert.equal(fields.map((field) => field.name).join(" "), columns);
    }
  });

  it("settle what differs from importer to importer", () => {
    const settled = (name: string, rule: string, column?: string) => {
      const table = tables.find((candidate) => candidate.name === name);
      return table?.severityOf(rule, column === undefined ? undefined : table.byName.get(column)?.field);
    };
    const cases = [
      ["byte-order-mark", "information", undefined, "warning", "error"],
      ["multiline-cell", undefined, undefined, "warning", "error"],
      ["quoted-cell", undefined, undefined, undefined, "warning"],
      ["quoted-cell", undefined, "email", undefined, "error"],
      ["empty-last-cell", undefined, undefined, undefined, "error"],
      ["placeholder-value", undefined, undefined, "warning", undefined],
      ["placeholder-value", undefined, "first_name", "error", undefined],
      ["control-character", undefined, undefined, "error", undefined],
      ["unknown-column", undefined, undefined, "error", undefined],
      ["column-name", undefined, undefined, undefined, "error"],
      ["invalid-phone", undefined, "phone_number", "information", undefined],
      ["invalid-timezone", undefined, "timeZone", undefined, "information"],
      ["surrounding-space", "error", "id", undefined, undefined],
      ["surrounding-space", undefined, "userName", undefined, "error"],
      ["invalid-boolean", undefined, "onboardUser", undefined, "warning"],
    ] as const;
    for (const [rule, turvo, column, travtus, meeds] of cases) {
      assert.equal(settled("turvo.user", rule, column), turvo, `turvo ${rule} ${column}`);
      assert.equal(settled("travtus.user", rule, column), travtus, `travtus ${rule} ${column}`);
      assert.equal(settled("meeds.user", rule, column), meeds, `meeds ${rule} ${column}`);
    }
    const missing = (name: string) => byName.get(name)?.fields.map((field) => field.missing);
    assert.equal(missing("travtus.user")?.filter((severity) => severity === "warning").length, 8);
    assert.deepEqual(missing("meeds.user")?.filter(Boolean), ["warning"]);
  });

  it("hold the codes and roles of Turvo", () => {
    const values = (table: string, name: string) =>
      byName
        .get(table)
        ?.fields.find((field) => field.name === name)
        ?.categories?.map(({ value, label }) => (label ? `${value} ${label}` : value))
        .sort();
    assert.deepEqual(values("turvo.user", "status.code"), ["2450 Active", "2451 Suspended", "2452 Deleted"]);
    const channel = "turvo.communication_channel";
    assert.deepEqual(values(channel, "email.type"), ["1095 Home email", "1097 Work email", "1098 Other email"]);
    assert.deepEqual(values(channel, "phone.type"), [
      "1015 Work phone",
      "1016 Fax",
      "1018 Other phone",
      "1019 Mobile phone",
      "1080 Home phone",
    ]);
    assert.deepEqual(values(channel, "address.type"), ["1181 Home address", "1182 Work address", "1183 Other address"]);
    const inGroups = ["Admin", "Contributor", "Editor", "Financial Admin", "Operator", "Owner", "Viewer"];
    assert.deepEqual(values("turvo.user", "permission"), [...inGroups, "Super Admin"].sort());
    assert.deepEqual(values("turvo.user_group", "permission"), inGroups);
    assert.deepEqual(values("turvo.group", "permission"), inGroups);
  });

  it("understand what people type for a code", () => {
    const meant = (column: string, word: string) =>
      tables
        .find(({ name }) => name === "turvo.communication_channel")
        ?.byName.get(column)
        ?.spellings.get(fold(word))?.value;
    assert.equal(meant("phone.type", "Cell"), "1019");
    assert.equal(meant("phone.type", "mobile phone"), "1019");
    assert.equal(meant("phone.type", "Office"), "1015");
    assert.equal(meant("email.type", "Work email"), "1097");
    assert.equal(meant("email.type", "cell"), undefined);
  });

  it("have patterns that are the importer's", () => {
    const fits = (name: string, value: string) => {
      const pattern = byName.get("meeds.user")?.fields.find((field) => field.name === name)?.constraints?.pattern;
      return new RegExp(`^(?:${pattern})$`, "u").test(value);
    };
    for (const name of ["ann.lee", "a-b_c", "0ann", "ann@example.com"]) assert.ok(fits("userName", name), name);
    for (const name of ["Ann", "ann..lee", ".ann", "ann.", "ann lee", "änn"]) assert.ok(!fits("userName", name), name);
    for (const name of ["Ann", "Jean-Luc", "O'Neil", "Łukasz"]) assert.ok(fits("firstName", name), name);
    for (const name of ["Ann2", "R2D2", "A.B"]) assert.ok(!fits("firstName", name), name);
    for (const email of ["ann+x@ex.com", "a.b@mail.ex.com", "a@my-corp.com"]) assert.ok(fits("email", email), email);
    for (const email of ["a.b+x@ex.com", "o'neil@ex.com", "a@mail.my-corp.com", "a@localhost"]) {
      assert.ok(!fits("email", email), email);
    }
    assert.ok(fits("password", "Secret-123"));
    for (const word of ["secret-123", "SECRET-123", "Secret-abc"]) assert.ok(!fits("password", word), word);
  });

  it("leave foreign files alone", () => {
    const foreign = [
      ["user.csv", "id,name,email"],
      ["user.csv", "id,name,title"],
      ["user.csv", "id,username,permission"],
      ["user.csv", "username,password,firstname,lastname,email"],
      ["users.csv", "first_name,last_name,email_address,phone_number"],
      ["import.csv", "firstName,lastName,email"],
      ["import.csv", "date,amount,account"],
      ["group.csv", "name,score"],
      ["group.csv", "groupId,title,owner"],
      ["data.csv", "id,name,description,userId,permission"],
      ["communication_channel.csv", "id,email,phone"],
      ["acme_42/COMMUNITY/x.csv", "community_id,unit_count"],
      ["people.csv", "firstName,lastName,email,password"],
      ["contacts.csv", "Name,Given Name,E-mail 1 - Value,Phone 1 - Value"],
      ["add-users.csv", "User Name,First Name,Last Name,Display Name,Job Title,Department"],
      ["yunohost.csv", "username;firstname;lastname;password;mailbox-quota;mail;mail-alias;mail-forward;groups"],
    ] as const;
    for (const [file, header] of foreign) assert.equal(typeOf(file, `${header}\n1,2,3\n`), undefined, header);
  });

  it("tell the two group files apart", () => {
    assert.equal(typeOf("group.csv", "id,contextId,groupId\n"), "turvo.user_group");
    assert.equal(typeOf("group.csv", "id,contextId,permission\n"), "turvo.user_group");
    assert.equal(typeOf("group.csv", "id,groupId,permission\n"), "turvo.user_group");
    assert.equal(typeOf("group.csv", "id,name\n"), "turvo.group");
    assert.equal(typeOf("GROUP.CSV", "id,name,description,userId,permission\n"), "turvo.group");
  });
});

function typeOf(file: string, text: string): string | undefined {
  const found: Detected = detect({ path: file }, text, tables, {});
  return isDetection(found) ? found.table.name : undefined;
}

describe("file-type.schema.json", () => {
  const field = { name: "id", preflight: { type: "id" } };
  const small = { name: "hr.export", schema: { fields: [field] } };
  const with_ = (more: object): object => ({ ...small, schema: { fields: [{ ...field, ...more }] } });

  it("accepts a small file type", () => assert.deepEqual(faults(small, isTable), []));

  it("refuses wrong ones", () => {
    const wrong = [
      { ...small, schema: { fields: [] } },
      with_({ type: "text" }),
      with_({ preflight: { type: "letters" } }),
      with_({ severity: "error" }),
      with_({ preflight: { severities: { "no-such-rule": "error" } } }),
      with_({ constraints: { minLength: "3" } }),
      { ...small, preflight: { severities: { "blank-row": "fatal" } } },
      { ...small, dialect: { delimiter: ";;" } },
      { ...small, color: "red" },
    ];
    for (const value of wrong) assert.notDeepEqual(faults(value, isTable), [], JSON.stringify(value));
    for (const word of ["name", "schema"])
      assert.notDeepEqual(faults({ ...small, [word]: undefined }, isTable), [], word);
  });
});

describe("profile.schema.json", () => {
  const profile = {
    files: { "exports/*.csv": "travtus.user", "old/**": false },
    turvo: { customRoles: ["Dispatcher"] },
    travtus: { company: { name: "acme", id: "42" }, roles: ["compass", "gateway"], delimiter: "," },
    meeds: { properties: ["badgeNumber"], passwordPolicy: { minLength: 9, pattern: "[a-z]+" } },
    rules: { "duplicate-value": "off", "not-active": "warning" },
    schemas: ["schemas/hr-export.json"],
  };

  it("accepts the documented example, an empty profile and own file types", () => {
    assert.deepEqual(faults(profile, isProfile), []);
    assert.deepEqual(faults({}, isProfile), []);
    assert.deepEqual(
      faults({ $schema: "x", files: { "*.csv": "hr.export" }, travtus: { delimiter: "\t" } }, isProfile),
      [],
    );
  });

  it("refuses wrong ones", () => {
    const wrong = [
      [],
      { file: {} },
      { files: { "*.csv": true } },
      { files: { "*.csv": "Turvo User" } },
      { turvo: { customRoles: "Dispatcher" } },
      { turvo: { roles: ["Dispatcher"] } },
      { travtus: { delimiter: ",," } },
      { travtus: { delimiter: '"' } },
      { travtus: { company: { id: 42 } } },
      { meeds: { passwordPolicy: { minLength: "9" } } },
      { rules: { "duplicate-values": "off" } },
      { rules: { "duplicate-value": "none" } },
      { schemas: "schemas/hr-export.json" },
    ];
    for (const value of wrong) assert.notDeepEqual(faults(value, isProfile), [], JSON.stringify(value));
  });

  it("knows the rules and file types that there are", () => {
    const { rules, files: globs } = profileSchema["properties"] as {
      readonly rules: { readonly properties: object };
      readonly files: { readonly additionalProperties: { readonly anyOf: readonly [{ readonly enum: unknown[] }] } };
    };
    const { severities } = tableSchema["definitions"] as {
      readonly severities: { readonly propertyNames: { readonly enum: string[] } };
    };
    const names = Object.keys(rules.properties);
    assert.deepEqual(severities.propertyNames.enum, names);
    for (const rule of allRules) assert.ok(names.includes(rule.name), rule.name);
    assert.deepEqual(
      new Set(globs.additionalProperties.anyOf[0].enum),
      new Set([...documents.flatMap(({ name, hidden }) => (hidden ? [] : [name])), false]),
    );
  });
});
