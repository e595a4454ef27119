/** Workbooks as bytes, written row by row and read back before they are handed out. A bundle of its own: few ask for it. */
import { createHash } from "node:crypto";
import { strToU8, Unzip, UnzipInflate, Zip, ZipDeflate } from "fflate";

/** A sheet: every cell is a text. */
export interface XlsxSheet {
  /** As Excel allows it, unlike all others. */
  readonly name: string;
  /** The header first. */
  readonly cells: readonly (readonly string[])[];
  /** In characters. */
  readonly widths: readonly number[];
}

/** So much XML is made before it is packed: what is in memory does not grow with the sheet. In UTF-16 units. */
const chunkSize = 1 << 16;
/** Excel refuses zips from before 1980; a fixed time makes the same workbook from the same files. */
const made = new Date(1980, 0, 1);
const hashName = "sha256";
/** From the level at which most is won for the least work. */
const level = 3;

/** Called after each piece of the work; what it answers is waited for. */
type Turn = () => Promise<void> | undefined;

/**
 * Writes a workbook. Throws when it does not read back as what was meant. `turn` lets whoever has others to answer do so
 * between the pieces.
 */
export async function writeXlsx(sheets: readonly XlsxSheet[], turn: Turn = () => undefined): Promise<Uint8Array> {
  const { bytes, hashes } = await packed(sheets, turn);
  await verify(bytes, hashes, turn);
  return bytes;
}

/** The zip's bytes, and of each part in it the hash of what was packed. */
async function packed(
  sheets: readonly XlsxSheet[],
  turn: Turn,
): Promise<{ readonly bytes: Uint8Array; readonly hashes: ReadonlyMap<string, string> }> {
  const hashes = new Map<string, string>();
  const chunks: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    chunks.push(chunk);
  });
  const add = async (name: string, texts: Iterable<string>): Promise<void> => {
    const file = new ZipDeflate(name, { level });
    file.mtime = made;
    zip.add(file);
    const hash = createHash(hashName);
    for (const text of texts) {
      const chunk = strToU8(text);
      hash.update(chunk);
      file.push(chunk);
      await turn();
    }
    file.push(new Uint8Array(), true);
    hashes.set(name, hash.digest("hex"));
  };
  await add("[Content_Types].xml", [contentTypes(sheets.length)]);
  await add("_rels/.rels", [`${xml}${relationships([["officeDocument", "xl/workbook.xml"]])}`]);
  await add("xl/workbook.xml", [workbookXml(sheets)]);
  const parts = sheets.map((_, i): [string, string] => ["worksheet", `worksheets/sheet${i + 1}.xml`]);
  await add("xl/_rels/workbook.xml.rels", [`${xml}${relationships([...parts, ["styles", "styles.xml"]])}`]);
  await add("xl/styles.xml", [styles]);
  for (const [i, sheet] of sheets.entries()) await add(sheetPath(i), sheetXml(sheet));
  zip.end();
  return { bytes: joined(chunks), hashes };
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const spreadsheets = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const officeRelationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packages = "http://schemas.openxmlformats.org/package/2006";
const documentType = "application/vnd.openxmlformats-officedocument.spreadsheetml";
/** The number format of texts, which no spreadsheet reads as numbers or dates: plain, and bold for the header. */
const textFormat = 49;
const styles =
  `${xml}<styleSheet xmlns="${spreadsheets}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>` +
  '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3">' +
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  `<xf numFmtId="${textFormat}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
  `<xf numFmtId="${textFormat}" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>` +
  "</cellXfs></styleSheet>";
const [plainStyle, headerStyle] = [1, 2];

function contentTypes(sheets: number): string {
  const part = (name: string, type: string): string =>
    `<Override PartName="/xl/${name}.xml" ContentType="${documentType}.${type}+xml"/>`;
  const all = Array.from({ length: sheets }, (_, i) => part(`worksheets/sheet${i + 1}`, "worksheet"));
  return (
    `${xml}<Types xmlns="${packages}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    `${part("workbook", "sheet.main")}${part("styles", "styles")}${all.join("")}</Types>`
  );
}

function relationships(targets: readonly (readonly [type: string, target: string])[]): string {
  const each = targets.map(
    ([type, target], i) => `<Relationship Id="rId${i + 1}" Type="${officeRelationships}/${type}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="${packages}/relationships">${each.join("")}</Relationships>`;
}

function workbookXml(sheets: readonly XlsxSheet[]): string {
  const each = sheets.map(({ name }, i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`);
  return `${xml}<workbook xmlns="${spreadsheets}" xmlns:r="${officeRelationships}"><sheets>${each.join("")}</sheets></workbook>`;
}

function sheetPath(index: number): string {
  return `xl/worksheets/sheet${index + 1}.xml`;
}

/** The header stays in sight while the rows are scrolled. */
function* sheetXml({ cells, widths }: XlsxSheet): Generator<string> {
  const columns = widths.map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`);
  let text =
    `${xml}<worksheet xmlns="${spreadsheets}"><sheetViews><sheetView workbookViewId="0">` +
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
    `${columns.length > 0 ? `<cols>${columns.join("")}</cols>` : ""}<sheetData>`;
  const letters: string[] = [];
  for (const [i, row] of cells.entries()) {
    text += `<row r="${i + 1}">`;
    for (const [j, cell] of row.entries()) {
      if (cell === "") continue;
      letters[j] ??= lettersOf(j);
      const space = /^\s|\s$|[\t\n]/.test(cell) ? ' xml:space="preserve"' : "";
      const style = i === 0 ? headerStyle : plainStyle;
      text += `<c r="${letters[j]}${i + 1}" s="${style}" t="inlineStr"><is><t${space}>${encoded(cell)}</t></is></c>`;
    }
    text += "</row>";
    if (text.length < chunkSize) continue;
    yield text;
    text = "";
  }
  yield `${text}</sheetData></worksheet>`;
}

/** A column's letters: A for 0, Z for 25, AA for 26. */
function lettersOf(column: number): string {
  const before = column < 26 ? "" : lettersOf(Math.floor(column / 26) - 1);
  return before + String.fromCharCode(65 + (column % 26));
}

const plainText = /^[\t\n !#-%'-;=?-^`-~\u00a0-\ud7ff]*$/;

/** What XML has no place for, or would change, is written as Excel writes it: `_x000D_`; a text that looks like that is kept apart. */
function encoded(text: string): string {
  if (plainText.test(text)) return text;
  const written = escaped(text.replace(/_(?=x[\dA-Fa-f]{4}_)/g, "_x005F_")).replace(
    /[^\t\n\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffc\u{10000}-\u{10ffff}]/gu,
    (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`,
  );
  if (decoded(written) !== text) throw new Error("a cell reads back differently");
  return written;
}

const entities: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", '"': "&quot;", "&": "&amp;" };
const signs = new Map(Object.entries(entities).map(([sign, entity]) => [entity, sign]));

function escaped(text: string): string {
  return text.replace(/[<>"&]/g, (sign) => entities[sign]!);
}

function decoded(text: string): string {
  return text
    .replace(/&(?:lt|gt|quot|amp);/g, (entity) => signs.get(entity)!)
    .replace(/_x([\dA-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Reads the zip as a stream and compares what comes out with what went in. Throws when a part differs or is not there. */
async function verify(bytes: Uint8Array, written: ReadonlyMap<string, string>, turn: Turn): Promise<void> {
  const left = new Map(written);
  const unzip = new Unzip((file) => {
    const hash = createHash(hashName);
    file.ondata = (error, chunk, isLast) => {
      if (error) throw error;
      hash.update(chunk);
      if (!isLast) return;
      if (left.get(file.name) !== hash.digest("hex")) throw new Error(`${file.name} reads back differently`);
      left.delete(file.name);
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  // What is packed is a tenth of what comes out.
  const step = chunkSize / 8;
  for (let at = 0; at < bytes.length; at += step) {
    unzip.push(bytes.subarray(at, at + step), at + step >= bytes.length);
    await turn();
  }
  if (left.size > 0) throw new Error(`${[...left.keys()].join(", ")} can't be read back`);
}
