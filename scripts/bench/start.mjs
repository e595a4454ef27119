// The bench of the start: from spawning a server to its answer to `initialize`, against yaml-language-server.

import { median, turned } from "./measure.mjs";
import { Pipe } from "./pipe.mjs";

/** Cases are `{name, command}`; returns medians in ms and the ratios to the anchor and to the first case, the floor. */
export async function benchStart({ cases, anchor, rounds, folder, print }) {
  const times = new Map(cases.map(({ name }) => [name, []]));
  const failures = {};
  // Round -1 only brings the files into the system's cache.
  for (let round = -1; round < rounds; round++) {
    for (const { name, command } of turned(cases, round + 1)) {
      if (name in failures) continue;
      print(`start, round ${round + 1} of ${rounds}: ${name}`);
      const server = new Pipe(command, { cwd: folder });
      try {
        const { arrived } = await server.initialize(folder);
        if (round >= 0) times.get(name).push(arrived - server.began);
      } catch (error) {
        failures[name] = error.message;
      }
      await server.close();
    }
  }
  const against = (own, other) =>
    other?.length === own.length ? median(own.map((ms, at) => ms / other[at])) : undefined;
  const results = cases
    .filter(({ name }) => !(name in failures))
    .map(({ name }) => {
      const own = times.get(name);
      const [floor] = cases;
      return {
        ...{ name, wall: median(own), runs: own },
        ratio: against(own, times.get(anchor)),
        floorRatio: against(own, times.get(floor.name)),
      };
    });
  return { results, failures };
}
