/** The grid in a real browser: what is drawn, moved, edited, filtered and read aloud, up to 100,000 rows. */
import assert from "node:assert/strict";
import fs from "node:fs";
import type { Browser } from "playwright-core";
import { GridPage, type Opened, startBrowser, type Theme } from "./page.ts";

const header = "id,name,title,permission,status.code,timezone,userEmail\n";
const people = `${header}U-1,Ann Lee,Boss,Admin,2450,Europe/London,ann@example.com
U-2,Bob Ray,,Viewer,Active,America/New_York,bob@example.com
U-3,"Cy ""the"" Fox","two
lines",Editor,2450,,cy(at)example.com
U-10,Dee Orr,Planner,Viewer,2452,America/Chicago,dee@example.com
`;

/** 20 columns, one problem in each thousand rows. */
function many(count: number): string {
  const extra = Array.from({ length: 13 }, (_, n) => `extra${n}`);
  const rows = Array.from({ length: count }, (_, n) => {
    const code = n % 1000 === 500 ? "Nonsense" : "2450";
    const more = extra.map((_, column) => `v${column} ${n}`).join(",");
    return `U-${n},Name ${n},,Admin,${code},America/New_York,u${n}@example.com,${more}\n`;
  });
  return `${header.trimEnd()},${extra.join(",")}\n${rows.join("")}`;
}

describe("the grid in a browser", () => {
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
    assert.deepEqual(faults, [], "no fault of a script, no broken policy, nothing asked for elsewhere");
  });

  async function open(opened: Partial<Opened> = {}): Promise<GridPage> {
    grid = await GridPage.open(browser, { name: "user.csv", text: people, ...opened });
    await grid.page.locator("[role=gridcell]").first().waitFor();
    return grid;
  }
  /** With a cell that has the keyboard. */
  async function openAt(id: string, opened: Partial<Opened> = {}): Promise<GridPage> {
    const made = await open(opened);
    await made.page.locator("tbody [role=gridcell]", { hasText: new RegExp(`^\\W?i?${id}$`) }).click();
    await made.until(`${id} is current`, async () => (await made.current()) === id);
    return made;
  }

  it("draws titles, rows, labels and problems", async () => {
    const made = await open();
    const heads = await made.page.locator("thead tr:first-child [role=columnheader]").allTextContents();
    assert.deepEqual(heads.slice(0, 2), ["Row", "User ID"]);
    await made.until("the problems", async () => (await made.page.locator("[data-problem=error]").count()) >= 2);
    assert.deepEqual((await made.cells(0)).slice(0, 5), ["U-1", "Ann Lee", "Boss", "Admin", "2450Active"]);
    assert.equal((await made.cells(2))[2], "two↵lines");
    assert.equal((await made.cells(2))[1], 'Cy "the" Fox');
    assert.match((await made.page.locator(".summary").textContent()) ?? "", /Turvo users.*4 rows/);
  });

  it("shows codes with labels, or only one of them", async () => {
    const made = await open();
    const choose = made.page.getByLabel("How codes are shown");
    await choose.selectOption("label");
    await made.until("labels alone", async () => (await made.cells(0))[4] === "Active");
    await choose.selectOption("code");
    await made.until("codes alone", async () => (await made.cells(0))[4] === "2450");
    assert.deepEqual(
      made.reported.filter(({ what }) => what === "labels").map(({ given }) => given["labels"]),
      ["label", "code"],
    );
  });

  it("moves by keyboard, to every cell and the header, and tells where it is", async () => {
    const made = await openAt("U-1");
    await made.press("ArrowDown", "ArrowRight");
    await made.until("Bob", async () => (await made.current()) === "Bob Ray");
    await made.press("Control+End");
    await made.until("the last cell", async () => (await made.current()) === "dee@example.com");
    await made.press("Home", "Control+Home");
    await made.until("the first cell", async () => (await made.current()) === "U-1");
    await made.press("End", "PageDown");
    await made.until("the last row", async () => (await made.current()) === "dee@example.com");
    await made.press("Control+Home", "ArrowUp", "ArrowRight");
    await made.until("a header", async () => (await made.current()).startsWith("Full name"));
    const selected = made.reported.filter(({ what }) => what === "select").at(-1);
    assert.deepEqual(selected?.given, { row: 0, cell: 0 });
  });

  it("goes from problem to problem and says what is wrong", async () => {
    const made = await openAt("U-1");
    await made.press("F8");
    await made.until("who has no group", async () => (await made.current()) === "U-2");
    await made.press("F8");
    await made.until("the code", async () => (await made.current()) === "Active");
    assert.match((await made.page.locator("#about").textContent()) ?? "", /Row 3, Account status.*invalid-code/);
    const active = made.page.locator("[data-active]");
    assert.equal(await active.getAttribute("aria-describedby"), "about");
    assert.match((await active.getAttribute("title")) ?? "", /Error: .*\(invalid-code\)/);
    await made.press("Shift+F8");
    await made.until("another one, round the end", async () => (await made.current()) === "U-2");
  });

  it("an edit changes one cell of the file and nothing else", async () => {
    const made = await openAt("U-2");
    await made.press("ArrowRight", "Enter");
    const input = made.page.locator(".editor textarea");
    await input.waitFor();
    assert.equal(await input.inputValue(), "Bob Ray");
    await input.fill('Ray, "Bob"');
    await made.press("Enter");
    await made.until("the edit", () => made.text !== people);
    assert.equal(made.text, people.replace("Bob Ray", '"Ray, ""Bob"""'));
    await made.until("it is drawn", async () => (await made.cells(1))[1] === 'Ray, "Bob"');
    await made.until("the cell below is current", async () => (await made.current()).startsWith("Cy"));
  });

  it("begins an edit with what is typed, leaves it with Escape, moves on with Tab", async () => {
    const made = await openAt("U-1");
    await made.press("ArrowRight", "x");
    await made.page.locator(".editor").waitFor();
    await made.press("Escape");
    await made.until("the editor is gone", async () => (await made.page.locator(".editor").count()) === 0);
    assert.equal(made.text, people);
    await made.until("keys reach the grid", () => made.page.evaluate("document.activeElement !== document.body"));
    await made.press("Z");
    await made.page.locator(".editor").waitFor();
    await made.page.keyboard.type("oe");
    await made.press("Tab");
    await made.until("the edit", () => made.text === people.replace("Ann Lee", "Zoe"));
    await made.until("the next cell", async () => (await made.current()) === "Boss");
    await made.press("Delete");
    await made.until("it is empty", () => made.text === people.replace("Ann Lee,Boss", "Zoe,"));
  });

  it("empties a cell, also when the file changes before that comes to it", async () => {
    const made = await openAt("U-1");
    await made.press("ArrowRight");
    made.meanwhile = () => made.replace({ start: { line: 2, character: 0 }, end: { line: 2, character: 0 } }, "");
    await made.press("Delete");
    await made.until("it is empty", () => made.text === people.replace("Ann Lee", ""));
  });

  it("edits cells of several lines", async () => {
    const made = await openAt("U-3");
    await made.press("ArrowRight", "ArrowRight", "F2");
    const input = made.page.locator(".editor textarea");
    await input.waitFor();
    assert.equal(await input.inputValue(), "two\nlines");
    await made.press("End", "Shift+Enter");
    await made.page.keyboard.type("more");
    await made.press("Enter");
    await made.until(
      "the edit",
      () => made.text === people.replace("two\nlines", "two\nlines\nmore").replace("lines\nmore", "lines\nmore"),
    );
  });

  it("offers the codes of a column with their labels", async () => {
    const made = await openAt("U-2");
    await made.press("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "Enter");
    await made.page.locator("[role=option]").first().waitFor();
    await made.page.keyboard.type("act");
    const first = made.page.locator("[role=option][aria-selected=true]");
    await made.until("Active is chosen", async () => (await first.textContent()) === "2450Active");
    await made.shot("grid-choices");
    await made.press("Enter");
    await made.until("the edit", () => made.text === people.replace("Viewer,Active", "Viewer,2450"));
  });

  it("refuses in words what the file cannot hold, and never shows a password", async () => {
    const text = "userName,firstName,lastName,password,email\nann.lee,Ann,Leeson,Sesame2026x,ann@example.com\n";
    const made = await openAt("ann.lee", { name: "import.csv", text });
    await made.press("ArrowRight", "Enter");
    await made.page.locator(".editor").waitFor();
    await made.page.keyboard.type("Ann, Jr");
    await made.press("Enter");
    await made.until("the refusal", async () =>
      /a comma/.test((await made.page.locator(".fault").textContent()) ?? ""),
    );
    await made.press("Escape", "ArrowRight", "ArrowRight", "Enter");
    const secret = made.page.locator(".editor input[type=password]");
    await secret.waitFor();
    assert.equal(await secret.inputValue(), "");
    assert.ok(!(await made.page.content()).includes("Sesame"));
    await made.press("Enter");
    assert.equal(made.text, text, "an empty answer keeps the password");
    await made.press("Enter");
    await secret.waitFor();
    await made.page.keyboard.type("Other2026y");
    await made.press("Enter");
    await made.until("the new one", () => made.text === text.replace("Sesame2026x", "Other2026y"));
    await made.until("its dots", async () => (await made.cells(0))[3] === "••••••••");
  });

  it("filters, sorts and searches without touching the file", async () => {
    const made = await open();
    const ids = (): Promise<string[]> => made.texts("tbody tr > :nth-child(2)");
    const shows = (what: string, wanted: readonly string[]) =>
      made.until(what, async () => JSON.stringify(await ids()) === JSON.stringify(wanted));
    await made.page.getByLabel("Show only rows that contain this text").fill("viewer");
    await shows("viewers", ["U-2", "U-10"]);
    await made.page.getByLabel("Show only rows that contain this text").fill("");
    await shows("all", ["U-1", "U-2", "U-3", "U-10"]);
    await made.page.getByLabel("Show only rows with problems of this rule").selectOption("invalid-code");
    await shows("rows of the rule", ["U-2"]);
    await made.page.getByLabel("Show only rows with problems of this rule").selectOption("");
    await made.page.locator("#head-0").click();
    await made.page.getByRole("button", { name: "Descending" }).click();
    await shows("sorted", ["U-10", "U-3", "U-2", "U-1"]);
    assert.equal(await made.page.locator("#head-0").getAttribute("aria-sort"), "descending");
    await made.page.getByRole("button", { name: /Sorted by User ID.*Remove/ }).click();
    await shows("as in the file", ["U-1", "U-2", "U-3", "U-10"]);
    await made.page.locator("regular-table").focus();
    await made.press("Control+f");
    await made.page.keyboard.type("york");
    await made.press("Enter");
    await made.until("found", async () => (await made.current()) === "America/New_York");
    assert.match((await made.page.locator(".find .quiet").textContent()) ?? "", /1 of 1/);
    assert.equal(made.text, people);
  });

  it("says what a column holds, by keyboard too, and filters by a value", async () => {
    const made = await openAt("U-1");
    await made.press("ArrowRight", "ArrowRight", "ArrowRight", "Alt+ArrowDown");
    const menu = made.page.getByRole("dialog");
    await made.until("the facts", async () =>
      /4 rows · 0 empty · 3 different values/.test((await menu.textContent()) ?? ""),
    );
    await made.shot("grid-column");
    await made.page.getByRole("button", { name: /Viewer/ }).press("Enter");
    await made.until("viewers alone", async () => (await made.page.locator("tbody tr").count()) === 2);
    assert.equal(await menu.count(), 0);
  });

  it("counts rows as everything else does, and lines without data beside them", async () => {
    const made = await open({ text: `${people}\n\n` });
    const summary = async () => (await made.page.locator(".summary").textContent()) ?? "";
    await made.until("the counts", async () => (await summary()).includes("without data"));
    assert.match(await summary(), /Turvo users4 rows and 2 lines without data/);
  });

  it("keeps the rows of a filter while they are mended, until somebody wants them chosen again", async () => {
    const made = await open({ kept: { query: { rule: "invalid-code" } } });
    await made.until("the one row", async () => (await made.page.locator("tbody tr").count()) === 1);
    await made.page.locator("tbody [data-cell='4']").click();
    await made.press("Enter");
    await made.page.locator(".editor").waitFor();
    await made.page.keyboard.type("2450");
    await made.press("Enter");
    const again = made.page.getByRole("button", { name: /Filter again/ });
    await again.waitFor();
    assert.deepEqual((await made.cells(1))[0], "U-2");
    await again.click();
    await made.until("none is left", async () => (await made.page.locator("tbody tr").count()) === 0);
  });

  it("follows the text: its cursor and its changes", async () => {
    const made = await open();
    await made.page.evaluate(() => Object.assign(document, { hasFocus: () => false }));
    await made.news({ type: "cursor", row: 2, cell: 3 });
    await made.until("the cursor's cell", async () => (await made.current()) === "Editor");
    made.replace({ start: { line: 1, character: 4 }, end: { line: 1, character: 7 } }, "Anna");
    await made.changed();
    await made.until("the change", async () => (await made.cells(0))[1] === "Anna Lee");
  });

  it("shows a file that is no import file, and checks it when it has become one", async () => {
    const made = await open({ name: "list.csv", text: "what,ever\n1,2\n" });
    await made.page.getByText("Not an import file").waitFor();
    await made.page.getByRole("button", { name: "Choose file type" }).click();
    await made.until("the wish", () => made.reported.some(({ what }) => what === "choose"));
    await made.client.request("csvPreflight/chooseFileType", { uri: made.uri, type: "turvo.user" });
    await made.changed();
    await made.page.getByText("Turvo users").waitFor();
    await made.until("its rows", async () => (await made.cells(0))[0] === "1");
    assert.equal(await made.page.getByRole("button", { name: "Only problems" }).isVisible(), true);
  });

  it("widens a column by mouse and by keyboard, and keeps that", async () => {
    const made = await openAt("U-1");
    const width = async (): Promise<number> => (await made.page.locator("#head-1").boundingBox())?.width ?? 0;
    const before = await width();
    // Two presses within half a second are a double click to the table, wherever they are.
    await made.page.waitForTimeout(600);
    const handle = await made.page.locator("#head-1 .rt-column-resize").boundingBox();
    assert.ok(handle);
    await made.page.mouse.move(handle.x + 3, handle.y + 8);
    await made.page.mouse.down();
    await made.page.mouse.move(handle.x + 63, handle.y + 8, { steps: 5 });
    await made.page.mouse.up();
    await made.until("wider by mouse", async () => Math.abs((await width()) - before - 60) < 3);
    await made.page.locator("regular-table").focus();
    await made.press("ArrowRight", "Alt+ArrowDown");
    await made.page.getByRole("button", { name: "Wider" }).press("Enter");
    await made.until("wider by keyboard", async () => Math.abs((await width()) - before - 100) < 3);
    await made.until("it is kept", () => JSON.stringify(made.kept).includes('"widths":{"2":'));
    await made.page.getByRole("button", { name: "Fit" }).press("Enter");
    await made.until("it fits again", async () => Math.abs((await width()) - before) < 3);
  });

  it("keeps its place, its query and its widths while it is hidden", async () => {
    const made = await open({ text: many(2000) });
    await made.page.locator("regular-table").evaluate((table) => table.scrollTo(0, 20_000));
    await made.until("the place is kept", () => Number(Reflect.get(made.kept ?? {}, "top")) > 500);
    const { kept } = made;
    assert.ok(kept);
    await made.close();
    const again = await open({ text: many(2000), kept });
    const first = async (): Promise<number> => Number(await again.page.locator("tbody th").first().textContent());
    await again.until("the same rows", async () => Math.abs((await first()) - Number(Reflect.get(kept, "top"))) < 3);
  });

  it("scrolls through 100,000 rows without a blank picture, holding only what is seen", async () => {
    const made = await openAt("U-0", { text: many(100_000) });
    const { page } = made;
    await made.until(
      "all rows",
      async () => /100,000 rows/.test((await page.locator(".summary").textContent()) ?? ""),
      30_000,
    );
    const seen = await page.evaluate(async () => {
      const table = document.querySelector("regular-table")!;
      const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
      const box = table.getBoundingClientRect();
      const isBlank = () =>
        [0.3, 0.6, 0.9].some((share) => {
          const at = document.elementFromPoint(box.left + 200, box.top + box.height * share);
          return !/\S/.test(at?.closest("td, th")?.textContent ?? "");
        });
      let blank = 0;
      let longest = 0;
      let since = await frame();
      const look = async () => {
        const now = await frame();
        if (isBlank()) {
          blank++;
          longest = Math.max(longest, now - since);
        } else since = now;
      };
      // As a wheel does, then as somebody who drags the bar does.
      for (let n = 0; n < 150; n++) {
        table.scrollTop += 300;
        await look();
      }
      for (let n = 0; n < 60; n++) {
        table.scrollTop = ((n * 7919) % 100) * 0.01 * table.scrollHeight;
        await look();
      }
      return {
        blank,
        longest,
        rows: table.querySelectorAll("tbody tr").length,
        elements: document.querySelectorAll("*").length,
      };
    });
    assert.equal(seen.blank, 0, JSON.stringify(seen));
    assert.ok(seen.rows < 60 && seen.elements < 2500, JSON.stringify(seen));
    await page.locator("regular-table").focus();
    await made.press("Control+End", "Home");
    await made.until("the last row", async () => (await made.current()) === "U-99999");
    await made.press("F8");
    await made.until("the first problem", async () => (await made.current()).includes("Nonsense"));
    await made.until("the strip", async () => (await page.locator(".tick").count()) > 90);
    await made.shot("grid-100000");
  });

  it("reaches the last of a million rows", async () => {
    const rows = Array.from({ length: 1_000_000 }, (_, n) => `U-${n},n,,Admin,2450,,\n`);
    const made = await openAt("U-0", { text: header + rows.join("") });
    await made.press("Control+End", "Home");
    await made.until("the last row", async () => (await made.current()) === "U-999999", 30_000);
    await made.press("PageUp", "Control+Home");
    await made.until("the first row", async () => (await made.current()) === "U-0", 30_000);
  });

  for (const theme of ["dark", "light", "high-contrast", "high-contrast-light"] satisfies Theme[]) {
    it(`has no serious fault for axe, at rest and with its windows open, in the ${theme} theme`, async () => {
      const made = await openAt("U-2", { theme, policy: false });
      await made.until("the strip", async () => (await made.page.locator(".tick").count()) > 0);
      await made.page.evaluate(fs.readFileSync("node_modules/axe-core/axe.min.js", "utf8"));
      const check = async (what: string): Promise<void> => {
        const found = await made.page.evaluate(async () => {
          const axe = Reflect.get(window, "axe") as { run(): Promise<{ violations: Fault[] }> };
          interface Fault {
            readonly id: string;
            readonly impact: string;
            readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
          }
          const { violations } = await axe.run();
          const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
          return serious.map(
            ({ id, nodes }) =>
              `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join("; ")}`,
          );
        });
        assert.deepEqual(found, [], what);
      };
      await made.shot(`grid-${theme}`);
      await check("at rest");
      await made.press("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "Enter");
      await made.page.locator("[role=option]").first().waitFor();
      await check("while a code is chosen");
      await made.press("Escape", "Alt+ArrowDown");
      await made.until("the facts", async () =>
        /different/.test((await made.page.getByRole("dialog").textContent()) ?? ""),
      );
      await made.shot(`grid-${theme}-column`);
      await check("with the column's window");
      await made.press("Escape", "Control+f");
      await check("with the find bar");
    });
  }
});
