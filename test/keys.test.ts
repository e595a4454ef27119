/** The index of keys, against the plainest thing that could do its work. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { KeyIndex, PageKeys } from "../server/core/keys/key-index.ts";

function keysOf(values: readonly number[]): PageKeys {
  const store = Int32Array.from(values.flatMap((value) => [value, 0, 0]));
  return new PageKeys(store, 0, 3, values.length);
}

describe("an index of keys", () => {
  it("holds after any adding and removing of pages what a list of pairs would hold", () => {
    const page = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), page), { maxLength: 30 }), (steps) => {
        const index = new KeyIndex();
        const pages = new Map<number, readonly number[]>();
        for (const [id, values] of steps) {
          const old = pages.get(id);
          if (old && values.length % 3 === 0) index.remove(id, keysOf(old));
          else if (old) index.replace(id, keysOf(old), keysOf(values));
          else index.add(id, keysOf(values));
          if (old && values.length % 3 === 0) pages.delete(id);
          else pages.set(id, values);
          for (let value = 0; value <= 12; value++) {
            const held = [...pages].flatMap(([each, all]) => all.filter((one) => one === value).map(() => each));
            assert.deepEqual([...index.pagesOf(value, 0)].sort(), held.sort());
            assert.equal(index.has(value, 0), held.length > 0);
            assert.equal(index.repeated(value, 0) >= 0, held.length > 1);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
