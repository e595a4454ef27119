// Loaded before a measured program (node --require): on exit it writes what the process has used, whatever it was.
const { writeFileSync } = require("node:fs");
const { isMainThread } = require("node:worker_threads");

const target = process.env.CSV_BENCH_USAGE;
if (isMainThread && target !== undefined) {
  process.on("exit", () => {
    const used = process.resourceUsage();
    const cpu = (used.userCPUTime + used.systemCPUTime) / 1000;
    writeFileSync(target, JSON.stringify({ cpu, peak: used.maxRSS / 1024 }));
  });
}
