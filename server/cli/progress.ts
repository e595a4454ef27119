/** A bar on a terminal for reads that take a while; silence everywhere else. */

const width = 30;
const firstAfterMs = 400;
const everyMs = 100;

/** `update` is told bytes read and bytes in all; `clear` takes the bar away. */
export function progressBar(quiet: boolean): { update: (bytes: number, total: number) => void; clear: () => void } {
  if (quiet || process.stderr.isTTY !== true) return { update: () => {}, clear: () => {} };
  let next = performance.now() + firstAfterMs;
  let drawn = false;
  return {
    update: (bytes, total) => {
      const now = performance.now();
      if (now < next || total === 0) return;
      next = now + everyMs;
      drawn = true;
      const share = Math.min(1, bytes / total);
      const full = Math.round(share * width);
      process.stderr.write(`\r${"#".repeat(full)}${"-".repeat(width - full)} ${Math.floor(share * 100)} %`);
    },
    clear: () => {
      if (drawn) process.stderr.write(`\r${" ".repeat(width + 6)}\r`);
    },
  };
}
