/** The page that a customer gets, in a real browser: alone, offline, in both themes, on a phone, on paper. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { saveShot, startBrowser } from "./page.ts";

const program = path.resolve(import.meta.dirname, "../../cli/main.js");
const users = `id,name,title,permission,status.code,timezone,userEmail
U-1,Ann Lee,Boss,Admin,Active,Europe/London,ann@example.com
U-2,"</style><script>document.title='run'</script>","<img src=x onerror=""document.title='run'"">",editor,2450,EST,bob(at)example.com
U-2,Cara Díaz,,Viewer,2450,America/Chicago,https://example.com/x.png
`;
const contacts = `id,contextId,email.type,email,IsPrimary
C-1,U-1,1097,ann@example.com,yes
C-2,U-9,,${"averylongnamewithoutanyblank".repeat(6)}@example.com,True
`;

describe("the page for people in a browser", () => {
  let browser: Browser;
  let folder: string;
  let page: Page;
  const faults: string[] = [];

  before(async () => {
    browser = await startBrowser();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-page-"));
    fs.writeFileSync(path.join(folder, "user.csv"), users);
    fs.writeFileSync(path.join(folder, "communication_channel.csv"), contacts);
    const words = ["check", ".", "--format", "html", "--output", "report.html"];
    const { status, stderr } = spawnSync(process.execPath, [program, ...words], { cwd: folder, encoding: "utf8" });
    assert.deepEqual([status, stderr], [1, ""]);
  });
  after(async () => {
    await browser.close();
    fs.rmSync(folder, { recursive: true });
  });
  afterEach(async () => {
    await page.context().close();
    assert.deepEqual(faults.splice(0), [], "no script ran or failed, no policy was broken, nothing was asked for");
  });

  async function open(options: { width: number; dark?: boolean; policy?: boolean }): Promise<void> {
    const context = await browser.newContext({
      viewport: { width: options.width, height: 1000 },
      colorScheme: options.dark ? "dark" : "light",
      offline: true,
      bypassCSP: options.policy === false,
    });
    page = await context.newPage();
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("console", (message) => faults.push(message.text()));
    page.on("request", (request) => {
      if (!request.url().endsWith("/report.html")) faults.push(`asked for ${request.url()}`);
    });
    await page.goto(pathToFileURL(path.join(folder, "report.html")).href);
    assert.match(await page.title(), /^Import check: /, "what a cell says did not run");
  }

  for (const [name, options] of [
    ["desktop", { width: 1200 }],
    ["dark", { width: 1200, dark: true }],
    ["phone", { width: 360 }],
  ] as const) {
    it(`is whole and fits: ${name}`, async () => {
      await open(options);
      const tops = await page.locator("h2").allTextContents();
      assert.deepEqual(tops, ["By problem", "By person"]);
      const [wide, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
      assert.ok(wide! <= shown!, `${wide} pixels in ${shown}`);
      const back = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.equal(/^rgb\(2\d,/.test(back), name === "dark", back);
      await saveShot(page, `report-${name}`, { fullPage: true });
    });
  }

  it("leads from its list to people, and prints without what is only for screens", async () => {
    await open({ width: 794 });
    await page.getByRole("link", { name: "By person" }).click();
    assert.ok((await page.locator("#people").boundingBox())!.y < 900);
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator("nav").isVisible(), false);
    await saveShot(page, "report-print", { fullPage: true });
    const paper = await page.pdf({ format: "A4" });
    assert.equal(paper.subarray(0, 5).toString(), "%PDF-");
  });

  for (const dark of [false, true]) {
    it(`has no serious fault for axe, ${dark ? "dark" : "light"}`, async () => {
      await open({ width: 1200, dark, policy: false });
      await page.evaluate(fs.readFileSync("node_modules/axe-core/axe.min.js", "utf8"));
      const found = await page.evaluate(async () => {
        interface Fault {
          readonly id: string;
          readonly impact: string;
          readonly nodes: readonly { readonly html: string }[];
        }
        const axe = Reflect.get(window, "axe") as { run(): Promise<{ violations: Fault[] }> };
        const { violations } = await axe.run();
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join("; ")}`);
      });
      assert.deepEqual(found, []);
    });
  }
});
