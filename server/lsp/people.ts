/** What the people view asks: cards by range, filtered, and the page to print. The last reading is kept until its files change. */

import { fileURLToPath } from "node:url";
import type { CancellationToken } from "vscode-languageserver";
import type { Sheet } from "../core/checking/sheet.ts";
import type { Document } from "../core/text/document.ts";
import { joined, type Message, message, inWords as worded } from "../core/text/message.ts";
import { writeOutputs } from "../disk/writing/output.ts";
import type { FileSet } from "../features/imports/sets.ts";
import { type Card, type CardProblem, cardOf } from "../features/people/cards.ts";
import { type PeopleReader, peopleReader, peopleSheets } from "../features/people/people.ts";
import { type PeopleQuery, peopleIndex } from "../features/people/people-index.ts";
import { peoplePage } from "../features/people/people-page.ts";
import { nameWithFolders, pathOf } from "../features/records/records.ts";
import type {
  PeopleAnswer,
  PeoplePageAnswer,
  PersonCard,
  PersonProblem,
  peoplePageRequest,
  peopleRequest,
} from "../protocol/people.ts";
import type { GivenOf } from "../protocol/request.ts";
import type { Compare, LastStates } from "./compare.ts";
import { toRange } from "./convert.ts";
import type { Session } from "./session.ts";
import type { Sets } from "./sets.ts";
import { inSlices, nextTurn, sliceMs } from "./turns.ts";

/** Cards handed out at once. */
const cardsMax = 200;
/** More cards than that are no page to print. */
const pageCardsMax = 20_000;
const textMax = 1000;

/** The people of an import at one moment. */
interface PeopleReading {
  readonly set: FileSet;
  readonly sheet: Sheet;
  readonly reader: PeopleReader;
  readonly documents: ReadonlyMap<Sheet, Document>;
  index: { readonly query: string; readonly records: Int32Array } | undefined;
  last: { readonly uri: string; readonly states: LastStates | undefined } | undefined;
}

export class People {
  readonly #session: Session;
  readonly #sets: Sets;
  readonly #compare: Compare;
  #reading: PeopleReading | undefined;

  constructor(session: Session, sets: Sets, compare: Compare) {
    this.#session = session;
    this.#sets = sets;
    this.#compare = compare;
  }

  async people(given: GivenOf<typeof peopleRequest>, token: CancellationToken): Promise<PeopleAnswer | null> {
    const asked = await this.#asked(given, token);
    if (!asked) return null;
    const { reading, records, states } = asked;
    const { sheet, set } = reading;
    const from = Math.max(0, Math.min(wholeNumber(given.from), records.length));
    const to = Math.max(from, Math.min(wholeNumber(given.to), from + cardsMax, records.length));
    const cards = Array.from(records.subarray(from, to), (record) => this.#card(reading, record, states));
    return {
      uri: this.#session.spell(sheet.uri),
      name: this.#sets.nameOf(set),
      file: nameWithFolders(this.#session.workspace, pathOf(this.#session.workspace, sheet)),
      system: set.system,
      total: sheet.rows,
      matched: records.length,
      from,
      last: states?.name,
      people: cards.filter((card) => card !== undefined).map((card) => this.#wireCard(sheet, card)),
    };
  }

  async page(given: GivenOf<typeof peoplePageRequest>, token: CancellationToken): Promise<PeoplePageAnswer> {
    const { translate } = this.#session;
    const no = (refused: Message | string): PeoplePageAnswer => ({ refused: translate(refused), people: 0 });
    const { target } = given;
    if (typeof target !== "string" || !/^file:/i.test(target))
      return no(message("The page can only be saved to a disk on this computer."));
    const asked = await this.#asked(given, token);
    if (!asked) return no(message("This import doesn't have a file with people."));
    const { reading, records, states } = asked;
    if (records.length > pageCardsMax) {
      return no(message("{0} people are too many for one page. Search for the ones you need.", records.length));
    }
    const options = {
      name: this.#sets.nameOf(reading.set),
      system: reading.set.system,
      asked: inWords(queryIn(given), records.length),
      language: this.#session.locale,
      now: Date.now(),
      style: (await import("../features/records/page-styles.ts")).peopleStyle,
      fileName: (sheet: Sheet) => nameWithFolders(this.#session.workspace, pathOf(this.#session.workspace, sheet)),
    };
    const pieces: string[] = [];
    let end = performance.now() + sliceMs;
    for (const piece of peoplePage(this.#cards(reading, records, states), options)) {
      pieces.push(translate(piece));
      if (performance.now() < end) continue;
      await nextTurn();
      if (!this.#isFresh(reading)) return no(message("The files have changed. Save the page again."));
      end = performance.now() + sliceMs;
    }
    try {
      // The dialog has asked about a file that is there.
      const output = { path: fileURLToPath(target), content: pieces };
      const refusal = writeOutputs([output], {
        inputs: reading.set.files.map(({ path }) => path),
        existing: "replace",
      });
      if (refusal) return no(refusal.message);
    } catch (error) {
      this.#session.fail("writing a page of people", error);
      return no(message("The page couldn't be saved there."));
    }
    return { people: records.length };
  }

  *#cards(reading: PeopleReading, records: Int32Array, states: LastStates | undefined): Generator<Card> {
    for (const record of records) {
      const card = this.#card(reading, record, states);
      if (card) yield card;
    }
  }

  #card({ reader, sheet }: PeopleReading, record: number, states: LastStates | undefined): Card | undefined {
    const person = reader.read(record);
    const unknown = { upload: "unknown", changed: [] } as const;
    return person && cardOf(reader, person, states?.of(sheet, record) ?? unknown);
  }

  /** The people who are asked for, looked for in slices; undefined when there are none to be asked for. */
  async #asked(
    given: GivenOf<typeof peoplePageRequest>,
    token: CancellationToken,
  ): Promise<{ reading: PeopleReading; records: Int32Array; states: LastStates | undefined } | undefined> {
    const query = queryIn(given);
    const key = JSON.stringify(query);
    for (;;) {
      const reading = await this.#read(given.uri);
      if (!reading || token.isCancellationRequested) return undefined;
      const records =
        reading.index?.query === key
          ? reading.index.records
          : await inSlices(peopleIndex(reading.sheet, reading.reader, query), () => this.#isFresh(reading));
      if (!records) continue;
      // Another question may come and go while this one waits.
      reading.index = { query: key, records };
      const states = await this.#states(reading, given.with);
      if (this.#isFresh(reading)) return { reading, records, states };
    }
  }

  async #read(uri: unknown): Promise<PeopleReading | undefined> {
    const [set] = typeof uri === "string" ? await this.#sets.read(uri) : [];
    if (!set || typeof uri !== "string") return undefined;
    const sheets = peopleSheets(set);
    const { key } = this.#session.address(uri);
    const sheet = sheets.find((each) => each.uri === key) ?? sheets[0];
    if (!sheet) return undefined;
    if (this.#reading?.sheet === sheet && this.#isFresh(this.#reading)) return this.#reading;
    const reader = peopleReader(this.#session.workspace, sheet);
    const documents = new Map([sheet, ...reader.joined].map((each) => [each, each.document]));
    this.#reading = { set, sheet, reader, documents, index: undefined, last: undefined };
    return this.#reading;
  }

  /** False when a file was edited, read again or taken for something else since. */
  #isFresh({ documents }: PeopleReading): boolean {
    return [...documents].every(([sheet, document]) => this.#session.isCurrent(sheet, document));
  }

  async #states(reading: PeopleReading, last: unknown): Promise<LastStates | undefined> {
    if (typeof last !== "string") return undefined;
    if (reading.last?.uri === last) return reading.last.states;
    const states = await this.#compare.states(reading.sheet.uri, last);
    reading.last = { uri: last, states };
    return states;
  }

  #wireCard(sheet: Sheet, { record, problems, ...card }: Card): PersonCard {
    const { document } = sheet;
    let page = 0;
    while (document.records[page + 1]! <= record) page++;
    const start = document.offsets[page]! + document.pages[page]!.rows[record - document.records[page]!]!;
    return {
      ...worded(card, this.#session.translate),
      record,
      range: toRange(document, { start, end: start }),
      problems: problems.map((problem) => this.#wireProblem(problem)),
    };
  }

  #wireProblem({ sheet, located, severity, rule, message: what, row }: CardProblem): PersonProblem {
    const { translate } = this.#session;
    const file = nameWithFolders(this.#session.workspace, pathOf(this.#session.workspace, sheet));
    const range = toRange(sheet.document, sheet.spanOf(located));
    return {
      severity,
      rule,
      message: translate(what),
      uri: this.#session.spell(sheet.uri),
      place: translate(message("{0}, row {1}", file, row)),
      range,
    };
  }
}

function queryIn({ text, problems }: GivenOf<typeof peoplePageRequest>): PeopleQuery {
  return {
    text: typeof text === "string" ? text.slice(0, textMax).trim().toLowerCase() : "",
    problems: problems === true,
  };
}

function inWords({ text, problems }: PeopleQuery, total: number): Message {
  const people = total === 1 ? message("1 person") : message("{0} people", total);
  const asked = [...(problems ? [message("with problems")] : []), ...(text === "" ? [] : [foundBy(text)])];
  return joined([people, ...asked], ", ");
}

function foundBy(text: string): Message {
  return message('found by "{0}"', text);
}

function wholeNumber(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? Math.floor(value) : 0;
}
