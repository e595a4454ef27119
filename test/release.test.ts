/** What a release is made with: the changelog is closed, and the list of what is shipped is whole. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";

function node<T>(code: string): T {
  return JSON.parse(execFileSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" })) as T;
}

describe("a release", function () {
  this.timeout(120_000);

  it("closes what was unreleased, and leaves a place for what comes next", () => {
    const close = (text: string) =>
      node<string>(
        `const { closed } = await import("./scripts/release.mjs"); let text; try { text = closed(${JSON.stringify(text)}, "1.0.0"); } catch (error) { text = error.message; } console.log(JSON.stringify(text));`,
      );
    assert.equal(
      close("# C\n\n## Unreleased\n\n- New.\n\n## 0.1.0\n\nOld.\n"),
      "# C\n\n## Unreleased\n\n## 1.0.0\n\n- New.\n\n## 0.1.0\n\nOld.\n",
    );
    assert.match(close("# C\n\n## Unreleased\n\n## 0.1.0\n\nOld.\n"), /nothing under Unreleased/);
    assert.match(close(fs.readFileSync("CHANGELOG.md", "utf8")), /^## Unreleased\n\n## 1\.0\.0\n\n\S/m);
  });

  it("lists exactly what is bundled, as CycloneDX", () => {
    const { bomFormat, components, dependencies } = node<{
      bomFormat: string;
      components: readonly {
        name: string;
        version: string;
        licenses: readonly unknown[];
        hashes: readonly unknown[];
      }[];
      dependencies: readonly { dependsOn: readonly string[] }[];
    }>(`const { sbom } = await import("./scripts/sbom.mjs"); console.log(JSON.stringify(sbom()));`);
    assert.equal(bomFormat, "CycloneDX");
    const noticed = [...fs.readFileSync("THIRD-PARTY-NOTICES.txt", "utf8").matchAll(/^ {2}(\S+ \S+) \(/gm)];
    assert.deepEqual(
      components.map(({ name, version }) => `${name} ${version}`).sort(),
      noticed.map(([, each]) => each).sort(),
    );
    for (const { name, licenses, hashes } of components) assert.ok(licenses.length > 0 && hashes.length > 0, name);
    assert.ok(dependencies.some(({ dependsOn }) => dependsOn.length > 0));
  });
});
