/** The mapping page in a real browser: by keyboard alone, for axe in every state and theme, and nothing is lost when it is drawn again. */
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import type { CreateAnswer, MappingState, StartAnswer } from "../../client/view/mapping-messages.ts";
import { type Mapping, mapCsvRequest } from "../../server/protocol/mapping.ts";
import { GridPage, type Opened, seriousFaults, startBrowser, type Theme } from "./page.ts";

const hr = [
  "Employee ID,Full Name,E-mail,Role,TZ,Cost Center",
  '10023,"Okafor, Ngozi",ngozi@acme.example,Dispatcher,EST,77',
  "10024,Marta Lindqvist,marta@acme.example,Admin,Asia/Seoul,77",
  "10025,<img src=x onerror=\"document.title='run'\">,ian@acme.example,Ops Manager,CST,78",
  "Total: 3 people,,,,,",
  "",
].join("\n");

const themes: readonly Theme[] = ["dark", "light", "high-contrast", "high-contrast-light"];

describe("the mapping page in a browser", () => {
  let browser: Browser;
  let view: GridPage | undefined;

  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser.close());
  afterEach(async () => {
    const { faults = [] } = view ?? {};
    await view?.close();
    view = undefined;
    assert.deepEqual(faults, [], "no fault of a script, no broken policy, nothing asked for elsewhere");
  });

  async function open(options: Partial<Opened> = {}): Promise<GridPage> {
    const start: StartAnswer = {
      name: options.name ?? "user.csv",
      types: [
        { name: "turvo.user", title: "Turvo users", system: "Turvo" },
        { name: "travtus.user", title: "Travtus users", system: "Travtus" },
        { name: "meeds.user", title: "Meeds users", system: "Meeds" },
      ],
      draft: undefined,
      to: undefined,
      begin: undefined,
      base: "hr/",
      folder: "import",
    };
    const create = async (given: Readonly<Record<string, unknown>>): Promise<CreateAnswer> => {
      const { uri, client, folder } = view!;
      const target = pathToFileURL(path.join(folder, String(given["folder"]))).href;
      const mapping = given["mapping"] as Mapping;
      const overwrite = given["overwrite"] === true;
      const answer = await client.request(mapCsvRequest, { uri, unsaved: true, mapping, target, overwrite });
      return {
        ...answer!,
        names: answer!.files.map((file) => path.basename(fileURLToPath(file))),
        kept: undefined,
        notKept: undefined,
      };
    };
    view = await GridPage.open(browser, {
      name: "user.csv",
      text: hr,
      view: "mapping",
      answers: { start: () => start, create },
      ...options,
    });
    return view;
  }
  /** What the page's head says; the live region may still say what was before. */
  const left = (made: GridPage, words: string): Promise<void> =>
    made.page.locator(".progress strong", { hasText: new RegExp(`^${words}$`) }).waitFor();
  async function ready(options: Partial<Opened> = {}): Promise<GridPage> {
    const made = await open(options);
    await made.page.locator("table.mapping").waitFor();
    await made.page.getByRole("heading", { name: /^Result: / }).waitFor();
    return made;
  }

  it("shows each column with its source, an example and why, and the first rows with their problems", async () => {
    const made = await ready();
    await made.shot("mapping-dark");
    const text = await made.page.locator("body").innerText();
    assert.match(text, /Full name/);
    assert.match(text, /Made from Employee ID/);
    assert.match(text, /10023\s*→\s*U-10023/);
    assert.match(text, /The column is called "E-mail"/);
    assert.match(text, /1 column of the file is not used/);
    assert.equal(await made.page.title(), "user.csv", "text of a cell is text");
    assert.ok(fs.readdirSync(made.folder).length === 0, "nothing is written");
  });

  it("goes from question to question to created files by keyboard alone", async () => {
    const made = await ready();
    const { page } = made;
    const focused = (): Promise<string> =>
      page.evaluate(
        () => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "",
      );
    await left(made, "5 questions left");
    await made.press("F8");
    assert.match(await focused(), /^Last name first: Ngozi Okafor/);
    await made.press("Enter");
    await left(made, "4 questions left");
    await made.press("F8");
    assert.match(await focused(), /Dispatcher, 1 person, not decided/);
    await made.press("E");
    await page.getByRole("option", { name: "Editor" }).first().waitFor();
    await page.keyboard.type("ditor");
    await made.press("Enter");
    await left(made, "3 questions left");
    assert.match(await focused(), /Dispatcher, 1 person, becomes: Editor/, "the focus stays");
    await made.press("F8", "ArrowDown");
    await page.getByRole("listbox").waitFor();
    await page.keyboard.type("leave this");
    await made.press("Enter");
    await left(made, "2 questions left");
    await made.press("F8");
    assert.match(await focused(), /^EST, 1 person, not decided/);
    await made.shot("mapping-keyboard");
    await made.press("Tab");
    assert.match(await focused(), /^Use America\/New_York for EST/);
    await made.press("Enter");
    await left(made, "1 question left");
    assert.match(await focused(), /^EST, 1 person, becomes: America\/New_York/, "the focus goes to what was answered");
    await made.press("F8", "C");
    await page.getByRole("listbox").waitFor();
    await made.press("Backspace");
    await page.keyboard.type("Chicago");
    await made.press("Enter");
    await left(made, "No questions left");
    await page.getByRole("heading", { name: /^Result: 2 people, 1 file, 0 errors/ }).waitFor();
    await made.press("Control+Enter");
    await page
      .getByText(/^Created user\.csv with 2 people\. No errors\./)
      .first()
      .waitFor();
    await made.shot("mapping-created");
    const users = fs.readFileSync(path.join(made.folder, "import", "user.csv"), "utf8");
    assert.match(users, /\nU-10023,Ngozi Okafor,Editor,America\/New_York,ngozi@acme\.example\n/);
    await made.press("Enter");
    await made.until("the file", () => made.reported.some(({ what }) => what === "open"));
  });

  it("says what is open before files are created, and asks before it replaces any", async () => {
    const made = await ready();
    const { page } = made;
    await page.getByRole("button", { name: "Create 1 File" }).click();
    await page.getByText(/^Still open: 5 questions/).waitFor();
    await made.shot("mapping-still-open");
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Show Questions");
    await page.getByRole("button", { name: "Create Anyway" }).click();
    await page
      .getByText(/^Created user\.csv/)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Create 1 File" }).click();
    await page.getByRole("button", { name: "Create Anyway" }).click();
    await page.getByText(/already exist/).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Choose Another Folder");
  });

  it("takes back and makes again, and keeps all of it for when it is opened again", async () => {
    const made = await ready();
    const { page } = made;
    await page.getByRole("button", { name: /^Last name first/ }).click();
    await left(made, "4 questions left");
    await page.getByRole("button", { name: "Undo" }).click();
    await left(made, "5 questions left");
    await page.getByRole("button", { name: "Redo" }).click();
    await left(made, "4 questions left");
    await page.getByLabel("Folder to create the files in").fill("elsewhere");
    await made.until("the draft", () => (made.kept as MappingState | undefined)?.draft.folder === "elsewhere");
    const { kept } = made;
    await made.close();
    const again = await ready({ kept: kept! });
    await left(again, "4 questions left");
    assert.equal(await again.page.getByLabel("Folder to create the files in").inputValue(), "elsewhere");
    await again.page.getByRole("button", { name: "Undo" }).click();
    await left(again, "5 questions left");
  });

  it("changes a column's source by a list that is filtered, also to a value for everybody or to nothing", async () => {
    const made = await ready();
    const { page } = made;
    const source = (name: string) => page.getByRole("button", { name: new RegExp(`^Source for ${name}`) });
    await source("Job title").click();
    await made.shot("mapping-list");
    await page.getByRole("combobox", { name: "Source for Job title" }).fill("cost");
    await made.press("Enter");
    await page.getByRole("button", { name: /^Source for Job title, now Cost Center/ }).waitFor();
    await source("Job title").focus();
    await made.press("Delete");
    await page.getByRole("button", { name: /^Source for Job title, now Nothing/ }).waitFor();
    await source("Job title").click();
    await page.getByRole("combobox").last().fill("Driver");
    await made.press("Enter");
    await page.getByRole("button", { name: /^Source for Job title, now “Driver” in every row/ }).waitFor();
    await source("Job title").click();
    await made.press("Escape");
    assert.match(
      await page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? ""),
      /^Source for Job title/,
    );
  });

  it("opens a list at what is chosen, so that Enter changes nothing", async () => {
    const made = await ready({});
    const source = made.page.getByRole("button", { name: /^Source for Full name/ });
    await source.press("Enter");
    const active = made.page.locator('.option[aria-selected="true"]');
    await made.until("the chosen one is marked", async () => /^Full Name/.test((await active.textContent()) ?? ""));
    await made.press("Enter");
    await made.until("the list is closed", async () => (await made.page.locator(".option").count()) === 0);
    assert.match((await source.textContent()) ?? "", /^Full Name/);
  });

  it("draws 100,000 people with as few elements as three, and takes answers while they are counted", async () => {
    const [head = "", ...rows] = hr.trim().split("\n");
    const few = await ready({ text: `${head}\n${rows.join("\n")}\n` });
    const elements = (made: GridPage): Promise<number> => made.page.locator("body *").count();
    const least = await elements(few);
    await few.close();
    const many = Array.from(
      { length: 100_000 },
      (_, n) =>
        `${20_000 + n},"Okafor, Ngozi ${String.fromCharCode(97 + (n % 26))}",n${n}@acme.example,Dispatcher,EST,77`,
    );
    assert.equal(head.split(",").length, 6);
    const made = await open({ text: `${head}\n${many.join("\n")}\n` });
    await made.page.locator("table.mapping").waitFor({ timeout: 60_000 });
    // Counting goes on: the answer is taken now, and what is counted is that.
    await made.page.getByRole("button", { name: /^Last name first/ }).click();
    await made.page.getByRole("heading", { name: /^Result: 100,000 people/ }).waitFor({ timeout: 120_000 });
    await made.page.locator(".result, table", { hasText: "Ngozi a Okafor" }).first().waitFor({ timeout: 60_000 });
    assert.ok((await elements(made)) < least * 3, `${await elements(made)} elements, not ${least}`);
  });

  it("says that a file is none, keeps the answers when it is gone, and goes on when it is back", async () => {
    const made = await ready();
    const { page } = made;
    await page.getByRole("button", { name: /^Last name first/ }).click();
    await left(made, "4 questions left");
    const whole = made.text;
    const end = { line: 0, character: 0 };
    const lines = whole.split("\n").length;
    made.replace({ start: end, end: { line: lines - 1, character: 0 } }, "");
    await made.changed();
    await page.getByText("The file is empty. Your answers are kept.").waitFor();
    await made.shot("mapping-empty");
    made.replace({ start: end, end }, whole);
    await made.changed();
    await left(made, "4 questions left");
    await page.getByText("The file is empty.").waitFor({ state: "detached" });
  });

  it("asks for columns that are gone, and offers other names for the header where that is all", async () => {
    const made = await ready({ text: hr.replace(/"?Okafor, Ngozi"?/, "Ngozi Okafor") });
    const { page } = made;
    made.replace({ start: { line: 0, character: 22 }, end: { line: 0, character: 28 } }, "Mail address");
    await made.changed();
    await page.getByText(/The file no longer has the column “E-mail”/).waitFor();
    await made.shot("mapping-missing");
    await page.getByRole("button", { name: /^Column that E-mail is called now/ }).click();
    await page.getByRole("combobox", { name: /is called now/ }).fill("Mail");
    await made.press("Enter");
    await page.getByRole("button", { name: /^Source for Sign-in email.*now Mail address/ }).waitFor();
  });

  for (const theme of themes) {
    it(`has no serious fault for axe in the ${theme} theme, with a list open, at 400 pixels, and without a table`, async () => {
      const made = await ready({ theme, policy: false });
      await made.shot(`mapping-${theme}`);
      assert.deepEqual(await seriousFaults(made.page), []);
      await made.page.getByRole("button", { name: /^Source for Full name/ }).click();
      await made.page.locator(".option").first().waitFor();
      assert.deepEqual(await seriousFaults(made.page), []);
      await made.shot(`mapping-list-${theme}`);
      await made.press("Escape");
      await made.page.setViewportSize({ width: 400, height: 900 });
      await made.shot(`mapping-narrow-${theme}`);
      const wide = await made.page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 400, `nothing is cut: ${wide}`);
      await made.close();
      const none = await open({ theme, policy: false, text: "1,ann@acme.example\n2,bob@acme.example\n" });
      await none.page.getByText(/looks like a person's row/).waitFor();
      await none.shot(`mapping-none-${theme}`);
      assert.deepEqual(await seriousFaults(none.page), []);
      await none.page.getByRole("checkbox", { name: "No header: the first line is data" }).click();
      await none.page.getByText(/2 people.*no header/).waitFor();
      await none.shot(`mapping-no-header-${theme}`);
      assert.deepEqual(await seriousFaults(none.page), []);
    });
  }

  it("draws a file of 100 columns with a short list of ours, and finds theirs by typing", async () => {
    const names = ["Employee ID", "Full Name", ...Array.from({ length: 98 }, (_, i) => `Field ${i}`)];
    const rows = Array.from({ length: 50 }, (_, i) => [i, "Ann Lee", ...names.slice(2).map(() => "x")].join());
    const made = await ready({ text: `${[names.join(), ...rows].join("\n")}\n`, name: "wide.csv" });
    await made.page.getByText("98 columns of the file are not used").waitFor();
    await made.page.getByRole("button", { name: /^Source for Job title/ }).click();
    await made.page.getByRole("combobox").last().fill("field 97");
    assert.equal(await made.page.getByRole("option", { name: /^Field 97/ }).count(), 1);
  });
});
