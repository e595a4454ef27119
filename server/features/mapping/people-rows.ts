/** Which rows of an export are people: no empty lines, dashes, totals, trailers, nor the header again. */
import { type Message, message } from "../../core/text/message.ts";
import { fold, trimBlanks } from "../../core/text/text.ts";
import type { Source, SourceRow } from "./mapping.ts";

/** So many rows say what the first column looks like. */
const rowsLookedAt = 50;

/** A row that has none of the first names again is not looked at further. */
const namesLookedAt = 4;

/** Why a row is no person; undefined when it is one. */
export type SkipReason = (row: SourceRow) => Message | undefined;

/** Judges the rows of an export by what they contain, whatever a mapping says. */
export function peopleRows({ columns, rows }: Pick<Source, "columns" | "rows">): SkipReason {
  const header = columns.map(fold);
  const firsts = rows
    .slice(0, rowsLookedAt)
    .filter(({ cells }) => filledIn(cells).length > 1)
    .map(({ cells }) => trimBlanks(cells[0] ?? ""))
    .filter((text) => text !== "");
  // The names again, or the same in other words here and there: some exports have two headers.
  const isName = (cell: string | undefined, i: number): boolean => header[i] !== "" && fold(cell ?? "") === header[i];
  const repeatsHeader = (cells: readonly string[], filled: number): boolean => {
    if (filled < 2 || !cells.slice(0, namesLookedAt).some(isName)) return false;
    return cells.filter(isName).length * 2 > filled;
  };
  const isPhrase = (text: string): boolean => /\s/.test(text);
  const firstIsPhrase = firsts.filter(isPhrase).length * 2 > firsts.length;
  return ({ cells }) => {
    const filled = filledIn(cells);
    if (filled.length === 0) return message("it is empty");
    if (cells.slice(columns.length).some((cell) => trimBlanks(cell) !== ""))
      return message("it has {0} cells, but the header has {1}", cells.length, columns.length);
    if (
      filled.every((text) => /^[-=_*+~.\u2010-\u2015\u2500-\u257f]+$/.test(text)) &&
      filled.some((text) => text.length > 1)
    )
      return message("it is a line of dashes");
    if (repeatsHeader(cells, filled.length)) return message("it repeats the header");
    if (isTotal(filled)) return message("it looks like a total");
    if (filled.length === 1 && isTrailer(filled[0]!)) return message("it looks like the end of a report");
    if (cells.length < columns.length && cells.length * 2 <= columns.length)
      return message("it has only {0} of {1} cells", cells.length, columns.length);
    const isAlone = filled.length === 1 && columns.length > 2 && trimBlanks(cells[0] ?? "") !== "";
    if (isAlone && isPhrase(filled[0]!) && !firstIsPhrase)
      return message("only its first cell is filled, with a sentence");
    return undefined;
  };
}

function filledIn(cells: readonly string[]): string[] {
  return cells.map(trimBlanks).filter((text) => text !== "");
}

const totalWords =
  "(?:(?:grand |sub)?totals?|sum|count|records?|rows|employees|(?:zwischen|gesamt)?summe|gesamt|insgesamt|anzahl|mitarbeiter|somme|nombre|effectif|suma|soma|total general|n[úu]mero|totale|totaal|aantal)";
const totals = new RegExp(`^${totalWords}\\b[^@]*$`, "i");
/** "Summe: 2 Mitarbeiter", "Total = 14": one cell that says it all. */
const wholeTotal = new RegExp(
  `^${totalWords}(?: [\\p{L} ]{0,30})?\\s*[:=]?\\s*[\\d.,' ]+(?:\\s*[\\p{L}]+){0,3}\\.?$`,
  "iu",
);

/** A word for a sum with nothing but numbers beside it, or with its number: nobody is called so. */
function isTotal(filled: readonly string[]): boolean {
  const [word = "", ...others] = filled;
  if (word.length > trailerMax) return false;
  if (others.length === 0) return wholeTotal.test(word);
  return totals.test(word) && others.every((cell) => /^[-+]?\d[\d.,' ]*%?$/.test(cell));
}

/** Sentences at the end of a report are short. */
const trailerMax = 120;
const trailers = [
  /^\(?\s*\d+\s+(?:rows?|records?|lines?|entries|users?|employees|people|zeilen|datensätze|einträge|lignes?|enregistrements?|filas|registros|righe|rijen|linhas)\b.*$/i,
  /^[-*=\s]*(?:end of (?:report|file|list|data)|end|eof|ende(?: der (?:liste|datei)| des berichts)?|fin(?: du rapport| del informe)?|fine(?: del rapporto)?|fim(?: do relatório)?|einde(?: rapport)?)[-*=.\s]*$/i,
  /^(?:page|seite|página|pagina)\s+\d+(?:\s*(?:of|von|de|sur|di|van|\/)\s*\d+)?$/i,
  /^(?:generated|exported|printed|created|erstellt|exportiert|gedruckt|généré|exporté|généré le|generado|exportado|generato|gegenereerd|gerado|report run|run date|as of|stand)\b\D*\d.*$/i,
  /^(?:copyright|©|confidential|vertraulich|confidentiel|confidencial|riservato|vertrouwelijk)\b/i,
];

function isTrailer(text: string): boolean {
  return text.length <= trailerMax && trailers.some((trailer) => trailer.test(text));
}
