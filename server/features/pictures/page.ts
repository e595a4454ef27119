/** Pages of pictures: Markdown whose CSV blocks show what is found in them. They are run, drawn again, and compared. */
import { type FileFacts, type RuleSet, ruleSetOf } from "../../core/checking/rule.ts";
import { Sheet } from "../../core/checking/sheet.ts";
import type { TableDocument } from "../../core/filetypes/file-type.ts";
import type { Profile } from "../../core/filetypes/profile.ts";
import { compileTable } from "../../core/filetypes/table.ts";
import { openDocument } from "../../core/text/document.ts";
import { english, joined, type Message, message, ReasonError } from "../../core/text/message.ts";
import { nearest } from "../../core/text/text.ts";
import { detect, formatOf, isDetection } from "../../core/workspace/detect.ts";
import { type NearMiss, nearMissInWords } from "../../core/workspace/near-miss.ts";
import { Workspace } from "../../core/workspace/workspace.ts";
import { draw, fixedAll, fixedOnce, marksOf, namesFile, type PictureFile, type Reopen, strip } from "./picture.ts";

/** A fenced block of a page; `start` and `end` are the offsets of its body. */
export interface PageBlock {
  readonly info: string;
  readonly body: string;
  readonly start: number;
  readonly end: number;
  readonly fence: string;
  /** The nearest heading above it. */
  readonly heading: string;
  /** The line of its fence, from 1. */
  readonly line: number;
}

/** A file type that a page brings along, as it was read. */
export interface PageType {
  readonly documents: readonly TableDocument[];
  /** Lines and characters from 0. */
  readonly problems: readonly {
    readonly message: Message;
    readonly start: { readonly line: number; readonly character: number };
  }[];
}

/** What pictures are run with. */
export interface PictureGround {
  readonly rules: RuleSet;
  /** File types; of two with one name the first counts. */
  readonly documents: readonly TableDocument[];
  readonly profile: Profile;
  /** Reads the file type in a block. */
  readonly readType: (text: string) => PageType;
}

/** What the blocks of a section have in common, filled while they are run in order. */
export interface PictureSection {
  readonly ground: PictureGround;
  profile: Profile;
  /** File types that the page brings along. */
  types: readonly TableDocument[];
  /** What is said of the file type above, a line each. */
  faults: string;
  picture: Picture | undefined;
}

/** A picture that was opened: its files are checked. */
export interface Picture {
  readonly workspace: Workspace;
  readonly files: readonly PictureSheet[];
}

interface PictureSheet {
  readonly file: PictureFile;
  readonly sheet: Sheet;
  readonly reopen: Reopen;
  /** It is not recognized: nothing is said of it itself. */
  readonly miss?: NearMiss;
}

/** Draws a block anew, after those above it. */
export type Drawer<S extends PictureSection> = (section: S, block: PageBlock, only: string | undefined) => string;

/** A section before its first block. */
export function sectionOf(ground: PictureGround): PictureSection {
  return { ground, profile: ground.profile, types: [], faults: "", picture: undefined };
}

/** How each kind of block is drawn. All may throw a `ReasonError`. */
export const drawers = {
  csv: (section, block, only) => {
    section.picture = openPicture(block, section);
    for (const { sheet } of section.picture.files) sheet.advance(Number.POSITIVE_INFINITY);
    return draw(section.picture.files.map(({ file, sheet }) => ({ file, marks: marksOf(sheet, only) })));
  },
  profile: (section, block) => {
    try {
      section.profile = JSON.parse(block.body) as Profile;
    } catch {
      throw new ReasonError(message("This block isn't JSON."));
    }
    return block.body;
  },
  // A file type for the pictures below: `json type`, or `json type faulty` with what is said of it in the next `faults` block.
  json: (section, block) => {
    const [, what, how] = block.info.split(" ");
    if (what !== "type") return block.body;
    const { documents, problems } = section.ground.readType(block.body);
    const [problem] = problems;
    if (how !== "faulty" && problem) throw new ReasonError(problem.message);
    section.types = documents;
    section.faults = problems
      .map(({ message: text, start }) => `${start.line + 1}:${start.character + 1} ${english(text)}\n`)
      .join("");
    return block.body;
  },
  faults: (section) => section.faults,
  fixed: (section) => {
    const { sheet, reopen } = mainFile(section);
    return fixedAll(sheet, reopen);
  },
  "fixed:": (section, block) => {
    const { sheet, reopen } = mainFile(section);
    return fixedOnce(sheet, block.info.replace(/^fixed:\s*/, ""), reopen);
  },
} satisfies Readonly<Record<string, Drawer<PictureSection>>>;

/** The picture above. */
export function pictureIn({ picture }: PictureSection): Picture {
  if (!picture) throw new ReasonError(message("Add a picture above this block."));
  return picture;
}

function mainFile(section: PictureSection): PictureSheet {
  return pictureIn(section).files[0]!;
}

/** The info string: `csv FILETYPE [fact=value]...`. Files with names make a set, and are recognized as in the editor. */
export function openPicture(block: PageBlock, { ground, profile, types }: PictureSection): Picture {
  const [, ...words] = block.info.split(" ");
  const type = words[0]?.includes("=") ? undefined : words.shift();
  const files = strip(block.body);
  const documents = [...types, ...ground.documents];
  if (type !== undefined && !documents.some(({ name }) => name === type)) throw noType(type, documents);
  const workspace = new Workspace(ground.rules, documents);
  workspace.configure(profile, [], []);
  const opened = files.map((file): PictureSheet => {
    const { name } = file;
    const reopen: Reopen = (text, known) =>
      name === undefined
        ? openAlone(text, documents, ground.rules, profile, type, known)
        : openInSet(workspace, name, text, known);
    const sheet = reopen(file.text, { ...readFacts(words), ...file.facts });
    const miss = name === undefined ? undefined : workspace.nearMiss(name);
    return { file, reopen, sheet, ...(miss ? { miss } : {}) };
  });
  return { workspace, files: opened };
}

function noType(type: string, documents: readonly TableDocument[]): ReasonError {
  const meant = nearest(
    type,
    documents.map(({ name }) => name),
  );
  const what = message("There is no file type called {0}.", JSON.stringify(type));
  return new ReasonError(
    meant === undefined ? what : joined([what, message("Did you mean {0}?", JSON.stringify(meant))], " "),
  );
}

function readFacts(words: readonly string[]): FileFacts {
  const facts = new Map(words.map((word) => word.split("=", 2) as [string, string]));
  const valid = facts.get("validUtf8");
  const encoding = facts.get("encoding");
  return {
    ...(encoding === undefined ? {} : { encoding }),
    ...(valid === undefined ? {} : { validUtf8: valid === "true" }),
  };
}

/** With a type the text is read as that, by whatever delimiter fits. Nothing is said of other files. */
function openAlone(
  text: string,
  documents: readonly TableDocument[],
  rules: RuleSet,
  profile: Profile,
  type: string | undefined,
  facts: FileFacts,
): Sheet {
  const path = "picture.csv";
  const tables = documents.map((document) => compileTable(document, profile, rules));
  const detected = detect({ path }, text, tables, profile, type);
  if (!isDetection(detected)) throw new ReasonError(message("Nothing in it is recognized as an import file."));
  const { table } = detected;
  return new Sheet(openDocument(path, text, formatOf(detected), 1), table, rules, facts);
}

function openInSet(workspace: Workspace, name: string, text: string, facts: FileFacts): Sheet {
  workspace.put({ uri: name, path: `/${name}`, open: true, version: 1, facts }, text);
  const sheet = workspace.sheet(name);
  if (sheet) return sheet;
  const miss = workspace.nearMiss(name);
  if (!miss)
    throw new ReasonError(
      message("{0} isn't recognized as an import file. Check its name and its column names.", name),
    );
  return new Sheet(openDocument(name, text, { delimiter: ",", raw: false }, 1), miss.table, ruleSetOf([], []), facts);
}

/** The fenced blocks of a page, whose lines end in `\n`. */
export function blocksOf(page: string): PageBlock[] {
  const blocks: PageBlock[] = [];
  let heading = "";
  let line = 1;
  let counted = 0;
  const pattern = /^#{1,6} (.*)$|^(`{3,})([^`\n]*)\n([\s\S]*?)^\2$/gm;
  for (const match of page.matchAll(pattern)) {
    const [whole, title, fence, info, body] = match;
    if (title !== undefined) heading = title.trim();
    if (fence === undefined || info === undefined || body === undefined) continue;
    for (; counted < match.index; counted++) if (page[counted] === "\n") line++;
    const start = match.index + whole.indexOf("\n") + 1;
    blocks.push({ info: info.trim(), body, start, end: start + body.length, fence, heading, line });
  }
  return blocks;
}

/** Puts new bodies into a page, later ones first so that offsets stay right. */
export function redraw(page: string, drawn: ReadonlyMap<PageBlock, string>): string {
  let result = page;
  for (const [block, body] of [...drawn].sort((a, b) => b[0].start - a[0].start))
    result = result.slice(0, block.start) + body + result.slice(block.end);
  return result;
}

/** A CSV block that is a picture and no mere example: it names a file type, or its files. */
function isPicture({ info, body }: PageBlock): boolean {
  return /^csv(?: |$)/.test(info) && (info !== "csv" || body.split("\n").some(namesFile));
}

/** A page as it was drawn anew. */
export interface DrawnPage {
  readonly text: string;
  /** How many pictures it has, and how many blocks are drawn otherwise now. */
  readonly pictures: number;
  readonly changed: number;
  /** Blocks that could not be drawn; lines from 1. */
  readonly failures: readonly { readonly line: number; readonly message: Message }[];
}

/** Draws a page, whose lines end in `\n`. What a block says is in force up to the next heading. */
export function drawPage(page: string, ground: PictureGround): DrawnPage {
  const drawn = new Map<PageBlock, string>();
  const failures: DrawnPage["failures"][number][] = [];
  let pictures = 0;
  let heading: string | undefined;
  let section = sectionOf(ground);
  let isBroken = false;
  for (const block of blocksOf(page)) {
    if (block.heading !== heading) section = sectionOf(ground);
    heading = block.heading;
    const [kind = ""] = block.info.split(" ", 1);
    if (!isDrawn(kind)) continue;
    if (kind === "csv") {
      section.picture = undefined;
      isBroken = false;
      if (!isPicture(block)) continue;
      pictures++;
    }
    // What follows a picture that could not be opened says nothing of its own.
    if (isBroken) continue;
    try {
      const text = drawers[kind](section, block, undefined);
      const miss = kind === "csv" ? missIn(section) : undefined;
      if (miss) throw new ReasonError(miss);
      if (text !== block.body) drawn.set(block, text);
    } catch (error) {
      if (!(error instanceof ReasonError)) throw error;
      isBroken = true;
      failures.push({ line: block.line, message: error.sentence });
    }
  }
  return { text: redraw(page, drawn), pictures, changed: drawn.size, failures };
}

function isDrawn(kind: string): kind is keyof typeof drawers {
  return Object.hasOwn(drawers, kind);
}

/** Why a file of a set is not recognized. */
function missIn({ picture }: PictureSection): Message | undefined {
  const missed = picture?.files.find(({ miss }) => miss);
  return missed?.miss && message("{0} isn't recognized. {1}", missed.file.name ?? "", nearMissInWords(missed.miss));
}
