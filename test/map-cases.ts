/** What must come of the exports in `../shared/cases`: which columns a first mapping takes, and how many people it makes. */

/** One `convert --write-mapping` in a copy of a case's folder, and what must stand in the mapping. */
export interface MapRun {
  /** The folder's name. */
  readonly id: string;
  readonly to: "turvo.user" | "travtus.user" | "meeds.user";
  readonly key: string;
  readonly people: number;
  /** Columns of the written file and what they are made of, as the mapping says it. */
  readonly columns: Readonly<Record<string, unknown>>;
  /** Columns that must have no source. */
  readonly open?: readonly string[];
  /** Columns of the export that nothing is made of. */
  readonly unused?: readonly string[];
  /** Parts of what is printed. */
  readonly says?: readonly string[];
}

const turvo = "turvo.user";

export const mapRuns: readonly MapRun[] = [
  {
    id: "map-ad",
    to: turvo,
    key: "UserPrincipalName",
    people: 2,
    columns: {
      userEmail: "UserPrincipalName",
      name: { join: ["GivenName", "Surname"] },
      "status.code": { column: "Enabled", values: { False: "2451", True: "2450" } },
    },
  },
  { id: "map-dash-line", to: turvo, key: "EmployeeID", people: 2, columns: { userEmail: "WorkEmail" } },
  {
    id: "map-entra",
    to: turvo,
    key: "User name [userPrincipalName] Required",
    people: 2,
    columns: {
      name: { join: ["First name [givenName]", "Last name [surname]"] },
      title: "Job title [jobTitle]",
      userEmail: "User name [userPrincipalName] Required",
      "status.code": {
        column: "Block sign in (Yes/No) [accountEnabled] Required",
        values: { No: "2450", Yes: "2451" },
      },
      "address.country": "Country or region [country]",
    },
  },
  {
    id: "map-gam",
    to: turvo,
    key: "externalIds.0.value",
    people: 2,
    columns: {
      title: "organizations.0.title",
      "status.code": { column: "suspended", values: { False: "2450", True: "2451" } },
    },
  },
  {
    id: "map-gam",
    to: "meeds.user",
    key: "externalIds.0.value",
    people: 2,
    columns: { enabled: { column: "suspended", values: { False: "true", True: "false" } } },
  },
  {
    id: "map-google-workspace",
    to: turvo,
    key: "Employee ID",
    people: 2,
    columns: {
      name: { join: ["First Name [Required]", "Last Name [Required]"] },
      userEmail: "Email Address [Required]",
      title: "Employee Title",
      "status.code": "New Status [UPLOAD ONLY]",
    },
    unused: ["Recovery Email", "Employee Type"],
  },
  {
    id: "map-hubspot",
    to: turvo,
    key: "Record ID",
    people: 2,
    columns: { userEmail: "Email" },
    open: ["status.code"],
    unused: ["Lead Status"],
  },
  {
    id: "map-m365",
    to: turvo,
    key: "User Name",
    people: 2,
    columns: {
      userEmail: "User Name",
      "address.state": "State or Province",
      "address.zip": "ZIP or Postal Code",
      "address.country": "Country or Region",
    },
  },
  {
    id: "map-merged-name",
    to: turvo,
    key: "Employee #",
    people: 2,
    columns: { name: { column: "Last name, First name", order: "last-first" } },
  },
  {
    id: "map-name-vorname",
    to: turvo,
    key: "Personalnr.",
    people: 2,
    columns: { name: { column: "Name, Vorname", order: "last-first" } },
  },
  {
    id: "map-nextcloud",
    to: "meeds.user",
    key: "username",
    people: 3,
    columns: { groups: { column: "groups", separator: "," } },
  },
  {
    id: "map-okta",
    to: turvo,
    key: "employeeNumber",
    people: 1,
    columns: { userEmail: "email" },
    open: ["permission"],
    unused: ["profileUrl"],
  },
  {
    id: "map-okta",
    to: "travtus.user",
    key: "employeeNumber",
    people: 1,
    columns: { email_address: "email" },
    open: ["roles"],
  },
  {
    id: "map-salesforce",
    to: turvo,
    key: "EmployeeNumber",
    people: 2,
    columns: { "status.code": { column: "IsActive", values: { false: "2451", true: "2450" } } },
    open: ["permission"],
    unused: ["ManagerId", "ProfileId", "UserRoleId"],
  },
  {
    id: "map-salesforce",
    to: "travtus.user",
    key: "EmployeeNumber",
    people: 2,
    columns: { status: { column: "IsActive", values: { false: "Inactive", true: "Active" } } },
    open: ["reports_to", "roles"],
  },
  {
    id: "map-zones",
    to: turvo,
    key: "Employee ID",
    people: 3,
    columns: {
      timezone: {
        column: "TZ",
        candidates: {
          CST: ["America/Chicago", "America/Winnipeg", "America/Mexico_City", "Asia/Shanghai"],
          EST: ["America/New_York", "America/Toronto"],
          IST: ["Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"],
        },
      },
    },
    says: ["EST", "CST", "IST"],
  },
];

/** Folders that other tests stand for: what they are about is no run of `check`, `fix` or `convert` over the folder. */
export const elsewhere: Readonly<Record<string, string>> = {
  clients: "language clients: any-client, hostile, lsp and lsp-sets",
  "dead-schema-words": "schemas: schemas and judging",
  "full-disk": "disks: output",
  "header-while-typing": "the editor: recognition and features",
  "output-over-input": "disks: output and exports",
  "overwrite-empties-a-folder": "disks: output and bundle",
  "own-copy-becomes-input": "disks: exports",
  "profile-open-unsaved": "the editor: turn-off",
  "refresh-after-a-cross-file-edit": "the editor: lsp-sets",
  "slow-pattern": "patterns: patterns",
};
