// The tree of changes: files, kinds of change, records, fields; what each looks like and what a click opens.
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Range } from "vscode-languageclient";
import type {
  ChangeCounts,
  ChangeKind,
  CompareAnswer,
  CompareField,
  CompareRecord,
  CompareTypeInfo,
} from "../server/protocol/compare.ts";
import { counted, number } from "./counts.ts";

export type ChangeNode =
  | { readonly kind: "note"; readonly text: string; readonly icon: "warning" | "info" }
  | { readonly kind: "type"; readonly type: CompareTypeInfo }
  | { readonly kind: "changes"; readonly type: CompareTypeInfo; readonly change: ChangeKind }
  | {
      readonly kind: "record";
      readonly change: ChangeKind;
      readonly record: CompareRecord;
      /** Of gone records: their document's URI and its text. */
      readonly last: readonly [uri: string, text: string] | undefined;
    }
  | { readonly kind: "field"; readonly uri: string; readonly field: CompareField }
  | { readonly kind: "more"; readonly fileType: string; readonly change: ChangeKind; readonly left: number };

/** Records listed at first, and so many more each time. */
export const pageSize = 200;

const kinds: readonly ChangeKind[] = ["created", "updated", "gone"];
const titles = { created: l10n.t("Created"), updated: l10n.t("Updated"), gone: l10n.t("Gone") } as const;
const icons = {
  created: ["diff-added", "charts.green"],
  updated: ["diff-modified", "charts.yellow"],
  gone: ["diff-removed", "charts.red"],
} as const;

export class ChangeItems {
  readonly #recordScheme: string;

  constructor(recordScheme: string) {
    this.#recordScheme = recordScheme;
  }

  /** The line above the tree. */
  summary({ last, name, system, counts }: CompareAnswer): string {
    const places = `${last} → ${name === "" ? system : name}`;
    const { created, updated, gone } = counts;
    if (created + updated + gone === 0) return l10n.t("{0}: nothing would change.", places);
    return `${places}: ${countsInWords(counts)}.`;
  }

  /** All but records, which the server hands out. */
  childrenOf(answer: CompareAnswer, node: ChangeNode | undefined): ChangeNode[] {
    if (!node) {
      const faults = answer.faults.map((text): ChangeNode => ({ kind: "note", text, icon: "warning" }));
      return [...faults, ...answer.types.map((type): ChangeNode => ({ kind: "type", type }))];
    }
    if (node.kind === "type") {
      const { type } = node;
      const notes = type.notes.map((text): ChangeNode => ({ kind: "note", text, icon: "info" }));
      const changes = kinds.filter((change) => type.counts[change] > 0);
      return [...notes, ...changes.map((change): ChangeNode => ({ kind: "changes", type, change }))];
    }
    if (node.kind !== "record") return [];
    const { renamed, fields, uri } = node.record;
    const note: ChangeNode[] = renamed === undefined ? [] : [{ kind: "note", text: renamed, icon: "warning" }];
    return [...note, ...fields.map((field): ChangeNode => ({ kind: "field", uri: uri ?? "", field }))];
  }

  recordNodes(type: CompareTypeInfo, change: ChangeKind, records: readonly CompareRecord[]): ChangeNode[] {
    const note: ChangeNode[] =
      change === "gone" && type.goneNote !== "" ? [{ kind: "note", text: type.goneNote, icon: "info" }] : [];
    const nodes = records.map((record, i): ChangeNode => {
      const { old, key } = record;
      const name = `${key.replaceAll("/", " ")} in the last upload.txt`;
      const uri = vscode.Uri.from({ scheme: this.#recordScheme, path: `/${name}`, query: `${type.fileType} ${i}` });
      return { kind: "record", change, record, last: old === undefined ? undefined : [String(uri), old] };
    });
    const left = type.counts[change] - records.length;
    const more: ChangeNode[] = left > 0 ? [{ kind: "more", fileType: type.fileType, change, left }] : [];
    return [...note, ...nodes, ...more];
  }

  itemOf(node: ChangeNode): vscode.TreeItem {
    switch (node.kind) {
      case "note":
        return noteItem(node.text, node.icon);
      case "type":
        return typeItem(node.type);
      case "changes":
        return changesItem(node.type, node.change);
      case "record":
        return recordItem(node);
      case "field":
        return fieldItem(node.uri, node.field);
      case "more": {
        const item = new vscode.TreeItem(l10n.t("Show more ({0} left)", counted(node.left, "record")));
        item.iconPath = new vscode.ThemeIcon("ellipsis");
        item.command = {
          command: "csvPreflight.showMoreChanges",
          title: l10n.t("Show More"),
          arguments: [node.fileType, node.change],
        };
        return item;
      }
    }
  }
}

function countsInWords({ created, updated, gone, unchanged }: ChangeCounts): string {
  const shown = (count: number): string => number(count);
  return [
    created > 0 ? l10n.t("{0} created", shown(created)) : "",
    updated > 0 ? l10n.t("{0} updated", shown(updated)) : "",
    gone > 0 ? l10n.t("{0} gone", shown(gone)) : "",
    unchanged > 0 ? l10n.t("{0} unchanged", shown(unchanged)) : "",
  ]
    .filter((part) => part !== "")
    .join(", ");
}

function noteItem(text: string, icon: "warning" | "info"): vscode.TreeItem {
  const item = new vscode.TreeItem(text);
  item.iconPath = new vscode.ThemeIcon(
    icon,
    icon === "warning" ? new vscode.ThemeColor("list.warningForeground") : undefined,
  );
  item.tooltip = text;
  return item;
}

function typeItem(type: CompareTypeInfo): vscode.TreeItem {
  const { created, updated, gone } = type.counts;
  const isSame = created + updated + gone === 0 && type.notes.length === 0;
  const { Expanded, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(type.name, isSame ? None : Expanded);
  // Under one id an item that could not be opened at first would stay shut.
  item.id = `${type.fileType} ${isSame}`;
  item.description = type.inWords;
  item.tooltip = `${type.title}: ${type.inWords}`;
  item.iconPath = isSame ? new vscode.ThemeIcon("pass") : vscode.ThemeIcon.File;
  if (type.uri !== undefined) item.resourceUri = vscode.Uri.parse(type.uri);
  item.accessibilityInformation = { label: `${type.name}, ${item.tooltip}` };
  return item;
}

function changesItem(type: CompareTypeInfo, change: ChangeKind): vscode.TreeItem {
  const count = type.counts[change];
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(titles[change], count > pageSize ? Collapsed : Expanded);
  item.id = `${type.fileType} ${change}`;
  item.description = number(count);
  item.iconPath = iconOf(change);
  return item;
}

function iconOf(change: ChangeKind): vscode.ThemeIcon {
  const [name, color] = icons[change];
  return new vscode.ThemeIcon(name, new vscode.ThemeColor(color));
}

function recordItem({ change, record, last }: Extract<ChangeNode, { kind: "record" }>): vscode.TreeItem {
  const { key, name, fields, renamed, uri, range } = record;
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  const inside = fields.length > 0 ? Collapsed : renamed === undefined ? None : Expanded;
  const item = new vscode.TreeItem(name === "" ? key : name, inside);
  const what = renamed ?? fields.map(({ title, inWords }) => `${title}: ${inWords}`).join("\n");
  item.description = [name === "" ? "" : key, fields.map(({ title }) => title).join(", ")].filter(Boolean).join(" · ");
  item.iconPath = renamed === undefined ? iconOf(change) : warningIcon();
  item.tooltip = [`${key} ${name}`.trim(), what].filter((part) => part !== "").join("\n");
  item.accessibilityInformation = { label: `${titles[change]}: ${item.tooltip}` };
  if (last) item.command = { command: "vscode.open", title: l10n.t("Open"), arguments: [vscode.Uri.parse(last[0])] };
  else if (uri !== undefined && range) item.command = openAt(uri, range);
  return item;
}

function fieldItem(uri: string, { title, field, inWords, range }: CompareField): vscode.TreeItem {
  const item = new vscode.TreeItem(title);
  item.description = inWords;
  item.tooltip = `${title} (${field}): ${inWords}`;
  item.iconPath = new vscode.ThemeIcon("symbol-field");
  item.command = openAt(uri, range);
  return item;
}

function warningIcon(): vscode.ThemeIcon {
  return new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
}

function openAt(uri: string, { start, end }: Range): vscode.Command {
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  return { command: "vscode.open", title: l10n.t("Open"), arguments: [vscode.Uri.parse(uri), { selection }] };
}
