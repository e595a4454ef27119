// The control channel: lets a suite inside the extension host use the screen, keyboard and mouse of the browser outside.
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";

const patience = 10_000;

/**
 * Opens the channel on a loopback port. The address holds a random word; whoever does not know it gets nothing.
 *
 * A request is a POST of `{"do": NAME, ...arguments}`; the answer is `{"value": ...}` or `{"error": "..."}`.
 *
 * @param {string} pictures folder that receives the screenshots
 * @returns {Promise<{address: string, use(page: import("playwright-core").Page): void, close(): void}>}
 */
export async function openChannel(pictures) {
  const word = randomBytes(16).toString("hex");
  let actions;
  const server = http.createServer(async (request, response) => {
    if (request.method !== "POST" || request.url !== `/${word}`) return void response.writeHead(404).end();
    let body = "";
    for await (const data of request) body += data;
    const answer = await perform(actions, body).then(
      (value) => ({ value: value ?? null }),
      (error) => ({
        error: String(error?.message ?? error)
          .split("\n")
          .slice(0, 3)
          .join(" "),
      }),
    );
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}/${word}`,
    use(page) {
      actions = actionsOn(page, pictures);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function perform(actions, body) {
  if (!actions) throw new Error("there is no page yet");
  const { do: name, ...given } = JSON.parse(body);
  if (!Object.hasOwn(actions, name)) throw new Error(`unknown action ${name}`);
  return actions[name](given);
}

/** An action in a webview is tried for so many milliseconds before the webviews are looked through again. */
const attemptMs = 3000;

function actionsOn(page, pictures) {
  /** Whether a frame and all that it lies in are drawn: VS Code keeps the frame of a page that was closed for a while. */
  const isDrawn = async (frame) => {
    for (let each = frame; each.parentFrame(); each = each.parentFrame()) {
      const element = await each.frameElement();
      if (!(await element.isVisible())) return false;
    }
    return true;
  };
  /** Does something in the webview that shows `selector`; waits until there is one, and looks again when it is closed meanwhile. */
  const inWebview = async (selector, timeout, act) => {
    const end = Date.now() + timeout;
    for (;;) {
      const frames = page.frames().filter((frame) => frame.url().includes("fake.html"));
      for (const frame of frames) {
        const isThere = async () => (await isDrawn(frame)) && (await frame.locator(selector).count()) > 0;
        if (!(await isThere().catch(() => false))) continue;
        try {
          return await act(frame.locator(selector), Math.min(attemptMs, Math.max(1000, end - Date.now())));
        } catch (error) {
          // What was there a moment ago is gone with its page: the next one is looked for.
          if (Date.now() > end) throw error;
        }
      }
      if (Date.now() > end) throw new Error(`none of ${frames.length} webviews shows ${selector}`);
      await page.waitForTimeout(100);
    }
  };
  return {
    /** Saves what is on the screen as NAME.png and gives the file's path. `clip`: x, y, width, height in pixels. */
    async shot({ name, clip }) {
      const file = path.join(pictures, `${path.basename(name)}.png`);
      fs.mkdirSync(pictures, { recursive: true });
      for (let left = 2; ; left--) {
        try {
          await page.screenshot({ path: file, ...(clip ? { clip } : {}) });
          break;
        } catch (error) {
          // On a busy machine the browser sometimes has no picture when first asked.
          if (left === 0 || !String(error).includes("Unable to capture screenshot")) throw error;
          await page.waitForTimeout(300);
        }
      }
      return file;
    },
    /** Presses a key or a chord as Playwright writes it: "Control+Space". */
    press: ({ key }) => page.keyboard.press(key),
    type: ({ text, delay = 5 }) => page.keyboard.type(text, { delay }),
    click: ({ selector, timeout = patience }) => page.locator(selector).first().click({ timeout }),
    hover: ({ selector, timeout = patience }) => page.locator(selector).first().hover({ timeout }),
    /** Moves the pointer to a place of the window where it disturbs nothing, or to any other. */
    move: ({ x, y }) => page.mouse.move(x, y),
    async wait({ selector, timeout = patience, state = "visible" }) {
      await page.locator(selector).first().waitFor({ state, timeout });
    },
    text: ({ selector, timeout = patience }) => page.locator(selector).first().textContent({ timeout }),
    texts: ({ selector }) => page.locator(selector).allTextContents(),
    webviewClick: ({ selector, timeout = patience }) =>
      inWebview(selector, timeout, (found, left) => found.first().click({ timeout: left })),
    webviewText: ({ selector, timeout = patience }) =>
      inWebview(selector, timeout, (found, left) => found.first().textContent({ timeout: left })),
    webviewTexts: ({ selector, timeout = patience }) =>
      inWebview(selector, timeout, (found) => found.allTextContents()),
    /** Moves the wheel over an element of a webview by so many pixels downwards. */
    async webviewScroll({ selector, by, timeout = patience }) {
      await inWebview(selector, timeout, (found, left) => found.first().hover({ timeout: left }));
      await page.mouse.wheel(0, by);
    },
  };
}
