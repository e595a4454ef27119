// The upper half of the mapping page: each column of the files with where its values come from, an example, why, and what is to decide.
import type { MappingPage, MappingQuestion } from "../../server/protocol/mapping.ts";
import { button, make } from "./elements.ts";
import {
  columnsIn,
  type MappingActions,
  othersInWords,
  othersList,
  type PageColumn,
  type PageValue,
  partInWords,
  sourceList,
  valueList,
} from "./mapping-parts.ts";
import { picker } from "./picker.ts";
import { counted, l10n, number } from "./words.ts";

/** The table, a row for each column; the values of columns with lists in rows of their own. */
export function mappingTable(page: MappingPage, actions: MappingActions, open: OpenFolds): HTMLElement {
  const table = make("table", "mapping");
  const head = make("thead", "");
  const titles = make("tr", "");
  const { view, mapping } = page;
  for (const title of [page.title, l10n.t("From your file"), l10n.t("Example"), l10n.t("Why, and what is to decide")]) {
    const cell = make("th", "", title);
    cell.scope = "col";
    titles.append(cell);
  }
  head.append(titles);
  table.append(head);
  for (const [at, plan] of (mapping?.rows ?? []).entries()) {
    const columns = view?.columns.filter((column) => column.plan === at) ?? [];
    const body = make("tbody", "");
    if (plan.file !== page.to) body.append(fileRow(at, plan.file, plan.when, actions));
    for (const column of columns) body.append(...columnRows(column, page, actions, open));
    table.append(body);
  }
  return table;
}

/** Which folds somebody opened or closed, by their keys. */
export type OpenFolds = Map<string, boolean>;

function fileRow(plan: number, file: string, when: string | undefined, actions: MappingActions): HTMLElement {
  const row = make("tr", "file");
  const cell = make("th", "");
  cell.scope = "rowgroup";
  cell.colSpan = 4;
  const text =
    when === undefined
      ? l10n.t("{0}: a row for each person", file)
      : l10n.t("{0}: a row for each person with “{1}”", file, when);
  const drop = button("link", l10n.t("Don't create"), () => actions.change({ kind: "drop", plan }));
  drop.dataset["key"] = `drop ${plan}`;
  drop.setAttribute("aria-label", l10n.t("Don't create rows of {0}", text));
  cell.append(make("span", "", text), drop);
  row.append(cell);
  return row;
}

/** `plan field`, for keys of controls. */
function keyOf({ plan, field }: PageColumn): string {
  return `${plan} ${field}`;
}

function columnRows(column: PageColumn, page: MappingPage, actions: MappingActions, open: OpenFolds): HTMLElement[] {
  const { view, mapping } = page;
  const { file, field, title, part, required } = column;
  const names = columnsIn(part);
  const questions = (view?.questions ?? []).filter((question) => concerns(question, file, field, names));
  const isSource = questions.some(({ kind }) => kind === "source");
  const row = make("tr", questions.length > 0 ? "has-question" : "");
  const name = make("th", "target");
  name.scope = "row";
  name.append(make("span", "", title));
  if (required) {
    const star = make("span", "star", " *");
    star.title = l10n.t("required");
    star.setAttribute("aria-hidden", "true");
    name.append(star);
  }
  if (title !== field) name.append(make("span", "field", field));
  const from = make("td", "from");
  const now = partInWords(part, mapping?.key ?? []);
  const facts = [
    ...(required ? [l10n.t("required")] : []),
    l10n.t("now {0}", now),
    ...(questions.length > 0 ? [questionCount(questions.length)] : []),
  ];
  const source = picker({
    key: `source ${keyOf(column)}`,
    name: l10n.t("Source for {0}, {1}", title, facts.join(", ")),
    text: now,
    isOpenQuestion: isSource,
    list: () => sourceList(column, page, actions),
  });
  if (isSource) source.dataset["question"] = "";
  if (part !== undefined) source.addEventListener("keydown", clearedBy(column, actions));
  from.append(source);
  row.append(name, from, exampleCell(column), stateCell(column, questions, actions));
  const values = column.values.length > 0 ? [valuesRow(column, questions, page, actions, open)] : [];
  return [row, ...values];
}

/** Delete on a source means nothing is made of it. */
function clearedBy({ plan, field }: PageColumn, actions: MappingActions): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== "Delete" && event.key !== "Backspace") return;
    event.preventDefault();
    actions.change({ kind: "part", plan, field, part: null });
  };
}

function concerns(question: MappingQuestion, file: string, field: string, names: readonly string[]): boolean {
  switch (question.kind) {
    case "source":
    case "value":
      return question.file === file && question.field === field;
    case "left":
    case "order":
      return names.includes(question.column);
    default:
      return false;
  }
}

export function questionCount(count: number): string {
  return counted(count, l10n.t("{0} question"), l10n.t("{0} questions"));
}

function exampleCell({ samples }: PageColumn): HTMLElement {
  const cell = make("td", "example");
  for (const { from, to } of samples) {
    const line = make("div", "sample");
    if (from !== "" && from !== to) {
      const arrow = make("span", "becomes", " \u2192 ");
      arrow.setAttribute("aria-label", l10n.t("becomes"));
      arrow.setAttribute("role", "img");
      line.append(make("span", "was", from), arrow);
    }
    line.append(make("span", "", to === "" ? l10n.t("(empty)") : to));
    cell.append(line);
  }
  return cell;
}

function stateCell(column: PageColumn, questions: readonly MappingQuestion[], actions: MappingActions): HTMLElement {
  const cell = make("td", "state");
  for (const question of questions) {
    if (question.kind === "source") cell.append(note("open", l10n.t("Required. Choose where it comes from.")));
    if (question.kind === "order") cell.append(orderQuestion(question, column, actions));
  }
  const open = questions.filter(({ kind }) => kind === "value").length;
  const left = questions.filter(({ kind }) => kind === "left").length;
  // What is guessed says itself how many values are to decide.
  const isSaid = open > 0 && column.why !== undefined;
  if (isSaid) cell.append(note("open", column.why));
  else if (open > 0)
    cell.append(note("open", counted(open, l10n.t("1 value to decide."), l10n.t("{0} values to decide."))));
  if (left > 0) cell.append(note("open", l10n.t("Some people probably left.")));
  if (column.part === undefined) {
    if (questions.length === 0)
      cell.append(note("quiet", column.why ?? (column.required ? "" : l10n.t("Optional. Stays empty."))));
  } else if (!isSaid) cell.append(note("quiet", column.why ?? l10n.t("Chosen by you, now or earlier.")));
  return cell;
}

function note(kind: "open" | "quiet", text: string): HTMLElement {
  const line = make("p", `note ${kind}`);
  if (kind === "open") {
    const sign = make("span", "sign", "?");
    sign.setAttribute("aria-hidden", "true");
    line.append(sign);
  }
  line.append(make("span", "", text));
  return line;
}

function orderQuestion(
  question: Extract<MappingQuestion, { kind: "order" }>,
  column: PageColumn,
  actions: MappingActions,
): HTMLElement {
  const block = make("div", "order");
  const [sample = ""] = question.samples;
  block.append(note("open", l10n.t("Which name is “{0}”?", sample)));
  const buttons = make("div", "buttons");
  for (const [i, order] of question.choices.entries()) {
    const words =
      order === "first-last"
        ? l10n.t("First name first: {0}", question.outcomes[i] ?? "")
        : l10n.t("Last name first: {0}", question.outcomes[i] ?? "");
    const answer = button("small", words, () =>
      actions.change({ kind: "answer", question: question.id, answer: { order } }),
    );
    answer.dataset["key"] = `order ${keyOf(column)} ${order}`;
    if (i === 0) answer.dataset["question"] = "";
    buttons.append(answer);
  }
  block.append(buttons);
  return block;
}

function valuesRow(
  column: PageColumn,
  questions: readonly MappingQuestion[],
  page: MappingPage,
  actions: MappingActions,
  open: OpenFolds,
): HTMLElement {
  const row = make("tr", "values");
  const cell = make("td", "");
  cell.colSpan = 4;
  const asked = questions.filter(({ kind }) => kind === "value" || kind === "left");
  const key = `values ${keyOf(column)}`;
  const fold = make("details", "");
  fold.open = open.get(key) ?? asked.length > 0;
  fold.addEventListener("toggle", () => {
    if (fold.isConnected) open.set(key, fold.open);
  });
  const [source = ""] = columnsIn(column.part);
  const count = column.moreValues ? `${number(column.values.length)}+` : number(column.values.length);
  const parts = [
    l10n.t("Values of {0}: {1}", source, count),
    ...(asked.length > 0 ? [counted(asked.length, l10n.t("1 to decide"), l10n.t("{0} to decide"))] : []),
  ];
  const summary = make("summary", "", parts.join(", "));
  summary.dataset["key"] = key;
  summary.addEventListener("keydown", (event) => {
    if (!event.altKey || (event.key !== "ArrowRight" && event.key !== "ArrowLeft")) return;
    event.preventDefault();
    fold.open = event.key === "ArrowRight";
  });
  fold.append(summary, valueTable(column, source, asked, page, actions));
  cell.append(fold);
  row.append(cell);
  return row;
}

/** So many values are listed before those that are to decide are all there is room for. */
const valuesMax = 60;

function valueTable(
  column: PageColumn,
  source: string,
  asked: readonly MappingQuestion[],
  { mapping, source: exported }: MappingPage,
  actions: MappingActions,
): HTMLElement {
  const table = make("table", "value-table");
  const head = make("tr", "");
  for (const title of [l10n.t("In your file"), l10n.t("People"), l10n.t("Becomes"), ""]) {
    const cell = title === "" ? make("td", "") : make("th", "", title);
    if (cell instanceof HTMLTableCellElement && title !== "") cell.scope = "col";
    head.append(cell);
  }
  const section = make("thead", "");
  section.append(head);
  const body = make("tbody", "");
  const skipped = new Set(mapping?.skip?.[source] ?? []);
  const questionFor = (value: string): MappingQuestion | undefined =>
    asked.find((question) => "value" in question && question.value === value);
  // Rows don't move under the cursor while they are answered; where there is no room for all, what is to decide comes first.
  const isOpen = ({ value }: PageValue): number => Number(questionFor(value) !== undefined);
  const ordered =
    column.values.length <= valuesMax ? column.values : [...column.values].sort((a, b) => isOpen(b) - isOpen(a));
  for (const value of ordered.slice(0, valuesMax))
    body.append(valueRow(column, value, source, questionFor(value.value), skipped.has(value.value), actions));
  const left = column.values.length - valuesMax;
  if (left > 0 || column.moreValues) {
    const row = make("tr", "");
    const cell = make("td", "quiet");
    cell.colSpan = 4;
    cell.textContent = column.moreValues
      ? l10n.t("There are more values. A column with this many may be the wrong one.")
      : l10n.t("And {0} more that need no decision.", number(left));
    row.append(cell);
    body.append(row);
  }
  const others = make("tr", "");
  const label = make("th", "", l10n.t("All other values"));
  label.scope = "row";
  const becomes = make("td", "");
  becomes.append(
    picker({
      key: `others ${keyOf(column)}`,
      name: l10n.t("All other values of {0} become: {1}", source, othersInWords(column.part)),
      text: othersInWords(column.part),
      list: () => othersList(column, actions),
    }),
  );
  const note = make("td", "quiet", exported?.whole === false ? l10n.t("From the first rows") : "");
  others.append(label, make("td", ""), becomes, note);
  body.append(others);
  table.append(section, body);
  return table;
}

function valueRow(
  column: PageColumn,
  value: PageValue,
  source: string,
  question: MappingQuestion | undefined,
  isSkipped: boolean,
  actions: MappingActions,
): HTMLElement {
  const row = make("tr", question ? "has-question" : "");
  const name = make("th", "", value.value);
  name.scope = "row";
  const people = make("td", "count", number(value.people));
  const becomes = make("td", "");
  const rest = make("td", "state");
  const key = `value ${keyOf(column)} ${value.value}`;
  const words = counted(value.people, l10n.t("{0} person"), l10n.t("{0} people"));
  if (isSkipped) {
    becomes.append(make("span", "quiet", l10n.t("Left out")));
    const back = button("link", l10n.t("Import Anyway"), () =>
      actions.change({ kind: "skip", column: source, value: value.value, skip: false }),
    );
    back.dataset["key"] = key;
    back.setAttribute("aria-label", l10n.t("Import people with {0}", value.value));
    rest.append(back);
  } else {
    const isOpen = question?.kind === "value";
    const text = isOpen ? l10n.t("Choose…") : value.becomes === "" ? l10n.t("(empty)") : value.becomes;
    const pick = picker({
      key,
      name: isOpen
        ? l10n.t("{0}, {1}, not decided: {2}", value.value, words, text)
        : l10n.t("{0}, {1}, becomes: {2}", value.value, words, text),
      text,
      isOpenQuestion: isOpen,
      list: () => valueList(column, value, actions),
    });
    if (isOpen) pick.dataset["question"] = "";
    becomes.append(pick);
    if (isOpen) rest.append(...suggestions(column, value, question, key, actions));
    else if (question?.kind === "left") rest.append(...leftAnswers(question, value, key, actions));
    else if (value.state === "open") rest.append(make("span", "quiet", l10n.t("Copied, and reported")));
    else if (value.state === "valid" && value.becomes !== value.value)
      rest.append(make("span", "quiet", l10n.t("Certain")));
  }
  row.append(name, people, becomes, rest);
  return row;
}

/** One or two candidates as buttons, where they say it all. */
function suggestions(
  column: PageColumn,
  { value }: PageValue,
  { id, ...question }: Extract<MappingQuestion, { kind: "value" }>,
  key: string,
  actions: MappingActions,
): HTMLElement[] {
  const { choices } = question;
  if (choices.length === 0 || choices.length > suggestedMax) {
    const text = choices.length === 0 ? l10n.t("No value looks like it.") : l10n.t("More than one may be meant.");
    return [make("span", "quiet", text)];
  }
  return choices.map((choice) => {
    const use = button("small", l10n.t("Use {0}", choice.label ?? choice.value), () =>
      actions.change({ kind: "answer", question: id, answer: { value: choice.value } }),
    );
    use.dataset["key"] = `use ${key} ${choice.value}`;
    use.setAttribute("aria-label", l10n.t("Use {0} for {1}, {2}", choice.label ?? choice.value, value, column.title));
    return use;
  });
}

const suggestedMax = 3;

/** People who have left: as their state says, or not at all. */
function leftAnswers(
  { id, becomes }: Extract<MappingQuestion, { kind: "left" }>,
  { value }: PageValue,
  key: string,
  actions: MappingActions,
): HTMLElement[] {
  const state = becomes.label ?? becomes.value;
  const keep = button("small", l10n.t("Import as {0}", state), () =>
    actions.change({ kind: "answer", question: id, answer: { keep: true } }),
  );
  const skip = button("small", l10n.t("Leave Out"), () =>
    actions.change({ kind: "answer", question: id, answer: { skip: true } }),
  );
  keep.dataset["key"] = `keep ${key}`;
  keep.dataset["question"] = "";
  skip.dataset["key"] = `skip ${key}`;
  keep.setAttribute("aria-label", l10n.t("Import people with {0} as {1}", value, state));
  skip.setAttribute("aria-label", l10n.t("Leave out people with {0}", value));
  return [keep, skip];
}
