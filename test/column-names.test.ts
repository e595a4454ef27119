/** Headers of other people's files: what they name, what they do not, and what their values add. */
import assert from "node:assert/strict";
import { columnsNamed, isAboutOthers } from "../server/core/filetypes/column-names.ts";
import { recognizeColumn } from "../server/core/filetypes/column-recognition.ts";

/** Header, fact, and where the header says it: kind, order of names, state that yes means. */
const named: readonly (readonly [header: string, means: string, detail?: string])[] = [
  ["E-Mail geschäftlich", "email", "work"],
  ["E-Mail-Adresse (privat)", "email", "home"],
  ["Vorname", "first-name"],
  ["Nom", "last-name"],
  ["Prénom", "first-name"],
  ["Mobile", "phone", "mobile"],
  ["Handynummer", "phone", "mobile"],
  ["Diensttelefon", "phone", "work"],
  ["Tel. (mobile)", "phone", "mobile"],
  ["Téléphone portable", "phone", "mobile"],
  ["Personalnummer", "key"],
  ["employeeId", "key"],
  ["PLZ", "postal-code"],
  ["Correo electrónico", "email"],
  ["Reports To", "manager"],
  ["Kennwort", "password"],
  ["First Name [Required]", "first-name"],
  ["Email Address [Required]", "email"],
  ["Name [displayName] Required", "full-name"],
  ["User name [userPrincipalName] Required", "user-name"],
  ["Block sign in (Yes/No) [accountEnabled] Required", "status", "suspended"],
  ["Title (optional)", "job-title"],
  ["Employee Title", "job-title"],
  ["Business Title", "job-title"],
  ["New Status [UPLOAD ONLY]", "status"],
  ["(Email)", "email"],
  ["E-Mail *", "email"],
  ["Employee #", "key"],
  ["N° matricule", "key"],
  ["Mobile #", "phone", "mobile"],
  ["Work Email", "email", "work"],
  ["workEmail", "email", "work"],
  ["email (work)", "email", "work"],
  ["Geschäftliche E-Mail", "email", "work"],
  ["Adresse e-mail professionnelle", "email", "work"],
  ["Email - Primary Work", "email", "work"],
  ["Office phone [telephoneNumber]", "phone", "work"],
  ["Teléfono móvil", "phone", "mobile"],
  ["Work Phone Ext.", "phone-extension"],
  ["Country/Region", "country"],
  ["State or Province", "state"],
  ["ZIP or Postal Code", "postal-code"],
  ["name.givenName", "first-name"],
  ["Legal Name - First Name", "first-name"],
  ["organizations.0.title", "job-title"],
  ["externalIds.0.value", "key"],
  ["phones.0.value", "phone"],
  ["phones.0.type", "phone-kind"],
  ["TimeZoneSidKey", "time-zone"],
  ["IsActive", "status", "active"],
  ["BlockCredential", "status", "suspended"],
  ["gesperrt", "status", "suspended"],
  ["Last name, First name ", "full-name", "last-first"],
  ["Employee Name (Last Suffix, First MI)", "full-name", "last-first"],
  ["Name, Vorname", "full-name", "last-first"],
  ["Vor- und Nachname", "full-name", "first-last"],
  ["Apellidos, Nombre", "full-name", "last-first"],
  ["Nombre y apellidos", "full-name", "first-last"],
  ["Nom et prénom", "full-name", "last-first"],
  ["Prénom / Nom", "full-name", "first-last"],
  ["Cognome e Nome", "full-name", "last-first"],
  ["Nome e Cognome", "full-name", "first-last"],
  ["Sobrenome, Nome", "full-name", "last-first"],
  ["Achternaam, voornaam", "full-name", "last-first"],
  ["Voornaam en achternaam", "full-name", "first-last"],
];

/** Headers that name nothing that we know, however much of a known name is in them. */
const unnamed = [
  "Employee Type",
  "Recovery Email",
  "Home Secondary Email",
  "New Primary Email [UPLOAD ONLY]",
  "secondEmail",
  "Recovery Phone [MUST BE IN THE E.164 FORMAT]",
  "Manager Email",
  "ManagerId",
  "profileUrl",
  "ProfileId",
  "UserRoleId",
  "Lead Status",
  "Company Name",
  "Account Name",
  "Middle Name",
  "Job Title Code",
  "Street Number",
  "Office [physicalDeliveryOfficeName]",
  "Office Number",
  "DistinguishedName",
  "Password Hash Function [UPLOAD ONLY]",
  "Change Password at Next Sign-In",
  "Kostenstelle",
  "Vorgesetzter E-Mail",
  "Email consent",
  "Address Book Policy for the whole company and everybody who has ever worked in it, in any of its offices",
  "",
  "---",
];

describe("a header", () => {
  for (const [header, means, detail] of named) {
    it(`${JSON.stringify(header)} names ${means}${detail === undefined ? "" : ` (${detail})`}`, () => {
      const [first] = columnsNamed(header);
      assert.deepEqual(
        [first?.means, first?.kind ?? first?.order ?? first?.flag],
        [means, detail],
        JSON.stringify(columnsNamed(header)),
      );
    });
  }

  it("of which only a part is known names nothing", () => {
    for (const header of unnamed) assert.deepEqual([header, columnsNamed(header)], [header, []]);
  });

  it("says when its column is about somebody else", () => {
    for (const header of ["Manager Email", "Notfallkontakt", "Recovery Email", "correo de emergencia"])
      assert.ok(isAboutOthers(header), header);
    for (const header of ["Kontakt", "Login", "E-mail"]) assert.ok(!isAboutOthers(header), header);
  });
});

describe("a column", () => {
  const means = (header: string, ...values: string[]): string[] =>
    recognizeColumn(header, values).map((each) => each.means);
  const [ann, bob] = ["ann@example.com", "bob@example.com"];

  it("is what its header names, unless its values contradict", () => {
    assert.deepEqual(means("Email", ann, bob), ["email"]);
    assert.deepEqual(means("Email", "yes", "no"), []);
    assert.deepEqual(
      means("Employee", "1f0c9a52-7c1e-4b7a-9d43-5a8f2e6b0c11", "1f0c9a52-7c1e-4b7a-9d43-5a8f2e6b0c12"),
      [],
    );
    assert.deepEqual(means("Manager", "0058d000001AbCdEAA"), []);
    assert.deepEqual(means("Role", "00e8d0000012345AAA"), []);
    assert.deepEqual(means("Title", "Mr.", "Mrs"), []);
    assert.deepEqual(means("Password", "****", "****"), []);
    assert.deepEqual(means("Status", "Full-time", "MappingPart-time"), []);
    assert.deepEqual(means("Status", "Full-time", "Terminated"), ["status"]);
    assert.deepEqual(means("Deactivated", "2026-11-01", ""), []);
  });

  it("is chosen by its values between two things that are called so", () => {
    assert.deepEqual(means("Estado", "Activo", "Baja"), ["status"]);
    assert.deepEqual(means("Estado", "Jalisco", "Puebla"), ["state"]);
    assert.deepEqual(means("Poste", "Chauffeur", "Cariste"), ["job-title"]);
    assert.deepEqual(means("Poste", "12", "114"), ["phone-extension"]);
    assert.ok(means("User Name", ann, bob).includes("email"));
    assert.ok(!means("User Name", "ann", "bob").includes("email"));
  });

  it("is the email where nothing but its values says so, and nothing against it", () => {
    assert.deepEqual(means("Kontakt", ann, bob), ["email"]);
    assert.deepEqual(means("Recovery Email", ann, bob), []);
    assert.deepEqual(means("Approved by", ann, ann), [], "the same address in all rows is somebody else's");
    assert.deepEqual(means("Zone", "Europe/Berlin", "Asia/Seoul"), ["time-zone"]);
    assert.deepEqual(means("Zone", "EST", "PST"), []);
  });
});
