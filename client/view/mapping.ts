// The page on which an export becomes an import: their columns, ours, what is to decide, and the rows as they will be, after every change.
import type {
  Mapping,
  MappingChange,
  MappingChoice,
  MappingPage,
  mappingPageRequest,
} from "../../server/protocol/mapping.ts";
import type { ParamsOf } from "../../server/protocol/request.ts";
import { button, make } from "./elements.ts";
import { connect } from "./host.ts";
import { bars, type PageNotice, readingPanel, unusedColumns } from "./mapping-bars.ts";
import { byKey, focusOn, nextQuestion, nextRegion, nextRow, questionAfter } from "./mapping-focus.ts";
import type { MappingDraft, MappingNews, MappingQuestions, MappingState, StartAnswer } from "./mapping-messages.ts";
import { columnsIn, type MappingActions } from "./mapping-parts.ts";
import { mappingResult, type ResultActions, type ResultTotals } from "./mapping-result.ts";
import { mappingTable, type OpenFolds, questionCount } from "./mapping-table.ts";
import { isPicking, picker } from "./picker.ts";
import { speaker } from "./speaker.ts";
import { counted, l10n, number } from "./words.ts";

/** Milliseconds without a change before all rows are counted. */
const countMs = 250;
/** So many changes can be undone. */
const pastMax = 50;

const host = connect<MappingQuestions, MappingState, MappingNews>(() => void reread());
const uri = document.body.dataset["uri"] ?? "";

let start: StartAnswer | undefined;
let page: MappingPage | undefined;
let totals: ResultTotals | undefined;
/** The totals are those of the mapping that is shown. */
let isCounted = false;
let draft: MappingDraft = { to: "", mappings: {} };
let past: Mapping[] = [...(host.kept.past ?? [])];
let future: Mapping[] = [...(host.kept.future ?? [])];
let notice: PageNotice | undefined;
let shownFile = 0;
let isReadingShown = false;
let counting: ReturnType<typeof setTimeout> | undefined;
/** Only the answer to the latest question is shown. */
let asked = 0;
/** Changes go one after the other: each changes what the one before made. */
let queue: Promise<void> = Promise.resolve();
const folds: OpenFolds = new Map();
const choices = new Map<string, Promise<readonly MappingChoice[]>>();

const heading = make("h1", "");
const facts = make("p", "facts");
const tools = make("div", "tools");
const top = make("header", "top");
const notices = make("div", "notices");
const mappingRegion = region(l10n.t("Mapping"));
const resultTitle = make("h2", "");
const resultBody = make("div", "");
const resultRegion = region(l10n.t("Result, read-only"));
const createRegion = make("section", "create");
createRegion.setAttribute("aria-label", l10n.t("Create"));
const live = make("p", "live");
live.setAttribute("role", "status");
const main = make("main", "");
top.append(heading, facts, tools);
resultRegion.append(resultTitle, resultBody);
main.append(notices, mappingRegion, resultRegion, createRegion);
document.body.append(top, main, live);

const say = speaker(live);

document.addEventListener("keydown", keys);
document.addEventListener("picked", () => {
  if (isStale) draw();
});
void begin();

function region(label: string): HTMLElement {
  const made = make("section", "region");
  made.setAttribute("aria-label", label);
  made.tabIndex = -1;
  return made;
}

async function begin(): Promise<void> {
  try {
    start = await host.ask("start", {});
  } catch (error) {
    fail(error);
    return;
  }
  const known = host.kept.draft ?? start.draft;
  const isOther = start.to !== undefined && start.to !== known?.to;
  draft = {
    to: start.to ?? known?.to ?? "",
    mappings: start.begin === undefined ? (known?.mappings ?? {}) : {},
    folder: known?.folder ?? start.folder,
    file: isOther || start.begin !== undefined ? undefined : known?.file,
  };
  heading.textContent = l10n.t("Create an import from {0}", start.name);
  await load(start.begin === undefined ? {} : { begin: start.begin });
  if (known && page?.mapping && page.begun === undefined && !host.kept.draft) {
    notice = { text: l10n.t("Your answers from before are here again."), actions: [startOver()] };
    draw();
  }
}

type Query = Partial<Omit<ParamsOf<typeof mappingPageRequest>, "uri" | "unsaved" | "changes">> & {
  readonly changes?: readonly MappingChange[];
};

/** Asks for the page as it is with the draft, and then for all rows where only the head was read. */
async function load(query: Query = {}): Promise<void> {
  const mapping = query.begin === undefined ? draft.mappings[draft.to] : undefined;
  await ask({ ...(draft.to === "" ? {} : { to: draft.to }), ...(mapping ? { mapping } : {}), ...query });
  if (page?.source && !page.source.whole) void readAll();
}

/** The rest of a large export: what is new in it becomes questions. */
async function readAll(): Promise<void> {
  while (page?.source?.whole === false && !page.problem) {
    const { mapping } = page;
    const number = asked;
    if (!mapping) return;
    const answer = await host.ask("page", { to: draft.to, mapping, all: true }).catch(() => null);
    if (!answer) return;
    // Where somebody changed something meanwhile it is asked anew: the rows are there by now.
    if (number === asked) take(answer);
    else await queue;
  }
}

async function ask(query: Query): Promise<void> {
  const number = ++asked;
  main.setAttribute("aria-busy", "true");
  try {
    const answer = await host.ask("page", query);
    if (number !== asked) return;
    if (answer) take(answer);
    else fail(l10n.t("The file couldn't be read. The CSV Preflight output may say why."));
  } catch (error) {
    if (number === asked) fail(error);
  }
  if (number === asked) main.removeAttribute("aria-busy");
}

function fail(error: unknown): void {
  notice = { kind: "error", text: error instanceof Error ? error.message : String(error), actions: [] };
  draw();
}

function take(answer: MappingPage): void {
  const before = page?.view?.questions.length;
  // A file that can't be read now takes no answers away.
  const isLost = answer.problem !== undefined && page?.mapping !== undefined;
  page = isLost ? { ...page!, ...(answer.problem ? { problem: answer.problem } : {}) } : answer;
  draft = {
    ...draft,
    to: answer.to,
    ...(answer.mapping ? { mappings: { ...draft.mappings, [answer.to]: answer.mapping } } : {}),
    ...(typeof answer.begun === "object" ? { file: answer.begun.uri } : {}),
    ...(answer.begun === "guess" ? { file: undefined } : {}),
  };
  // What the bar of the problem says is enough.
  if (answer.problem !== undefined && notice?.until === "problem") notice = undefined;
  keep();
  count();
  draw();
  const { length } = answer.view?.questions ?? [];
  if (before !== length) say(length === 0 ? l10n.t("No questions left.") : leftInWords(length));
}

function leftInWords(count: number): string {
  return counted(count, l10n.t("1 question left"), l10n.t("{0} questions left"));
}

function keep(): void {
  host.keep({ uri, draft, past, future });
  void host.ask("draft", { draft });
}

/** Makes changes after those that are under way. */
function change(...changes: readonly MappingChange[]): void {
  if (!page?.mapping) return;
  queue = queue.then(async () => {
    const mapping = draft.mappings[draft.to];
    if (mapping) {
      await ask({ to: draft.to, mapping, changes });
      const now = draft.mappings[draft.to];
      if (now && JSON.stringify(now) !== JSON.stringify(mapping)) {
        past = [...past, mapping].slice(-pastMax);
        future = [];
        keep();
      }
    }
    draw();
  });
}

function undo(): void {
  step(
    () => past,
    (now) => {
      past = past.slice(0, -1);
      future = [...future, now];
    },
  );
}

function redo(): void {
  step(
    () => future,
    (now) => {
      future = future.slice(0, -1);
      past = [...past, now];
    },
  );
}

/** Goes to the last of some mappings, after the changes that are under way. */
function step(from: () => readonly Mapping[], moved: (now: Mapping) => void): void {
  queue = queue.then(async () => {
    const mapping = from().at(-1);
    const now = draft.mappings[draft.to];
    if (!mapping || !now) return;
    moved(now);
    draft = { ...draft, to: mapping.to };
    await ask({ to: mapping.to, mapping });
    keep();
    draw();
  });
}

/** The file changed, or is gone. */
async function reread(): Promise<void> {
  if (!page) return;
  notice = {
    text: l10n.t("The file has changed and was read again. Your answers are kept."),
    until: "problem",
    actions: [],
  };
  queue = queue.then(() => load());
  await queue;
}

/** Counts all rows a little after the last change. */
function count(): void {
  clearTimeout(counting);
  isCounted = false;
  const { mapping, problem, view } = page ?? {};
  if (!mapping || problem || view?.missing.length) {
    totals = undefined;
    return;
  }
  counting = setTimeout(async () => {
    resultRegion.setAttribute("aria-busy", "true");
    const number = asked;
    const answer = await host.ask("totals", { mapping }).catch(() => null);
    if (number !== asked) return;
    resultRegion.removeAttribute("aria-busy");
    if (!answer) return;
    totals = answer;
    isCounted = true;
    draw();
    say(countsInWords());
  }, countMs);
}

/** "1,204 people, 3 files, 0 errors, 640 warnings" */
function countsInWords(): string {
  if (!totals) return "";
  const sum = (of: (file: ResultTotals["files"][number]) => number): number =>
    totals!.files.reduce((all, file) => all + of(file), 0);
  const errors = sum((file) => file.errors);
  const warnings = sum((file) => file.warnings);
  return [
    counted(totals.people, l10n.t("{0} person"), l10n.t("{0} people")),
    counted(totals.files.length, l10n.t("{0} file"), l10n.t("{0} files")),
    counted(errors, l10n.t("{0} error"), l10n.t("{0} errors")),
    ...(warnings > 0 ? [counted(warnings, l10n.t("{0} warning"), l10n.t("{0} warnings"))] : []),
  ].join(", ");
}

/** The page was to be drawn while a list was open. */
let isStale = false;

const actions: MappingActions & ResultActions = {
  change,
  choices: (file, field) => {
    const key = `${file} ${field}`;
    const known = choices.get(key) ?? host.ask("choices", { file, field }).then((all) => all ?? []);
    choices.set(key, known);
    return known;
  },
  explain: (rule) => void host.ask("rule", { rule }),
  line: (line) => void host.ask("line", { line }),
  goTo: (file, field, value) => {
    const column = page?.view?.columns.find((each) => each.file === file && each.field === field);
    if (!column) return;
    const at = `${column.plan} ${field}`;
    const fold = `values ${at}`;
    if (column.values.length > 0) {
      folds.set(fold, true);
      draw();
    }
    const [first] = columnsIn(column.part);
    const isListed = value !== undefined && first !== undefined;
    focusOn((isListed ? byKey(`value ${at} ${value}`) : undefined) ?? byKey(`source ${at}`));
  },
  showFile: (index) => {
    shownFile = index;
    draw();
  },
};

/** Draws everything anew and puts the focus back to where it was. */
function draw(): void {
  if (isPicking()) {
    isStale = true;
    return;
  }
  isStale = false;
  const active = document.activeElement;
  const key = active instanceof HTMLElement ? active.dataset["key"] : undefined;
  const text = active instanceof HTMLInputElement ? active.value : undefined;
  const within = [mappingRegion, resultRegion].find((each) => each.contains(active));
  const scroll = [...document.querySelectorAll<HTMLElement>(".scroll")].map((each) => each.scrollLeft);
  drawTop();
  drawNotices();
  drawMapping();
  drawResult();
  drawCreate();
  for (const [i, each] of [...document.querySelectorAll<HTMLElement>(".scroll")].entries())
    each.scrollLeft = scroll[i] ?? 0;
  if (active?.isConnected) return;
  const again = key === undefined ? undefined : byKey(key);
  if (again instanceof HTMLInputElement && text !== undefined) again.value = text;
  // What was answered is gone: the next question is nearest, else where one was.
  (again ?? (within === mappingRegion ? questionAfter(key) : undefined) ?? within)?.focus({ preventScroll: !again });
}

function drawTop(): void {
  const { source, view } = page ?? {};
  const types = start?.types ?? [];
  const label = make("label", "type", l10n.t("for "));
  const select = make("select", "");
  select.dataset["key"] = "type";
  select.setAttribute("aria-label", l10n.t("Import these people as"));
  for (const { name, title } of types) select.append(new Option(title, name, false, name === page?.to));
  select.addEventListener("change", () => {
    draft = { ...draft, to: select.value, file: undefined };
    totals = undefined;
    notice = undefined;
    queue = queue.then(() => load());
  });
  label.append(select);
  const how = source
    ? [
        source.whole
          ? counted(source.people, l10n.t("{0} person"), l10n.t("{0} people"))
          : l10n.t("from the first {0} rows", number(source.rows)),
        source.encoding.toUpperCase(),
        delimiterInWords(source.delimiter),
        source.header === 0 ? l10n.t("no header") : l10n.t("header in line {0}", number(source.header)),
      ].join(" \u00b7 ")
    : "";
  const changeReading = button("link", l10n.t("Change…"), () => {
    isReadingShown = !isReadingShown;
    draw();
    if (isReadingShown) document.querySelector<HTMLElement>(".reading select")?.focus();
  });
  changeReading.dataset["key"] = "reading";
  changeReading.setAttribute("aria-label", l10n.t("Change how {0} is read", start?.name ?? ""));
  changeReading.setAttribute("aria-expanded", String(isReadingShown));
  facts.replaceChildren(label, make("span", "how", how), changeReading);
  const questions = view?.questions.length ?? 0;
  const set = view?.columns.filter(({ part }) => part !== undefined).length ?? 0;
  const progress = make("span", "progress");
  if (view) {
    progress.append(
      make("strong", questions > 0 ? "open" : "", questions > 0 ? leftInWords(questions) : l10n.t("No questions left")),
    );
    progress.append(
      [
        "",
        counted(set, l10n.t("{0} column set"), l10n.t("{0} columns set")),
        ...(view.unused.length > 0 ? [l10n.t("{0} of the file's columns not used", number(view.unused.length))] : []),
      ].join(" \u00b7 "),
    );
  }
  const next = button("small", l10n.t("Next Question (F8)"), () => toQuestion(1));
  next.dataset["key"] = "next";
  next.disabled = questions === 0;
  next.setAttribute("aria-label", l10n.t("Next question, {0} left", number(questions)));
  const back = button("small", l10n.t("Undo"), undo);
  back.dataset["key"] = "undo";
  back.disabled = past.length === 0;
  const again = button("small", l10n.t("Redo"), redo);
  again.dataset["key"] = "redo";
  again.disabled = future.length === 0;
  tools.replaceChildren(progress, next, back, again);
}

function delimiterInWords(delimiter: string): string {
  const known: Readonly<Record<string, string>> = {
    ",": l10n.t("comma"),
    ";": l10n.t("semicolon"),
    "\t": l10n.t("tab"),
    "|": l10n.t("vertical bar"),
  };
  return known[delimiter] ?? l10n.t("separated by {0}", delimiter);
}

function startOver(): PageNotice["actions"][number] {
  return {
    label: l10n.t("Start Over"),
    act: () => {
      const now = draft.mappings[draft.to];
      if (now) past = [...past, now].slice(-pastMax);
      notice = undefined;
      queue = queue.then(() => load({ begin: "guess" }));
    },
  };
}

function drawNotices(): void {
  const made: HTMLElement[] = [];
  if (page)
    made.push(
      ...bars(page, {
        change,
        startOver: startOver(),
        begin: (file) => {
          queue = queue.then(() => load({ begin: file }));
        },
        another: () => void host.ask("another", {}),
        fixHeaders: () => void fixHeaders(),
        file: draft.file,
      }),
    );
  if (page && (isReadingShown || (page.problem && page.problem.lines.length > 0)))
    made.push(
      readingPanel(page, (reading) => {
        queue = queue.then(() => load({ reading }));
      }),
    );
  if (notice) made.unshift(noticeBar(notice));
  notices.replaceChildren(...made);
}

function noticeBar({ kind = "info", text, actions: all }: PageNotice): HTMLElement {
  const bar = make("div", `bar ${kind}`);
  bar.setAttribute("role", kind === "error" ? "alert" : "note");
  bar.append(make("span", "", text));
  for (const [i, { label, act }] of all.entries()) {
    const each = button(i === 0 ? "primary small" : "small", label, act);
    each.dataset["key"] = `notice ${label}`;
    bar.append(each);
  }
  const close = button("link", l10n.t("Dismiss"), () => {
    notice = undefined;
    draw();
    mappingRegion.focus();
  });
  close.dataset["key"] = "dismiss";
  bar.append(close);
  return bar;
}

/** Says something above the mapping, and puts the focus on its first button. */
function report(next: PageNotice): void {
  notice = next;
  draw();
  notices.scrollIntoView({ block: "nearest" });
  notices.querySelector<HTMLElement>("button")?.focus();
}

function drawMapping(): void {
  if (!page?.view || page.problem) {
    if (!page?.mapping)
      mappingRegion.replaceChildren(...(page ? [] : [make("p", "key quiet", l10n.t("Reading the file…"))]));
    mappingRegion.classList.toggle("stale", page?.problem !== undefined);
    return;
  }
  mappingRegion.classList.remove("stale");
  mappingRegion.replaceChildren(keyLine(page), mappingTable(page, actions, folds), ...unusedColumns(page, folds));
}

/** What identifies people, where IDs are made. */
function keyLine(shown: MappingPage): HTMLElement {
  const { mapping, view, source } = shown;
  const key = mapping?.key ?? [];
  const question = view?.questions.find((each) => each.kind === "key");
  const line = make("p", `key${question ? " has-question" : ""}`);
  const set = (columns: readonly string[]) => () => {
    change({ kind: "key", columns });
    return undefined;
  };
  const good = new Set(question?.kind === "key" ? question.columns : []);
  const all = source?.columns ?? [];
  const options = [...all.filter(({ name }) => good.has(name)), ...all.filter(({ name }) => !good.has(name))];
  const control = picker({
    key: "key",
    name: l10n.t("Column that identifies people, now {0}", key.length > 0 ? key.join(" + ") : l10n.t("none")),
    text: key.length > 0 ? key.join(" + ") : l10n.t("Choose…"),
    isOpenQuestion: question !== undefined,
    list: () => ({
      label: l10n.t("Column that identifies people"),
      options: [
        ...options.map(({ name, samples, filled }) => ({
          label: name,
          detail: `${samples.join(", ")}${filled < (source?.people ?? 0) ? ` \u00b7 ${l10n.t("empty in some rows")}` : ""}`,
          group: good.has(name) ? l10n.t("Filled and unique") : l10n.t("Columns of the file"),
          pick: set([name]),
        })),
        ...(key.length === 1
          ? options
              .filter(({ name }) => name !== key[0])
              .map(({ name }) => ({
                label: `${key[0]} + ${name}`,
                group: l10n.t("Two columns together"),
                pick: set([key[0] ?? "", name]),
              }))
          : []),
      ],
    }),
  });
  if (question) control.dataset["question"] = "";
  line.append(make("span", "", l10n.t("People are identified by")), control);
  line.append(
    make(
      "span",
      "quiet",
      question
        ? keyFaultInWords(view?.keyFault)
        : l10n.t("IDs are made from it. It should stay the same in every export."),
    ),
  );
  return line;
}

function keyFaultInWords(fault: NonNullable<MappingPage["view"]>["keyFault"]): string {
  if (fault === "empty") return l10n.t("It is empty in some rows. Choose a column that is filled and unique.");
  if (fault === "repeated")
    return l10n.t("Some people have the same value. Choose a column that is filled and unique.");
  return l10n.t("No column was found that is filled and unique. Choose what identifies people.");
}

function drawResult(): void {
  const counts = countsInWords();
  resultRegion.hidden = !page?.view;
  resultTitle.textContent = counts === "" ? l10n.t("Result") : l10n.t("Result: {0}", counts);
  if (!page?.view || page.problem) {
    if (!page?.view) resultBody.replaceChildren();
    resultRegion.classList.toggle("stale", page?.problem !== undefined);
    return;
  }
  resultRegion.classList.remove("stale");
  resultBody.replaceChildren(...mappingResult(page, totals, shownFile, actions));
}

const folderInput = make("input", "");
folderInput.dataset["key"] = "folder";
folderInput.spellcheck = false;
folderInput.setAttribute("aria-label", l10n.t("Folder to create the files in"));
folderInput.addEventListener("input", () => {
  draft = { ...draft, folder: folderInput.value };
  keep();
});
const keepBox = make("input", "");
keepBox.type = "checkbox";
keepBox.checked = true;
keepBox.dataset["key"] = "keep";

function drawCreate(): void {
  if (document.activeElement !== folderInput) folderInput.value = draft.folder ?? start?.folder ?? "import";
  const label = make("label", "folder", l10n.t("Create in"));
  label.append(make("span", "base quiet", start?.base ?? ""), folderInput);
  const browse = button("small", l10n.t("Browse…"), async () => {
    const folder = await host.ask("browse", {});
    if (folder === undefined) return;
    draft = { ...draft, folder };
    folderInput.value = folder;
    keep();
  });
  browse.dataset["key"] = "browse";
  const remember = make("label", "keep");
  remember.append(keepBox, l10n.t("Keep this mapping for the next file"));
  const save = button("small", l10n.t("Save Mapping"), () => void saveMapping());
  save.dataset["key"] = "save";
  const create = button("primary", createLabel(), () => void createFiles(false, false));
  create.dataset["key"] = "create";
  const isReady = page?.mapping !== undefined && page.problem === undefined;
  save.disabled = page?.mapping === undefined;
  create.disabled = !isReady;
  const fix = page?.rename && (totals?.rename !== undefined || totals === undefined) ? [fixButton()] : [];
  createRegion.replaceChildren(label, browse, remember, save, ...fix, create);
}

function createLabel(): string {
  const count = totals?.files.length ?? page?.view?.preview.length ?? 0;
  return count > 0 ? counted(count, l10n.t("Create {0} File"), l10n.t("Create {0} Files")) : l10n.t("Create Files");
}

function fixButton(): HTMLButtonElement {
  const fix = button("small", l10n.t("Fix Headers in Place"), () => void fixHeaders());
  fix.dataset["key"] = "fix";
  return fix;
}

async function fixHeaders(): Promise<void> {
  const mapping = draft.mappings[draft.to];
  if (!mapping) return;
  const answer = await host.ask("rename", { mapping }).catch((error: unknown) => ({ refused: String(error) }));
  if (answer.refused !== undefined) report({ kind: "error", text: answer.refused, actions: [] });
}

async function saveMapping(): Promise<void> {
  await queue;
  const mapping = draft.mappings[draft.to];
  if (!mapping) return;
  try {
    const answer = await host.ask("save", { mapping, ...(draft.file === undefined ? {} : { replaces: draft.file }) });
    if (answer?.uri === undefined) {
      report({ kind: "error", text: answer?.refused ?? l10n.t("The mapping couldn't be saved."), actions: [] });
      return;
    }
    const file = answer.uri;
    draft = { ...draft, file };
    keep();
    report({
      text: l10n.t("Saved the mapping as {0}. It is offered the next time.", fileName(file)),
      actions: [{ label: l10n.t("Open Mapping"), act: () => void host.ask("open", { uri: file }) }],
    });
  } catch (error) {
    fail(error);
  }
}

function fileName(file: string): string {
  return decodeURIComponent(file.slice(file.lastIndexOf("/") + 1));
}

/** Creates the files. What is open, or wrong, is said first; whoever goes on anyway gets them. */
async function createFiles(anyway: boolean, overwrite: boolean): Promise<void> {
  await queue;
  // A value that nobody has seen yet may be in the last row.
  if (page?.source?.whole === false) {
    say(l10n.t("Reading the rest of the file…"));
    await readAll();
  }
  const mapping = draft.mappings[draft.to];
  const { view, problem } = page ?? {};
  if (!mapping || !view || problem) return;
  if (!anyway && !isCounted && view.missing.length === 0) {
    clearTimeout(counting);
    totals = (await host.ask("totals", { mapping }).catch(() => null)) ?? totals;
  }
  const [missing] = view.missing;
  if (missing) {
    report({
      kind: "error",
      text: l10n.t("The file no longer has the column “{0}”. Choose above which column it is now.", missing.name),
      actions: [{ label: l10n.t("Show Question"), act: () => toQuestion(1) }],
    });
    return;
  }
  const questions = view.questions.length;
  const errors = totals?.files.reduce((sum, file) => sum + file.errors, 0) ?? 0;
  if (!anyway && (questions > 0 || errors > 0)) {
    const open = [
      ...(questions > 0 ? [questionCount(questions)] : []),
      ...(errors > 0 ? [counted(errors, l10n.t("{0} error"), l10n.t("{0} errors"))] : []),
    ].join(", ");
    report({
      kind: "warning",
      text: l10n.t("Still open: {0}. Values without an answer are copied as they are.", open),
      actions: [
        questions > 0
          ? { label: l10n.t("Show Questions"), act: () => toQuestion(1) }
          : { label: l10n.t("Show Problems"), act: () => focusOn(resultRegion) },
        { label: l10n.t("Create Anyway"), act: () => void createFiles(true, overwrite) },
      ],
    });
    return;
  }
  try {
    const answer = await host.ask("create", {
      mapping,
      folder: folderInput.value,
      overwrite,
      keep: keepBox.checked,
      ...(draft.file === undefined ? {} : { replaces: draft.file }),
    });
    if (answer.refused === "exists") {
      report({
        kind: "warning",
        text: answer.message ?? l10n.t("Files with these names are there already."),
        actions: [
          {
            label: l10n.t("Choose Another Folder"),
            act: () => {
              notice = undefined;
              draw();
              folderInput.focus();
              folderInput.select();
            },
          },
          { label: l10n.t("Replace"), act: () => void createFiles(true, true) },
        ],
      });
      return;
    }
    if (answer.refused !== undefined) {
      report({ kind: "error", text: l10n.t("Nothing was written. {0}", answer.message ?? ""), actions: [] });
      return;
    }
    if (answer.kept !== undefined) {
      draft = { ...draft, file: answer.kept };
      // The file is what counts the next time, so no draft is left.
      host.keep({ uri, draft, past, future });
    }
    created(answer.files, answer.names, answer.people, answer.errors, answer.kept, answer.notKept);
  } catch (error) {
    fail(error);
  }
}

function created(
  files: readonly string[],
  names: readonly string[],
  people: number,
  errors: number,
  kept: string | undefined,
  notKept: string | undefined,
): void {
  const [first] = files;
  const sentences = [
    l10n.t("Created {0} with {1}.", names.join(", "), counted(people, l10n.t("{0} person"), l10n.t("{0} people"))),
    errors > 0 ? counted(errors, l10n.t("1 error to fix."), l10n.t("{0} errors to fix.")) : l10n.t("No errors."),
    kept === undefined ? "" : l10n.t("The mapping is kept in {0}.", fileName(kept)),
    notKept === undefined ? "" : l10n.t("The mapping was not kept. {0}", notKept),
  ];
  const text = sentences.filter((sentence) => sentence !== "").join(" ");
  say(text);
  report({
    kind: "good",
    text,
    actions:
      first === undefined
        ? []
        : [
            { label: l10n.t("Open {0}", names[0] ?? ""), act: () => void host.ask("open", { uri: first }) },
            { label: l10n.t("Show Upload Plan"), act: () => void host.ask("plan", { uri: first }) },
          ],
  });
}

function toQuestion(by: 1 | -1): void {
  if (!nextQuestion(by)) say(l10n.t("No questions left."));
}

function keys(event: KeyboardEvent): void {
  const control = event.ctrlKey || event.metaKey;
  const isTyping = event.target instanceof HTMLInputElement && event.target.type !== "checkbox";
  if (event.key === "F8") toQuestion(event.shiftKey ? -1 : 1);
  else if (event.key === "F6")
    nextRegion([mappingRegion, resultRegion, createRegion], folderInput, event.shiftKey ? -1 : 1);
  else if (control && event.key === "Enter") void createFiles(false, false);
  else if (control && event.key.toLowerCase() === "s") void saveMapping();
  else if (control && !isTyping && event.key.toLowerCase() === "z") {
    if (event.shiftKey) redo();
    else undo();
  } else if (control && !isTyping && event.key.toLowerCase() === "y") redo();
  else if (control && (event.key === "ArrowDown" || event.key === "ArrowUp"))
    nextRow(mappingRegion, event.key === "ArrowDown" ? 1 : -1);
  else return;
  event.preventDefault();
  // VS Code listens behind the page, and would do something of its own.
  event.stopPropagation();
}
