// Runs some tests of some suites for `mutate.mjs`, stops at the first that fails while a mutant is on, and writes down how each went.
const fs = require("node:fs");
const Mocha = require("mocha");

const { files, titles, hitsFile, resultFile } = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const mocha = new Mocha({ timeout: 0, bail: titles !== undefined, reporter: "min" });
const wanted = new Map();
for (const file of files) {
  const before = mocha.suite.suites.length;
  mocha.files = [file];
  mocha.loadFiles();
  for (const suite of mocha.suite.suites.slice(before)) wanted.set(suite, titles && new Set(titles[file]));
}
/** What was reached while the suites were loaded is reached by each of their tests. */
const atLoad = hitsFile ? takeHits() : [];

function takeHits() {
  const hits = [...new Set(fs.readFileSync(hitsFile, "utf8").split("\n").filter(Boolean).map(Number))];
  fs.writeFileSync(hitsFile, "");
  globalThis.__forgetMutantHits?.();
  return hits;
}

function keep(suite, names) {
  suite.tests = suite.tests.filter((test) => names.has(test.fullTitle()));
  for (const each of suite.suites) keep(each, names);
  suite.suites = suite.suites.filter((each) => each.total() > 0);
}
for (const [suite, names] of wanted) if (names) keep(suite, names);

const tests = [];
const runner = mocha.run(() => {
  fs.writeFileSync(resultFile, JSON.stringify({ tests }));
  process.exit(0);
});
const note = (ok) => (test) => {
  const hits = hitsFile ? [...new Set([...atLoad, ...takeHits()])] : undefined;
  tests.push({ title: test.fullTitle(), ok, time: test.duration ?? 0, hits });
};
runner.on("pass", note(true));
runner.on("fail", note(false));
