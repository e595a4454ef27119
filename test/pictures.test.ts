/** Runs every picture: those on the rules' own pages, where only that rule is drawn, and those in test/pictures, where all are. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type FileFacts, ruleSetOf } from "../server/core/checking/rule.ts";
import { Sheet } from "../server/core/checking/sheet.ts";
import type { TableDocument } from "../server/core/filetypes/file-type.ts";
import type { Profile } from "../server/core/filetypes/profile.ts";
import { builtInDocuments, builtInTables } from "../server/core/filetypes/schemas.ts";
import { compileTable } from "../server/core/filetypes/table.ts";
import { openDocument } from "../server/core/text/document.ts";
import { detect, formatOf, isDetection } from "../server/core/workspace/detect.ts";
import { Workspace } from "../server/core/workspace/workspace.ts";
import { readFileTypes, withReferredKeys } from "../server/disk/documents/file-type-document.ts";
import { lastStateOf } from "../server/features/compare/changes.ts";
import { type Comparison, compareUploads, type UploadFile } from "../server/features/compare/compare.ts";
import { comparisonPage, undoPage } from "../server/features/compare/compare-page.ts";
import { undoOf } from "../server/features/compare/undo.ts";
import type { FeatureContext } from "../server/features/language/place.ts";
import type { LastState } from "../server/features/people/outcomes.ts";
import { allRules, rules } from "../server/rules/index.ts";
import { drawConverted } from "./converted.ts";
import { contextOf, drawAccepted, drawCompletions, drawHover, drawPeople, drawSnippet } from "./features.ts";
import { draw, fixedAll, fixedOnce, marksOf, type PictureFile, type Reopen, strip } from "./picture.ts";

const root = join(import.meta.dirname, "..", "..");
const update = process.env["UPDATE"] === "1";

/** A fenced block of a page; `start` and `end` are the offsets of its body. */
interface Block {
  readonly info: string;
  readonly body: string;
  readonly start: number;
  readonly end: number;
  readonly fence: string;
  /** The nearest heading above it. */
  readonly heading: string;
}

/** What the blocks of a section have in common, filled while they are run in order. */
interface Section {
  profile: Profile;
  /** File types that the page brings along. */
  types: readonly TableDocument[];
  /** What is said of the file type above, a line each. */
  faults: string;
  picture: Picture | undefined;
  /** The picture of the last upload, for comparisons. */
  last: Picture | undefined;
}

interface Picture {
  readonly workspace: Workspace;
  readonly files: readonly { readonly file: PictureFile; readonly sheet: Sheet; readonly reopen: Reopen }[];
}

/** How each kind of block is drawn. Others (hover, complete) join here. */
const drawers: Record<string, (section: Section, block: Block, only: string | undefined) => string> = {
  csv: (section, block, only) => {
    section.picture = openPicture(block, section);
    for (const { sheet } of section.picture.files) sheet.advance(Number.POSITIVE_INFINITY);
    return draw(section.picture.files.map(({ file, sheet }) => ({ file, marks: marksOf(sheet, only) })));
  },
  // A picture that shows something else than findings: none are drawn.
  file: (section, block) => {
    section.picture = openPicture(block, section);
    for (const { sheet } of section.picture.files) sheet.advance(Number.POSITIVE_INFINITY);
    return draw(section.picture.files.map(({ file }) => ({ file, marks: [] })));
  },
  // The upload that the next picture is compared with.
  last: (section, block) => {
    section.last = openPicture(block, section);
    return draw(section.last.files.map(({ file }) => ({ file, marks: [] })));
  },
  compare: (section) => [...comparisonPage(comparisonIn(section), { old: "last", new: "this" })].join(""),
  undo: (section) => {
    const undo = undoOf(comparisonIn(section), builtInTables(section.profile, rules));
    const files = undo.files.map(({ path, exported }) => `-- ${path} --\n${exported.text}`);
    return `${files.join("")}-- undo.md --\n${undoPage(undo, { old: "last", new: "this" })}`;
  },
  people: (section) => {
    const { workspace, files } = pictureIn(section);
    return drawPeople(
      workspace,
      files.map(({ sheet }) => sheet),
      lastStatesIn(section),
    );
  },
  profile: (section, block) => {
    section.profile = JSON.parse(block.body) as Profile;
    return block.body;
  },
  // A file type for the pictures below: `json type`, or `json type faulty` with what is said of it in the next `text` block.
  json: (section, block) => {
    const [, what, how] = block.info.split(" ");
    if (what !== "type") return block.body;
    const { types, problems } = readFileTypes(block.body, builtInDocuments);
    if (how !== "faulty")
      assert.deepEqual(
        problems.map(({ message }) => message),
        [],
        block.heading,
      );
    section.types = withReferredKeys(types.flatMap(({ document }) => document ?? []));
    section.faults = problems
      .map(({ message, start }) => `${start.line + 1}:${start.character + 1} ${message}\n`)
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
  converted: (section, block) => drawConverted(section.picture?.workspace, block.info.split(" ")[1] ?? ""),
  hover: (section) => drawHover(...atCursor(section)),
  complete: (section, block) => drawCompletions(...atCursor(section), Number(block.info.split(" ")[1] ?? 60)),
  accepted: (section) => drawAccepted(...atCursor(section), ""),
  "accepted:": (section, block) => drawAccepted(...atCursor(section), block.info.replace(/^accepted:\s*/, "")),
  "snippet:": (section, block) => drawSnippet(...atCursor(section), block.info.replace(/^snippet:\s*/, "")),
};

/** The first `$0` of a picture. */
function atCursor(section: Section): [Sheet, number, FeatureContext] {
  const files = section.picture?.files ?? [];
  const found = files.find(({ file }) => file.cursors.length > 0);
  if (!found) throw new Error("a picture with $0 must come first");
  return [found.sheet, found.file.cursors[0]!, contextOf(files.map(({ sheet }) => sheet))];
}

function comparisonIn({ last, picture }: Section): Comparison {
  const filesOf = (shown: Picture | undefined): UploadFile[] =>
    (shown?.files ?? []).map(({ file, sheet }) => ({ path: file.name ?? "picture.csv", sheet }));
  return compareUploads(filesOf(last), filesOf(picture));
}

function pictureIn({ picture }: Section): Picture {
  if (!picture) throw new Error("a picture must come first");
  return picture;
}

/** What the last upload had of each record, where the picture tells. */
function lastStatesIn(section: Section): (sheet: Sheet, record: number) => LastState {
  const unknown = { upload: "unknown", changed: [] } as const;
  const comparison = section.last && comparisonIn(section);
  return (sheet, record) => (comparison ? (lastStateOf(comparison, sheet, record) ?? unknown) : unknown);
}

function mainFile(section: Section): Picture["files"][number] {
  const main = section.picture?.files[0];
  if (!main) throw new Error("a picture must come first");
  return main;
}

/** The info string: `csv FILETYPE [fact=value]...`. Files with names make a set, and are recognised as in the editor. */
function openPicture(block: Block, { profile, types }: Section): Picture {
  const [, type, ...facts] = block.info.split(" ");
  const files = strip(block.body);
  const documents = [...types, ...builtInDocuments];
  const workspace = new Workspace(rules, documents);
  workspace.configure(profile, [], []);
  const opened = files.map((file) => {
    const reopen: Reopen = (text, known) =>
      file.name === undefined
        ? openAlone(text, documents, profile, type, known)
        : openInSet(workspace, file.name, text, known);
    return { file, reopen, sheet: reopen(file.text, { ...readFacts(facts), ...file.facts }) };
  });
  return { workspace, files: opened };
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

/** With a type the text is taken for that, by whatever delimiter fits. Nothing is said of other files. */
function openAlone(
  text: string,
  documents: readonly TableDocument[],
  profile: Profile,
  type: string | undefined,
  facts: FileFacts,
): Sheet {
  const path = "picture.csv";
  const tables = documents.map((document) => compileTable(document, profile, rules));
  const detected = detect({ path }, text, tables, profile, type);
  if (!isDetection(detected)) throw new Error("this is no import file");
  const { table } = detected;
  return new Sheet(openDocument(path, text, formatOf(detected), 1), table, rules, facts);
}

function openInSet(workspace: Workspace, name: string, text: string, facts: FileFacts): Sheet {
  workspace.put({ uri: name, path: `/${name}`, open: true, version: 1, facts }, text);
  const sheet = workspace.sheet(name);
  if (sheet) return sheet;
  const miss = workspace.nearMiss(name);
  if (!miss) throw new Error(`${name} is no import file`);
  // It is not recognized: nothing is said of it itself.
  return new Sheet(openDocument(name, text, { delimiter: ",", raw: false }, 1), miss.table, ruleSetOf([], []), facts);
}

/** The fenced blocks of a page. */
function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  let heading = "";
  const pattern = /^#{1,6} +(.*)$|^(`{3,})([^\n]*)\n([\s\S]*?)^\2$/gm;
  for (const match of page.matchAll(pattern)) {
    const [whole, title, fence, info, body] = match;
    if (title !== undefined) heading = title;
    if (fence === undefined || info === undefined || body === undefined) continue;
    const start = match.index + whole.indexOf("\n") + 1;
    blocks.push({ info: info.trim(), body, start, end: start + body.length, fence, heading });
  }
  return blocks;
}

/** Runs blocks that belong together; what is drawn anew is handed to `save`, a difference is a failure. */
function run(blocks: readonly Block[], only: string | undefined, save: (block: Block, body: string) => void): void {
  const section: Section = { profile: {}, types: [], faults: "", picture: undefined, last: undefined };
  for (const block of blocks) {
    const kind = block.info.split(" ", 1)[0]!;
    const drawer = drawers[kind];
    if (!drawer) continue;
    const drawn = drawer(section, block, only);
    if (drawn === block.body) continue;
    if (update) save(block, drawn);
    else assert.equal(drawn, block.body);
  }
}

/** Puts new bodies into a page, later ones first so that offsets stay right. */
function redraw(page: string, drawn: ReadonlyMap<Block, string>): string {
  let result = page;
  for (const [block, body] of [...drawn].sort((a, b) => b[0].start - a[0].start))
    result = result.slice(0, block.start) + body + result.slice(block.end);
  return result;
}

/** What stays in force for the groups after it: a profile, a file type. */
function isLasting({ info }: Block): boolean {
  return info === "profile" || info.startsWith("json type");
}

/** A csv block begins a group. */
function groupsOf(blocks: readonly Block[]): Block[][] {
  const groups: Block[][] = [];
  const lasting: Block[] = [];
  for (const block of blocks) {
    if (isLasting(block)) lasting.push(block);
    else if (/^csv\b/.test(block.info)) groups.push([...lasting, block]);
    else groups.at(-1)?.push(block);
  }
  return groups;
}

describe("rule pages", () => {
  for (const rule of allRules) {
    describe(rule.name, () => {
      const drawn = new Map<Block, string>();
      const path = join(root, "docs", "rules", `${rule.name}.md`);
      const page = readFileSync(path, "utf8");
      const groups = groupsOf(blocksOf(page));
      groups.forEach((blocks, index) => {
        it(`picture ${index + 1}`, () => run(blocks, rule.name, (block, body) => drawn.set(block, body)));
      });
      it("shows one that fails and one that is fine", () => {
        const pictures = groups.flat().filter((block) => block.info.startsWith("csv"));
        const speaks = (block: Block): boolean => (drawn.get(block) ?? block.body).includes(` ${rule.name}: `);
        assert.ok(pictures.some(speaks), "no picture shows the rule");
        assert.ok(
          pictures.some((block) => !speaks(block)),
          "no picture shows what is fine",
        );
      });
      after(() => {
        if (drawn.size > 0) writeFileSync(path, redraw(page, drawn));
      });
    });
  }
});

const pictures = join(root, "test", "pictures");
// grammar.md has its own notation and its own test.
const pictured = readdirSync(pictures).filter((file) => file.endsWith(".md") && file !== "grammar.md");
const pages = [...pictured.map((file) => join(pictures, file)), join(root, "docs", "file-types.md")];

describe("pictures", () => {
  for (const path of pages) {
    describe(basename(path), () => {
      const page = readFileSync(path, "utf8");
      const drawn = new Map<Block, string>();
      const blocks = blocksOf(page);
      for (const heading of new Set(blocks.map((block) => block.heading))) {
        const section = blocks.filter((block) => block.heading === heading);
        it(heading, () => run(section, undefined, (block, body) => drawn.set(block, body)));
      }
      after(() => {
        if (drawn.size > 0) writeFileSync(path, redraw(page, drawn));
      });
    });
  }
});
