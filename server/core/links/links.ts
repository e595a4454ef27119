/** What one file says about another: references that lead nowhere, users in no group, files that are missing. */
import type { Checker } from "../checking/check.ts";
import { type Found, type FoundEntry, foundAmong, nothingFound } from "../checking/findings.ts";
import type { Finding, Rule } from "../checking/rule.ts";
import { mayApply, settle } from "../checking/severity.ts";
import type { LinkTargets, Sheet } from "../checking/sheet.ts";
import type { Field, ForeignKey, TableDocument } from "../filetypes/file-type.ts";
import type { KeyIndex, PageKeys } from "../keys/key-index.ts";
import type { SimilarId } from "../keys/similar-keys.ts";
import type { Document } from "../text/document.ts";
import { english, type Message } from "../text/message.ts";
import { percentDecoded, trimBlanks } from "../text/text.ts";
import { changedTexts } from "./changed-texts.ts";
import { filesBefore, type SharedKey, sharedEntries, sharedKeysOf } from "./keys-elsewhere.ts";
import { alike, heldByAny, indexIn, type LinkPlace, madeOf, placeIn, within } from "./lookups.ts";
import { foldedName, type NamedRows, nameFieldsOf, rowsNamed } from "./named-rows.ts";
import { foldIds, nearestIds } from "./nearest-ids.ts";
import { type Repeating, type Repetition, repeatingOf, repetitionFinding, repetitionsIn } from "./repeated-values.ts";

/** What is wrong with a reference. */
export interface LinkData {
  readonly value: string;
  /** `missing`: the file is there and lacks it. `absent`: no such file. */
  readonly kind: "missing" | "absent";
  /** The values that look like it, all by the same likeness: one of them was meant. */
  readonly similar: readonly SimilarId[];
  /** What it is of other rows, when it is no id: their name, their address. Looked for when it is called. */
  readonly named: () => NamedRows | undefined;
  /** Values that are there and look like it, the likeliest first; looked for when it is called. */
  readonly nearest: () => readonly string[];
  /** Goes in steps over what `nearest` looks at: afterwards it is quick, as long as those files stay as they are. */
  readonly seekNearest: () => Generator<undefined, void>;
  /** Where to look in the file that was searched: the row with the value that was probably meant, else its header. */
  readonly place: () => LinkPlace | undefined;
  /** Which item of a list it is. */
  readonly item: LinkItem | undefined;
  /** Where the value should be. */
  readonly table: string;
  readonly field: string;
  /** IDs there have no spaces. */
  readonly spaceless: boolean;
  /** The name of the file that was searched, or should be there, and its address when it is there. */
  readonly file: string;
  readonly uri: string | undefined;
  /** The file is there and was not recognized. */
  readonly unrecognized: Message | undefined;
}

/** One item of a list in a cell. */
export interface LinkItem {
  readonly value: string;
  /** Its place among the parts between delimiters, empty ones counted. */
  readonly index: number;
  readonly delimiter: string;
}

/** A user whom no row puts into a group. */
export interface MemberData {
  readonly value: string;
  readonly role: string;
  readonly file: string;
  readonly absent: boolean;
  /** The file is there and was not recognized. */
  readonly unrecognized: Message | undefined;
  /** The header of the file that was searched. */
  readonly place: () => LinkPlace | undefined;
}

/** A file that others need. */
export interface MissingFileData {
  readonly file: string;
  readonly table: string;
  /** It is there and was not recognized: which columns fit, and which are missing. */
  readonly unrecognized: Message | undefined;
}

/** What one sheet says about other files, page by page. */
export class Links {
  #structure = -1;
  #boundAt = -1;
  #references: readonly LinkReference[] = [];
  #repeating: readonly Repeating[] = [];
  #epoch = 0;
  #checker: Checker | undefined;
  #shared: readonly SharedKey[] = [];
  #unrecognized = "";
  #watched: readonly { readonly target: Sheet; readonly field: string }[] = [];
  /** Files of the same type whose keys are compared, and whether one was found there. */
  #before: readonly Sheet[] = [];
  #seenBefore: readonly Seen[] = [];
  #hasShared = false;
  #seen: readonly Seen[] = [];
  /** Texts that nobody has as an id and that were looked for among names: when one comes or goes there, something else is said. */
  readonly #soughtNames = new Set<string>();
  /** Some value is another row's: whose it is depends on more than what values there are. */
  #met = false;

  constructor(
    readonly sheet: Sheet,
    readonly targets: LinkTargets,
    readonly documents: readonly TableDocument[],
  ) {}

  for(sheet: Sheet, targets = this.targets): Links {
    return new Links(sheet, targets, this.documents);
  }

  /** What one page says about other files; the page must have been read. Holds as long as `epoch` stays. */
  ofPage(index: number): Found {
    const { sheet } = this;
    const { foreignKeys = [], repeats = [], membership } = sheet.table.document;
    const page = sheet.document.pages[index];
    if (!page || !sheet.binding) return nothingFound;
    this.epoch();
    const isLinked = foreignKeys.length > 0 || repeats.length > 0 || membership !== undefined;
    if (!isLinked && this.#shared.length === 0) return nothingFound;
    // Which they are is looked up again when they are shown: kept, they would cost more than the text.
    return foundAmong(() => this.#entries(sheet.keys.pageOf(page.id)));
  }

  *#entries(at: number): Generator<FoundEntry> {
    const { sheet } = this;
    for (const reference of this.#references) {
      const { rule, severity } = reference;
      const isSuppressible = sheet.suppressions.concerns(rule.name);
      // What a whole file that isn't here says of each row is told once, by another rule.
      const rolledUp =
        reference.targets.length === 0 ? {} : { column: { rule, cell: sheet.binding!.indexOf(reference.key.field) } };
      for (const entry of lost(reference, sheet, at)) {
        const suppression = isSuppressible ? this.#suppressionOf(reference, at, entry) : -1;
        yield { severity, suppression, ...rolledUp, make: () => this.#referenceFinding(reference, at, entry) };
      }
    }
    const idCell = sheet.binding?.indexOf(idFieldOf(sheet)) ?? -1;
    for (const member of this.#membersOf(at)) {
      const { rule, row, severity } = member;
      const suppression = sheet.suppressionAt(rule, at, row, idCell);
      yield { severity, suppression, make: () => this.#memberFinding(member, at) };
    }
    for (const repeating of this.#repeating) {
      const { rule, severity, field } = repeating;
      const cell = sheet.binding?.indexOf(field.field) ?? -1;
      for (const repetition of this.#repetitions(at, repeating)) {
        yield {
          severity,
          suppression: sheet.suppressionAt(rule, at, repetition.row, cell),
          make: () => repetitionFinding(sheet, at, repeating, repetition, shownName(sheet, repetition.target.uri)),
        };
      }
    }
    for (const shared of sharedEntries(sheet, at, this.#shared, (target) => shownName(sheet, target.uri))) {
      this.#hasShared = true;
      yield shared;
    }
  }

  #suppressionOf({ key, k, rule, field }: LinkReference, index: number, entry: number): number {
    const { sheet } = this;
    const keys = sheet.keys.in(index, k)!;
    const row = keys.row(entry);
    const whole = sheet.texts.at(index, row, key.field);
    const item = field?.list && itemOf(whole, field.list.delimiter, countBefore(keys, entry));
    return sheet.suppressionAt(rule, index, row, sheet.binding!.indexOf(key.field), item?.value);
  }

  /** Optional files without the file they belong to: told on the header. */
  missingFile(): { rule: Rule; data: MissingFileData } | undefined {
    const { sheet } = this;
    for (const key of sheet.table.document.foreignKeys ?? []) {
      if (!key.needsFile || this.#find(key.reference.table).length > 0) continue;
      const rule = sheet.rules.byConcern.get("absent-file");
      if (!rule || !mayApply(rule, undefined, sheet.table)) return undefined;
      return { rule, data: { ...this.#absentFile(key.reference.table), table: key.reference.table } };
    }
    return undefined;
  }

  /** A number that moves when a value that this sheet depends on has appeared or disappeared somewhere. */
  epoch(): number {
    const { targets, sheet } = this;
    // Another header makes other findings of the same pages.
    if (this.#checker !== sheet.checker) {
      this.#checker = sheet.checker;
      this.#epoch++;
    }
    if (this.#structure !== targets.structure) {
      this.#structure = targets.structure;
      const { foreignKeys = [], repeats = [], membership } = sheet.table.document;
      const wanted = [...foreignKeys, ...repeats].map(({ reference }) => [reference.table, reference.field] as const);
      if (membership) wanted.push([membership.table, membership.field]);
      this.#watched = wanted.flatMap(([table, field]) => this.#find(table).map((target) => ({ target, field })));
      this.#before = filesBefore(sheet, targets.find(sheet, sheet.table.name));
      const near = wanted.flatMap(([table]) => targets.findUnrecognized(sheet, table));
      const unrecognized = near.map(({ uri, reason }) => `${uri} ${english(reason)}`).join("\n");
      if (unrecognized !== this.#unrecognized) this.#epoch++;
      this.#unrecognized = unrecognized;
    }
    let same = this.#watched.length === this.#seen.length;
    const seen = this.#watched.map(({ target, field }, i) => {
      const index = indexIn(target, field);
      const { serial } = target;
      const presence = index?.presence ?? -1;
      const { document } = target;
      const before = this.#seen[i];
      if (before?.serial !== serial || before.index !== index || before.presence !== presence) same = false;
      else if (before.document !== document && this.#concerns(target, before.document)) same = false;
      return { serial, index, indexes: target.indexes, presence, document };
    });
    const seenBefore = this.#before.map((target, i) => {
      const presence = presenceOf(target);
      const { serial, document } = target;
      const before = this.#seenBefore[i];
      // Under another header the counting begins anew, and may come to the same.
      if (before?.serial !== serial || before.indexes !== target.indexes || before.presence !== presence) same = false;
      // Where a shared key is said to be, it may have moved.
      else if (this.#hasShared && before.document !== document) same = false;
      return { serial, index: undefined, indexes: target.indexes, presence, document };
    });
    if (!same || seenBefore.length !== this.#seenBefore.length) {
      this.#epoch++;
      this.#soughtNames.clear();
      this.#met = false;
      this.#hasShared = false;
    }
    this.#seen = seen;
    this.#seenBefore = seenBefore;
    if (this.#boundAt !== this.#epoch) {
      this.#boundAt = this.#epoch;
      this.#references = (sheet.table.document.foreignKeys ?? []).flatMap((key) => this.#bind(key) ?? []);
      this.#repeating = repeatingOf(sheet, (table) => this.#find(table));
      this.#shared = sharedKeysOf(sheet, this.#before);
    }
    return this.#epoch;
  }

  /** An edit of another file that moved none of its keys changes what is said here all the same. */
  #concerns(target: Sheet, before: Document): boolean {
    const { binding, document } = target;
    const cellOf = (field: string): number => binding?.indexOf(field) ?? -1;
    if (this.#soughtNames.size > 0) {
      const changed = changedTexts(
        before,
        document,
        nameFieldsOf(target).map(({ name }) => cellOf(name)),
      );
      if (!changed || changed.some((text) => this.#soughtNames.has(foldedName(text)))) return true;
    }
    if (!this.#met) return false;
    const fields = this.#repeating.flatMap(({ field: { reference } }) => [reference.field, reference.by]);
    const changed = changedTexts(before, document, fields.map(cellOf));
    return !changed || changed.length > 0;
  }

  /** The files that a reference leads to: this one where rows refer to rows beside them. */
  #find(table: string): readonly Sheet[] {
    return table === this.sheet.table.name ? [this.sheet] : this.targets.find(this.sheet, table);
  }

  /** A foreign key as it is asked about now; undefined when there is nothing to say about it. */
  #bind(key: ForeignKey): LinkReference | undefined {
    const { sheet } = this;
    const rule = sheet.rules.byName.get(key.rule);
    const field = sheet.table.byName.get(key.field)?.field;
    const k = sheet.keys.over(key.field);
    if (!rule || k < 0 || !mayApply(rule, field, sheet.table)) return undefined;
    const targets = this.#find(key.reference.table);
    const indexes = targets.flatMap((target) => indexIn(target, key.reference.field) ?? []);
    // A file that is there but lacks the very column has a problem of its own.
    if (targets.length > 0 && indexes.length === 0) return undefined;
    const absent = targets.length === 0;
    const given = absent ? key.absent : key.missing;
    const severity = given && settle(rule, field, sheet.table, { severity: given, exactly: absent });
    if (severity === undefined || severity === "off") return undefined;
    return { key, k, rule, field, targets, indexes, severity };
  }

  #referenceFinding({ key, k, rule, field, targets, severity }: LinkReference, index: number, entry: number): Finding {
    const { sheet } = this;
    const keys = sheet.keys.in(index, k)!;
    const row = keys.row(entry);
    const whole = sheet.texts.at(index, row, key.field);
    const item = field?.list && itemOf(whole, field.list.delimiter, countBefore(keys, entry));
    const value = item?.value ?? whole;
    const absent = targets.length === 0;
    const likely = absent ? [] : alike(value, targets, key.reference.field);
    const made = likely.length > 0 || absent ? likely : madeOf(value, targets, key.reference.field);
    const similar = made.length > 0 || absent ? made : within(value, targets, key.reference.field);
    const isNamed = similar.length === 0 && !absent;
    const named = (): NamedRows | undefined => {
      if (!isNamed) return undefined;
      this.#soughtNames.add(foldedName(value));
      return rowsNamed(value, targets, key.reference.field);
    };
    const data: LinkData = {
      value,
      kind: absent ? "absent" : "missing",
      similar,
      named,
      nearest: () => (absent ? [] : nearestIds(value, targets, key.reference.field)),
      seekNearest: () => foldIds(targets, key.reference.field),
      place: () => placeIn(targets, key.reference.field, similar[0]?.id ?? named()?.ids[0]),
      item,
      ...(targets[0]
        ? { file: shownName(sheet, targets[0].uri), unrecognized: undefined }
        : this.#absentFile(key.reference.table)),
      table: key.reference.table,
      field: key.reference.field,
      spaceless: targets[0]?.table.byName.get(key.reference.field)?.field.type === "id",
      uri: targets[0]?.uri,
    };
    return sheet.cellFinding(rule, index, row, sheet.binding!.indexOf(key.field), data, severity, item?.index);
  }

  #repetitions(page: number, repeating: Repeating): Repetition[] {
    return repetitionsIn(this.sheet, page, repeating, () => {
      this.#met = true;
    });
  }

  /** The users of a page whom no row puts into a group. */
  #membersOf(index: number): Member[] {
    const { sheet } = this;
    const { membership } = sheet.table.document;
    const rule = sheet.rules.byConcern.get("absent-membership");
    if (!membership || !rule || !mayApply(rule, undefined, sheet.table)) return [];
    const idField = idFieldOf(sheet);
    const k = sheet.keys.over(idField);
    const keys = k < 0 ? undefined : sheet.keys.in(index, k);
    if (!keys) return [];
    const column = sheet.table.byName.get(membership.role);
    const targets = this.#find(membership.table);
    const indexes = targets.flatMap((target) => indexIn(target, membership.field) ?? []);
    if (targets.length > 0 && indexes.length === 0) return [];
    const absent = targets.length === 0;
    const field = sheet.table.byName.get(idField)?.field;
    const strict = settle(rule, field, sheet.table, { severity: "warning" });
    const mild = settle(rule, field, sheet.table, { severity: "information", exactly: true });
    const listed = new Set(column?.field.categories?.map((category) => category.value));
    const members: Member[] = [];
    let roles: readonly string[] | undefined;
    for (let entry = 0; entry < keys.count; entry++) {
      if (heldByAny(indexes, keys.low(entry), keys.high(entry))) continue;
      const row = keys.row(entry);
      roles ??= sheet.texts.in(index, membership.role);
      // The list's own word: the file's is a slice that would keep the whole text.
      const role = column?.values.get(roles[row]!)?.value;
      if (role === undefined || membership.exempt.includes(role)) continue;
      const lenient = absent || membership.lenient.includes(role) || !listed.has(role);
      const severity = lenient ? mild : strict;
      if (severity !== "off") members.push({ rule, row, role, severity });
    }
    return members;
  }

  #memberFinding({ rule, row, role, severity }: Member, index: number): Finding {
    const { sheet } = this;
    const { table, field } = sheet.table.document.membership!;
    const targets = this.#find(table);
    const idField = idFieldOf(sheet);
    const data: MemberData = {
      value: sheet.texts.at(index, row, idField),
      role,
      ...(targets[0] ? { file: shownName(sheet, targets[0].uri), unrecognized: undefined } : this.#absentFile(table)),
      absent: targets.length === 0,
      place: () => placeIn(targets, field, undefined),
    };
    return sheet.cellFinding(rule, index, row, sheet.binding!.indexOf(idField), data, severity);
  }

  /** A file that should be there: one that is there and was not recognized, else the type's usual name. */
  #absentFile(table: string): { readonly file: string; readonly unrecognized: Message | undefined } {
    const [found] = this.targets.findUnrecognized(this.sheet, table);
    if (found) return { file: shownName(this.sheet, found.uri), unrecognized: found.reason };
    const file = this.documents.find((document) => document.name === table)?.files[0] ?? table;
    return { file, unrecognized: undefined };
  }
}

/** A number that moves when a unique value appears in a file or disappears from it. */
function presenceOf({ keys, checker }: Sheet): number {
  let presence = 0;
  checker?.keys.forEach(({ unique }, k) => {
    if (unique) presence += keys.indexOf(k).presence;
  });
  return presence;
}

/** What was looked at when the epoch was asked for last. */
interface Seen {
  readonly serial: number;
  readonly index: KeyIndex | undefined;
  readonly indexes: Sheet["indexes"];
  readonly presence: number;
  readonly document: Document;
}

/** A foreign key whose values are looked for. */
interface LinkReference {
  readonly key: ForeignKey;
  /** Its place in `Checker.keys`. */
  readonly k: number;
  readonly rule: Rule;
  readonly field: Field | undefined;
  readonly targets: readonly Sheet[];
  readonly indexes: readonly KeyIndex[];
  readonly severity: Finding["severity"];
}

/** A user without a group. */
interface Member {
  readonly rule: Rule;
  readonly row: number;
  readonly role: string;
  readonly severity: Finding["severity"];
}

/** The entries of a page's key that nobody holds, but for what is wrapped for a spreadsheet: that is told alone. */
function lost({ k, indexes }: LinkReference, sheet: Sheet, page: number): readonly number[] {
  const keys = sheet.keys.in(page, k);
  const entries: number[] = [];
  let low = 0;
  let high = 0;
  let held = false;
  for (let entry = 0; entry < (keys?.count ?? 0); entry++) {
    // Rows of one user mostly stand together.
    if (entry === 0 || keys!.low(entry) !== low || keys!.high(entry) !== high) {
      low = keys!.low(entry);
      high = keys!.high(entry);
      held = heldByAny(indexes, low, high);
    }
    if (!held) entries.push(entry);
  }
  const wrapped = keys?.remarks?.wrapped;
  return wrapped && wrapped.length > 0 ? entries.filter((entry) => !wrapped.includes(entry)) : entries;
}

function idFieldOf(sheet: Sheet): string {
  return sheet.table.document.fields.find((field) => field.type === "id")?.name ?? "id";
}

/** A file's name; with its folder's when it lies elsewhere than the one that speaks of it. */
function shownName(from: Sheet, target: string): string {
  const names = target.split("/");
  const own = from.uri.split("/");
  const beside = names.length === own.length && names.slice(0, -1).every((name, i) => name === own[i]);
  return percentDecoded(names.slice(beside ? -1 : -2).join("/"));
}

/** How many entries before this one belong to the same row: a list's items come one by one. */
function countBefore(keys: PageKeys, entry: number): number {
  let before = 0;
  while (before < entry && keys.row(entry - 1 - before) === keys.row(entry)) before++;
  return before;
}

/** The nth filled item of a list. */
function itemOf(list: string, delimiter: string, nth: number): LinkItem | undefined {
  let seen = 0;
  const parts = list.split(delimiter);
  for (let index = 0; index < parts.length; index++) {
    const value = trimBlanks(parts[index]!);
    if (value !== "" && seen++ === nth) return { value, index, delimiter };
  }
  return undefined;
}
