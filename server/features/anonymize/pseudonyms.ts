/** Other words, numbers and addresses in place of people's own: by a seed, as long as they were, and never one for two. */
import { isUuid } from "../../core/filetypes/values.ts";
import {
  caseOf,
  inOrder,
  isFew,
  type Make,
  numberLike,
  passwordLike,
  phoneLike,
  triesMax,
  uuidLike,
  wordLike,
} from "./pseudonym-forms.ts";
import { SeededRandom } from "./seeded-random.ts";

/** What stands in the originals, in small letters: none of it may be drawn. */
export class Known {
  readonly words = new Set<string>();
  readonly numbers = new Set<string>();
  /** How often each domain occurs. */
  readonly domains = new Map<string, number>();

  /** Takes in a text that is going to be replaced. */
  add(text: string): void {
    for (const [token] of text.matchAll(tokens)) {
      if (/^\d/.test(token)) this.numbers.add(token);
      else if (token.length > 1) this.words.add(token.toLowerCase());
    }
    for (const [, domain] of text.matchAll(/@([^\s<>()[\]",;:|@]+)/g)) {
      const key = domain!.toLowerCase();
      this.domains.set(key, (this.domains.get(key) ?? 0) + 1);
    }
  }
}

/** Runs of letters, runs of digits, and digits of other scripts one by one. */
const tokens = /\p{L}[\p{L}\p{M}]*|\d+|\p{Nd}/gu;
const links = /\b(https?:\/\/)([^\s<>()[\]",;:|@/]+)/gu;
const addresses = /(?<![^\s<>()[\]",;:|@])[^\s<>()[\]",;:|@]+@[^\s<>()[\]",;:|@]+/gu;
/** What may stay of an address: it says nothing of anybody. */
const addressWords: ReadonlySet<string> = new Set(
  "at com dot example ext extension fax http https mailto mobile net org tel www x".split(" "),
);
const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const wholeDomain = new RegExp(`^(?:${label}\\.)+[a-z]{2,}$`);
/** The same where there are so few that all can be looked through. */
const fewTriesMax = 8;

/** What stands for each key of a kind, and what stands for any. */
interface Drawn {
  readonly made: Map<string, string>;
  readonly taken: Set<string>;
}

/** By what a thing is known that was drawn: for `refused`. */
export function keyOf(kind: string, key: string): string {
  return `${kind} ${key}`;
}

export class Pseudonyms {
  readonly #drawn = new Map<string, Drawn>();
  readonly #cursors = new Map<string, number>();
  readonly #usualDomain: string | undefined;

  /** `refused`: what was drawn before and turned out to be right or wrong by chance. */
  constructor(
    readonly seed: string,
    readonly known: Known,
    readonly refused: ReadonlySet<string> = new Set(),
  ) {
    const simple = [...known.domains].filter(([domain]) => wholeDomain.test(domain) && !/^[^.]*\.[^-]*-/.test(domain));
    simple.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    this.#usualDomain = simple[0]?.[0];
  }

  /** What was drawn for the parts of a text: what to refuse when it is wrong. */
  drawnFor(text: string): string[] {
    const digits = text.replace(/\(0\)/g, "").replace(/\D+/g, "");
    const names: [kind: string, key: string][] = [
      ["phone", digits],
      ["phone", `+${digits}`],
      ["uuid", text.toLowerCase()],
      ["password", text],
      ["postal code", text],
    ];
    for (const [token] of text.toLowerCase().matchAll(tokens))
      names.push(["word", token], ["number", token.replace(/^0+(?=\d)/, "")]);
    for (const [, domain] of text.toLowerCase().matchAll(/@([^\s<>()[\]",;:|@]+)/g)) names.push(["domain", domain!]);
    // There are few short words and numbers, and they are seldom what makes the difference.
    const drawn = names.flatMap(([kind, key]) => {
      const made = this.#kind(kind).made.get(key);
      return made === undefined ? [] : [{ kind, made }];
    });
    const long = drawn.filter(({ kind, made }) => !isFew(kind, made) || made.length > 2);
    return (long.length > 0 ? long : drawn).map(({ kind, made }) => keyOf(kind, made));
  }

  /** Free text, names, ids: words for words, digits for digits; addresses in it are addresses. `spared` words stay. */
  text(text: string, spared?: ReadonlySet<string>): string {
    if (!text.includes("@") && !text.includes("://")) return this.#tokens(text, spared);
    let result = "";
    let from = 0;
    for (const { 0: found, 1: scheme = "", 2: host = "", index } of text.matchAll(links)) {
      result += this.#addresses(text.slice(from, index), spared) + scheme + this.#domain(host);
      from = index + found.length;
    }
    return result + this.#addresses(text.slice(from), spared);
  }

  #addresses(text: string, spared?: ReadonlySet<string>): string {
    let result = "";
    let from = 0;
    for (const { 0: found, index } of text.matchAll(addresses)) {
      const at = found.lastIndexOf("@");
      result += this.#tokens(text.slice(from, index), spared);
      result += `${this.#tokens(found.slice(0, at))}@${this.#domain(found.slice(at + 1))}`;
      from = index + found.length;
    }
    return result + this.#tokens(text.slice(from), spared);
  }

  /** What shall be an e-mail address, whatever is wrong with it. */
  address(text: string): string {
    return this.text(text, addressWords);
  }

  /** A phone number, however it is written: one with 555 where that has room. */
  phone(text: string): string {
    const end = /\p{L}|\.0{1,2}$/u.exec(text)?.index ?? text.length;
    const digits = text.slice(0, end).replace(/\(0\)/g, "").replace(/\D+/g, "");
    if (digits === "") return this.text(text, addressWords);
    const fresh = this.#draw("phone", text.startsWith("+") ? `+${digits}` : digits, phoneLike);
    const rest = /^\.0{1,2}$/.test(text.slice(end)) ? text.slice(end) : this.#tokens(text.slice(end), addressWords);
    let next = fresh.startsWith("+") ? 1 : 0;
    return text.slice(0, end).replace(/\(0\)|\d/g, (sign) => (sign === "(0)" ? sign : fresh[next++]!)) + rest;
  }

  /** A UUID of the same kind; any other text as such. */
  uuid(text: string): string {
    if (!isUuid(text)) return this.text(text);
    const fresh = this.#draw("uuid", text.toLowerCase(), uuidLike);
    return text === text.toLowerCase() ? fresh : fresh.toUpperCase();
  }

  /** Signs of the same classes at the same places: as strong and as weak as it was. */
  password(text: string): string {
    return this.#draw("password", text, passwordLike);
  }

  /** Letters stay, digits change, so that `fits` says the same of both. */
  postalCode(text: string, fits: (text: string) => unknown): string {
    const wanted = fits(text);
    const change = (key: string, random: SeededRandom): string =>
      key.replace(/\d+/g, (digits) => (/^0+$/.test(digits) ? digits : numberLike(digits, random)));
    return this.#draw("postal code", text, change, (fresh) => fits(fresh) === wanted);
  }

  /** Only digits change, and nothing else: for what a spreadsheet has made of a number. */
  digits(text: string): string {
    return text.replace(/\d+/g, (run) => this.#number(run));
  }

  #tokens(text: string, spared?: ReadonlySet<string>): string {
    return text.replace(tokens, (token) => {
      const first = token.charCodeAt(0);
      if (first >= 48 && first <= 57) return this.#number(token);
      if (/^\p{Nd}$/u.test(token)) return this.#foreignDigit(token);
      const key = token.toLowerCase();
      return spared?.has(key) ? token : caseOf(token, this.#word(key));
    });
  }

  #word(key: string): string {
    return this.#draw("word", key, wordLike);
  }

  #number(digits: string): string {
    const zeros = /^0*(?=\d)/.exec(digits)![0];
    const rest = digits.slice(zeros.length);
    if (rest === "0") return digits;
    return zeros + this.#draw("number", rest, numberLike);
  }

  #foreignDigit(digit: string): string {
    const point = digit.codePointAt(0)!;
    let zero = point;
    while (point - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
    return point === zero ? digit : String.fromCodePoint(zero + Number(this.#number(String(point - zero))));
  }

  /** The commonest domain becomes `example.com`, others come below it; what is no domain stays none. */
  #domain(text: string): string {
    const key = text.toLowerCase();
    if (!wholeDomain.test(key)) return this.#tokens(text, addressWords);
    const own = key.slice(0, key.lastIndexOf("."));
    const change = (_: string, random: SeededRandom, attempt: number): string => {
      if (key === this.#usualDomain) return "example.com";
      const name = this.#tokens(own);
      return `${attempt === 0 ? "" : wordLike("five", random, 5)}${name}.example.com`;
    };
    return caseOf(text, this.#draw("domain", key, change));
  }

  /**
   * What stands for a key: drawn once, and for no other key. Words of the originals are avoided; where nothing else is
   * left, one of them is better than one for two.
   */
  #draw(kind: string, key: string, make: Make, right: (made: string) => boolean = () => true): string {
    const drawn = this.#kind(kind);
    const known = drawn.made.get(key);
    if (known !== undefined) return known;
    const random = new SeededRandom(this.seed, kind, key);
    const free = (made: string): boolean =>
      !drawn.taken.has(made) && !this.refused.has(keyOf(kind, made)) && right(made);
    const few = isFew(kind, key);
    let found: string | undefined;
    for (let attempt = 0; found === undefined && attempt < (few ? fewTriesMax : triesMax); attempt++) {
      const made = make(key, random, attempt);
      if (free(made) && this.#isNew(kind, made, key)) found = made;
    }
    if (few) found ??= this.#next(kind, key, "new") ?? this.#next(kind, key, "other") ?? this.#next(kind, key, "any");
    for (let attempt = triesMax; found === undefined && attempt < triesMax * 50; attempt++) {
      const made = make(key, random, attempt);
      if (free(made)) found = made;
    }
    found ??= key;
    drawn.taken.add(found);
    drawn.made.set(key, found);
    return found;
  }

  #kind(kind: string): Drawn {
    let drawn = this.#drawn.get(kind);
    if (!drawn) {
      drawn = { made: new Map(), taken: new Set() };
      this.#drawn.set(kind, drawn);
    }
    return drawn;
  }

  /** The next free word or number of a short key's length, in order; undefined when all are taken. */
  #next(kind: string, key: string, which: "new" | "other" | "any"): string | undefined {
    const { taken } = this.#kind(kind);
    const form = `${kind} ${key.length} ${which}`;
    for (let nth = which === "any" ? 0 : (this.#cursors.get(form) ?? 0); ; nth++) {
      const made = inOrder(kind, key.length, nth);
      this.#cursors.set(form, nth);
      if (made === undefined) return undefined;
      if (taken.has(made) || this.refused.has(keyOf(kind, made)) || (made === key && which !== "any")) continue;
      if (which !== "new" || this.#isNew(kind, made, key)) return made;
    }
  }

  #isNew(kind: string, made: string, key: string): boolean {
    const { words, numbers } = this.known;
    if (kind === "domain") return true;
    if (made === key) return false;
    if (kind === "word") return !words.has(made);
    if (kind === "number") return made.length < 4 || !numbers.has(made);
    if (kind === "phone") return !numbers.has(made);
    return kind !== "password" || !(made.toLowerCase().match(/\p{L}{3,}/gu) ?? []).some((word) => words.has(word));
  }
}
