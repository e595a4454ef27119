/** Runs every picture: those on the rules' own pages, where only that rule is drawn, and those in test/pictures, where all are. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Sheet } from "../server/core/checking/sheet.ts";
import { builtInDocuments, builtInTables } from "../server/core/filetypes/schemas.ts";
import { readFileTypes, withReferredKeys } from "../server/disk/documents/file-type-document.ts";
import { lastStateOf } from "../server/features/compare/changes.ts";
import { type Comparison, compareUploads, type UploadFile } from "../server/features/compare/compare.ts";
import { comparisonPage, undoPage } from "../server/features/compare/compare-page.ts";
import { undoOf } from "../server/features/compare/undo.ts";
import type { FeatureContext } from "../server/features/language/place.ts";
import type { LastState } from "../server/features/people/outcomes.ts";
import {
  blocksOf,
  type Drawer,
  openPicture,
  type PageBlock,
  type Picture,
  type PictureGround,
  type PictureSection,
  drawers as pageDrawers,
  pictureIn,
  redraw,
  sectionOf,
} from "../server/features/pictures/page.ts";
import { draw } from "../server/features/pictures/picture.ts";
import { allRules, rules } from "../server/rules/index.ts";
import { drawConverted } from "./converted.ts";
import { contextOf, drawAccepted, drawCompletions, drawHover, drawPeople, drawSnippet } from "./features.ts";

const root = join(import.meta.dirname, "..", "..");
const update = process.env["UPDATE"] === "1";

/** What the blocks of a section have in common. */
interface TestSection extends PictureSection {
  /** The picture of the last upload, for comparisons. */
  last: Picture | undefined;
}

const ground: PictureGround = {
  rules,
  documents: builtInDocuments,
  profile: {},
  readType: (text) => {
    const { types, problems } = readFileTypes(text, builtInDocuments);
    return { documents: withReferredKeys(types.flatMap(({ document }) => document ?? [])), problems };
  },
};

/** How each kind of block is drawn. Others (hover, complete) join here. */
const drawers: Readonly<Record<string, Drawer<TestSection>>> = {
  ...pageDrawers,
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
  converted: (section, block) => drawConverted(section.picture?.workspace, block.info.split(" ")[1] ?? ""),
  hover: (section) => drawHover(...atCursor(section)),
  complete: (section, block) => drawCompletions(...atCursor(section), Number(block.info.split(" ")[1] ?? 60)),
  accepted: (section) => drawAccepted(...atCursor(section), ""),
  "accepted:": (section, block) => drawAccepted(...atCursor(section), block.info.replace(/^accepted:\s*/, "")),
  "snippet:": (section, block) => drawSnippet(...atCursor(section), block.info.replace(/^snippet:\s*/, "")),
};

/** The first `$0` of a picture. */
function atCursor(section: TestSection): [Sheet, number, FeatureContext] {
  const files = section.picture?.files ?? [];
  const found = files.find(({ file }) => file.cursors.length > 0);
  if (!found) throw new Error("a picture with $0 must come first");
  return [found.sheet, found.file.cursors[0]!, contextOf(files.map(({ sheet }) => sheet))];
}

function comparisonIn({ last, picture }: TestSection): Comparison {
  const filesOf = (shown: Picture | undefined): UploadFile[] =>
    (shown?.files ?? []).map(({ file, sheet }) => ({ path: file.name ?? "picture.csv", sheet }));
  return compareUploads(filesOf(last), filesOf(picture));
}

/** What the last upload had of each record, where the picture tells. */
function lastStatesIn(section: TestSection): (sheet: Sheet, record: number) => LastState {
  const unknown = { upload: "unknown", changed: [] } as const;
  const comparison = section.last && comparisonIn(section);
  return (sheet, record) => (comparison ? (lastStateOf(comparison, sheet, record) ?? unknown) : unknown);
}

/** Runs blocks that belong together; what is drawn anew is handed to `save`, a difference is a failure. */
function run(
  blocks: readonly PageBlock[],
  only: string | undefined,
  save: (block: PageBlock, body: string) => void,
): void {
  const section: TestSection = { ...sectionOf(ground), last: undefined };
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

/** What stays in force for the groups after it: a profile, a file type. */
function isLasting({ info }: PageBlock): boolean {
  return info === "profile" || info.startsWith("json type");
}

/** A csv block begins a group. */
function groupsOf(blocks: readonly PageBlock[]): PageBlock[][] {
  const groups: PageBlock[][] = [];
  const lasting: PageBlock[] = [];
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
      const drawn = new Map<PageBlock, string>();
      const path = join(root, "docs", "rules", `${rule.name}.md`);
      const page = readFileSync(path, "utf8");
      const groups = groupsOf(blocksOf(page));
      groups.forEach((blocks, index) => {
        it(`picture ${index + 1}`, () => run(blocks, rule.name, (block, body) => drawn.set(block, body)));
      });
      it("shows one that fails and one that is fine", () => {
        const pictures = groups.flat().filter((block) => block.info.startsWith("csv"));
        const speaks = (block: PageBlock): boolean => (drawn.get(block) ?? block.body).includes(` ${rule.name}: `);
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
const pages = [
  ...pictured.map((file) => join(pictures, file)),
  ...["file-types.md", "file-types-tutorial.md"].map((file) => join(root, "docs", file)),
];

describe("pictures", () => {
  for (const path of pages) {
    describe(basename(path), () => {
      const page = readFileSync(path, "utf8");
      const drawn = new Map<PageBlock, string>();
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
