/** What the rules about references to other files have in common: their words and their fixes. */

import { itemFix } from "../core/checking/list-items.ts";
import { defineKeyRule, type Fix, type Rule, type Saying } from "../core/checking/rule.ts";
import type { Concern } from "../core/filetypes/concern.ts";
import { damageOf, isSheetError, unwrapped } from "../core/filetypes/spreadsheet.ts";
import type { SimilarId } from "../core/keys/similar-keys.ts";
import type { LinkData } from "../core/links/links.ts";
import type { NamedRows } from "../core/links/named-rows.ts";
import { characterName, invisiblesIn } from "../core/text/invisible.ts";
import { differenceIn, distinguished } from "../core/text/look-alikes.ts";
import { choiceOf, listOf, type Message, message } from "../core/text/message.ts";
import { inColumn, ordinal } from "./words.ts";

/**
 * A rule about ids that should be found in another file. `createsRows`: the file is one that people upload, so that what is
 * missing may be added to it.
 */
export function linkRule(words: { name: string; createsRows: boolean; summary: string; concerns?: Concern }): Rule {
  const { name, createsRows, summary, concerns } = words;
  return defineKeyRule<LinkData>({
    name,
    severity: "error",
    summary,
    section: "files",
    listedIn: "foreignKeys",
    ...(concerns ? { concerns } : {}),
    message(data, say) {
      const shown = say.show(data.value);
      const { file, similar, unrecognized } = data;
      if (unrecognized) {
        const why = message("{0} is here but isn't recognized. {1}", file, unrecognized);
        return inColumn(say, message("{0} can't be checked. {1}", shown, why));
      }
      if (data.kind === "absent")
        return inColumn(say, message("{0} can't be checked because {1} isn't here.", shown, file));
      const [first, ...others] = similar;
      if (first?.likeness === "several")
        return inColumn(
          say,
          message("{0} contains {1} IDs of {2}. Give each a row of its own.", shown, similar.length, file),
        );
      if (first) return inColumn(say, others.length > 0 ? severalAlike(data, say) : difference(data, first, say));
      const named = data.named();
      return inColumn(
        say,
        named ? nameOfRow(shown, named, file, say) : message("{0} isn't an ID in {1}. Use one that is.", shown, file),
      );
    },
    fixes(data, finding, { guesses }) {
      const { kind, similar, item, table, field, value, file } = data;
      if (kind === "absent") return [];
      const replace = (id: string, safe: boolean): Fix => ({
        title: finding.masked ? message("Replace with the right value") : message("Replace with {0}", id),
        safe,
        ...(item ? itemFix(item, id) : { value: id }),
      });
      const isClean = (id: string): boolean =>
        invisiblesIn(id, false).length === 0 && unwrapped(id, true) === undefined && !(data.spaceless && /\s/.test(id));
      const fixes: Fix[] = [];
      // It takes a row for each.
      if (similar[0]?.likeness === "several") return [];
      for (const { id, likeness } of similar) {
        // A value never gets a space, an invisible character or a spreadsheet's wrapping: it is removed where it is.
        if (!isClean(id)) {
          if (!inPlace.has(likeness) || !isClean(value)) continue;
          const command = { kind: "changeKey", table, field, from: id, to: value } as const;
          fixes.push({ title: message("Change the ID in {0} to {1}", file, value), safe: false, command });
        } else fixes.push(replace(id, item === undefined && similar.length === 1 && surely.has(likeness)));
      }
      if (similar.length === 0) {
        const ids = data.named()?.ids ?? [];
        const meant = ids.length > 0 || !guesses ? ids : data.nearest();
        for (const id of meant) if (isClean(id)) fixes.push(replace(id, false));
      }
      // An id that importers refuse helps nobody.
      const isId = isClean(value) && !/[\s,]/.test(value) && !isDamaged(value);
      const command = { kind: "addRow", table, field, value } as const;
      if (createsRows && isId) fixes.push({ title: message("Add {0} to {1}", value, file), safe: false, command });
      return fixes;
    },
  });
}

/** What an id may differ in from the value that leads to it so that the id is what should change. */
const inPlace: ReadonlySet<string> = new Set(["spaces", "invisible", "wrapped"]);

/** A spreadsheet made it: nobody's id. */
function isDamaged(value: string): boolean {
  return isSheetError(value) || damageOf(value) !== undefined;
}

/** What a value and the id that was meant may differ in so that nothing is guessed. */
const surely: ReadonlySet<string> = new Set(["case", "spaces", "composition"]);

function severalAlike({ value, similar, file }: LinkData, say: Saying): Message {
  const ids = choiceOf(similar.map(({ id }) => say.show(id)));
  return message("{0} isn't an ID in {1}. Did you mean {2}?", say.show(value), file, ids);
}

/** How a value differs from the one id that looks like it. */
function difference({ value, file }: LinkData, { id, likeness }: SimilarId, say: Saying): Message {
  const [shown, meant] = [say.show(value), say.show(id)];
  switch (likeness) {
    case "case":
      return message(
        "{0} differs from {1} in {2} only in upper and lower case. IDs must be the same in all files.",
        shown,
        meant,
        file,
      );
    case "spaces":
      return message(
        "{0} differs from {1} in {2} only in spaces. IDs must be the same in all files.",
        shown,
        meant,
        file,
      );
    case "wrapped":
      return message(
        "{0} isn't an ID in {1}, but {2} is: it is written in a way that only spreadsheets understand. Change it there.",
        shown,
        file,
        meant,
      );
    case "spreadsheet":
      return message(
        "{0} isn't an ID in {1}, but {2} is. A spreadsheet probably changed the ID here.",
        shown,
        file,
        meant,
      );
    case "invisible":
      return invisible(shown, meant, id, file);
    case "composition":
      return message(
        "{0} looks like {1} in {2}, but the accented letters are composed differently ({3} here, {4} there). IDs must be the same in all files.",
        shown,
        meant,
        file,
        compositionOf(value),
        compositionOf(id),
      );
    case "zeros":
      return zerosOf(value) < zerosOf(id)
        ? message(
            "{0} lost its leading zeros: the ID in {1} is {2}. Spreadsheets remove leading zeros.",
            shown,
            file,
            meant,
          )
        : message("{0} has more leading zeros than {1} in {2}. IDs must be the same in all files.", shown, meant, file);
    case "beside":
    case "several":
      return message("{0} contains more than the ID {1} of {2}. Enter only the ID.", shown, meant, file);
    case "letters":
    case "accents":
      return lookAlike(shown, meant, value, id, file);
  }
}

function invisible(shown: string, meant: string, id: string, file: string): Message {
  const [first] = invisiblesIn(id, false);
  if (!first) return message("{0} isn't an ID in {1}. Use one that is.", shown, file);
  return message(
    "{0} isn't an ID in {1}, but {2} is: it contains an invisible character, {3}. Remove it there.",
    shown,
    file,
    meant,
    characterName(first.code),
  );
}

function lookAlike(shown: string, meant: string, value: string, id: string, file: string): Message {
  const found = differenceIn(value, id);
  if (!found) return message("{0} isn't an ID in {1}. Use one that is.", shown, file);
  return message(
    "{0} looks the same as {1} in {2}, but has another letter in it: its {3} character is {4}, not {5}.",
    shown,
    meant,
    file,
    ordinal(found.after + 1),
    distinguished(found.one),
    distinguished(found.other),
  );
}

function nameOfRow(shown: string, { what, ids }: NamedRows, file: string, say: Saying): Message {
  const row = listOf(ids.map((id) => say.show(id)));
  return what === "email"
    ? message("{0} is the email address of {1} in {2}. Use the ID.", shown, row, file)
    : message("{0} is the name of {1} in {2}. Use the ID.", shown, row, file);
}

function compositionOf(text: string): string {
  return text === text.normalize("NFC") ? "NFC" : "NFD";
}

function zerosOf(text: string): number {
  return text.match(/(?<!\d)0+(?=\d)/g)?.join("").length ?? 0;
}
