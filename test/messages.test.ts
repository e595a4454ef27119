/** Sentences for people: how they are put into words, and that all of them can be translated. */
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { choiceOf, english, joined, languageOf, listOf, message, schemaText } from "../server/core/text/message.ts";

describe("messages", () => {
  it("are English without any file", () => {
    assert.equal(english(message("Row {0} repeats {1}.", 1204, '"a"')), 'Row 1,204 repeats "a".');
    assert.equal(english(message("{0}: {1}", "id", message("Row {0}.", 2))), "id: Row 2.");
    assert.equal(english(message("{1} before {0}", "a", "b")), "b before a");
    assert.equal(english("as it is {0}"), "as it is {0}");
    assert.equal(english(message("{0} and on", "{1}")), "{1} and on");
    assert.equal(english(joined(["a", message("b{0}", 1)], "\n")), "a\nb1");
  });

  it("list things as people do", () => {
    const lists = [[], ["a"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]];
    assert.deepEqual(
      lists.map((items) => english(listOf(items))),
      ["", "a", "a and b", "a, b, and c", "a, b, c, and d"],
    );
    assert.deepEqual(
      lists.map((items) => english(choiceOf(items))),
      ["", "a", "a or b", "a, b, or c", "a, b, c, or d"],
    );
  });

  it("are translated part by part, in the order that the language needs; the rest stays English", () => {
    const { translate: german } = languageOf("de", {
      "{0} of {1} rows": "von {1} Zeilen {0}",
      "{0} and {1}": "{0} und {1}",
      Users: "Personen",
    });
    const said = message("{0} of {1} rows", 1200, message("{0} and {1}", "x", schemaText("Users")));
    assert.equal(german(said), "von x und Personen Zeilen 1.200");
    assert.equal(german(message("Another one: {0}", 1)), "Another one: 1");
  });

  describe("that people read", () => {
    it("have no backticks where nobody renders them: only texts of file types are Markdown", async () => {
      const { templatesIn } = (await import(pathToFileURL(path.resolve("scripts/l10n.mjs")).href)) as {
        templatesIn(source: string): { templates: string[] };
      };
      const files = ["server", "client"]
        .flatMap((folder) =>
          fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => path.join(folder, file)),
        )
        .filter((file) => /^(?:server|client)\/.*\.ts$/.test(file.split(path.sep).join("/")));
      const templates = files.flatMap((file) => templatesIn(fs.readFileSync(file, "utf8")).templates);
      assert.ok(templates.length > 500, "templates were found at all");
      assert.deepEqual(
        templates.filter((template) => template.includes("`")),
        [],
      );
    });
  });
});
