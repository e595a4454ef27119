/** What must come of the inputs in `../shared/cases`: one entry a run, in the order of the folders' names. */

/** One run of the command line in a copy of a case's folder, and what must come of it. */
export interface CaseRun {
  /** The folder's name. */
  readonly id: string;
  /** The words after `csv-preflight`. */
  readonly command: readonly string[];
  readonly exit: number;
  /** `check`: every problem, as `PATH:LINE SEVERITY RULE` in the order of the report. Compare with `has` where others may join. */
  readonly problems?: readonly string[];
  /** `check`: some of the problems, written the same way. */
  readonly has?: readonly string[];
  /** `check`: rules that must say nothing. */
  readonly silent?: readonly string[];
  /** Parts of what is printed on either stream. */
  readonly says?: readonly string[];
  /** Files after the run, by path; whatever is not named must be as before. */
  readonly after?: Readonly<Record<string, string>>;
}

const check = ["check", "."] as const;
const fix = ["fix", "."] as const;
const header = "id,name,title,permission,status.code,timezone,userEmail";
const ann = "u1,Ann Lee,Clerk,Admin,2450,America/Chicago,ann@example.com";
const bob = "u2,Bob Ray,Clerk,Admin,2450,America/Denver,bob@example.com";

/** A file whose lines all end in CR LF. */
function crlf(...lines: string[]): string {
  return lines.map((line) => `${line}\r\n`).join("");
}
const travtusHeader =
  "email_address,first_name,last_name,phone_number,job_title,external_ref,community_ids,reports_to,send_welcome_email,status,roles";
/** What `fix` prints for a file that it leaves as it is. */
const untouched = "nothing to fix";

export const caseRuns: readonly CaseRun[] = [
  { id: "commas-above", command: check, exit: 1, problems: ["user.csv:1 error lines-before-header"] },
  { id: "commas-above", command: fix, exit: 0, after: { "user.csv": crlf(header, ann, bob) } },
  { id: "comment-above", command: check, exit: 1, problems: ["user.csv:1 error lines-before-header"] },
  { id: "comment-above", command: fix, exit: 0, says: [untouched] },
  { id: "curly-quotes-everywhere", command: check, exit: 1, problems: ["user.csv:1 error quoted-record"] },
  { id: "curly-quotes-everywhere", command: fix, exit: 0, after: { "user.csv": crlf(header, ann) } },
  { id: "dash-row", command: check, exit: 1, problems: ["user.csv:2 error stray-line"] },
  { id: "dash-row", command: fix, exit: 0, says: [untouched] },
  { id: "end-of-file-mark", command: check, exit: 0, problems: ["user.csv:4 warning control-character"] },
  { id: "end-of-file-mark", command: fix, exit: 0, after: { "user.csv": crlf(header, ann, bob) } },
  { id: "end-of-report", command: check, exit: 1, problems: ["acme_42/USER/u.csv:3 error stray-line"] },
  { id: "end-of-report", command: fix, exit: 0, says: [untouched] },
  { id: "every-line-in-quotes", command: check, exit: 1, problems: ["user.csv:1 error quoted-record"] },
  { id: "every-line-in-quotes", command: fix, exit: 0, after: { "user.csv": crlf(header, ann, bob) } },
  { id: "header-again", command: check, exit: 1, problems: ["user.csv:3 error repeated-header"] },
  { id: "header-again", command: fix, exit: 0, after: { "user.csv": crlf(header, ann, bob) } },
  {
    id: "hundreds-of-comma-rows",
    command: check,
    exit: 0,
    has: ["user.csv:1 warning blank-row", "user.csv:32 warning unknown-role", "user.csv:332 warning blank-row"],
    says: ['Fix all 300 \\"blank-row\\" problems'],
  },
  { id: "lone-cr", command: check, exit: 0, problems: ["user.csv:1 warning mixed-line-endings"] },
  { id: "lone-cr", command: check, exit: 0, says: ["lone CR"] },
  { id: "lone-cr", command: fix, exit: 0, after: { "user.csv": `${header}\n${ann}\n${bob}\n` } },
  { id: "many-dashes", command: check, exit: 0, silent: ["stray-line"] },
  { id: "nameless-column-meeds", command: check, exit: 0, problems: ["import.csv:1 information empty-column"] },
  {
    id: "nameless-column-travtus",
    command: check,
    exit: 1,
    problems: ["acme_42/USER/users.csv:1 error empty-column"],
  },
  {
    id: "nameless-column-travtus",
    command: fix,
    exit: 0,
    after: {
      "acme_42/USER/users.csv": `${travtusHeader}\nann@example.com,Ann,Lee,+12025550101,Clerk,,C1,Bob,False,Active,compass\n`,
    },
  },
  { id: "nameless-columns", command: check, exit: 0, problems: ["user.csv:1 warning empty-column"] },
  { id: "nameless-columns", command: fix, exit: 0, after: { "user.csv": crlf(header, ann) } },
  { id: "required-row", command: check, exit: 1, problems: ["user.csv:2 error repeated-header"] },
  { id: "required-row", command: fix, exit: 0, says: [untouched] },
  {
    id: "roll-up-first-cell",
    command: check,
    exit: 1,
    has: ["communication_channel.csv:1 error invalid-phone"],
    says: ["31 of 31 cells in this column", "One fix changes 30 of them", 'Fix 30 of 31 \\"invalid-phone\\"'],
  },
  {
    id: "rows-affected",
    command: check,
    exit: 1,
    problems: ["user.csv:3 information blank-row", "user.csv:4 error stray-line"],
  },
  { id: "rows-affected", command: fix, exit: 0, after: { "user.csv": crlf(header, ann, "(1 rows affected)") } },
  {
    id: "rows-in-quotes",
    command: check,
    exit: 1,
    problems: ["user.csv:2 error quoted-record", "user.csv:3 error quoted-record"],
  },
  { id: "rows-in-quotes", command: fix, exit: 0, after: { "user.csv": crlf(header, ann, bob) } },
  {
    id: "rows-in-quotes-travtus",
    command: check,
    exit: 1,
    problems: [
      "acme_42/USER/u.csv:2 error quoted-record",
      "acme_42/USER/u.csv:2 warning mixed-line-endings",
      "acme_42/USER/u.csv:3 error quoted-record",
    ],
  },
  {
    id: "rows-in-quotes-travtus",
    command: fix,
    exit: 0,
    after: {
      "acme_42/USER/u.csv": crlf(
        travtusHeader,
        'ann@example.com,Ann,Lee,+12025550101,Clerk,,"C1,C2",Bob,False,Active,compass',
        "bob@example.com,Bob,Ray,+12025550101,Clerk,,C1,Bob,False,Active,compass",
      ),
    },
  },
  {
    id: "rows-of-blanks",
    command: check,
    exit: 0,
    problems: [
      "user.csv:3 information blank-row",
      "user.csv:4 warning blank-row",
      "user.csv:5 information blank-row",
      "user.csv:6 information blank-row",
      "user.csv:7 warning blank-row",
    ],
  },
  { id: "rows-of-blanks", command: fix, exit: 0, after: { "user.csv": crlf(header, ann) } },
  {
    id: "rows-of-commas",
    command: check,
    exit: 0,
    problems: ["user.csv:3 warning blank-row", "user.csv:4 warning blank-row", "user.csv:5 warning blank-row"],
  },
  { id: "rows-of-commas", command: fix, exit: 0, after: { "user.csv": crlf(header, ann) } },
  { id: "semicolon-header-comma-rows", command: check, exit: 1, problems: ["user.csv:1 error wrong-delimiter"] },
  { id: "semicolon-header-comma-rows", command: fix, exit: 0, says: [untouched] },
  { id: "semicolon-quoted-list", command: check, exit: 1, has: ["import.csv:1 error wrong-delimiter"] },
  { id: "semicolon-quoted-list", command: fix, exit: 0, says: [untouched] },
  { id: "semicolon-rows", command: check, exit: 1, problems: ["user.csv:2 error wrong-delimiter"] },
  { id: "semicolon-rows", command: fix, exit: 0, says: [untouched] },
  {
    id: "meeds-few-columns",
    command: ["check", "import.csv"],
    exit: 1,
    has: ["import.csv:1 error missing-column"],
  },
  {
    id: "not-recognised",
    command: ["check", "user.csv"],
    exit: 2,
    says: ["user.csv wasn't checked.", "Missing columns: id, name, permission, timezone, and userEmail."],
  },
  {
    id: "not-recognised",
    command: ["check", "user.csv", "--format", "github"],
    exit: 2,
    says: ["::error file=user.csv,line=1,title=unrecognized-file::"],
  },
  { id: "not-recognised", command: ["check", "user.csv", "--no-error-on-unmatched"], exit: 0 },
  {
    id: "schema-with-a-slip",
    command: check,
    exit: 2,
    has: ["csv-preflight.json:1 error invalid-profile", "types/staff.json:5 warning invalid-profile"],
    says: ["staff.csv: not fully checked, because the file type types/staff.json has mistakes"],
  },
  { id: "sep-line", command: check, exit: 1, problems: ["user.csv:1 error lines-before-header"] },
  { id: "sep-line", command: fix, exit: 0, after: { "user.csv": crlf(header, ann) } },
  {
    id: "sep-line-semicolon",
    command: check,
    exit: 1,
    problems: ["user.csv:1 error lines-before-header", "user.csv:2 error wrong-delimiter"],
  },
  {
    id: "sep-line-travtus",
    command: check,
    exit: 1,
    problems: ["acme_42/USER/users.csv:1 error lines-before-header"],
  },
  { id: "tab-quoted-tab", command: check, exit: 1, has: ["import.csv:1 error wrong-delimiter"] },
  { id: "tab-quoted-tab", command: fix, exit: 0, says: [untouched] },
  { id: "tabs-pasted", command: check, exit: 1, problems: ["user.csv:3 error wrong-delimiter"] },
  { id: "tabs-pasted", command: [...check, "--format", "json"], exit: 1, says: ["tabs", '"row":3'] },
  { id: "tabs-pasted", command: fix, exit: 0, says: [untouched] },
  { id: "title-above", command: check, exit: 1, problems: ["user.csv:1 error lines-before-header"] },
  { id: "title-above", command: fix, exit: 0, says: [untouched] },
  { id: "totals-row", command: check, exit: 1, problems: ["user.csv:4 error stray-line"] },
  { id: "totals-row", command: fix, exit: 0, says: [untouched] },
  { id: "two-marks", command: check, exit: 0, problems: ["user.csv:1 information byte-order-mark"] },
  {
    id: "two-marks",
    command: fix,
    exit: 0,
    after: { "user.csv": `"id",name,title,permission,status.code,timezone,userEmail\n${ann}\n` },
  },
  {
    id: "utf16-mark",
    command: check,
    exit: 1,
    problems: ["user.csv:1 error invalid-encoding", "user.csv:1 error wrong-delimiter"],
  },
  { id: "utf16-mark", command: fix, exit: 0, says: [untouched] },
  { id: "version-above", command: check, exit: 1, problems: ["import.csv:1 error lines-before-header"] },
  { id: "word-above", command: check, exit: 1, problems: ["user.csv:1 error lines-before-header"] },
];
