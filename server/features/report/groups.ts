/** Problems put together for people: each kind once with all its rows, and each person with what to correct. */
import type { Sheet } from "../../core/checking/sheet.ts";
import { type Message, message, schemaText } from "../../core/text/message.ts";
import { byCodeUnits } from "../../core/text/text.ts";
import { type Concerned, ConcernedPeople } from "../people/person-of-row.ts";
import type { Problem, ProblemSeverity } from "./problems.ts";
import { problemsOf, type Report, type ReportEntry, type ReportFile } from "./report.ts";

/** Different texts of one kind in one column that are told with their words; the rows of all others are named. */
export const textsMax = 100;
/** People told one by one. */
export const peopleMax = 500;

const severities: readonly ProblemSeverity[] = ["error", "warning", "information", "hint"];

/** All rows that say the same. */
export interface Texts {
  readonly message: string;
  readonly suggestion: string | undefined;
  /** As a spreadsheet numbers them; 0 for what is about the whole file. In order. */
  readonly rows: number[];
}

export interface ProblemPlace {
  readonly file: ReportFile;
  readonly field: string | undefined;
  /** The column as people call it, with the header's name. */
  readonly title: Message | string;
  readonly texts: readonly Texts[];
  readonly others: { readonly count: number; readonly rows: readonly number[] };
}

export interface ProblemGroup {
  readonly rule: string;
  readonly severity: ProblemSeverity;
  readonly count: number;
  readonly places: readonly ProblemPlace[];
}

/** Kinds of problems, the worst first, then the most frequent. */
export function byProblem(report: Report): ProblemGroup[] {
  const groups = new Map<string, { rule: string; severity: ProblemSeverity; count: number; places: PlaceMaker[] }>();
  for (const file of report.files) {
    const places = new Map<string, PlaceMaker>();
    for (const entry of problemsOf(report, file, { rollUps: false })) {
      const { rule, severity, field } = entry.problem;
      const group = groups.get(rule) ?? { rule, severity, count: 0, places: [] };
      groups.set(rule, group);
      group.count++;
      if (severities.indexOf(severity) < severities.indexOf(group.severity)) group.severity = severity;
      const key = `${rule}\n${field ?? ""}`;
      let place = places.get(key);
      if (!place) {
        place = new PlaceMaker(file, field);
        places.set(key, place);
        group.places.push(place);
      }
      place.add(entry);
    }
  }
  return [...groups.values()].sort(
    (a, b) =>
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      b.count - a.count ||
      byCodeUnits(a.rule, b.rule),
  );
}

class PlaceMaker implements ProblemPlace {
  readonly title: Message | string;
  readonly others: { count: number; rows: number[] } = { count: 0, rows: [] };
  readonly #texts = new Map<string, Texts>();
  #last: string | undefined;

  constructor(
    readonly file: ReportFile,
    readonly field: string | undefined,
  ) {
    this.title = field === undefined ? "" : columnTitle(file.sheet, field);
  }

  get texts(): readonly Texts[] {
    return [...this.#texts.values()];
  }

  add(entry: ReportEntry): void {
    const { message } = entry.problem;
    const { row } = entry.problem;
    const known = this.#texts.get(message);
    if (known) known.rows.push(row);
    else if (this.#texts.size < textsMax) {
      this.#texts.set(message, { message, suggestion: suggestionOf(entry.problem), rows: [row] });
    } else {
      if (message !== this.#last) this.others.count++;
      this.#last = message;
      this.others.rows.push(row);
    }
  }
}

/** One thing that is wrong in a person's rows. */
export interface PersonItem {
  readonly file: ReportFile;
  readonly row: number;
  readonly title: Message | string | undefined;
  readonly severity: ProblemSeverity;
  readonly message: string;
  readonly suggestion: string | undefined;
}

export interface PersonGroup {
  readonly person: Concerned;
  readonly count: number;
  readonly items: readonly PersonItem[];
}

/** People with problems by their names, as the language sorts; of those beyond the first few hundred met only how many they are. */
export function byPerson(report: Report): { people: PersonGroup[]; others: number } {
  const concerned = new ConcernedPeople(report.workspace);
  const groups = new Map<string, { person: Concerned; count: number; items: PersonItem[] }>();
  const others = new Set<string>();
  for (const file of report.files) {
    const { sheet } = file;
    if (!sheet) continue;
    for (const entry of problemsOf(report, file, { rollUps: false })) {
      const person = entry.located && concerned.of(sheet, entry.located);
      if (!person) continue;
      const group = groups.get(person.key) ?? { person, count: 0, items: [] };
      if (!groups.has(person.key) && groups.size >= peopleMax) {
        others.add(person.key);
        continue;
      }
      groups.set(person.key, group);
      group.count++;
      const { field, severity, message } = entry.problem;
      const title = field === undefined ? undefined : columnTitle(sheet, field);
      const suggestion = suggestionOf(entry.problem);
      group.items.push({ file, row: entry.problem.row, title, severity, message, suggestion });
    }
  }
  const compare = new Intl.Collator(report.language.locale).compare;
  const people = [...groups.values()].sort(
    (a, b) => compare(a.person.name, b.person.name) || byCodeUnits(a.person.id, b.person.id),
  );
  return { people, others: others.size };
}

/** "Account status (status.code)". */
function columnTitle(sheet: Sheet | undefined, field: string): Message | string {
  const title = sheet?.table.byName.get(field)?.field.title;
  return title === undefined || title === field ? field : message("{0} ({1})", schemaText(title), field);
}

/** What to do, where there is one thing to do. */
function suggestionOf({ fixes }: Problem): string | undefined {
  return (fixes.find(({ safe }) => safe) ?? (fixes.length === 1 ? fixes[0] : undefined))?.title;
}
