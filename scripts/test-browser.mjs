// Runs the suites of the grid's page in a headless browser, without VS Code around it: [WORDS OF A TEST NAME]
import { prepareBrowser } from "./host/setup.mjs";
import { runMocha } from "./mocha.mjs";

/**
 * @param {{grep?: string}} [options] only tests whose name contains this
 * @returns {Promise<{passed: number, failed: number, names?: string[]}>}
 */
export async function testInBrowser({ grep } = {}) {
  const env = { CSV_PREFLIGHT_CHROME: await prepareBrowser() };
  return runMocha("out/test/browser", "browser", { env, ...(grep ? { grep } : {}) });
}

if (process.argv[1] === import.meta.filename) {
  const { passed, failed } = await testInBrowser({ grep: process.argv.slice(2).join(" ") });
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
