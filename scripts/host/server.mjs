// Starts the fetched VS Code server in a temporary world of its own, on a loopback port, under a random token.
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { prepareHost } from "./setup.mjs";

/** What every window of ours starts with: nothing that moves, asks, phones or hides the text. */
export const quietSettings = {
  "editor.cursorBlinking": "solid",
  "editor.minimap.enabled": false,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "files.autoSave": "off", // a browser's default is to save after a second
  "git.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "window.commandCenter": false,
  "workbench.layoutControl.enabled": false,
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

/**
 * A running VS Code server.
 *
 * @param {object} options
 * @param {Record<string, unknown>} [options.settings] user settings, on top of the quiet ones
 * @param {string} [options.vsix] a packaged extension to install
 * @param {string[]} [options.extraExtensions] more extensions: unpacked folders or VSIX files
 * @param {Record<string, string>} [options.env] more environment for the server, its extensions and their servers
 * @returns {Promise<{host: object, folder: string, authority: string, environment: object, log: string,
 *   address(window: {folder: string, extension?: string, tests?: string}): string,
 *   gone: Promise<number | null>, stop(): Promise<void>}>} folder: its temporary folder, removed by `stop`
 */
export async function startServer(options = {}) {
  const host = await prepareHost();
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-host-")));
  const environment = { ...cleanEnvironment(folder), ...options.env };
  const extensions = path.join(folder, "extensions");
  const main = path.join(host.vscode, "out/server-main.js");
  const common = [
    "--accept-server-license-terms",
    ...["--server-data-dir", path.join(folder, "server")],
    ...["--user-data-dir", path.join(folder, "user")],
    ...["--extensions-dir", extensions],
  ];
  writeFile(
    path.join(folder, "user/User/settings.json"),
    JSON.stringify({ ...quietSettings, ...options.settings }, null, 2),
  );
  fs.mkdirSync(extensions, { recursive: true });
  const packed = options.vsix ? [options.vsix] : [];
  for (const extension of options.extraExtensions ?? []) {
    if (extension.endsWith(".vsix")) packed.push(extension);
    else placeUnpacked(extension, extensions);
  }
  for (const vsix of packed) {
    const done = spawnSync(host.node, [main, ...common, "--install-extension", path.resolve(vsix), "--force"], {
      encoding: "utf8",
      env: environment,
    });
    if (done.status !== 0) throw new Error(`${vsix} could not be installed:\n${done.stdout}${done.stderr}`);
  }

  const token = randomBytes(16).toString("hex");
  const log = path.join(folder, "server.log");
  const child = spawn(
    host.node,
    [
      ...["--require", path.join(import.meta.dirname, "parent-guard.cjs")],
      main,
      ...common,
      ...["--host", "127.0.0.1", "--port", "0", "--connection-token", token],
      ...["--telemetry-level", "off", "--disable-workspace-trust", "--disable-update-check"],
      "--disable-getting-started-override",
    ],
    // A group of its own, so that `stop` reaches the extension hosts too, and Ctrl-C does not.
    { stdio: ["ignore", "pipe", "pipe", "ipc"], env: environment, detached: process.platform !== "win32" },
  );
  const gone = new Promise((resolve) => child.on("exit", resolve));
  const stop = async () => {
    signal(child, "SIGTERM");
    const stubborn = setTimeout(() => signal(child, "SIGKILL"), 3000);
    await gone;
    clearTimeout(stubborn);
    signal(child, "SIGKILL"); // what is left of its group
    // Its last children may still be writing their logs.
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  let port;
  try {
    port = await listening(child, log);
  } catch (error) {
    await stop();
    throw error;
  }
  const authority = `127.0.0.1:${port}`;
  return {
    host,
    folder,
    authority,
    environment,
    log,
    gone,
    stop,
    address: (window) => addressOf(authority, token, window),
  };
}

/** Signals the server and all it has started; silent when nobody is left. */
function signal(child, name) {
  if (process.platform === "win32" || child.pid === undefined) return void child.kill(name);
  try {
    process.kill(-child.pid, name);
  } catch {
    // The group is gone already.
  }
}

/** The port that the server says it listens on. */
function listening(child, log) {
  return new Promise((resolve, reject) => {
    let said = "";
    const hear = (data) => {
      fs.appendFileSync(log, data);
      said += data;
      const found = /Extension host agent listening on (\d+)/.exec(said);
      if (found) resolve(found[1]);
      said = said.slice(-2000);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`VS Code's server ended with ${code}:\n${said}`)));
  });
}

function addressOf(authority, token, { folder, extension, tests }) {
  const remote = (file) =>
    `vscode-remote://${authority}${path.resolve(file).split(path.sep).map(encodeURIComponent).join("/")}`;
  const payload = [
    ["skipWelcome", "true"],
    ["skipReleaseNotes", "true"],
  ];
  if (extension) payload.push(["extensionDevelopmentPath", remote(extension)]);
  if (tests) payload.push(["extensionTestsPath", remote(tests)]);
  const query = new URLSearchParams({
    tkn: token,
    folder: path.resolve(folder),
    payload: JSON.stringify(payload),
  });
  return `http://${authority}/?${query}`;
}

/** Nothing of the caller's environment but what any program needs; all of VS Code's files land in `folder`. */
export function cleanEnvironment(folder) {
  const kept = ["PATH", "LANG", "LC_ALL", "TZ", "NODE_V8_COVERAGE", "CI", "SystemRoot", "windir", "COMSPEC", "PATHEXT"];
  const home = path.join(folder, "home");
  const temporary = path.join(folder, "tmp");
  for (const needed of [home, temporary]) fs.mkdirSync(needed, { recursive: true });
  return {
    ...Object.fromEntries(kept.filter((name) => name in process.env).map((name) => [name, process.env[name]])),
    HOME: home,
    USERPROFILE: home,
    XDG_CONFIG_HOME: path.join(home, ".config"),
    XDG_CACHE_HOME: path.join(home, ".cache"),
    XDG_DATA_HOME: path.join(home, ".local/share"),
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
    EXTENSIONS_GALLERY: "{}", // no marketplace, so no request to one
  };
}

/** Copies an unpacked extension to where VS Code expects an installed one. */
function placeUnpacked(extension, extensions) {
  const { publisher, name, version } = JSON.parse(fs.readFileSync(path.join(extension, "package.json"), "utf8"));
  fs.cpSync(extension, path.join(extensions, `${publisher}.${name}-${version}`.toLowerCase()), {
    recursive: true,
    dereference: true,
  });
}

function writeFile(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}
