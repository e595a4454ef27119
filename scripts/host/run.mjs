// Runs a suite, or a script, in a real VS Code: the fetched server with its workbench in a headless browser.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { format } from "node:util";
import { chromium } from "playwright-core";
import { openChannel } from "./channel.mjs";
import { startServer } from "./server.mjs";
import { judge } from "./summary.mjs";

/**
 * Opens a folder in VS Code, runs what is asked for, and closes everything again.
 *
 * A workbench whose extension host died says "exit code 0". A pass therefore needs more: the suite must have
 * written its summary (the file named by CSV_PREFLIGHT_RESULT) with at least one test and no failure.
 *
 * @param {object} options
 * @param {string} options.folder workspace to open; is not copied
 * @param {string} [options.extension] folder of the extension under development
 * @param {string} [options.vsix] or the packaged extension to install
 * @param {string[]} [options.extraExtensions] unpacked folders or VSIX files to install beside it
 * @param {string} [options.tests] file that exports `run()`, loaded inside the extension host
 * @param {(world: {page: import("playwright-core").Page, server: object, url: string}) => Promise<void>} [options.drive]
 *   works on the page from outside, once the workbench is visible; with `tests` too, both run side by side
 * @param {Record<string, unknown>} [options.settings] user settings
 * @param {Record<string, string>} [options.env] environment of the extension host
 * @param {string} [options.pictures] folder for the suite's screenshots
 * @param {number} [options.timeout] seconds for the whole run, 180 unless told
 * @param {{width: number, height: number}} [options.viewport]
 * @param {(line: string) => void} [options.print] receives the extension host's console
 * @returns {Promise<{exit: number, reason: string, summary: object | undefined, outside: string[], log: string}>}
 *   exit: 0 passed; 1 a test failed or the suite did not load; 3 the host itself failed; 5 no summary although the
 *   workbench says all is well; 124 out of time. outside: hosts other than this machine that were asked for
 *   (every such request is refused). log: the end of the server's log when something went wrong
 */
export async function runInServerHost(options) {
  const { print = (line) => console.log(line), timeout = 180, viewport = { width: 1280, height: 800 } } = options;
  const closing = [];
  const outside = new Set();
  const interrupted = onSignal();
  closing.push(interrupted.forget);
  let server;
  try {
    const channel = await openChannel(options.pictures ?? "out/screenshots");
    closing.push(() => channel.close());
    const results = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-result-"));
    closing.push(() => fs.rmSync(results, { recursive: true, force: true }));
    const resultFile = path.join(results, "summary.json");
    server = await startServer({
      settings: options.settings,
      vsix: options.vsix,
      extraExtensions: options.extraExtensions,
      env: { CSV_PREFLIGHT_RESULT: resultFile, CSV_PREFLIGHT_CONTROL: channel.address, ...options.env },
    });
    closing.push(() => server.stop());
    const browser = await launchBrowser(server);
    closing.push(() => browser.close());
    const context = await browser.newContext({ viewport, locale: "en-US" });
    await refuseOutside(context, outside);
    const page = await context.newPage();
    channel.use(page);
    page.on("pageerror", (error) => print(`[page] ${String(error).slice(0, 300)}`));

    // The workbench looks for these two functions and hands them the extension host's console and exit code.
    await page.exposeFunction("codeAutomationLog", (_type, said) => {
      const line = consoleLine(said);
      if (!workbenchTalk.test(line)) print(line);
    });
    const exited = new Promise((resolve) => {
      page.exposeFunction("codeAutomationExit", (code) => resolve({ code }));
    });
    const extension = options.extension ?? (options.tests ? emptyExtension(server.folder) : undefined);
    const url = server.address({ folder: options.folder, extension, tests: options.tests });
    const ends = [
      interrupted.signal.then(() => ({ exit: 3, reason: "interrupted" })),
      server.gone.then((code) => ({ exit: 3, reason: `VS Code's server ended with ${code}` })),
      new Promise((resolve) => page.on("crash", () => resolve({ exit: 3, reason: "the browser page crashed" }))),
      outOfTime(timeout, closing),
    ];
    const work = async () => {
      await page.goto(url);
      await page.locator(".monaco-workbench .statusbar").waitFor({ timeout: 90_000 });
      const driven = options.drive?.({ page, server, url });
      if (!options.tests) {
        await driven;
        return { exit: 0, reason: "done" };
      }
      const [{ code }] = await Promise.all([exited, driven]);
      return { code };
    };
    const end = await Promise.race([work(), ...ends]);
    const summary = options.tests ? readSummary(resultFile) : undefined;
    const verdict = "code" in end ? judge(end.code, summary) : end;
    return { ...verdict, summary, outside: [...outside], log: verdict.exit === 0 ? "" : tail(server.log) };
  } catch (error) {
    const log = server ? tail(server.log) : "";
    return { exit: 3, reason: error.message, summary: undefined, outside: [...outside], log };
  } finally {
    for (const close of closing.reverse()) await Promise.resolve(close()).catch(() => {});
  }
}

function launchBrowser(server) {
  return chromium.launch({
    executablePath: server.host.chrome,
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server"],
    env: server.environment,
    handleSIGINT: false,
    handleSIGTERM: false,
  });
}

async function refuseOutside(context, outside) {
  const isOutside = (url) =>
    /^(https?|wss?):$/.test(url.protocol) && !/^(127\.0\.0\.1|(.+\.)?localhost)$/.test(url.hostname);
  await context.route(isOutside, (route) => {
    outside.add(new URL(route.request().url()).host);
    return route.abort();
  });
}

// What the workbench tells itself on the same console; it says nothing about our extension.
const workbenchTalk =
  /^(Resolv(ing|ed) connection token|Creating a socket|Ignoring fetching|Updating additional builtin|\[Service Worker\]|ChatSessionStore)/;

/** One line of the console, without the coloured mark that VS Code puts before what an extension says. */
function consoleLine(said) {
  const marked = String(said[0]).startsWith("%c[Extension Host]");
  const [first, ...rest] = marked ? [String(said[0]).replace(/^%c\[Extension Host\] ?/, ""), ...said.slice(2)] : said;
  return format(first, ...rest.map((part) => (part && typeof part === "object" ? JSON.stringify(part) : part)));
}

/** Tests hang on an extension under development; when the real one is installed, an empty one stands in. */
function emptyExtension(folder) {
  const extension = path.join(folder, "empty-extension");
  fs.mkdirSync(extension);
  const manifest = {
    name: "empty",
    publisher: "empty",
    version: "0.0.1",
    engines: { vscode: "^1.80.0" },
    main: "./main.js",
  };
  fs.writeFileSync(path.join(extension, "package.json"), JSON.stringify(manifest));
  fs.writeFileSync(path.join(extension, "main.js"), "exports.activate = () => {};\n");
  return extension;
}

function readSummary(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function outOfTime(seconds, closing) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ exit: 124, reason: `not finished after ${seconds} s` }), seconds * 1000);
    closing.push(() => clearTimeout(timer));
  });
}

/** Turns Ctrl-C into an orderly end: the caller's `finally` still closes server and browser. */
function onSignal() {
  let hear;
  const signal = new Promise((resolve) => {
    hear = resolve;
  });
  for (const name of ["SIGINT", "SIGTERM"]) process.once(name, hear);
  return {
    signal,
    forget: () => {
      for (const name of ["SIGINT", "SIGTERM"]) process.removeListener(name, hear);
    },
  };
}

function tail(file) {
  try {
    return fs.readFileSync(file, "utf8").trim().split("\n").slice(-15).join("\n");
  } catch {
    return "";
  }
}
