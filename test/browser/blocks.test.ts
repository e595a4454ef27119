/** Blocks of cells in a real browser: selected by mouse and keys, copied, pasted, filled, rows added and deleted. */
import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { GridPage, type Opened, saveShot, seriousFaults, startBrowser, type Theme } from "./page.ts";

const header = "id,name,title,permission,status.code,timezone,userEmail\n";
const people = `${header}U-1,Ann Lee,Boss,Admin,2450,Europe/London,ann@example.com
U-2,Bob Ray,,Viewer,Active,America/New_York,bob@example.com
"U-3","Cy Fox","","Viewer","2450","Europe/London","cy@example.com"
U-4,Dee Orr,Planner,Viewer,2450,America/Chicago,dee@example.com
`;

describe("blocks of cells in a browser", () => {
  let browser: Browser;
  let grid: GridPage | undefined;

  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser.close());
  afterEach(async () => {
    const { faults = [] } = grid ?? {};
    await grid?.close();
    grid = undefined;
    assert.deepEqual(faults, []);
  });

  async function open(opened: Partial<Opened> = {}): Promise<GridPage> {
    grid = await GridPage.open(browser, { name: "user.csv", text: people, ...opened });
    await grid.page.locator("[role=gridcell]").first().waitFor();
    return grid;
  }
  async function openAt(text: string, opened: Partial<Opened> = {}): Promise<GridPage> {
    const made = await open(opened);
    await click(made, text);
    await made.until(`${text} is current`, async () => (await made.current()) === text);
    return made;
  }
  function cellOf({ page }: GridPage, text: string) {
    return page.locator("tbody [role=gridcell]", { hasText: new RegExp(`^\\W?i?${text}$`) }).first();
  }
  async function click(made: GridPage, text: string, more: { modifiers?: "Shift"[]; button?: "right" } = {}) {
    await cellOf(made, text).click(more);
  }
  const selected = (made: GridPage): Promise<string[]> => made.texts("tbody [role=gridcell][aria-selected=true]");
  const said = async (made: GridPage): Promise<string> => (await made.page.locator(".said").textContent()) ?? "";
  const notice = async (made: GridPage): Promise<string> =>
    (await made.page.locator(".notice:not([hidden])").textContent({ timeout: 120_000 })) ?? "";
  async function pasted(made: GridPage, text: string): Promise<void> {
    await made.page.evaluate((words) => navigator.clipboard.writeText(words), text);
    await made.press("Control+v");
  }
  const isNow = (made: GridPage, text: string) => made.until("the text", () => made.text === text);

  it("selects with Shift, the mouse and the keys of grids, and says what", async () => {
    const made = await openAt("Ann Lee");
    await made.press("Shift+ArrowDown", "Shift+ArrowRight");
    await made.until("two by two", async () => (await selected(made)).join() === "Ann Lee,Boss,Bob Ray,");
    assert.match(await said(made), /2 rows by 2 columns, Full name to Job title/);
    await made.press("ArrowDown");
    await made.until("one again", async () => (await selected(made)).length === 1);
    await click(made, "Ann Lee");
    await click(made, "Planner", { modifiers: ["Shift"] });
    await made.until("with the mouse", async () => (await selected(made)).length === 8);
    await made.press("Control+Home", "Control+Shift+ArrowDown");
    await made.until("to the edge", async () => (await selected(made)).length === 4);
    await made.press("Control+a");
    await made.until("all", async () => (await selected(made)).length === 28);
    await made.press("Escape");
    await made.until("the corner", async () => (await selected(made)).join() === "U-1");
    await made.press("Shift+Space");
    await made.until("a row", async () => (await selected(made)).length === 7);
    await made.press("Escape", "ArrowRight", "Control+Space");
    await made.until("a column", async () => (await selected(made)).join() === "Ann Lee,Bob Ray,Cy Fox,Dee Orr");
    const box = (await cellOf(made, "Ann Lee").boundingBox())!;
    const to = (await cellOf(made, "Viewer").boundingBox())!;
    await made.page.mouse.move(box.x + 20, box.y + 8);
    await made.page.mouse.down();
    await made.page.mouse.move(to.x + 20, to.y + 8, { steps: 4 });
    await made.page.mouse.up();
    await made.until("dragged", async () => (await selected(made)).length === 6);
    await made.page.locator("tbody tr:nth-child(2) > th").first().click();
    await made.until("a whole row by its number", async () => (await selected(made)).length === 7);
  });

  it("pastes a block from a spreadsheet as one change, and takes it back", async () => {
    const made = await openAt("Ann Lee");
    await pasted(made, 'Zoe\t"The\nBoss"\r\nRob\tAide, 2nd\r\n');
    await isNow(made, people.replace("Ann Lee,Boss", 'Zoe,"The\nBoss"').replace("Bob Ray,", 'Rob,"Aide, 2nd"'));
    assert.equal(made.changes.length, 1);
    await made.until("it is told", async () => (await notice(made)).includes("2 rows by 2 columns pasted"));
    await made.until("it is selected", async () => (await selected(made)).length === 4);
    await made.page.getByRole("button", { name: "Undo" }).click();
    await isNow(made, people);
  });

  it("copies what a spreadsheet and it itself read back, and cuts", async () => {
    const made = await openAt("Ann Lee");
    await made.press("Shift+ArrowDown", "Shift+ArrowRight", "Control+c");
    await made.until("it is told", async () => (await said(made)) === "4 cells copied");
    const read = () => made.page.evaluate(() => navigator.clipboard.readText());
    assert.equal((await read()).replaceAll("\r\n", "\n"), "Ann Lee\tBoss\nBob Ray\t\n");
    const html = await made.page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      return (await item?.getType("text/html"))?.text();
    });
    assert.match(html ?? "", /<td[^>]*>Ann Lee<\/td>/);
    await made.press("Control+Shift+c");
    await made.until("with names", async () => (await read()).startsWith("name\ttitle"));
    await made.press("Control+x");
    await isNow(made, people.replace("Ann Lee,Boss", ",").replace("Bob Ray,", ","));
    await made.until("they are empty", async () => (await notice(made)).includes("Emptied 4 cells"));
  });

  it("grows the file by the rows of a clipboard, and asks where columns do not fit", async () => {
    const made = await openAt("Dee Orr");
    await pasted(made, "Dee\nEve\nFay\n");
    await isNow(made, `${people.replace("Dee Orr", "Dee")},Eve,,,,,\n,Fay,,,,,\n`);
    await made.until("it is told", async () =>
      (await notice(made)).includes("3 rows by 1 column pasted, 2 rows added"),
    );
    const before = made.text;
    await click(made, "America/Chicago");
    await pasted(made, "a\tb\tc\n");
    await made.until("a question", async () => (await notice(made)).includes("3 columns, but only 2 fit"));
    await made.shot("grid-question");
    await made.press("Escape");
    assert.equal(made.text, before);
    await pasted(made, "a\tb\tc\n");
    await made.page.getByRole("button", { name: "Paste 2 Columns" }).click();
    await isNow(made, before.replace("America/Chicago,dee@example.com", "a,b"));
  });

  it("fills down, empties, adds, copies and deletes rows by their keys", async () => {
    const made = await openAt("Boss");
    await made.press("Shift+ArrowDown", "Shift+ArrowDown", "Control+d");
    const filled = people.replace("Bob Ray,", "Bob Ray,Boss").replace('"Cy Fox",""', '"Cy Fox","Boss"');
    await isNow(made, filled);
    await made.press("Delete");
    const empty = filled.replaceAll("Boss", "");
    await isNow(made, empty);
    await made.press("Escape", "Control+Shift+Enter");
    await isNow(made, empty.replace("U-1,", ",,,,,,\nU-1,"));
    await made.until("the new row is current", async () => (await made.current()) === "");
    await made.press("Control+Shift+k");
    await isNow(made, empty);
    await made.press("Shift+Alt+ArrowDown");
    const [head, first, ...others] = empty.split("\n");
    await isNow(made, [head, first, first, ...others].join("\n"));
    await made.press("Control+Shift+k");
    await isNow(made, empty);
    await made.press("Control+z");
    await isNow(made, [head, first, first, ...others].join("\n"));
  });

  it("writes one entry into all that is selected", async () => {
    const made = await openAt("Planner");
    await made.press("Shift+ArrowUp", "Shift+ArrowUp", "x");
    await made.page.locator(".editor").waitFor();
    await made.press("Control+Enter");
    await isNow(
      made,
      people.replace("Planner", "x").replace('"Cy Fox",""', '"Cy Fox","x"').replace("Bob Ray,", "Bob Ray,x"),
    );
    await made.until("it is told", async () => (await notice(made)).includes("Wrote 3 cells"));
  });

  it("pastes over the rows that a filter and a sort show, and adds none", async () => {
    const made = await open({
      kept: { query: { values: [{ cell: 3, text: "Viewer" }], sort: { cell: 0, descending: true } } },
    });
    await click(made, "Dee Orr");
    await pasted(made, "D\nC");
    await isNow(made, people.replace("Dee Orr", "D").replace("Cy Fox", "C"));
    const before = made.text;
    await pasted(made, "1\n2\n3\n4\n");
    await made.until("the refusal", async () => (await notice(made)).includes("only 3 are shown"));
    assert.equal(made.text, before);
    await made.page.getByRole("button", { name: "Clear filters" }).click();
    await made.until("all rows", async () => (await made.texts("tbody tr > :nth-child(2)")).length === 4);
  });

  it("refuses whole what one cell cannot be, and what a file that changed meanwhile is not any more", async () => {
    const made = await openAt("Ann Lee");
    made.meanwhile = () => made.replace({ start: { line: 1, character: 0 }, end: { line: 2, character: 0 } }, "");
    await pasted(made, "Zoe\n");
    await made.until("the refusal", async () => (await notice(made)).includes("has changed"));
    assert.equal(made.text, people.replace(/U-1.*\n/, ""));
    await pasted(made, "");
    await made.until("nothing", async () => (await notice(made)).includes("no text to paste"));
  });

  it("has a menu for mouse and keys, inside the window, and all of it works", async () => {
    const made = await openAt("dee@example.com");
    await click(made, "dee@example.com", { button: "right" });
    const menu = made.page.getByRole("menu");
    await menu.waitFor();
    const box = (await menu.boundingBox())!;
    const { width, height } = made.page.viewportSize()!;
    assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height);
    await made.shot("grid-menu");
    await made.press("Escape");
    await made.until("it is gone", async () => (await menu.count()) === 0);
    await made.until("keys reach the grid", () => made.page.evaluate("document.activeElement !== document.body"));
    await made.press("Shift+F10");
    await menu.waitFor();
    await made.press("End", "Enter");
    await isNow(made, people.replace(/U-4.*\n/, ""));
    made.clipboard = "x@y.org\n";
    await click(made, "ann@example.com", { button: "right" });
    await made.page.getByRole("menuitem", { name: /^Paste\s*Ctrl/ }).click();
    await isNow(made, people.replace(/U-4.*\n/, "").replace("ann@example.com", "x@y.org"));
  });

  it("goes to a row by its number and to a column by its name, and says why not", async () => {
    const made = await openAt("Ann Lee");
    const go = async (text: string): Promise<void> => {
      await made.press("Control+g");
      await made.page.getByLabel("Go to a row or column").fill(text);
      await made.press("Enter");
    };
    await go("4");
    await made.until("row 4", async () => (await made.current()) === "Cy Fox");
    await go("user email");
    await made.until("the column", async () => (await made.current()) === "cy@example.com");
    await go("9");
    const answer = made.page.locator(".goto:not([hidden]) [role=status]");
    await made.until("the rows there are", async () => (await answer.textContent()) === "The rows are 2 to 5.");
    await made.page.getByLabel("Go to a row or column").fill("shoe size");
    await made.press("Enter");
    await made.until("no such column", async () => (await answer.textContent()) === "No column is called shoe size.");
    await made.press("Escape", "ArrowUp");
    await made.until("back in the table", async () => (await made.current()) === "bob@example.com");
  });

  it("shows fixes as buttons and tells the key for all", async () => {
    const made = await open();
    made.fixTitles = ['Replace with "2450" (Active)', "Another", "A third", "A fourth"];
    await click(made, "Active");
    const first = made.page.getByRole("button", { name: 'Replace with "2450" (Active)' });
    await first.waitFor();
    assert.match((await made.page.locator("#about").textContent()) ?? "", /More fixesCtrl\+\./);
    await made.shot("grid-fixes");
    await first.click();
    await made.until("it is asked for", () =>
      made.reported.some(({ what, given }) => what === "fix" && given["title"] === 'Replace with "2450" (Active)'),
    );
  });

  it("marks a row that does not line up at its number, whatever the widths of its columns", async () => {
    const text = `${people}U-5,Eve,x,Orr, Jr.,Viewer,2450,America/Chicago,eve@example.com\nU-6,Fay\n`;
    const made = await open({ text });
    const row = made.page.locator('[data-shifted="error"]');
    await row.first().waitFor();
    assert.equal(await row.count(), 2);
    for (const index of [0, 1]) {
      const number = row.nth(index).locator("th").first();
      const cell = (await number.boundingBox())!;
      const sign = (await number.locator(".mark").boundingBox())!;
      assert.ok(sign.x >= cell.x && sign.x + sign.width <= cell.x + cell.width, "the sign is inside");
      assert.match((await number.textContent()) ?? "", /^×\d+$/);
    }
    await made.shot("grid-shifted");
  });

  it("shows any CSV, without rules, with the way to map it; passwords stay dots", async () => {
    const text = "Employee;Mail;Password\nAnn;a@x.org;Sesame1\nBob;b@x.org;\n";
    const made = await open({ name: "hr.csv", text });
    assert.deepEqual(await made.cells(0), ["Ann", "a@x.org", "••••••••"]);
    assert.match((await made.page.locator(".summary").textContent()) ?? "", /Not an import file.*2 rows.*not checked/);
    await made.shot("grid-any");
    await made.page.getByRole("button", { name: "Map these columns" }).click();
    await made.until("mapping", () => made.reported.some(({ what }) => what === "map"));
    await click(made, "Bob");
    await pasted(made, "Rob; Jr\tr@x.org");
    await isNow(made, text.replace("Bob;b@x.org", '"Rob; Jr";r@x.org'));
    await made.press("F2");
    await made.page.locator(".editor").waitFor();
    await made.press("Escape");
  });

  it("shows a file without a header, but nothing of it that may be a password", async () => {
    const text = "ann.lee1,Ann,Lee,Sesame2026x,a@x.org,2024-01-05\nbob,Bob,Ray,Other!7,b@x.org,2024-02-05\n";
    const made = await open({ name: "hr.csv", text });
    const dots = "••••••••";
    assert.deepEqual(await made.cells(0), [dots, "Bob", "Ray", dots, "b@x.org", "2024-02-05"]);
    assert.ok(!(await made.page.content()).includes("Sesame"));
    assert.match((await made.page.locator(".summary").textContent()) ?? "", /no column names: possible passwords/);
  });

  it("adds the first row to a file that has none", async () => {
    grid = await GridPage.open(browser, { name: "user.csv", text: header });
    await grid.page.locator(".note").getByRole("button", { name: "Add Row" }).click();
    await grid.until("the row", () => grid!.text === `${header},,,,,,\n`);
  });

  it("pastes 10,000 rows of 10 cells as a few edits, and takes all of it back at once", async () => {
    const wide = Array.from({ length: 12 }, (_, n) => `c${n}`).join(",");
    const rows = Array.from(
      { length: 10_000 },
      (_, n) => `${Array.from({ length: 12 }, (_, c) => `${n}.${c}`).join(",")}\n`,
    );
    const text = `${wide}\n${rows.join("")}`;
    const made = await open({ name: "wide.csv", text });
    await click(made, "0.1");
    const block = Array.from({ length: 10_000 }, (_, n) =>
      Array.from({ length: 10 }, (_, c) => `x${n}.${c}`).join("\t"),
    );
    await pasted(made, `${block.join("\n")}\n`);
    await made.until(
      "all of it",
      () => made.text.includes("9999.0,x9999.0,") && made.text.includes("x0.9,0.11\n"),
      30_000,
    );
    assert.ok(made.changes.length === 1 && made.changes[0]! <= 401, String(made.changes));
    await made.until("it is told", async () => (await notice(made)).includes("10,000 rows by 10 columns"));
    await made.press("Control+z");
    await isNow(made, text);
    await made.press("Control+a");
    await made.until("all is selected", async () => (await said(made)).includes("10,000 rows by 12 columns"));
  });

  it("pastes a million cells as one change while it goes on, and refuses more in words", async () => {
    const [columns, rows] = [10, 100_000];
    const names = Array.from({ length: columns }, (_, n) => `c${n}`).join(",");
    const text = `${names}\n${`${"0,".repeat(columns - 1)}0\n`.repeat(rows)}`;
    const made = await open({ name: "wide.csv", text });
    await made.page.locator("tbody [role=gridcell]").first().click();
    const line = (n: number, more = ""): string =>
      `${Array.from({ length: columns }, (_, c) => `x${n}.${c}`).join("\t")}${more}\n`;
    const block = Array.from({ length: rows }, (_, n) => line(n)).join("");
    // What one more cell makes too many changes nothing, and is told in words.
    await pasted(made, line(0, "\tone more") + block.slice(line(0).length));
    await made.until("it is refused", async () => (await notice(made)).includes("more than 1,000,000 cells"), 60_000);
    assert.ok(made.text === text && made.changes.length === 0);
    let painted = 0;
    // Until the answer comes the page says what is going on, and follows keys.
    made.meanwhile = async () => {
      assert.match(await notice(made), /Pasting…/);
      await made.press("ArrowRight");
      await made.until("the page goes on", async () => (await made.page.locator("[data-active]").count()) === 1);
      painted++;
    };
    await pasted(made, block);
    await made.until(
      "all of it",
      () => made.text.endsWith("x99999.8,x99999.9\n") && made.text.includes("\nx0.0,x0.1,"),
      120_000,
    );
    assert.equal(painted, 1, "the page went on");
    assert.equal(made.changes.length, 1);
    await made.until("it is told", async () => (await notice(made)).includes("100,000 rows by 10 columns"), 60_000);
    await made.press("Control+z");
    await made.until("all is taken back", () => made.text === text, 60_000);
  });

  for (const theme of ["dark", "light", "high-contrast", "high-contrast-light"] satisfies Theme[]) {
    it(`has no serious fault with a range, a notice, a shifted row and the menu: ${theme}`, async () => {
      const text = `${people}U-5,Eve,x,y,z,Orr, Jr.,Viewer\n`;
      const made = await openAt("Ann Lee", { theme, text, policy: false });
      made.fixTitles = ["Replace it"];
      await made.press("Shift+ArrowDown", "Shift+ArrowRight");
      await pasted(made, "Ann\tBoss");
      await made.until("it is told", async () => (await notice(made)).includes("pasted"));
      // A tint alone is not seen in high contrast.
      const edges = await made.page
        .locator('[data-shifted="error"] td')
        .nth(2)
        .evaluate((cell) => getComputedStyle(cell).boxShadow);
      if (theme.startsWith("high")) assert.match(edges, /inset.*inset/);
      await saveShot(made.page, `grid-blocks-${theme}`);
      assert.deepEqual(await seriousFaults(made.page), []);
      await made.press("Shift+F10");
      await made.page.getByRole("menu").waitFor();
      await saveShot(made.page, `grid-blocks-menu-${theme}`);
      assert.deepEqual(await seriousFaults(made.page), []);
    });
  }
});
