/** Translations: no place lost, loaded by the language that somebody reads, and no sentence for people that goes around the catalog. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "acorn";
import { ancestor } from "acorn-walk";
import { transformSync } from "esbuild";
import { english, type Language, languageOf, message } from "../server/core/text/message.ts";
import { languageFor, localesIn } from "../server/disk/documents/languages.ts";
import { Engine } from "../server/engine/engine.ts";
import { reportOf } from "../server/features/report/report.ts";
import { languageOfReport, reportPieces } from "../server/features/report/reports.ts";

const read = (file: string): Record<string, string> => JSON.parse(fs.readFileSync(file, "utf8"));
const catalog = Object.keys(read("l10n/bundle.l10n.json"));

interface Translations {
  languages(): string[];
  faultsOf(language: string): Record<string, string[]>;
}

const script = async (): Promise<Translations> =>
  (await import(pathToFileURL(path.resolve("scripts/translations.mjs")).href)) as Translations;

describe("translations", () => {
  it("are there in German, Spanish, French and Brazilian Portuguese, with every place, and whole but for a few new sentences", async () => {
    const { languages, faultsOf } = await script();
    assert.deepEqual(languages(), ["de", "es", "fr", "pt-br"]);
    for (const language of languages()) {
      const faults = Object.values(faultsOf(language)).flat();
      const missing = faults.filter((fault) => fault.startsWith("missing: "));
      // Whoever writes a sentence need not speak five languages; a release has none of them (`npm run package` says so).
      const most = catalog.length / 50;
      assert.ok(missing.length <= most, `${language}: \`npm run l10n\` lists ${missing.length} sentences to translate`);
      assert.deepEqual(
        faults.filter((fault) => !missing.includes(fault)),
        [],
        language,
      );
    }
  });

  it("are chosen by the first language that we have", () => {
    const said = (...locales: string[]): string => {
      const { translate } = languageFor(locales, path.resolve("l10n"));
      return translate(message("{0} rows", 1200));
    };
    assert.equal(said("de"), "1.200 Zeilen");
    assert.equal(said("de-AT-1996"), languageFor(["de-AT"], "l10n").translate(message("{0} rows", 1200)));
    assert.match(said("pt"), /linhas/);
    assert.match(said("pt-PT"), /linhas/);
    assert.equal(said("en-GB", "de"), "1,200 rows");
    assert.equal(said("tlh", "fr").replace(/\s/g, " "), "1 200 lignes");
    for (const none of [[], [""], ["no locale!"], ["../../etc"], ["x"]]) assert.equal(said(...none), "1,200 rows");
    assert.equal(languageFor(["de"], path.join(os.tmpdir(), "no-such-folder")).locale, "en");
  });

  it("that cannot be read leave everything in English", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "l10n-"));
    for (const text of ["{ broken", "null", "[]", '{"{0} rows": 5}']) {
      fs.writeFileSync(path.join(folder, "bundle.l10n.de.json"), text);
      assert.match(languageFor(["de"], folder).translate(message("{0} rows", 2)), /^2 rows$/);
    }
  });

  it("follow the environment on the command line", () => {
    assert.deepEqual(localesIn({ LANG: "de_AT.UTF-8" }), ["de-AT"]);
    assert.deepEqual(localesIn({ LANG: "de_DE", LC_MESSAGES: "fr_FR@euro", LC_ALL: "" }), ["fr-FR"]);
    assert.deepEqual(localesIn({ LC_ALL: "C.UTF-8", LANG: "de_DE" }), []);
    assert.deepEqual(localesIn({}), []);
  });
});

/** A language in which every sentence that can be translated stands in brackets. */
const pseudo: Language = languageOf("en", Object.fromEntries(catalog.map((text) => [text, `⟦${text}⟧`])));

/** The words of a text that stand in no brackets: nobody could translate them. */
function outside(text: string): string[] {
  let rest = text.replace(/<[^>]*>|`[^`]*`|\]\([^)]*\)/g, " ");
  for (let before = ""; before !== rest; ) {
    before = rest;
    rest = rest.replace(/⟦[^⟦⟧]*⟧/g, " ");
  }
  return rest.match(/\p{L}{2,}/gu) ?? [];
}

/** An engine with the samples in it. */
function samples(): { readonly engine: Engine; readonly files: readonly string[] } {
  const engine = new Engine({ translate: pseudo.translate });
  const files = fs
    .readdirSync("samples", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".csv") && !name.startsWith("clean"))
    .map((name) => `/${name.split(path.sep).join("/")}`);
  for (const file of files) engine.open({ uri: file, path: file }, fs.readFileSync(`samples${file}`, "utf8"));
  return { engine, files };
}

describe("in a language where every sentence is marked", () => {
  it("no problem, fix or hover says anything unmarked", () => {
    const { engine, files } = samples();
    let seen = 0;
    const loose = new Set<string>();
    const look = (text: string): void => {
      seen++;
      for (const word of outside(text)) loose.add(`${word}: ${text}`);
    };
    for (const file of files) {
      for (const problem of engine.check(file)) {
        look(problem.message);
        for (const fix of problem.fixes) look(fix.title);
      }
      const sheet = engine.sheetOf(file);
      if (!sheet) continue;
      const { length } = fs.readFileSync(`samples${file}`, "utf8");
      for (let offset = 0; offset < Math.min(length, 3000); offset += 7) {
        const found = engine.hover(file, offset);
        // What is bold is a value of the file; names of time zones are the system's, in English.
        const text = found && pseudo.translate(found.markdown).replace(/^.*(?:\||---| Time\b|, GMT\b).*$/gm, " ");
        if (text !== undefined) look(text.replace(/\*\*[^*⟦⟧]*\*\*/g, " "));
      }
    }
    assert.ok(seen > 300, `${seen} texts were looked at`);
    assert.deepEqual([...loose].slice(0, 20), []);
  });

  it("nor does the report for people, and those for programs are the same as ever", () => {
    const { engine, files } = samples();
    const found = files.flatMap((uri) => {
      const sheet = engine.sheetOf(uri);
      engine.check(uri);
      return sheet ? [{ shown: uri, path: uri, sheet, counts: sheet.counts(), problems: [] }] : [];
    });
    const write = (format: "text" | "json" | "csv" | "sarif" | "github", language: Language): string => {
      const options = {
        quiet: false,
        color: false,
        version: "1",
        exitCode: 1,
        shownPath: (each: string) => each,
        otherRule: () => undefined,
        reasons: () => undefined,
        pageAddress: (rule: string) => rule,
        name: "",
        style: "",
      };
      const { workspace } = engine;
      const maxProblems = Number.POSITIVE_INFINITY;
      const report = reportOf(found, { workspace, maxProblems, language: languageOfReport(format, language) });
      return [...reportPieces(format, report, options)].join("");
    };
    const names = new Set(files.flatMap((file) => file.match(/\p{L}{2,}/gu) ?? []));
    const rules = /\b[a-z]+(?:-[a-z]+)+\s*$/gm;
    const text = write("text", pseudo).replace(rules, " ");
    assert.deepEqual(
      outside(text).filter((word) => !names.has(word)),
      [],
    );
    const translated: Language = { locale: "de", translate: pseudo.translate };
    for (const format of ["json", "csv", "sarif", "github"] as const)
      assert.equal(write(format, translated), write(format, { locale: "en", translate: english }), format);
  });
});

interface Above {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly arguments?: readonly Above[];
}

describe("a sentence in the sources", () => {
  /** Texts with two words that nobody reads, or only those who start the server by hand; by file. */
  const unread: Readonly<Record<string, string>> = {
    "client/page-html.ts": "HTML",
    "client/tools.ts": "for assistants",
    "client/selector.ts": "a pattern of file names",
    "server/cli/diff.ts": "the form of a diff",
    "server/core/checking/line-kinds.ts": "words to recognize",
    "server/core/filetypes/column-names.ts": "words to recognize",
    "server/core/filetypes/column-recognition.ts": "words to recognize",
    "server/core/filetypes/descriptor-meaning.ts": "English only, for now: for whoever writes a file type",
    "server/core/text/encodings.ts": "names of encodings",
    "server/core/text/garbled.ts": "names of characters",
    "server/disk/documents/file-type-document.ts": "English only, for now: for whoever writes a file type",
    "server/disk/libraries/xlsx.ts": "XML",
    "server/disk/reading/closed-text.ts": "a fault that is caught",
    "server/features/anonymize/pseudonym-words.ts": "invented words",
    "server/features/anonymize/pseudonyms.ts": "words to recognize",
    "server/features/convert/names.ts": "words to recognize",
    "server/features/grid/plain-sheet.ts": "words to recognize",
    "server/features/infer/infer.ts": "becomes a part of a file",
    "server/features/mapping/people-rows.ts": "words to recognize",
    "server/features/grid/clipboard.ts": "HTML",
    "server/features/people/people-page.ts": "HTML and CSS",
    "server/features/records/page-styles.ts": "CSS",
    "server/features/report/html.ts": "HTML",
    "server/features/report/sarif.ts": "for programs",
    "server/core/checking/sheet.ts": "what stands for a password",
    "server/lsp/commands.ts": "becomes a part of a file",
    "server/lsp/disk.ts": "for the log",
    "server/lsp/life-cycle.ts": "for whoever writes a client",
    "server/lsp/program.ts": "for whoever starts the server by hand",
    "server/lsp/server.ts": "for the log",
    "server/lsp/transport.ts": "for whoever starts the server by hand",
  };
  /** The sentences are arguments of these. */
  const forPeople = /^(?:message|l10n\.t)$/;
  /** What these are given goes into the log, for us. */
  const forUs = /(?:Error|\.fail|\.safely|\.on|\.error|hear)$/;
  /** Names of classes in our pages, and how elements are found: the first argument; of `make` the second. */
  const styles = /^(?:button|(?:[\w.#]*\.)?(?:querySelector(?:All)?|closest))$/;
  /** By which our pages find their own elements again. */
  const marks = /^(?:start over|fix bar|header line|unused filter|left out|primary small|tbody tr|import file)$/;
  /** Names of documents that are made to be read: they are addresses, too. */
  const addresses = /^(?:vscode\.Uri\.from|records\.map)$/;

  it("reaches people through the catalog", () => {
    const loose: string[] = [];
    const files = ["server", "client"].flatMap((folder) =>
      fs
        .readdirSync(folder, { recursive: true, encoding: "utf8" })
        .map((name) => `${folder}/${name.split(path.sep).join("/")}`)
        .filter((name) => name.endsWith(".ts") && unread[name] === undefined),
    );
    for (const file of files) {
      const { code } = transformSync(fs.readFileSync(file, "utf8"), { loader: "ts" });
      const look = (text: string, above: readonly Above[]): void => {
        if (!/[A-Za-z]{2,}[,:;.]? [a-z]{2,}/.test(text)) return;
        // Programs for shells: comments there are for who reads programs.
        if (/^#(?: |compdef )/.test(text)) return;
        const calls = above
          .filter(({ type }) => type === "CallExpression" || type === "NewExpression")
          .map(({ start, end }) => /^(?:new )?([\w.#]+)/.exec(code.slice(start, end))?.[1] ?? "");
        const nearest = calls.at(-1) ?? "";
        const place = above.at(-2)?.arguments?.indexOf(above.at(-1)!) ?? -1;
        if ((styles.test(nearest) && place === 0) || (nearest === "make" && place === 1)) return;
        if (addresses.test(nearest) || marks.test(text)) return;
        if (forPeople.test(nearest) || forUs.test(nearest) || calls.some((name) => /hear$/.test(name))) return;
        const parent = above.at(-2);
        if (parent && /^summary:/.test(code.slice(parent.start, parent.end))) return;
        loose.push(`${file}: ${text.slice(0, 80)}`);
      };
      ancestor(parse(code, { ecmaVersion: "latest", sourceType: "module" }), {
        Literal: (node, _, above) => {
          if (typeof node.value === "string") look(node.value, above);
        },
        TemplateLiteral: (node, _, above) => look(node.quasis.map((part) => part.value.cooked ?? "").join("{}"), above),
      });
    }
    assert.deepEqual(loose, []);
  });
});
