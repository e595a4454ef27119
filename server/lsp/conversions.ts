/** What the client asks about converting people: what must be decided, and the conversion itself, written to disk. */

import { fileURLToPath } from "node:url";
import type { Sheet } from "../core/checking/sheet.ts";
import { type ConversionRules, isRoles } from "../core/filetypes/profile.ts";
import type { Table } from "../core/filetypes/table.ts";
import { type Message, message, schemaText } from "../core/text/message.ts";
import { writeConversion } from "../disk/writing/conversion.ts";
import { type Conversion, converting, questions, rulesFor, targetNamed } from "../features/convert/conversion.ts";
import { countsOf, reportNames } from "../features/convert/report.ts";
import { fileSets, setAround } from "../features/imports/sets.ts";
import { peopleSheets } from "../features/people/people.ts";
import { pathOf } from "../features/records/records.ts";
import type { ConvertAnswer, ConvertQuestions, convertQuestionsRequest, convertRequest } from "../protocol/convert.ts";
import type { GivenOf } from "../protocol/request.ts";
import type { Disk } from "./disk.ts";
import type { Session } from "./session.ts";
import { inSlices } from "./turns.ts";
import { uriOf } from "./uris.ts";

/** So often a conversion is begun again because files have changed meanwhile; then it is made without letting anybody in. */
const beginningsMax = 5;
const nothing = { files: [], page: "", people: 0, errors: 0, lost: 0, guessed: 0 } as const;

export class Conversions {
  constructor(
    readonly session: Session,
    readonly disk: Disk,
  ) {}

  async questions({ uri, to }: GivenOf<typeof convertQuestionsRequest>): Promise<ConvertQuestions | null> {
    const sheets = await this.#people(uri);
    const [first] = sheets;
    if (!first) return null;
    const { workspace } = this.session;
    const tables = workspace.tablesFor(pathOf(workspace, first));
    const targets = tables.filter(
      ({ document, system }) => document.rows === "people" && system !== first.table.system,
    );
    const table = typeof to === "string" ? targetNamed(to, targets) : undefined;
    const open = table && questions(workspace, sheets, table, rulesFor(workspace, first, table));
    const column = table && labelsOf(table);
    return {
      from: first.table.name,
      system: first.table.system,
      people: sheets.reduce((sum, sheet) => sum + sheet.rows, 0),
      targets: targets.map(({ name, system, document }) => ({
        name,
        system,
        title: this.session.translate(schemaText(document.title)),
      })),
      roles: open?.roles ?? [],
      known: (open?.known ?? []).map((value) => ({ value, label: column?.get(value) ?? "" })),
    };
  }

  async convert({ uri, to, target, roles, overwrite }: GivenOf<typeof convertRequest>): Promise<ConvertAnswer> {
    const { translate } = this.session;
    const no = (text: Message): ConvertAnswer => ({ refused: "other", message: translate(text), ...nothing });
    if (typeof target !== "string" || !/^file:/i.test(target))
      return no(message("The result can only be saved to a disk on this computer."));
    for (let beginning = 0; ; beginning++) {
      const answer = await this.#attempt({ uri, to, roles, overwrite, target }, beginning < beginningsMax);
      if (answer) return answer;
    }
  }

  /** Undefined when files have changed meanwhile. */
  async #attempt(
    { uri, to, roles, overwrite, target }: GivenOf<typeof convertRequest> & { readonly target: string },
    letsIn: boolean,
  ): Promise<ConvertAnswer | undefined> {
    const { translate } = this.session;
    const no = (text: Message): ConvertAnswer => ({ refused: "other", message: translate(text), ...nothing });
    const { workspace } = this.session;
    const sheets = await this.#people(uri);
    const [first] = sheets;
    if (!first) return no(message("There are no people in this file."));
    const tables = workspace.tablesFor(pathOf(workspace, first));
    const table = typeof to === "string" ? targetNamed(to, tables) : undefined;
    if (!table || table.system === first.table.system)
      return no(message("{0} users can't be converted to {1}.", first.table.system, String(to)));
    const known = rulesFor(workspace, first, table);
    const rules = { ...known, roles: { ...known.roles, ...(isRoles(roles) ? roles : {}) } };
    const open = questions(workspace, sheets, table, rules).roles.filter(({ role }) => role !== "");
    if (open.length > 0) {
      const names = open.map(({ role }) => role).join(", ");
      const text = translate(message("These roles aren't mapped yet: {0}.", names));
      return { refused: "roles", message: text, ...nothing };
    }
    const conversion = await this.#convert(sheets, table, rules, letsIn);
    return conversion && this.#write(conversion, fileURLToPath(target), overwrite === true);
  }

  async #write(conversion: Conversion, folder: string, overwrite: boolean): Promise<ConvertAnswer> {
    const { translate } = this.session;
    const fileOf = (key: string): string => this.session.address(this.session.spell(key)).path;
    const sources = conversion.sources.flatMap(({ uri }) => this.session.address(uri).file ?? []);
    const pathOf = (key: string): string => {
      const path = fileOf(key);
      return path.slice((this.disk.rootOf(path) ?? "").length);
    };
    try {
      const answer = await writeConversion(conversion, { folder, overwrite, sources, pathOf, translate });
      if ("refused" in answer) return { ...nothing, refused: answer.refused, message: translate(answer.message) };
      const { lost, guessed } = countsOf(conversion.differences);
      const files = answer.map(uriOf);
      const page = files.find((file) => file.endsWith(`/${reportNames.page}`)) ?? "";
      const errors = conversion.files.reduce((sum, { exported }) => sum + exported.errors, 0);
      return { files, page, people: conversion.people, errors, lost, guessed };
    } catch (error) {
      this.session.fail("writing a conversion", error);
      return {
        ...nothing,
        refused: "other",
        message: translate(message("The files couldn't be saved to this folder.")),
      };
    }
  }

  /** Converts, with `letsIn` a slice at a time; undefined when files change meanwhile. */
  async #convert(
    sheets: readonly Sheet[],
    to: Table,
    rules: ConversionRules,
    letsIn: boolean,
  ): Promise<Conversion | undefined> {
    const { workspace } = this.session;
    const { readPhone } = await import("../disk/libraries/phones.ts");
    const { revision } = workspace;
    const work = converting(workspace, sheets, to, rules, readPhone);
    if (letsIn) return inSlices(work, () => workspace.revision === revision);
    for (;;) {
      const step = work.next();
      if (step.done) return step.value;
    }
  }

  /** The files of people that are meant, read to the end with their sets: the one that is named, or all of its folder or set of one type. */
  async #people(uri: unknown): Promise<readonly Sheet[]> {
    if (typeof uri !== "string") return [];
    const { workspace } = this.session;
    const { key, path } = this.session.address(uri);
    await this.disk.pending(key);
    for (;;) {
      const asked = this.session.sheetOf(key);
      const around = asked && setAround(workspace, asked);
      const folder = `${path.replace(/(?<!\/)\/+$/, "")}/`;
      const sets = around ? [around] : fileSets(workspace).filter((set) => set.folder === folder);
      const unread = sets.flatMap(({ files }) => files).find(({ sheet }) => !sheet.complete);
      if (unread) {
        await this.session.reader.readAll(unread.sheet);
        continue;
      }
      if (asked?.table.document.rows === "people") return [asked];
      const people = sets.flatMap(peopleSheets);
      return people.filter(({ table }) => table === people[0]!.table);
    }
  }
}

/** The labels of a table's values, by value. */
function labelsOf(table: Table): ReadonlyMap<string, string> {
  const values = table.columns.flatMap((column) => [...column.values.values()]);
  return new Map(values.flatMap(({ value, label }) => (label === undefined ? [] : [[value, label] as const])));
}
