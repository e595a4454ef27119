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

export const caseRuns: readonly CaseRun[] = [
  {
    id: "commas-above",
    command: check,
    exit: 1,
    problems: ["user.csv:1 error lines-before-header"],
  },
  { id: "commas-above", command: fix, exit: 0, after: { "user.csv": crlf(header, ann, bob) } },
  { id: "comment-above", command: check, exit: 1, problems: ["user.csv:1 error lines-before-header"] },
  { id: "comment-above", command: fix, exit: 0, says: ["nothing to fix"] },
  { id: "many-dashes", command: check, exit: 0, silent: ["stray-line"] },
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
    has: ["acme_42/USER/users.csv:1 error lines-before-header"],
    silent: ["missing-column", "unknown-column", "blank-row"],
  },
  { id: "title-above", command: check, exit: 1, problems: ["user.csv:1 error lines-before-header"] },
  { id: "title-above", command: fix, exit: 0, says: ["nothing to fix"] },
  {
    id: "version-above",
    command: check,
    exit: 1,
    has: ["import.csv:1 error lines-before-header"],
    silent: ["column-name", "missing-column", "unknown-column"],
  },
  { id: "word-above", command: check, exit: 1, problems: ["user.csv:1 error lines-before-header"] },
];
