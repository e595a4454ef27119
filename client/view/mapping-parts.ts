// What a part of a mapping is called, and what a column of a file may be made of: the options of its picker.
import type {
  MappingChange,
  MappingChoice,
  MappingPage,
  MappingPart,
  NamePart,
  PageView,
} from "../../server/protocol/mapping.ts";
import type { PickerList, PickerOption } from "./picker.ts";
import { counted, l10n } from "./words.ts";

/** What the parts of the page ask of the page as a whole. */
export interface MappingActions {
  change(...changes: readonly MappingChange[]): void;
  /** Everything that a column may contain. */
  choices(file: string, field: string): Promise<readonly MappingChoice[]>;
  explain(rule: string): void;
  /** Shows a line of the export, from 1. */
  line(line: number): void;
}

export type PageColumn = PageView["columns"][number];
export type PageValue = PageColumn["values"][number];

/** `Vorname + Nachname`, `"2450"`, `Made from Employee ID`. */
export function partInWords(part: MappingPart | undefined, key: readonly string[]): string {
  if (part === undefined) return l10n.t("Nothing");
  if (typeof part === "string") return part;
  if ("constant" in part)
    return part.constant === "" ? l10n.t("Empty in every row") : l10n.t("“{0}” in every row", part.constant);
  if ("id" in part) return l10n.t("Made from {0}", key.length > 0 ? key.join(" + ") : "?");
  if ("join" in part) return part.join.map(nameInWords).join(" + ");
  return nameInWords(part);
}

function nameInWords(part: string | { readonly column: string; readonly part?: NamePart["part"] | string }): string {
  if (typeof part === "string") return part;
  switch (part.part) {
    case "first-name":
      return l10n.t("First name in {0}", part.column);
    case "last-name":
      return l10n.t("Last name in {0}", part.column);
    case "mailbox":
      return l10n.t("{0}, before the @", part.column);
    case "phone-extension":
      return l10n.t("Extension in {0}", part.column);
    case "phone-country":
      return l10n.t("Country code in {0}", part.column);
    default:
      return part.column;
  }
}

/** The columns of the export that a part is made of. */
export function columnsIn(part: MappingPart | undefined): readonly string[] {
  if (part === undefined) return [];
  if (typeof part === "string") return [part];
  if ("join" in part) return part.join.map((each) => (typeof each === "string" ? each : each.column));
  return "column" in part ? [part.column] : [];
}

/** The values under which a column's text is found, as a list's options say it. */
export function choiceLabel({ value, label }: MappingChoice): string {
  return label === undefined ? value : `${label} (${value})`;
}

/** Everything that a column of a file may be made of. */
export function sourceList(column: PageColumn, page: MappingPage, actions: MappingActions): PickerList {
  const { plan, field, file, title } = column;
  const here = { plan, field } as const;
  const set = (part: MappingPart | null) => () => {
    actions.change({ kind: "part", ...here, part });
    return undefined;
  };
  const pickColumn = (name: string) => () => {
    actions.change({ kind: "column", ...here, column: name });
    return undefined;
  };
  const constants = async (): Promise<PickerOption[]> =>
    (await actions.choices(file, field)).map((choice) => ({
      label: choiceLabel(choice),
      detail: l10n.t("the same for everybody"),
      group: l10n.t("One value for everybody"),
      pick: set({ constant: choice.value }),
    }));
  const options = async (): Promise<PickerOption[]> => [
    ...(column.part === undefined
      ? []
      : [{ label: l10n.t("Nothing"), detail: l10n.t("leave it empty"), pick: set(null) }]),
    ...idOptions(column, page, set),
    ...columnOptions(column, page, pickColumn),
    ...nameOptions(column, page, set),
    ...joinOptions(column, page, set),
    ...(column.closed && !column.secret ? await constants() : []),
  ];
  const typed = (text: string): PickerOption => ({
    label: l10n.t("“{0}” for everybody", text),
    group: l10n.t("One value for everybody"),
    pick: set({ constant: text }),
  });
  return {
    label: l10n.t("Source for {0}", title),
    options: options(),
    typed: column.closed || column.secret ? undefined : typed,
  };
}

type Set = (part: MappingPart | null) => () => undefined;

function idOptions({ idPrefix }: PageColumn, { mapping }: MappingPage, set: Set): PickerOption[] {
  const { key = [] } = mapping ?? {};
  if (idPrefix === undefined || key.length === 0) return [];
  const label = l10n.t("Made from {0}", key.join(" + "));
  return [{ label, detail: `${idPrefix}\u2026`, pick: set({ id: idPrefix }) }];
}

/** The export's columns, likely ones first. */
function columnOptions(
  { alternatives }: PageColumn,
  { source, view }: MappingPage,
  pick: (name: string) => () => undefined,
): PickerOption[] {
  const uses = new Map<string, string[]>();
  for (const { part, title } of view?.columns ?? [])
    for (const name of columnsIn(part)) uses.set(name, [...(uses.get(name) ?? []), title]);
  const all = source?.columns ?? [];
  const likely = alternatives.flatMap((name) => all.filter((each) => each.name === name));
  const others = all.filter((each) => !likely.includes(each));
  const option = ({ name, samples }: (typeof all)[number], group: string): PickerOption => {
    const used = uses.get(name);
    const values = samples.length === 0 ? l10n.t("empty") : samples.join(", ");
    return {
      label: name,
      detail: used ? `${values} \u00b7 ${l10n.t("used for {0}", [...new Set(used)].join(", "))}` : values,
      group,
      pick: pick(name),
    };
  };
  return [
    ...likely.map((each) => option(each, l10n.t("Likely columns"))),
    ...[...others.filter(({ name }) => !uses.has(name)), ...others.filter(({ name }) => uses.has(name))].map((each) =>
      option(each, l10n.t("Columns of the file")),
    ),
  ];
}

/** First or last names out of full ones. */
function nameOptions({ means }: PageColumn, { source }: MappingPage, set: Set): PickerOption[] {
  if (means !== "first-name" && means !== "last-name") return [];
  return (source?.columns ?? []).map(({ name, samples }) => ({
    label: means === "first-name" ? l10n.t("First name in {0}", name) : l10n.t("Last name in {0}", name),
    detail: samples.join(", "),
    group: l10n.t("Parts of full names"),
    pick: set({ column: name, part: means, order: ["first-last", "last-first"] }),
  }));
}

/** What is there already, and one more column behind it. */
function joinOptions({ part, closed, title }: PageColumn, { source }: MappingPage, set: Set): PickerOption[] {
  const names = columnsIn(part);
  const isJoin = typeof part === "object" && "join" in part;
  if (closed || names.length === 0 || (typeof part === "object" && !isJoin && "id" in part)) return [];
  const parts = isJoin ? part.join : names;
  const join = isJoin ? part : { join: parts };
  const others = (source?.columns ?? []).filter(({ name }) => !names.includes(name));
  const list = (): PickerList => ({
    label: l10n.t("Join {0} with", names.join(" + ")),
    options: others.map(({ name, samples }) => ({
      label: name,
      detail: samples.join(", "),
      pick: set({ ...join, join: [...parts, name] }),
    })),
  });
  const label = l10n.t("Join {0} with another column…", names.join(" + "));
  return [{ label, detail: title, group: l10n.t("Several columns"), pick: list }];
}

/** What a value of the export may become. */
export function valueList(column: PageColumn, value: PageValue, actions: MappingActions): PickerList {
  const { plan, field, file } = column;
  const becomes = (text: string | null) => () => {
    actions.change({ kind: "value", plan, field, value: value.value, becomes: text });
    return undefined;
  };
  const source = columnsIn(column.part)[0] ?? "";
  const options = async (): Promise<PickerOption[]> => {
    const likely = value.choices.slice(0, likelyMax);
    const all = await actions.choices(file, field);
    const isLikely = new Set(likely.map((choice) => choice.value));
    return [
      ...likely.map((choice) => ({
        label: choiceLabel(choice),
        group: l10n.t("Likely"),
        pick: becomes(choice.value),
      })),
      ...all
        .filter((choice) => !isLikely.has(choice.value))
        .map((choice) => ({ label: choiceLabel(choice), group: l10n.t("All values"), pick: becomes(choice.value) })),
      {
        label: l10n.t("Keep “{0}” as it is", value.value),
        group: l10n.t("Other"),
        pick: becomes(value.value),
      },
      {
        label: counted(value.people, l10n.t("Leave this person out"), l10n.t("Leave these {0} people out")),
        group: l10n.t("Other"),
        pick: () => {
          actions.change({ kind: "skip", column: source, value: value.value, skip: true });
          return undefined;
        },
      },
      ...(value.state === "mapped"
        ? [{ label: l10n.t("Decide later"), group: l10n.t("Other"), pick: becomes(null) }]
        : []),
    ];
  };
  return { label: l10n.t("{0} becomes", value.value), options: options() };
}

/** So many candidates are likely; a list of all roles is not. */
const likelyMax = 6;

/** What becomes of all values that are neither decided nor right. */
export function othersList(column: PageColumn, actions: MappingActions): PickerList {
  const { plan, field, file } = column;
  const set = (others: "copy" | "skip" | { readonly constant: string }) => () => {
    actions.change({ kind: "others", plan, field, others });
    return undefined;
  };
  const options = async (): Promise<PickerOption[]> => [
    { label: l10n.t("Copy as they are, and report them"), pick: set("copy") },
    { label: l10n.t("Leave these people out"), pick: set("skip") },
    ...(await actions.choices(file, field)).map((choice) => ({
      label: choiceLabel(choice),
      group: l10n.t("One value for all of them"),
      pick: set({ constant: choice.value }),
    })),
  ];
  return { label: l10n.t("All other values become"), options: options() };
}

export function othersInWords(part: MappingPart | undefined): string {
  const others = typeof part === "object" && "column" in part ? part.others : undefined;
  if (others === undefined || others === "copy") return l10n.t("Copy as they are, and report them");
  return others === "skip" ? l10n.t("Leave these people out") : others.constant;
}
