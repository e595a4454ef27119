// One column of a mapping: how it is said in words, and asking for another source of its values.
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { MappingPart, SourceInfo } from "../server/protocol/mapping.ts";

/** `Vorname + Nachname`, `"2450"`, `Status (aktiv = 2450)`. */
export function partInWords(part: MappingPart): string {
  if (typeof part === "string") return part;
  if ("constant" in part) return JSON.stringify(part.constant);
  if ("id" in part) return `${part.id}…`;
  if ("join" in part) return part.join.map((each) => (typeof each === "string" ? each : each.column)).join(" + ");
  const values = Object.entries(part.values ?? {}).map(([from, to]) => `${from} = ${to}`);
  const details = [
    ...(part.part ? [part.part.replace("-", " ")] : []),
    ...values.slice(0, 3),
    ...(values.length > 3 ? ["…"] : []),
  ];
  return details.length === 0 ? part.column : `${part.column} (${details.join(", ")})`;
}

type Choice = "nothing" | "constant" | "join" | "first-name" | "last-name" | "values";
type Item = vscode.QuickPickItem & { readonly column?: string; readonly choice?: Choice };

/** What somebody chose; undefined when the picker was closed. `part` undefined: nothing. */
export async function askPart(
  title: string,
  now: MappingPart | undefined,
  source: SourceInfo,
): Promise<{ readonly part: MappingPart | undefined } | undefined> {
  const own =
    now !== undefined && typeof now === "object" && "column" in now
      ? now.column
      : typeof now === "string"
        ? now
        : undefined;
  const items: Item[] = [
    { label: `$(symbol-constant) ${l10n.t("The same value in every row…")}`, choice: "constant" },
    { label: `$(combine) ${l10n.t("Two columns joined…")}`, choice: "join" },
    { label: `$(split-horizontal) ${l10n.t("First name from a full name…")}`, choice: "first-name" },
    { label: `$(split-horizontal) ${l10n.t("Last name from a full name…")}`, choice: "last-name" },
    ...(own === undefined
      ? []
      : [{ label: `$(replace-all) ${l10n.t("Map the values of {0}…", own)}`, choice: "values" as const }]),
    { label: `$(circle-slash) ${l10n.t("Nothing")}`, choice: "nothing" },
    { label: l10n.t("Columns of the export"), kind: vscode.QuickPickItemKind.Separator },
    ...columnItems(source),
  ];
  const picked = await vscode.window.showQuickPick<Item>(items, {
    title,
    placeHolder: l10n.t("Where values come from"),
    ignoreFocusOut: true,
  });
  if (!picked) return undefined;
  if (picked.column !== undefined) return { part: picked.column };
  switch (picked.choice) {
    case "constant": {
      const text = await vscode.window.showInputBox({
        title,
        prompt: l10n.t("Value in every row"),
        ignoreFocusOut: true,
      });
      return text === undefined ? undefined : { part: { constant: text } };
    }
    case "join": {
      const first = await askColumn(l10n.t("{0}: First Column", title), source);
      const second = first && (await askColumn(l10n.t("{0}: Second Column", title), source));
      return first && second ? { part: { join: [first, second] } } : undefined;
    }
    case "first-name":
    case "last-name": {
      const column = await askColumn(l10n.t("{0}: Column of Full Names", title), source);
      return column === undefined ? undefined : { part: { column, part: picked.choice } };
    }
    case "values":
      return own === undefined ? undefined : askValues(title, own, now, source);
    default:
      return { part: undefined };
  }
}

function columnItems(source: SourceInfo): Item[] {
  return source.columns.map(({ name, samples }) => ({ label: name, description: samples.join(", "), column: name }));
}

async function askColumn(title: string, source: SourceInfo): Promise<string | undefined> {
  const options = { title, matchOnDescription: true, ignoreFocusOut: true };
  return (await vscode.window.showQuickPick(columnItems(source), options))?.column;
}

/** `aktiv=2450; ruhend=2451` in one line. */
async function askValues(
  title: string,
  column: string,
  now: MappingPart | undefined,
  source: SourceInfo,
): Promise<{ readonly part: MappingPart } | undefined> {
  const known = typeof now === "object" && "values" in now ? (now.values ?? {}) : {};
  const samples = source.columns.find(({ name }) => name === column)?.samples ?? [];
  const all = { ...Object.fromEntries(samples.map((value) => [value, ""])), ...known };
  const text = await vscode.window.showInputBox({
    title,
    prompt: l10n.t("Value in the export = value to write, separated by semicolons. Other values are copied."),
    value: Object.entries(all)
      .map(([from, to]) => `${from}=${to}`)
      .join("; "),
    ignoreFocusOut: true,
  });
  if (text === undefined) return undefined;
  const pairs = text.split(";").flatMap((pair): [string, string][] => {
    const [from = "", to = ""] = pair.split("=").map((side) => side.trim());
    return from === "" || to === "" ? [] : [[from, to]];
  });
  return { part: pairs.length === 0 ? column : { column, values: Object.fromEntries(pairs) } };
}
