/** Plain American English in everything that people read: pages, schemas, messages, settings. */
import assert from "node:assert/strict";
import { exceptions, foreignWords, foundIn, messageTexts, pages, proseOf, schemaTexts } from "./words.ts";

describe("what people read", () => {
  it("says in the pages what editors, spreadsheets, and importers say", () => {
    const all = pages();
    assert.ok(all.length > 60, "pages were found at all");
    assert.deepEqual(foundIn(all), []);
  });

  it("says the same in schemas and file types", () => {
    const all = schemaTexts();
    assert.ok(all.length > 400, `${all.length} texts were found`);
    assert.deepEqual(foundIn(all), []);
  });

  it("says the same in messages and settings", () => {
    const all = messageTexts();
    assert.ok(all.length > 1000, "messages were found at all");
    assert.deepEqual(foundIn(all), []);
  });

  it("is looked through for each of the words, in prose and not in code", () => {
    const planted = (text: string): number => foundIn([{ file: "planted.md", text: proseOf(text) }]).length;
    const said = [
      '"UK" is no country\'s code.',
      "Blanks at the end.",
      "Turvo wants digits.",
      "It takes the line for a row.",
      "Meeds takes both rows.",
      "It leaves the column aside.",
      "Lines above are passed over.",
      "2450 stands for Active.",
      "You shall pass.",
      "It was mended.",
      "Go on?",
      "The files go up.",
      "Hand over the file.",
      "It is told once.",
      "The cell holds a space.",
      "Compared letter by letter.",
      "It has two signs.",
      "It is spelled userEmail.",
      "Mail will hardly arrive.",
      "Read It",
      "An anonymised copy.",
      "2 warnings, 1 Info",
      "An e-mail address.",
      "Two ids are equal.",
      "A timezone.",
      "A mail is sent.",
      "The file lies in a folder.",
      "A file that is not ours is left in silence.",
    ];
    for (const text of said) assert.ok(planted(text) > 0, text);
    assert.ok(said.length >= foreignWords.length);
    for (const text of [
      "Use `id`, not `ids`.",
      "```csv\nid,name\nwants,told\n```\n",
      "    csv-preflight fix --hold\n",
      "There is no header, and no longer any row.",
      "Sign in with a plus sign. Both are told apart. [Rule](blank-in-id.md)",
    ])
      assert.equal(planted(text), 0, text);
  });

  it("has no exception that is not needed", () => {
    const used = new Set<(typeof exceptions)[number]>();
    foundIn([...pages(), ...schemaTexts(), ...messageTexts()], used);
    assert.deepEqual(
      exceptions.filter((each) => !used.has(each)),
      [],
    );
  });
});
