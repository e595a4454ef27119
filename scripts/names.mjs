// Gives the product the names of product.json, everywhere: `node scripts/names.mjs [FOLDER]`. Commands, settings and the profile keep
// theirs, because people have them in files of their own.
import fs from "node:fs";
import path from "node:path";

const repository = path.resolve(import.meta.dirname, "..");
const left = new Set([".cache", ".git", "node_modules", "out"]);
const texts = /(?:^|\/)(?:LICENSE|\.[a-z]+ignore|[^/]+\.(?:1|cjs|css|json|md|mjs|svg|ts|txt|ya?ml))$/;

/** The names that package.json has: those that all files were last given. */
function namesIn({ name, displayName, publisher, repository: { url } }) {
  return { name, displayName, publisher, repository: url.replace(/\.git$/, "") };
}

/** Every way in which a product is written: the longer ones first, since the name is in most of them. */
function spellings({ name, displayName, publisher, repository: web }) {
  const [owner, project] = web.split("/").slice(-2);
  const snake = name.replaceAll("-", "_");
  const roff = name.replaceAll("-", "\\-"); // Of the manual page.
  // German joins words by hyphens.
  const plain = [displayName, displayName.replaceAll(" ", "-"), snake, roff, name];
  return [web, `${owner}/${project}`, `${publisher}.${name}`, ...plain, ...plain.map((each) => each.toUpperCase())];
}

/**
 * Rewrites a text.
 *
 * @param {string} text
 * @param {object} before the names that it has
 * @param {object} after those that it gets
 * @returns {string}
 */
export function renamed(text, before, after) {
  const from = spellings(before);
  const to = spellings(after);
  const escaped = from.map((each) => each.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
  // The profile is a file of the user's.
  const any = new RegExp(`(?:${escaped.join("|")})(?!\\.json\\b)`, "g");
  return text.replace(any, (found) => to[from.indexOf(found)]);
}

/**
 * Gives all files the names of product.json, and files with the name in theirs a new one.
 *
 * @param {string} root the repository
 * @returns {string[]} the files that are other than before
 */
export function derive(root) {
  const read = (name) => JSON.parse(fs.readFileSync(path.join(root, name), "utf8"));
  const manifest = read("package.json");
  const before = namesIn(manifest);
  const after = read("product.json");
  const changed = [];
  if (Object.keys(after).every((key) => before[key] === after[key])) return changed;
  for (const file of filesIn(root)) {
    const whole = path.join(root, file);
    const old = fs.readFileSync(whole, "utf8");
    const fresh = file === "package.json" ? manifestText(manifest, before, after) : renamed(old, before, after);
    const name = renamed(file, before, after);
    if (fresh !== old) fs.writeFileSync(whole, fresh);
    if (name !== file) fs.renameSync(whole, path.join(root, name));
    if (fresh !== old || name !== file) changed.push(name);
  }
  return changed;
}

/** The publisher is usually called as the product: only its member says which it is. */
function manifestText(manifest, before, after) {
  const fresh = JSON.parse(renamed(JSON.stringify(manifest), before, after));
  return `${JSON.stringify({ ...fresh, publisher: after.publisher }, null, 2)}\n`;
}

/** All text files, relative to the repository; product.json says what is to be, so it stays. */
function filesIn(root) {
  return fs
    .readdirSync(root, { withFileTypes: true })
    .filter(({ name }) => !left.has(name))
    .flatMap((entry) => (entry.isDirectory() ? under(root, entry.name) : [entry.name]))
    .filter((file) => file !== "product.json" && texts.test(file));
}

function under(root, folder) {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"));
}

if (process.argv[1] === import.meta.filename) {
  const root = path.resolve(process.argv[2] ?? repository);
  for (const file of derive(root)) console.log(file);
}
