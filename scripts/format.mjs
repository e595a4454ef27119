// Formats generated files as the linter wants them.
import { execFileSync } from "node:child_process";
import path from "node:path";

const repository = path.resolve(import.meta.dirname, "..");
const biome = path.join(repository, "node_modules/@biomejs/biome/bin/biome");

/**
 * JSON or TypeScript as the formatter leaves it.
 *
 * @param {string} file what the content will be named, from the repository's root
 * @param {string | object} content text, or a value to be written as JSON
 */
export function formatted(file, content) {
  return execFileSync(process.execPath, [biome, "format", `--stdin-file-path=${file}`], {
    cwd: repository,
    input: typeof content === "string" ? content : JSON.stringify(content, null, 2),
    encoding: "utf8",
  });
}
