/** Our pages in a language where every sentence is marked: nothing that people read goes around the catalog; and in German. */
import assert from "node:assert/strict";
import fs from "node:fs";
import type { Browser } from "playwright-core";
import { GridPage, type Opened, startBrowser } from "./page.ts";

const catalog = Object.keys(JSON.parse(fs.readFileSync("l10n/bundle.l10n.json", "utf8")) as object);
const marked = { language: "de", bundle: Object.fromEntries(catalog.map((text) => [text, `⟦${text}⟧`])) };
const german = {
  language: "de",
  bundle: JSON.parse(fs.readFileSync("l10n/bundle.l10n.de.json", "utf8")) as Readonly<Record<string, string>>,
};

const users = `id,name,permission,status.code,timezone,userEmail
U-1,Ann Lee,Admin,2450,Europe/London,ann@example.com
U-2,Bob Ray,Viewer,Active,Europe/Paris,bob@example.com

U-3,Cy Orr,Editor,,,cy(at)example.com
`;

describe("our pages in another language", () => {
  let browser: Browser;
  let view: GridPage | undefined;

  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser.close());
  afterEach(async () => {
    await view?.close();
    view = undefined;
  });

  async function open(options: Partial<Opened>): Promise<GridPage> {
    view = await GridPage.open(browser, { name: "user.csv", text: users, words: marked, ...options });
    return view;
  }

  /** What the page says with no mark: texts, tooltips, labels. Cells, names, and the server's own sentences are not the page's. */
  function unmarked(made: GridPage): Promise<string[]> {
    return made.page.evaluate(() => {
      const found = new Set<string>();
      const data =
        "table, .summary strong, .name, .badge, .will li, kbd, .keys, .place, .link, .told, option, .chip, datalist, .message, time, dd, .who";
      const look = (element: Element, text: string | null | undefined): void => {
        let rest = text ?? "";
        for (let before = ""; before !== rest; ) {
          before = rest;
          rest = rest.replace(/⟦[^⟦⟧]*⟧/g, " ");
        }
        if (/\p{L}{3,}/u.test(rest) && !element.closest(data)) found.add(`${element.className}: ${text}`);
      };
      for (const element of document.querySelectorAll("body *")) {
        if (["SCRIPT", "STYLE", "TABLE"].includes(element.tagName)) continue;
        const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
        for (const node of own) look(element, node.textContent);
        if (element.closest("table")) continue;
        for (const name of ["title", "placeholder", "aria-label"]) look(element, element.getAttribute(name));
      }
      return [...found];
    });
  }

  it("says everything around the table, in its menus, and of a column in that language", async () => {
    const made = await open({});
    await made.page.locator("tbody [data-cell]").first().waitFor();
    await made.page.locator("tbody [data-cell]").first().click({ button: "right" });
    await made.page.getByRole("menu").waitFor();
    const loose = await unmarked(made);
    await made.press("Escape");
    await made.page.locator("thead [data-cell]").first().click();
    await made.page.getByRole("dialog").waitFor();
    await made.page.locator("[role=dialog] .values").waitFor();
    loose.push(...(await unmarked(made)));
    await made.press("Escape");
    await made.press("Control+f");
    loose.push(...(await unmarked(made)));
    // The label of the table, and the title of a column in its menu.
    assert.deepEqual([...new Set(loose)], [": user.csv", ": User ID"]);
  });

  it("says everything on the page of people in that language", async () => {
    const made = await open({ view: "people" });
    await made.page.locator(".cards > :nth-child(3)").waitFor();
    // Titles of columns are the server's.
    assert.deepEqual(await unmarked(made), [": Sign-in email", ": Permission level"]);
  });

  it("is in German, and counts as Germans do", async () => {
    const rows = Array.from({ length: 1234 }, (_, i) => `U-${i},Ann Lee,Admin,2450,Europe/London,a${i}@example.com`);
    const made = await open({
      text: `id,name,permission,status.code,timezone,userEmail\n${rows.join("\n")}\n`,
      words: german,
    });
    await made.page.getByText("1.234 Zeilen").first().waitFor();
    assert.equal(await made.page.getByRole("button", { name: "Nur Probleme" }).count(), 1);
    assert.equal(await made.page.evaluate(() => document.documentElement.lang), "de");
    const cut = await made.page.locator(".tools select").evaluateAll((all) =>
      all.flatMap((each) => {
        const select = each as HTMLSelectElement;
        const { width } = select.getBoundingClientRect();
        select.style.maxWidth = "none";
        return select.getBoundingClientRect().width > width ? [select.selectedOptions[0]?.text] : [];
      }),
    );
    assert.deepEqual(cut, [], "what is chosen is read whole");
    await made.shot("grid-german");
    await made.close();
    view = await GridPage.open(browser, { name: "user.csv", text: users, view: "people", words: german });
    await view.page.getByText("3 Personen.").waitFor();
    await view.shot("people-german");
  });
});
