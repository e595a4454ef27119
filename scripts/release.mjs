// Prepares a release: `npm run release 1.0.0` sets the version and closes the changelog's Unreleased. Nothing is committed or sent.
import fs from "node:fs";
import path from "node:path";

const repository = path.resolve(import.meta.dirname, "..");

/** The changelog with what was unreleased under its version, below an empty section for what comes next. */
export function closed(changelog, version) {
  const heading = "## Unreleased\n";
  const at = changelog.indexOf(heading);
  const rest = changelog.slice(at + heading.length);
  const end = rest.indexOf("\n## ");
  if (at < 0 || rest.slice(0, end < 0 ? undefined : end).trim() === "")
    throw new Error("CHANGELOG.md has nothing under Unreleased");
  return `${changelog.slice(0, at)}${heading}\n## ${version}\n${rest}`;
}

if (process.argv[1] === import.meta.filename) {
  const version = process.argv[2] ?? "";
  if (!/^\d+\.\d+\.\d+$/.test(version)) {
    console.error("Usage: npm run release VERSION, such as 1.0.0");
    process.exit(2);
  }
  const edit = (name, change) => {
    const file = path.join(repository, name);
    fs.writeFileSync(file, change(fs.readFileSync(file, "utf8")));
  };
  const withVersion = (text) => text.replace(/("version": ")[^"]*/, `$1${version}`);
  edit("CHANGELOG.md", (text) => closed(text, version));
  edit("package.json", withVersion);
  // Of the package itself, which stands there twice.
  edit("package-lock.json", (text) => {
    const lock = JSON.parse(text);
    lock.version = version;
    lock.packages[""].version = version;
    return `${JSON.stringify(lock, null, 2)}\n`;
  });
  console.log(`Prepared ${version}. docs/release.md says what comes next.`);
}
