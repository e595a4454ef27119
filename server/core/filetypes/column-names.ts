/** What columns are called in other people's files, in many languages: which fact a header names, of which kind, and in which order. */
import data from "../../../schemas/lists/column-names.json" with { type: "json" };
import { lazy } from "../text/lazy.ts";
import { fold, isSlipOf, trimBlanks } from "../text/text.ts";
import { emailFault } from "./email.ts";
import type { AccountState, ContactKind, Meaning } from "./file-type.ts";

/** Which of a person's names stands first in a cell that contains both. */
export type NameOrder = "first-last" | "last-first";

/** One reading of a header. */
export interface NamedColumn {
  readonly means: Meaning;
  /** Which email, phone or address it is, where the header says so. */
  readonly kind: ContactKind | undefined;
  /** From 0 to 1: 1 where the whole header is a usual name of the fact and of nothing else. */
  readonly sure: number;
  /** Of a full name, where the header says it: "Last name, First name". */
  readonly order?: NameOrder;
  /** For a yes-or-no column about an account: the state that *yes* means. "Block sign in" is `suspended`. */
  readonly flag?: AccountState;
}

type WordList = readonly string[];

/** Headers are short; what is longer is a sentence and names nothing. */
const headerMax = 120;
const wordsMax = 12;

/**
 * Every fact that a header may name, the likeliest first; none where it is not certain enough to say. Words in brackets
 * are not part of the name, and a part of a header never decides alone: "Employee Type" is no name, "Recovery Email" no
 * address to sign in with.
 */
export function columnsNamed(header: string): NamedColumn[] {
  if (header.length > headerMax) return [];
  const { main, aside } = withoutBrackets(header);
  const words = plainWords(main);
  if (words.length === 0 || words.length > wordsMax) return [];
  const { phonetic } = dictionary();
  // "氏名 (カナ)": the name in another writing, where there is no other.
  const sound = wordsOf(aside).some((word) => phonetic.has(word)) ? 0.85 : 1;
  const found = new Map<string, NamedColumn>();
  const add = (named: NamedColumn): void => {
    const known = found.get(named.means);
    if (!known || known.sure < named.sure) found.set(named.means, named);
  };
  const order = nameOrderOf(wordsOf(aside));
  const asideKind = kindIn(wordsOf(aside));
  const whole = wholeName(words);
  const path = whole.length === 0 ? insidePath(main) : [];
  const merged = whole.length + path.length === 0 ? nameOrderOf(words) : undefined;
  if (merged !== undefined) return [{ means: "full-name", kind: undefined, sure: 1, order: merged }];
  // A whole header beats a part of one.
  for (const named of whole.length > 0 ? whole : [...path, ...alternatives(main), ...qualifiedName(words)]) add(named);
  return [...found.values()]
    .map((each) => {
      const named = { ...each, sure: each.sure * sound };
      if (named.means === "full-name" && order !== undefined) return { ...named, order };
      if (named.kind === undefined && asideKind !== undefined && hasKind(named.means))
        return { ...named, kind: asideKind };
      return named;
    })
    .sort((a, b) => b.sure - a.sure);
}

/** Words that name a full name alone, and one of its parts beside the other part: "Name; Vorname", "Nome, Sobrenome". */
export function isEitherName(header: string): boolean {
  return eitherName.has(fold(header));
}

const eitherName: ReadonlySet<string> = new Set(
  ["name", "nom", "naam", "nome", "nombre", "名前", "名字", "이름"].map(fold),
);

/** What one name of a header says beside the others: "Nom" beside "Prénom" is a last name. */
export function columnsNamedAmong(header: readonly string[], index: number): NamedColumn[] {
  const named = columnsNamed(header[index]!);
  if (!isEitherName(header[index]!)) return named;
  const hasSurely = (means: Meaning): boolean =>
    header.some((other, i) => i !== index && !isEitherName(other) && columnsNamed(other)[0]?.means === means);
  const [first, last] = [hasSurely("first-name"), hasSurely("last-name")];
  if (first === last) return named;
  return [{ means: first ? "last-name" : "first-name", kind: undefined, sure: 1 }];
}

/** Whether a header names a column that no fact leads to, such as a department, as people call it. */
export function namesField(header: string, field: string): boolean {
  const { fields } = dictionary();
  return fields.get(keyOf(plainWords(withoutBrackets(header).main))) === field;
}

/** Whether a header is in a writing in which family names come first. */
export function isInFamilyFirstWriting(header: string): boolean {
  return cjk.test(header);
}

/** What people call columns of a fact. */
export function usualNames(means: Meaning): readonly string[] {
  const names = data.meanings as Readonly<Record<string, readonly string[]>>;
  return means === "key" ? [...(names["key"] ?? []), ...(names["user-name"] ?? [])] : (names[means] ?? []);
}

/** Whether a header names a column of passwords, by itself or with other words, also with a slip: "Password hash", "pasword". */
export function namesPassword(header: string): boolean {
  if (header === "" || header.length >= longestHeader) return false;
  const { pattern, long } = passwordNames();
  const name = fold(header);
  return pattern.test(name) || isSlipOf(name, long);
}

/** A cell that is longer names no column; one that is shorter may be a whole header that another delimiter separates. */
const longestHeader = 10_000;

/** Short words must be the whole name. */
const passwordNames = lazy((): { readonly pattern: RegExp; readonly long: readonly string[] } => {
  const names = (data.meanings as Readonly<Record<string, readonly string[]>>)["password"]!.map(fold);
  const long = [...names.filter((name) => name.length > 5 || cjk.test(name)), "passwd", "passcode", "passphrase"];
  return { pattern: new RegExp(`${long.join("|")}|^(?:${[...names, "pass", "secret"].join("|")})$`), long };
});

/**
 * Whether what stands where a header should be is a row of values: names of columns are no addresses, no numbers all along,
 * and none is made of mixed letters, digits, and signs as passwords are, unless another one names something.
 */
export function isRowOfValues(cells: readonly string[]): boolean {
  const filled = cells.map(trimBlanks).filter((cell) => cell !== "");
  if (filled.length === 0) return false;
  if (filled.some((cell) => cell.length < headerMax && /^[^\s@]+@[^\s@]+\.[a-z]+$/i.test(cell))) return true;
  if (filled.every((cell) => /^[\d\s.,:/+-]+$/.test(cell))) return true;
  const isMixed = (cell: string): boolean =>
    cell.length >= 6 &&
    cell.length < headerMax &&
    /\d\p{L}|\d[!$%^&*=?~@]/u.test(cell) &&
    /^\S+$/.test(cell) &&
    /\p{Lu}/u.test(cell);
  return filled.some(isMixed) && !filled.some((cell) => namesPassword(cell) || columnsNamed(cell).length > 0);
}

/** Whether a value that no column name explains may be a password: what is no word, number, date, code such as U-1002, or address. */
export function mayBePassword(value: string): boolean {
  const text = trimBlanks(value);
  return !(
    /^[\p{L}\p{M}\s.,'’/_-]*$/u.test(text) ||
    /^[\d\s.,:/()+%$€£-]+$/.test(text) ||
    /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-][\d:]+)?$/.test(text) ||
    /^[A-Z]{1,4}[-_ ]?\d{1,10}$/.test(text) ||
    /^https?:\/\/\S+$/i.test(text) ||
    emailFault(text) === undefined
  );
}

/** True for "Nom et prénom", "Last, First", "Name (Last, First)": the last name stands first. */
export function isLastFirst(header: string): boolean {
  return columnsNamed(header).some(({ means, order }) => means === "full-name" && order === "last-first");
}

/** Whether a header says that its column is about somebody or something else: "Manager Email", "Recovery Phone". */
export function isAboutOthers(header: string): boolean {
  const { others } = dictionary();
  return wordsOf(header).some(
    (word) =>
      others.has(word) || (cjk.test(word) && [...others].some((other) => cjk.test(other) && word.includes(other))),
  );
}

/** The state of an account that a word says: `ausgetreten` is `deleted`. */
export function stateNamed(text: string): AccountState | undefined {
  return dictionary().states.get(fold(text));
}

interface Dictionary {
  /** By the folded words without spaces. */
  readonly names: ReadonlyMap<string, readonly NamedColumn[]>;
  readonly kinds: ReadonlyMap<string, ContactKind>;
  /** What compounds begin with: "Dienst" in "Diensttelefon". */
  readonly prefixes: readonly (readonly [word: string, kind: ContactKind])[];
  readonly person: ReadonlySet<string>;
  readonly main: ReadonlySet<string>;
  readonly legal: ReadonlySet<string>;
  readonly marks: ReadonlySet<string>;
  readonly numbers: ReadonlySet<string>;
  readonly containers: ReadonlySet<string>;
  readonly particles: ReadonlySet<string>;
  readonly others: ReadonlySet<string>;
  readonly states: ReadonlyMap<string, AccountState>;
  /** What says that a name is written as it sounds. */
  readonly phonetic: ReadonlySet<string>;
  /** What columns are called that no fact leads to: a field's name by the folded header. */
  readonly fields: ReadonlyMap<string, string>;
}

/** Made when the first header is read. */
const dictionary = lazy(makeDictionary);

function makeDictionary(): Dictionary {
  const particles = foldedSet(data.particles);
  const names = new Map<string, NamedColumn[]>();
  const put = (name: string, named: NamedColumn): void => {
    const key = keyOf(withoutParticles(rawWords(name), particles));
    const known = names.get(key);
    if (!known) names.set(key, [named]);
    else if (!known.some(({ means }) => means === named.means)) known.push(named);
  };
  for (const [state, list] of entries<AccountState>(data.flags))
    for (const name of list) put(name, { means: "status", kind: undefined, sure: 1, flag: state });
  const weak = new Map(
    entries<Meaning>(data.weak).map(([means, list]) => [
      means,
      new Set(list.map((name) => keyOf(withoutParticles(rawWords(name), particles)))),
    ]),
  );
  for (const [means, list] of entries<Meaning>(data.meanings)) {
    for (const name of list) {
      const key = keyOf(withoutParticles(rawWords(name), particles));
      put(name, { means, kind: undefined, sure: weak.get(means)?.has(key) ? 0.85 : 1 });
    }
  }
  const kinds = new Map<string, ContactKind>();
  for (const [kind, list] of entries<ContactKind>(data.kinds))
    for (const name of list) {
      const key = keyOf(rawWords(name));
      if (!kinds.has(key)) kinds.set(key, kind);
    }
  const states = new Map<string, AccountState>();
  for (const [state, list] of entries<AccountState>(data.states))
    for (const word of list) states.set(fold(word), state);
  return {
    names,
    kinds,
    prefixes: [...kinds]
      .filter(([word]) => word.length > (cjk.test(word) ? 1 : 3))
      .sort((a, b) => b[0].length - a[0].length),
    person: foldedSet(data.neutral.person),
    main: foldedSet(data.neutral.main),
    legal: foldedSet(data.neutral.legal),
    marks: foldedSet(data.marks),
    numbers: foldedSet(data.numbers),
    containers: foldedSet(data.containers.flatMap((each) => each.split(" "))),
    particles,
    others: foldedSet(data.notTheirs),
    states,
    phonetic: foldedSet(data.phonetic),
    fields: new Map(
      Object.entries(data.fields).flatMap(([field, list]) =>
        list.map((name): [string, string] => [keyOf(withoutParticles(rawWords(name), particles)), field]),
      ),
    ),
  };
}

/** Writings without spaces between words: Chinese characters, kana, and Hangul, whole or in parts. */
const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

function entries<K extends string>(record: Readonly<Record<string, readonly string[]>>): [K, readonly string[]][] {
  return Object.entries(record) as [K, readonly string[]][];
}

function foldedSet(words: readonly string[]): Set<string> {
  return new Set(words.map(fold));
}

function keyOf(words: WordList): string {
  return words.join("");
}

/** The header without what stands in brackets, and that; where nothing else is there, the brackets are the name. */
function withoutBrackets(header: string): { main: string; aside: string } {
  const aside: string[] = [];
  const main = header.replace(
    /\[([^\]]*)\]|\(([^)]*)\)|\{([^}]*)\}|<([^>]*)>|[[({<].*$/g,
    (all, ...groups: string[]) => {
      aside.push(groups.slice(0, 4).find((group) => group !== undefined) ?? all.slice(1));
      return " ";
    },
  );
  return /[\p{L}\p{N}]/u.test(main) ? { main, aside: aside.join(" ") } : { main: aside.join(" "), aside: "" };
}

/** Words of a header, folded; `camelCase` and `SAMAccountName` come apart, `#` and `N°` are the word number. */
function rawWords(header: string): string[] {
  return header
    .replace(/#|\u2116|\bn[°º](?=[\s\p{L}]|$)/giu, " number ")
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .replace(/(\p{L})(\d)/gu, "$1 $2")
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .flatMap((word) => fold(word) || []);
}

function withoutParticles(words: WordList, particles: ReadonlySet<string>): string[] {
  const rest = words.filter((word) => !particles.has(word));
  return rest.length === 0 ? [...words] : rest;
}

function wordsOf(header: string): string[] {
  return withoutParticles(rawWords(header), dictionary().particles);
}

/** Without "required" and the like. */
function plainWords(header: string): string[] {
  const { marks } = dictionary();
  const words = wordsOf(header);
  const rest = words.filter((word) => !marks.has(word));
  return rest.length === 0 ? words : rest;
}

function wholeName(words: WordList): readonly NamedColumn[] {
  const { names, kinds } = dictionary();
  const found = names.get(keyOf(words));
  if (found) return found;
  // "Mobile", "Fax": a kind that only phones have.
  const kind = kinds.get(keyOf(words));
  return kind === "mobile" || kind === "fax" ? [{ means: "phone", kind, sure: 1 }] : [];
}

/** "ZIP or Postal Code", "E-mail / Mail": two names of one fact. */
function alternatives(main: string): NamedColumn[] {
  const parts = main.split(/[/|]|\s(?:or|oder|ou|o|of)\s/i).map(plainWords);
  if (parts.length < 2 || parts.some((words) => words.length === 0)) return [];
  const readings = parts.map((words) => [...wholeName(words), ...qualifiedName(words)]);
  const [first = [], ...others] = readings;
  return first
    .filter(({ means }) => others.every((each) => each.some((other) => other.means === means)))
    .map((named) => ({ ...named, sure: Math.min(named.sure, 0.95) }));
}

const contactMeanings: ReadonlySet<Meaning> = new Set([
  "email",
  "phone",
  "phone-extension",
  "phone-kind",
  "address-line1",
  "address-line2",
  "city",
  "state",
  "postal-code",
  "country",
]);

/** Facts of which people have several kinds. */
function hasKind(means: Meaning): boolean {
  return contactMeanings.has(means) && !means.startsWith("phone-");
}

/** A name with words beside it that say which one, or nothing at all: "Work Email", "Employee Title", "Primary Phone". */
function qualifiedName(words: WordList): NamedColumn[] {
  const { names, numbers } = dictionary();
  const kind = kindIn(words);
  const found: NamedColumn[] = [];
  const look = (rest: WordList, sure: number, fits: (means: Meaning) => boolean): void => {
    if (rest.length === 0) return;
    for (const named of names.get(keyOf(rest)) ?? []) {
      if (!fits(named.means)) continue;
      const own = hasKind(named.means) ? kind : undefined;
      found.push({ ...named, kind: own, sure: named.sure * sure });
    }
  };
  const unkind = kind === undefined ? [...words] : words.flatMap(withoutKind);
  const kindFits = (means: Meaning): boolean => kind === undefined || contactMeanings.has(means);
  if (kind !== undefined) look(unkind, 0.95, kindFits);
  for (const [rest, allowed] of withoutNeutral(unkind)) look(rest, 0.9, (means) => kindFits(means) && allowed(means));
  const bare = withoutNeutral(unkind).at(-1)?.[0] ?? unkind;
  const unnumbered = bare.filter((word) => !numbers.has(word));
  if (unnumbered.length < bare.length) look(unnumbered, 0.85, (means) => kindFits(means) && means === "phone");
  const unnamed = bare.filter((word) => !["name", "nom", "nombre", "nome", "naam"].includes(word));
  if (unnamed.length < bare.length && unnamed.length > 0)
    look(unnamed, 0.85, (means) => kindFits(means) && ["city", "state", "country"].includes(means));
  const unaddressed = bare.filter((word) => !["address", "adresse", "adress"].includes(word));
  if (unaddressed.length < bare.length && unaddressed.length > 0)
    look(unaddressed, 0.85, (means) => kindFits(means) && (means === "email" || addressParts.has(means)));
  // "Office TZ", "Location Time Zone": where somebody works is what the zone is about.
  const unplaced = words.filter((word) => !places.has(word));
  if (unplaced.length < words.length) look(unplaced, 0.9, (means) => means === "time-zone");
  // "Mobile #", "Company Fax No.": a kind that only phones have.
  if ((kind === "mobile" || kind === "fax") && (unnumbered.length === 0 || bare.length === 0))
    found.push({ means: "phone", kind, sure: 0.95 });
  return found;
}

const places: ReadonlySet<string> = new Set(
  "location office work site branch local home city standort büro bureau oficina ufficio kantoor".split(" "),
);

const addressParts: ReadonlySet<Meaning> = new Set(["city", "state", "postal-code", "country"]);

/** Rows of words that are left when words that change nothing are taken away, each with the facts beside which they change nothing. */
function withoutNeutral(words: WordList): [rest: string[], allowed: (means: Meaning) => boolean][] {
  const { person, main, legal } = dictionary();
  const isName = (means: Meaning): boolean => means.endsWith("-name") && means !== "user-name";
  const ofPerson = (means: Meaning): boolean =>
    means !== "key" && means !== "group" && means !== "community" && means !== "role";
  const ofMain = (means: Meaning): boolean =>
    contactMeanings.has(means) || means === "job-title" || means === "manager" || means === "time-zone";
  const without = (...sets: readonly ReadonlySet<string>[]): string[] =>
    words.filter((word) => !sets.some((set) => set.has(word)));
  const rows: [string[], (means: Meaning) => boolean][] = [
    [without(person), ofPerson],
    [without(main), ofMain],
    [without(legal), isName],
    [without(person, legal), isName],
    [without(person, main), (means) => ofPerson(means) && ofMain(means)],
  ];
  return rows.filter(([rest], i) => rest.length < words.length || i === rows.length - 1);
}

/** "name.givenName", "organizations.0.title", "Phone 1 - Value": the last step of a path, where the steps before change nothing. */
function insidePath(main: string): NamedColumn[] {
  const steps = main
    .split(/(?<!\s)\s+[-–—:>]+\s+|[.:>\\]+|__/)
    .map((step) => rawWords(step).filter((word) => !/^\d+$/.test(word)));
  const filled = steps.filter((words) => words.length > 0);
  const last = filled.at(-1);
  if (filled.length < 2 || !last) return [];
  const { containers, names, person, main: chief, legal } = dictionary();
  const before = filled.slice(0, -1);
  const kind = kindIn(before.flat());
  // "Name - Vorname" is a list of two names.
  if (keyOf(before.flat()) === "name" && !main.includes(".")) return [];
  const step = keyOf(last);
  const owner = keyOf(before.at(-1)!);
  // "phones.0.value", "externalIds.0.value": the step before is the name.
  if (["value", "number", "address", "text", "formatted"].includes(step)) {
    const means = new Map<string, Meaning>([
      ["phone", "phone"],
      ["phones", "phone"],
      ["phonenumbers", "phone"],
      ["email", "email"],
      ["externalids", "key"],
    ]).get(owner);
    if (means !== undefined) return [{ means, kind: hasKind(means) ? kind : undefined, sure: 0.9 }];
  }
  if (["type", "label"].includes(step) && ["phone", "phones", "phonenumbers"].includes(owner))
    return [{ means: "phone-kind", kind: undefined, sure: 0.9 }];
  const harmless = [containers, person, chief, legal];
  const isHarmless = (word: string): boolean => harmless.some((set) => set.has(word)) || kindOf(word) !== undefined;
  if (!before.flat().every(isHarmless)) return [];
  return [...(names.get(keyOf(last)) ?? []), ...qualifiedName(last)].map((named) => ({
    ...named,
    kind: hasKind(named.means) ? (named.kind ?? kind) : undefined,
    sure: named.sure * 0.9,
  }));
}

/** The kind that says most: a private mobile is a mobile. */
function kindIn(words: WordList): ContactKind | undefined {
  const named = words.flatMap((word) => kindOf(word) ?? kindInside(word) ?? []);
  return named.find((kind) => kind === "mobile" || kind === "fax") ?? named[0];
}

function kindOf(word: string): ContactKind | undefined {
  return dictionary().kinds.get(word);
}

/** "Diensttelefon", "Mobilnummer": compounds. */
function kindInside(word: string): ContactKind | undefined {
  return prefixOf(word)?.[1];
}

function prefixOf(word: string): readonly [string, ContactKind] | undefined {
  return dictionary().prefixes.find(([prefix]) => word.startsWith(prefix));
}

function withoutKind(word: string): string[] {
  if (kindOf(word) !== undefined) return [];
  const prefix = prefixOf(word);
  if (prefix === undefined) return [word];
  const rest = word.slice(prefix[0].length);
  // The end of an inflected word: "geschäftliche".
  return rest.length > (cjk.test(rest) ? 1 : 2) ? [rest] : [];
}

const connectors: ReadonlySet<string> = new Set(["and", "und", "et", "y", "e", "en", "i", "plus", "amp"]);
const firstWords: ReadonlySet<string> = new Set(["first", "firstname", "vor", "given", "fore"]);
const lastWords: ReadonlySet<string> = new Set(["last", "lastname", "nach", "family"]);
const nameWords: ReadonlySet<string> = new Set(["name", "names", "nom", "noms", "naam", "nome", "nombre", "nazwa"]);
const extraWords: ReadonlySet<string> = new Set([
  ..."middle mi m initial initials suffix sfx prefix preferred legal employee full complete".split(" "),
  ..."mitarbeiter salarie empleado dipendente medewerker".split(" "),
]);

type NameWord = "first" | "last" | "name";

/**
 * Which name stands first in a column that contains both: "Last name, First name", "Name, Vorname", "Nombre y apellidos".
 * Undefined for headers that do not name both.
 */
function nameOrderOf(words: WordList): NameOrder | undefined {
  const found: NameWord[] = [];
  for (let i = 0; i < words.length; ) {
    const read = nameWordAt(words, i, found);
    if (read) {
      found.push(read.is);
      i += read.length;
    } else if (connectors.has(words[i]!) || extraWords.has(words[i]!)) i++;
    else return undefined;
  }
  return orderIn(found);
}

function orderIn(found: readonly NameWord[]): NameOrder | undefined {
  if (found.length !== 2) return undefined;
  const [one, two] = found as [NameWord, NameWord];
  if (one === "first" && two === "last") return "first-last";
  if (one === "last" && two === "first") return "last-first";
  // "Name, Vorname" begins with the last name, "Name and surname" with the first.
  if (one === "name" && two === "first") return "last-first";
  if (one === "name" && two === "last") return "first-last";
  if (one === "first" && two === "name") return "first-last";
  return undefined;
}

function nameWordAt(
  words: WordList,
  at: number,
  before: readonly NameWord[],
): { is: NameWord; length: number } | undefined {
  const { names } = dictionary();
  for (let length = Math.min(3, words.length - at); length > 0; length--) {
    const phrase = words.slice(at, at + length);
    const key = keyOf(phrase);
    const word = length === 1 ? phrase[0]! : undefined;
    const isName = word !== undefined && nameWords.has(word);
    const means = names.get(key)?.map((each) => each.means) ?? [];
    // "Nom" is the last name beside a first one, "nombre" the first beside a last one: the other word decides.
    if (isName) {
      const isFirst = (word === "nombre" || word === "nome") && before.includes("last");
      return { is: isFirst ? "first" : "name", length };
    }
    if (means.includes("first-name") || (word !== undefined && firstWords.has(word))) return { is: "first", length };
    if (means.includes("last-name") || (word !== undefined && lastWords.has(word))) return { is: "last", length };
  }
  return undefined;
}
