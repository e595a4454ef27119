// Where the keys of a grid lead, as the grid pattern of WAI-ARIA has it.

export interface Spot {
  /** -1 is the header. */
  readonly row: number;
  readonly column: number;
}

/**
 * Where a key leads from a cell; undefined for keys that lead nowhere. What lies outside is brought back by the caller.
 *
 * @param all with Ctrl or Cmd
 */
export function afterKey(
  key: string,
  all: boolean,
  { row, column }: Spot,
  { page, lastRow, lastColumn }: { readonly page: number; readonly lastRow: number; readonly lastColumn: number },
): Spot | undefined {
  switch (key) {
    case "ArrowUp":
      return { row: all ? 0 : Math.max(-1, row - 1), column };
    case "ArrowDown":
      return { row: all ? lastRow : row + 1, column };
    case "ArrowLeft":
      return { row, column: all ? 0 : column - 1 };
    case "ArrowRight":
      return { row, column: all ? lastColumn : column + 1 };
    case "PageUp":
      return { row: Math.max(0, row - page), column };
    case "PageDown":
      return { row: row + page, column };
    case "Home":
      return { row: all ? 0 : row, column: 0 };
    case "End":
      return { row: all ? lastRow : row, column: lastColumn };
    default:
      return undefined;
  }
}
