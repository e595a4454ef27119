// Loaded before a measured program (node --require): on exit it writes what the process has used, whatever it was;
// over the channel to its parent, where there is one, it also tells what is used at the moment.
const { writeFileSync } = require("node:fs");
const { setFlagsFromString } = require("node:v8");
const { runInNewContext } = require("node:vm");
const { isMainThread } = require("node:worker_threads");

const target = process.env.CSV_BENCH_USAGE;
if (isMainThread && target !== undefined) {
  process.on("exit", () => {
    const used = process.resourceUsage();
    const cpu = (used.userCPUTime + used.systemCPUTime) / 1000;
    writeFileSync(target, JSON.stringify({ cpu, peak: (used.maxRSS * 1024) / 1e6 }));
  });
  if (process.channel !== undefined) {
    process.on("message", (wanted) => process.send(ANSWERS[wanted]()));
    // Listening to the parent is no reason to live on.
    process.channel.unref();
  }
}

const ANSWERS = {
  cpu: () => ({ cpu: cpuNow() }),
  memory: () => ({ retained: retainedNow() }),
  watch: () => {
    stopWatching ??= watchPieces();
    return {};
  },
  piece: () => {
    const piece = stopWatching?.() ?? 0;
    stopWatching = undefined;
    return { piece };
  },
};

let stopWatching;

/**
 * Looks once a round of the event loop at the CPU used since the round before; what it answers ends that and tells the
 * most, in ms. Unlike a clock this is the same on a busy machine.
 */
function watchPieces() {
  let longest = 0;
  let before = cpuNow();
  let next;
  const look = () => {
    const now = cpuNow();
    longest = Math.max(longest, now - before);
    // Who has nothing to do is looked at less often, so that looking is not all that it does.
    next = now - before < 0.2 ? setTimeout(look, 1) : setImmediate(look);
    before = now;
  };
  next = setImmediate(look);
  return () => {
    clearTimeout(next);
    clearImmediate(next);
    return longest;
  };
}

/** User and system time since the start, in ms. */
function cpuNow() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Bytes that a forced collection leaves, those outside the heap included. */
function retainedNow() {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  // The second collection takes what finalizers of the first have let go.
  for (let n = 0; n < 2; n++) collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
