/** The page of people in a real browser, and the page that is made of it to print: by keyboard, for axe, alone and offline. */
import assert from "node:assert/strict";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { peoplePageRequest } from "../../server/protocol/people.ts";
import { GridPage, saveShot, seriousFaults, startBrowser, type Theme } from "./page.ts";

const people = `id,name,title,permission,status.code,timezone,userEmail
U-1,Ann Lee,Boss,Admin,2450,Europe/London,ann@example.com
U-2,"<img src=x onerror=""document.title='run'"">",,Viewer,2451,Mars/Olympus,bob@example.com
U-3,${"Averylongnamewithoutanyblank".repeat(4)},,Editor,2450,,cy(at)example.com
`;

describe("the page of people in a browser", () => {
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

  async function open(options: { theme?: Theme; policy?: boolean } = {}): Promise<GridPage> {
    view = await GridPage.open(browser, { name: "user.csv", text: people, view: "people", ...options });
    await view.page.locator(".cards > :nth-child(3)").waitFor();
    return view;
  }

  it("is walked through by keyboard, from a card to its problem's cell", async () => {
    const made = await open();
    assert.equal(await made.page.getByRole("navigation").isVisible(), false, "one page needs no pager");
    await made.page.getByRole("searchbox").focus();
    const focused = () => made.page.evaluate(() => document.activeElement?.textContent ?? "");
    await made.press("Tab", "Tab", "Tab");
    assert.match(await focused(), /^Ann Lee/);
    await made.press("ArrowRight");
    assert.match(await focused(), /^<img src=x/, "text of a cell is text");
    await made.press("End");
    assert.match(await focused(), /^Averylong/);
    await made.press("Home");
    assert.match(await focused(), /^Ann Lee/);
    await made.press("Enter");
    await made.until("the place", () => made.reported.some(({ what }) => what === "open"));
    await made.press("ArrowRight");
    await made.page.getByRole("button", { name: "user.csv, row 3" }).first().focus();
    await made.press("Enter");
    await made.until("the problem's place", () => made.reported.filter(({ what }) => what === "open").length === 2);
    assert.deepEqual(
      made.reported.map(({ given }) => (given["range"] as { start: { line: number } }).start.line).at(-1),
      2,
    );
  });

  for (const theme of ["dark", "light", "high-contrast", "high-contrast-light"] satisfies Theme[]) {
    it(`has no serious fault for axe in the ${theme} theme`, async () => {
      const made = await open({ theme, policy: false });
      await made.shot(`people-${theme}`);
      assert.deepEqual(await seriousFaults(made.page), []);
    });
  }

  it("is printed from a page that needs no network and no script", async () => {
    const made = await open();
    const target = pathToFileURL(path.join(made.folder, "people.html")).href;
    await made.client.request(peoplePageRequest, { uri: made.uri, target, text: "", problems: false });
    for (const dark of [false, true]) {
      const colorScheme = dark ? "dark" : "light";
      const context = await browser.newContext({ offline: true, colorScheme, bypassCSP: true });
      const page = await context.newPage();
      page.on("pageerror", (error) => made.faults.push(String(error)));
      page.on("request", (request) => {
        if (request.url() !== target) made.faults.push(`asked for ${request.url()}`);
      });
      await page.goto(target);
      assert.equal(await page.title(), "People for Turvo");
      assert.deepEqual(await seriousFaults(page), [], colorScheme);
      const [wide, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
      assert.ok(wide! <= shown!, `${wide} pixels in ${shown}`);
      await saveShot(page, `people-page-${colorScheme}`, { fullPage: true });
      if (!dark) assert.equal((await page.pdf({ format: "A4" })).subarray(0, 5).toString(), "%PDF-");
      await context.close();
    }
  });
});
