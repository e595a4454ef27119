/** What the code lists know of countries, time zones and postal codes, and that they are what scripts/data.mjs writes. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { postcodeValidator } from "postcode-validator";
import {
  canonicalZone,
  countryByCode,
  countryCodeOf,
  countryCodes,
  countryNames,
  isCountryName,
  postalCodeFits,
  wordsForZone,
  zoneFor,
  zoneKind,
  zoneNames,
} from "../server/core/filetypes/lists.ts";

const repository = path.resolve(import.meta.dirname, "../..");

describe("lists", () => {
  it("are fresh", () => {
    const run = spawnSync(process.execPath, ["scripts/data.mjs", "--check"], { cwd: repository, encoding: "utf8" });
    assert.equal(run.status, 0, run.stderr);
  });

  describe("countries", () => {
    it("have the names that importers print first", () => {
      assert.equal(countryByCode("US"), "United States");
      assert.equal(countryByCode("CA"), "Canada");
      assert.equal(countryByCode("GB"), "United Kingdom");
      assert.ok(countryNames().includes("United States"));
      assert.equal(countryNames().length, countryCodes().length);
    });

    it("are known by two capital letters only", () => {
      for (const code of ["UK", "us", "ZZ", "USA", "", "__proto__", "constructor"]) {
        assert.equal(countryByCode(code), undefined, code);
      }
    });

    it("are recognised by any name, code or common mistake", () => {
      const cases = {
        "United States": "US",
        "united states of america": "US",
        USA: "US",
        "U.S.A.": "US",
        us: "US",
        uk: "GB",
        "Great Britain": "GB",
        DEU: "DE",
        Deutschland: "DE",
        "Cote d'Ivoire": "CI",
        "côte d’ivoire": "CI",
        Congo: "CG",
        "DR Congo": "CD",
        Turkey: "TR",
        Türkiye: "TR",
      };
      for (const [text, code] of Object.entries(cases)) assert.equal(countryCodeOf(text), code, text);
      assert.equal(countryCodeOf("Atlantis"), undefined);
      assert.equal(countryCodeOf(""), undefined);
    });

    it("have a code of their own for each name", () => {
      for (const code of countryCodes()) {
        assert.match(code, /^[A-Z]{2}$/);
        assert.equal(countryCodeOf(code), code);
        assert.equal(countryCodeOf(countryByCode(code) ?? ""), code);
      }
    });

    it("are named by names, not by codes", () => {
      for (const name of ["United States", "UNITED STATES", "Canada", "great britain"])
        assert.ok(isCountryName(name), name);
      for (const text of ["US", "USA", "UK", "U.S.", "England", "UAE", ""]) assert.ok(!isCountryName(text), text);
    });
  });

  describe("time zones", () => {
    it("tell right names from near ones", () => {
      const cases = {
        "America/New_York": "ok",
        "Europe/Stockholm": "ok",
        "Asia/Kolkata": "ok",
        "Europe/Kyiv": "ok",
        "Etc/UTC": "ok",
        "america/new_york": "case",
        "US/Eastern": "alias",
        "us/eastern": "alias",
        "Asia/Calcutta": "alias",
        "Europe/Kiev": "alias",
        UTC: "area-less",
        utc: "area-less",
        EST: "area-less",
        GMT: "area-less",
        Japan: "area-less",
        PST: "unknown",
        "America/New York": "unknown",
        "America/Gotham": "unknown",
        "": "unknown",
        constructor: "unknown",
      };
      for (const [name, kind] of Object.entries(cases)) assert.equal(zoneKind(name), kind, name);
    });

    it("have a canonical name that is right as it stands", () => {
      assert.equal(canonicalZone("US/Eastern"), "America/New_York");
      assert.equal(canonicalZone("america/chicago"), "America/Chicago");
      assert.equal(canonicalZone("Europe/Stockholm"), "Europe/Stockholm");
      assert.equal(canonicalZone("UTC"), "Etc/UTC");
      assert.equal(canonicalZone("Pacific/Truk"), "Pacific/Chuuk");
      assert.equal(canonicalZone("PST"), undefined);
      assert.equal(canonicalZone("constructor"), undefined);
    });

    it("are all known to this Node, and all that it prefers are known", () => {
      for (const name of zoneNames()) {
        assert.doesNotThrow(() => new Intl.DateTimeFormat("en", { timeZone: name }), name);
        assert.equal(zoneKind(name), "ok", name);
      }
      for (const name of Intl.supportedValuesOf("timeZone")) assert.notEqual(zoneKind(name), "unknown", name);
    });

    it("are found by what people write", () => {
      const cases = {
        EST: "America/New_York",
        "Eastern Time": "America/New_York",
        "Eastern Standard Time": "America/New_York",
        "(UTC-05:00) Eastern Time (US & Canada)": "America/New_York",
        "pacific daylight time": "America/Los_Angeles",
        PST: "America/Los_Angeles",
        CET: "Europe/Berlin",
        GMT: "Europe/London",
        "India Standard Time": "Asia/Kolkata",
        "W. Europe Standard Time": "Europe/Berlin",
        "Russia Time Zone 11": "Asia/Kamchatka",
        "new york": "America/New_York",
        "America/New York": "America/New_York",
        Calcutta: "Asia/Kolkata",
        Montreal: "America/Toronto",
        "UTC-5": "Etc/GMT+5",
        "GMT+02:00": "Etc/GMT-2",
        utc: "Etc/UTC",
      };
      for (const [text, zone] of Object.entries(cases)) assert.equal(zoneFor(text)[0], zone, text);
      assert.deepEqual(zoneFor("Gotham"), []);
      assert.deepEqual(zoneFor("UTC+5:30"), ["Asia/Kolkata", "Asia/Colombo"]);
      assert.deepEqual(zoneFor(""), []);
    });

    it("are only ever proposed by names that are right", () => {
      for (const name of zoneNames()) {
        for (const word of wordsForZone(name)) assert.ok(zoneFor(word).includes(name), `${word} ${name}`);
      }
      assert.ok(wordsForZone("America/New_York").includes("EST"));
    });
  });

  describe("postal codes", () => {
    it("fit their country", () => {
      const fits = [
        ["US", "72748"],
        ["US", "72748-9067"],
        ["CA", "M5V 3T4"],
        ["CA", "m5v3t4"],
        ["GB", "SW1A 1AA"],
        ["NL", "1012 AB"],
        ["DE", "10115"],
      ] as const;
      for (const [country, code] of fits) assert.equal(postalCodeFits(country, code), true, `${country} ${code}`);
      const misfits = [
        ["US", "2748"],
        ["US", "M5V 3T4"],
        ["CA", "72748"],
        ["CA", "D5V 3T4"],
        ["DE", "1011"],
        ["US", ""],
        ["US", "72748 "],
      ] as const;
      for (const [country, code] of misfits) assert.equal(postalCodeFits(country, code), false, `${country} ${code}`);
    });

    it("are not judged where no form is known", () => {
      for (const country of ["HK", "ZZ", "us", "constructor"])
        assert.equal(postalCodeFits(country, "1"), undefined, country);
    });

    it("accept what a package with the same purpose accepts", () => {
      const samples = {
        AU: "2000",
        BR: "01310-100",
        CH: "8001",
        ES: "28013",
        FR: "75008",
        GB: "EC1A 1BB",
        IE: "D02 AF30",
      };
      const more = {
        IN: "110001",
        IT: "00184",
        JP: "100-0001",
        MX: "06600",
        PL: "00-001",
        PT: "1100-148",
        SE: "111 22",
      };
      for (const [country, code] of Object.entries({ ...samples, ...more })) {
        assert.equal(postalCodeFits(country, code), postcodeValidator(code, country), `${country} ${code}`);
      }
    });
  });
});
