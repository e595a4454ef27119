/** What is shown at the cursor: what a cell means, and what may stand in it. */

import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type Hover,
  InsertTextFormat,
  type MarkupContent,
  MarkupKind,
} from "vscode-languageserver";
import type { Document, Position } from "../core/text/document.ts";
import { inWords } from "../core/text/message.ts";
import type { Completion } from "../features/language/completion.ts";
import { withoutMarks } from "../features/records/markdown.ts";
import { toOffset, toRange } from "./convert.ts";
import { featureContextOf, withIds } from "./feature-context.ts";
import type { Session } from "./session.ts";

const kinds = {
  value: CompletionItemKind.EnumMember,
  unit: CompletionItemKind.Unit,
  column: CompletionItemKind.Field,
  row: CompletionItemKind.Snippet,
  reference: CompletionItemKind.Reference,
} as const;

/** `key`: of the file. */
export function hover(session: Session, key: string, position: Position): Hover | null {
  const sheet = session.sheetOf(key);
  const found =
    sheet && session.engine.hover(key, toOffset(sheet.document, position), featureContextOf(session, sheet));
  if (!sheet || !found) return null;
  const contents = markup(session.translate(found.markdown), session.clientFeatures.hoverMarks);
  return { contents, range: toRange(sheet.document, found.span) };
}

export async function completion(session: Session, key: string, position: Position): Promise<CompletionList | null> {
  const sheet = session.sheetOf(key);
  if (!sheet) return completionNearby(session, key, position);
  const offset = toOffset(sheet.document, position);
  const items = await withIds(session, sheet, (context) => session.engine.complete(key, offset, context));
  return { isIncomplete: true, items: items.map((item) => toItem(session, sheet.document, item)) };
}

function markup(markdown: string, marks: boolean): MarkupContent {
  return marks
    ? { kind: MarkupKind.Markdown, value: markdown }
    : { kind: MarkupKind.PlainText, value: withoutMarks(markdown) };
}

/** In an open file that is not recognized and comes near. */
function completionNearby(session: Session, key: string, position: Position): CompletionList | null {
  const { workspace, engine } = session;
  const entry = workspace.entry(key);
  if (!entry?.open || !workspace.nearMiss(key)) return null;
  const { document } = entry;
  const items = engine.complete(key, toOffset(document, position));
  return { isIncomplete: true, items: items.map((item) => toItem(session, document, item)) };
}

function toItem(session: Session, document: Document, item: Completion): CompletionItem {
  const { filterText, sortText, preselect } = item;
  const { label, detail, documentation } = inWords(
    { label: item.label, detail: item.detail, documentation: item.documentation },
    session.translate,
  );
  const snippet = session.clientFeatures.snippets ? item.snippet : undefined;
  return {
    label,
    kind: kinds[item.kind],
    filterText,
    sortText,
    textEdit: { range: toRange(document, item.span), newText: snippet ?? item.insert },
    ...(snippet === undefined ? {} : { insertTextFormat: InsertTextFormat.Snippet }),
    ...(detail === undefined ? {} : { detail }),
    ...(documentation === undefined
      ? {}
      : { documentation: markup(documentation, session.clientFeatures.documentationMarks) }),
    ...(preselect ? { preselect } : {}),
  };
}
