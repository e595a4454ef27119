// Finds a desktop VS Code, installed or downloadable, and runs suites in it or opens a folder with it.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { quietSettings } from "./server.mjs";
import { cacheFolder } from "./setup.mjs";
import { judge } from "./summary.mjs";

const downloadedVersion = "1.100.3"; // the same as the server's

/**
 * Looks for a desktop VS Code that can be used here. VSCODE_HOST=server never looks, VSCODE_HOST=desktop insists.
 *
 * @param {{visible: boolean}} need whether a person wants to see it, or any display will do
 * @returns {Promise<{executable: string, xvfb: boolean} | {why: string}>} why: one sentence, why there is none
 * @throws when VSCODE_HOST is desktop and there is none, or has another value than these two
 */
export async function findDesktop(need) {
  const wanted = process.env.VSCODE_HOST || undefined;
  if (wanted === "server") return { why: "VSCODE_HOST=server" };
  if (wanted !== undefined && wanted !== "desktop")
    throw new Error(`VSCODE_HOST is "server" or "desktop", not "${wanted}"`);
  const found = await look(need);
  if (wanted === "desktop" && "why" in found) throw new Error(`no desktop VS Code: ${found.why}`);
  return found;
}

async function look(need) {
  const display = displayFor(need);
  if ("why" in display) return display;
  const installed = installedPlaces().find((file) => fs.existsSync(file));
  if (installed) return usable(installed, display);
  if (process.env.VSCODE_PATH) return { why: `VSCODE_PATH=${process.env.VSCODE_PATH} does not exist` };
  if (process.env.CI && process.env.VSCODE_HOST !== "desktop") return { why: "none installed, and CI downloads none" };
  try {
    const executable = await downloadAndUnzipVSCode({
      version: downloadedVersion,
      cachePath: path.join(cacheFolder, "desktop"),
      timeout: 5000, // without data, not in all
    });
    return usable(executable, display);
  } catch (error) {
    return { why: `none installed, and it could not be downloaded (${String(error.message).split("\n")[0]})` };
  }
}

/** A bare Linux often lacks libraries that a desktop program needs; better to know before than by a dead window. */
function usable(executable, display) {
  const linked = process.platform === "linux" ? spawnSync("ldd", [executable], { encoding: "utf8" }).stdout : "";
  const missing = [...(linked ?? "").matchAll(/(\S+) => not found/g)].map((match) => match[1]);
  if (missing.length > 0) return { why: `${executable} lacks ${missing.join(", ")}` };
  return { executable, xvfb: display.xvfb };
}

function displayFor({ visible }) {
  if (process.platform !== "linux" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return { xvfb: false };
  if (visible) return { why: "there is no screen" };
  return onPath("xvfb-run") ? { xvfb: true } : { why: "there is no screen and no xvfb-run" };
}

/** Program files of a desktop VS Code, the likeliest first. */
function installedPlaces() {
  if (process.env.VSCODE_PATH) return [process.env.VSCODE_PATH];
  const home = os.homedir();
  const places = {
    darwin: ["/Applications", path.join(home, "Applications")].map(
      (folder) => `${folder}/Visual Studio Code.app/Contents/MacOS/Electron`,
    ),
    win32: [process.env.LOCALAPPDATA && path.join(process.env.LOCALAPPDATA, "Programs"), process.env.ProgramFiles]
      .filter(Boolean)
      .map((folder) => path.join(folder, "Microsoft VS Code/Code.exe")),
    linux: ["/usr/share/code/code", "/opt/visual-studio-code/code", "/snap/code/current/usr/share/code/code"],
  };
  return [...besideCommand(), ...(places[process.platform] ?? [])];
}

/** The program that belongs to the command `code`: that command is only a script that starts it. */
function besideCommand() {
  const command = onPath(process.platform === "win32" ? "code.cmd" : "code");
  if (!command) return [];
  const bin = path.dirname(fs.realpathSync(command));
  if (process.platform === "darwin") return [path.join(bin, "../../../MacOS/Electron")];
  return [path.join(bin, process.platform === "win32" ? "../Code.exe" : "../code")];
}

function onPath(name) {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  return folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
}

/**
 * Runs a suite in the desktop VS Code; same contract and verdict as `runInServerHost`.
 *
 * @param {{executable: string, xvfb: boolean}} desktop
 * @param {{folder: string, extension: string | string[], tests: string, settings?: object, env?: object}} options
 */
export async function runInDesktop(desktop, options) {
  const context = temporaryProfile(options.settings);
  const resultFile = path.join(context.folder, "summary.json");
  const display = desktop.xvfb ? await startXvfb() : undefined;
  let code = 0;
  let said = "";
  try {
    await runTests({
      vscodeExecutablePath: desktop.executable,
      extensionDevelopmentPath: options.extension,
      extensionTestsPath: options.tests,
      extensionTestsEnv: {
        ...options.env,
        CSV_PREFLIGHT_RESULT: resultFile,
        ...(display ? { DISPLAY: display.name } : {}),
      },
      launchArgs: [options.folder, ...context.args, "--disable-extensions"],
    });
  } catch (error) {
    code = 1;
    said = error.message;
  }
  display?.stop();
  const summary = fs.existsSync(resultFile) ? JSON.parse(fs.readFileSync(resultFile, "utf8")) : undefined;
  fs.rmSync(context.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  return { ...judge(code, summary), summary, outside: [], log: said };
}

/**
 * Opens a folder for a person and resolves with the exit code when they have closed the window.
 *
 * @param {{executable: string}} desktop
 * @param {{folder: string, extension: string}} options
 */
export function openInDesktop(desktop, options) {
  // A profile of its own: the person's extensions and settings neither help nor suffer.
  const context = temporaryProfile();
  const args = [...context.args, `--extensionDevelopmentPath=${options.extension}`, "--new-window", options.folder];
  const child = spawn(desktop.executable, args, { stdio: "ignore" });
  for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => child.kill());
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      fs.rmSync(context.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
      resolve(code ?? 0);
    });
  });
}

function temporaryProfile(settings = {}) {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-desktop-")));
  const user = path.join(folder, "user/User");
  fs.mkdirSync(user, { recursive: true });
  fs.writeFileSync(path.join(user, "settings.json"), JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  const args = [
    ...["--user-data-dir", path.join(folder, "user"), "--extensions-dir", path.join(folder, "extensions")],
    ...["--skip-welcome", "--skip-release-notes", "--disable-workspace-trust", "--disable-telemetry"],
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  ];
  return { folder, args };
}

/** A display that nobody sees, for as long as the suite runs. */
async function startXvfb() {
  // xvfb-run finds a free display number and tells the program that it runs; ours tells us and waits.
  const report =
    'process.stdout.write(process.env.DISPLAY + "\\n"); process.stdin.resume().on("end", () => process.exit())';
  const child = spawn("xvfb-run", ["-a", process.execPath, "-e", report], { stdio: ["pipe", "pipe", "inherit"] });
  const name = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", () => reject(new Error("xvfb-run did not start")));
    child.stdout.once("data", (data) => resolve(String(data).trim()));
  });
  return { name, stop: () => child.stdin.end() };
}
