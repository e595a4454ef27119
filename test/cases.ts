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

export const caseRuns: readonly CaseRun[] = [{ id: "many-dashes", command: check, exit: 0, silent: ["stray-line"] }];
