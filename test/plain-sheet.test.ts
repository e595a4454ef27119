/** Any CSV as a table: its values are shown, but nothing that is or may be a password. */
import assert from "node:assert/strict";
import { hidesAlike, plainSheet, separatorOf } from "../server/features/grid/plain-sheet.ts";
import { dots, tableView } from "../server/features/records/cells.ts";

/** What a person sees: the titles, then the rows. */
function seen(text: string): { readonly titles: string[]; readonly rows: string[][]; readonly all: string } {
  const view = tableView(plainSheet("file:///a.csv", text, 1), 0, 100);
  return {
    titles: view.columns.map(({ title }) => String(title)),
    rows: view.rows.map(({ cells }) => cells.map((cell) => cell.text)),
    all: JSON.stringify(view),
  };
}

describe("a CSV that isn't an import file", () => {
  for (const header of [
    "c0,c1",
    "Foo,Bar",
    "2019,Product",
    "Größe,Farbe",
    "Employee ID,Full Name",
    "address1,field2",
    "Q1,Q2",
  ])
    it(`shows its values below the header ${header}`, () => {
      assert.deepEqual(seen(`${header}\nx1,Wint3rGarden\n`).rows, [["x1", "Wint3rGarden"]]);
      assert.deepEqual(seen(`${header}\n`).titles, header.split(","));
    });

  for (const name of ["Password", "Initialpasswort", "pasword", "mot de passe", "PWD", "contraseña", "Password hash"])
    it(`hides the column ${name}, and any row that doesn't line up with it`, () => {
      const { rows, all } = seen(`User,${name}\nann,Wint3rGarden\nbob,x,Wint3rGarden\n`);
      assert.deepEqual(rows[0], ["ann", dots]);
      assert.ok(!all.includes("Wint3r"), all);
    });

  for (const password of [
    "Wint3rGarden",
    "Other!7",
    "aB3$kk",
    "winter-garden7",
    "x9",
    "Wint3r Garden",
    "пароль7",
    "a@b",
  ])
    it(`without a header hides the column of ${password}, and shows words, numbers, dates, and addresses`, () => {
      for (const first of [password, "", "Ann"]) {
        const { titles, rows, all } = seen(
          `Ann,${first},Lee,ann@example.com,2024-01-05\nBo,${password},Ray,bo@example.com,2024-01-06\n`,
        );
        assert.deepEqual(titles, ["Ann", dots, "Lee", "ann@example.com", "2024-01-05"]);
        assert.deepEqual(rows, [["Bo", dots, "Ray", "bo@example.com", "2024-01-06"]]);
        assert.ok(!all.includes(password));
      }
    });

  it("without a header and without an address is known by what a name never is", () => {
    assert.ok(!seen("ann,Ann,Wint3rGarden\nbo,Bo,Ray7xLee\n").all.includes("Wint3r"));
    assert.deepEqual(seen("1,2.5,2024-01-05\n3,4,2024-01-06\n").rows, [["3", "4", "2024-01-06"]]);
  });

  it("without a header shows codes, which are no passwords", () => {
    const { rows } = seen("U-1002,ann@example.com,Wint3rGarden\nU-1003,bo@example.com,x9!\n");
    assert.deepEqual(rows, [["U-1003", "bo@example.com", dots]]);
  });

  it("hides as a fresh reading would after an edit", () => {
    const sheet = plainSheet("file:///a.csv", "Ann,Lee,a@x.org\nBo,Ray,b@x.org\n", 1);
    assert.ok(hidesAlike(sheet, plainSheet("file:///a.csv", "Ann,Lee,a@x.org\nBo,Roy,b@x.org\n", 2).document));
    assert.ok(!hidesAlike(sheet, plainSheet("file:///a.csv", "Ann,Lee,a@x.org\nBo,Wint3r,b@x.org\n", 2).document));
  });

  it("has the delimiter under which its records are equally long", () => {
    assert.equal(separatorOf("a;b;c\n1,5;2;3\n"), ";");
    assert.equal(separatorOf("a\tb\n1,5\t2\n"), "\t");
    assert.equal(separatorOf("one column\nof text\n"), ",");
    assert.equal(separatorOf(""), ",");
  });
});
