// What stands above the mapping: where it comes from, columns that are gone, files that are no tables, and how a file is read.
import type { Mapping, MappingChange, MappingPage } from "../../server/protocol/mapping.ts";
import { button, make } from "./elements.ts";
import type { OpenFolds } from "./mapping-table.ts";
import { picker } from "./picker.ts";
import { counted, l10n, number } from "./words.ts";

/** A sentence with what can be done about it. */
export interface PageNotice {
  readonly kind?: "info" | "warning" | "error" | "good";
  readonly text: string;
  readonly actions: readonly { readonly label: string; readonly act: () => void }[];
  /** It goes when there is a problem to be told of instead. */
  readonly until?: "problem";
}

export interface MappingBarActions {
  change(...changes: readonly MappingChange[]): void;
  readonly startOver: PageNotice["actions"][number];
  /** Goes on with a kept mapping, by its URI. */
  begin(file: string): void;
  another(): void;
  fixHeaders(): void;
  /** The file of the mapping that is shown. */
  readonly file: string | undefined;
}

export function bars(page: MappingPage, actions: MappingBarActions): HTMLElement[] {
  if (page.problem) return [problemBar(page, actions)];
  return [
    ...keptBar(page, actions),
    ...(page.view?.missing ?? []).map(({ name, meant }) => missingBar(page, name, meant, actions)),
    ...oneColumn(page),
    ...renameBar(page, actions),
    ...otherBar(page),
    ...(page.view?.notes ?? []).map((text) => bar("info", text)),
  ];
}

function bar(kind: NonNullable<PageNotice["kind"]>, text: string, ...more: readonly HTMLElement[]): HTMLElement {
  const made = make("div", `bar ${kind}`);
  made.append(make("span", "", text), ...more);
  return made;
}

function action(label: string, key: string, act: () => void): HTMLButtonElement {
  const made = button("small", label, act);
  made.dataset["key"] = key;
  return made;
}

/** Says that a kept mapping is used, with the way back, and to the others that fit. */
function keptBar(page: MappingPage, actions: MappingBarActions): HTMLElement[] {
  const used = page.kept.find(({ uri }) => uri === actions.file);
  const others = page.kept.filter((each) => each !== used);
  if (!used && others.length === 0) return [];
  const buttons = others
    .slice(0, 3)
    .map(({ uri, name }) => action(l10n.t("Use {0}", name), `begin ${uri}`, () => actions.begin(uri)));
  if (!used) return [bar("info", l10n.t("A mapping in this folder fits this file."), ...buttons)];
  const found = used.columns - used.missing;
  const questions = page.view?.questions.length ?? 0;
  const text = [
    used.missing === 0
      ? l10n.t("Uses the kept mapping {0}: all {1} columns found.", used.name, number(used.columns))
      : l10n.t("Uses the kept mapping {0}: {1} of {2} columns found.", used.name, number(found), number(used.columns)),
    questions === 0
      ? l10n.t("Nothing is left to decide.")
      : counted(questions, l10n.t("1 question is new."), l10n.t("{0} questions are new.")),
  ].join(" ");
  return [bar("good", text, action(actions.startOver.label, "start over", actions.startOver.act), ...buttons)];
}

/** Says why a mapping that is there is not used. */
function otherBar({ others, begun }: MappingPage): HTMLElement[] {
  if (begun !== "guess" || others.length === 0) return [];
  return [
    bar(
      "info",
      counted(
        others.length,
        l10n.t("{0} is for a file with other columns, so it isn't used. It stays as it is.", others[0] ?? ""),
        l10n.t("{0} mappings in this folder are for other columns, so they aren't used. They stay as they are."),
      ),
    ),
  ];
}

/** A column that the mapping names and the file lacks, with the one that was probably meant. */
function missingBar(
  page: MappingPage,
  name: string,
  meant: string | undefined,
  actions: MappingBarActions,
): HTMLElement {
  const question = page.view?.questions.find((each) => each.kind === "missing" && each.column === name);
  const answer = (column: string) => (): undefined => {
    if (question) actions.change({ kind: "answer", question: question.id, answer: { column } });
  };
  const drop = action(l10n.t("Leave It Out"), `drop ${name}`, () => {
    if (question) actions.change({ kind: "answer", question: question.id, answer: { nothing: true } });
  });
  const choose = picker({
    key: `missing ${name}`,
    name: l10n.t("Column that {0} is called now", name),
    text: l10n.t("Choose…"),
    isOpenQuestion: true,
    list: () => ({
      label: l10n.t("{0} is called now", name),
      options: (page.source?.columns ?? []).map((column) => ({
        label: column.name,
        detail: column.samples.join(", "),
        pick: answer(column.name),
      })),
    }),
  });
  choose.dataset["question"] = "";
  const text =
    meant === undefined
      ? l10n.t("The file no longer has the column “{0}”. Which column is it now?", name)
      : l10n.t("The file no longer has the column “{0}”. Is it “{1}” now?", name, meant);
  const use = meant === undefined ? [] : [action(l10n.t("Use {0}", meant), `use ${name}`, answer(meant))];
  return bar("warning", text, ...use, choose, drop);
}

function oneColumn({ source }: MappingPage): HTMLElement[] {
  if (source?.columns.length !== 1) return [];
  const [column] = source.columns;
  return [
    bar(
      "warning",
      l10n.t("The file has only one column, “{0}”. If it should have more, change how it is read.", column?.name ?? ""),
    ),
  ];
}

/** The file is an import but for its header. */
function renameBar({ rename, begun }: MappingPage, actions: MappingBarActions): HTMLElement[] {
  if (!rename || typeof begun === "object") return [];
  const [first] = rename.columns;
  const text = counted(
    rename.columns.length,
    l10n.t(
      "Only a column name is different ({0}). Fix it in this file, or create a new one.",
      `${first?.from} \u2192 ${first?.to}`,
    ),
    l10n.t("Only {0} column names are different. Fix them in this file, or create a new one."),
  );
  return [bar("good", text, action(l10n.t("Fix Headers in Place"), "fix bar", actions.fixHeaders))];
}

function problemBar({ problem, mapping }: MappingPage, actions: MappingBarActions): HTMLElement {
  const kept = mapping ? ` ${l10n.t("Your answers are kept.")}` : "";
  const made = bar(
    "error",
    `${problem?.message ?? ""}${kept}`,
    action(l10n.t("Choose Another File…"), "another", actions.another),
  );
  made.setAttribute("role", "alert");
  return made;
}

const encodings = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "windows-1252",
  "windows-1250",
  "iso-8859-15",
  "shift_jis",
  "gb18030",
];

/** How the file is read: encoding, delimiter, header line; with its first lines where it is no table. */
export function readingPanel(
  { source, mapping, problem }: MappingPage,
  read: (reading: NonNullable<Mapping["source"]>) => void,
): HTMLElement {
  const said = mapping?.source ?? {};
  const panel = make("div", "reading");
  panel.setAttribute("role", "group");
  panel.setAttribute("aria-label", l10n.t("How the file is read"));
  const guess = l10n.t("Automatic");
  const encoding = select(
    l10n.t("Encoding"),
    [["", guess], ...encodings.map((name): [string, string] => [name, name.toUpperCase()])],
    said.encoding ?? "",
  );
  const delimiter = select(
    l10n.t("Separator"),
    [
      ["", guess],
      [",", l10n.t("comma")],
      [";", l10n.t("semicolon")],
      ["\t", l10n.t("tab")],
      ["|", l10n.t("vertical bar")],
    ],
    said.delimiter ?? "",
  );
  const header = make("input", "");
  header.type = "number";
  header.min = "1";
  header.value = said.header ? String(said.header) : "";
  header.placeholder = String(source?.header || 1);
  header.dataset["key"] = "header line";
  const label = make("label", "", l10n.t("Header in line"));
  label.append(header);
  const without = make("input", "");
  without.type = "checkbox";
  without.checked = said.header === 0;
  without.dataset["key"] = "headerless";
  header.disabled = without.checked;
  const withoutLabel = make("label", "check");
  withoutLabel.append(without, l10n.t("No header: the first line is data"));
  const apply = (): void => {
    const line = Number(header.value);
    read({
      ...(encoding.control.value === "" ? {} : { encoding: encoding.control.value }),
      ...(delimiter.control.value === "" ? {} : { delimiter: delimiter.control.value }),
      ...(without.checked ? { header: 0 } : {}),
      ...(!without.checked && header.value !== "" && Number.isSafeInteger(line) && line > 0 ? { header: line } : {}),
    });
  };
  for (const control of [encoding.control, delimiter.control, header, without])
    control.addEventListener("change", apply);
  panel.append(encoding.label, delimiter.label, label, withoutLabel);
  if (problem && problem.lines.length > 0) {
    panel.append(make("p", "quiet", l10n.t("The first lines as they were read:")));
    const lines = make("pre", "");
    lines.tabIndex = 0;
    lines.textContent = problem.lines.join("\n");
    panel.append(lines);
  }
  return panel;
}

function select(
  title: string,
  options: readonly (readonly [string, string])[],
  value: string,
): { readonly label: HTMLLabelElement; readonly control: HTMLSelectElement } {
  const label = make("label", "", title);
  const control = make("select", "");
  control.dataset["key"] = `select ${title}`;
  for (const [name, text] of options) control.append(new Option(text, name, false, name === value));
  label.append(control);
  return { label, control };
}

/** Above so many columns there is a filter. */
const filterFrom = 12;

/** The file's columns that nothing is made of. */
export function unusedColumns({ view }: MappingPage, folds: OpenFolds): HTMLElement[] {
  const unused = view?.unused ?? [];
  if (unused.length === 0) return [];
  const fold = make("details", "unused");
  fold.open = folds.get("unused") ?? unused.length <= filterFrom;
  fold.addEventListener("toggle", () => {
    if (fold.isConnected) folds.set("unused", fold.open);
  });
  const summary = make(
    "summary",
    "",
    counted(unused.length, l10n.t("1 column of the file is not used"), l10n.t("{0} columns of the file are not used")),
  );
  summary.dataset["key"] = "unused";
  const list = make("ul", "");
  const items = unused.map(({ name, samples }) => {
    const item = make("li", "");
    item.append(
      make("strong", "", name),
      make("span", "quiet", samples.length === 0 ? ` ${l10n.t("(empty)")}` : ` ${samples.join(", ")}`),
    );
    return item;
  });
  list.append(...items);
  fold.append(summary);
  if (unused.length > filterFrom) {
    const filter = make("input", "filter");
    filter.type = "search";
    filter.placeholder = l10n.t("Filter");
    filter.dataset["key"] = "unused filter";
    filter.setAttribute("aria-label", l10n.t("Filter the columns that are not used"));
    filter.addEventListener("input", () => {
      for (const item of items) item.hidden = !item.textContent?.toLowerCase().includes(filter.value.toLowerCase());
    });
    fold.append(filter);
  }
  fold.append(list);
  return [fold];
}
