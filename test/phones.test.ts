/** The numbering plans that are shipped lack the ways of writing numbers, and judge as the whole ones do. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";
import fc from "fast-check";
import examples from "libphonenumber-js/examples.mobile.json" with { type: "json" };
import { type CountryCode, getCountryCallingCode } from "libphonenumber-js/max";
import { readPhone } from "../server/disk/libraries/phones.ts";

const shipped = createRequire(path.resolve("out/"))(path.resolve("out/server/phones.js")) as {
  readPhone: typeof readPhone;
};
const countries = Object.keys(examples) as CountryCode[];

describe("the phone numbers that are shipped", () => {
  it("are judged as by the whole numbering plans", () => {
    const judged = { yes: 0, no: 0 };
    const compare = (text: string, country: string | undefined) => {
      const expected = readPhone(text, country);
      judged[expected ? "yes" : "no"]++;
      assert.deepEqual(shipped.readPhone(text, country), expected, `${text} in ${country}`);
    };
    for (const country of countries) {
      compare(examples[country], country);
      compare(`+${getCountryCallingCode(country)}${examples[country]}`, undefined);
    }
    const digits = fc.array(fc.nat(9), { maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...countries), digits, fc.nat(12), fc.nat(2), (country, other, at, form) => {
        const national = examples[country];
        const changed = national.slice(0, at) + other.join("") + national.slice(at + other.length);
        const code = getCountryCallingCode(country);
        const written = [changed, `0${changed} ext. 12`, `00${code}${changed}`][form]!;
        compare(written, country);
        compare(`+${code}${changed}`, undefined);
      }),
      { numRuns: 3000 },
    );
    assert.ok(judged.yes > 500 && judged.no > 500, JSON.stringify(judged));
  });
});
