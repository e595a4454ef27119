// Lists what is shipped as a CycloneDX document: npm's own list, cut to the packages of which something is bundled.
// Usage: npm run sbom [-- FILE]
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const repository = path.resolve(import.meta.dirname, "..");

/** @returns {object} a CycloneDX document; its packages are those of THIRD-PARTY-NOTICES.txt, which a test keeps fresh */
export function sbom() {
  const words = ["sbom", "--sbom-format", "cyclonedx", "--sbom-type", "application", "--package-lock-only"];
  const npm = { cwd: repository, encoding: "utf8", maxBuffer: 2 ** 26, shell: process.platform === "win32" };
  const whole = JSON.parse(execFileSync("npm", words, npm));
  const notices = fs.readFileSync(path.join(repository, "THIRD-PARTY-NOTICES.txt"), "utf8");
  const shipped = new Set(
    [...notices.matchAll(/^ {2}(\S+) (\S+) \(/gm)].map(([, name, version]) => `${name}@${version}`),
  );
  const components = whole.components
    .filter((each) => shipped.has(each["bom-ref"].replace(/\|.*/, "")))
    // That they are bundled is what makes them ours to answer for.
    .map(({ scope, properties, ...component }) => component);
  const refs = new Set([whole.metadata.component["bom-ref"], ...components.map((each) => each["bom-ref"])]);
  const dependencies = whole.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((each) => refs.has(each)) }));
  return { ...whole, components, dependencies };
}

if (process.argv[1] === import.meta.filename) {
  const text = `${JSON.stringify(sbom(), null, 2)}\n`;
  if (process.argv[2] === undefined) process.stdout.write(text);
  else fs.writeFileSync(path.resolve(process.argv[2]), text);
}
