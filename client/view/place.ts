// Which cells are meant: by the place at which they are shown, or by their place in the file.

/** A cell by the position at which its row is shown, -1 for the header, and its column as in the file. */
export interface Place {
  readonly position: number;
  readonly cell: number;
}

/** A cell by its data record, from 0, and its column, both as in the file. */
export interface GridCell {
  readonly row: number;
  readonly cell: number;
}

/** What is selected: a rectangle of the cells shown. */
export interface Selection {
  /** Positions, `to` excluded. */
  readonly from: number;
  readonly to: number;
  /** Its columns in the order in which they are shown, and all from its first one on. */
  readonly cells: readonly number[];
  readonly columns: readonly number[];
  /** The column to the left of it. */
  readonly before: number | undefined;
}

/** Rows of the header, as the table counts heights: titles, and names as the file has them. */
export const headRows = 2;

export function isIn({ from, to, cells }: Selection, { position, cell }: Place): boolean {
  return position >= from && position < to && cells.includes(cell);
}

/** The id of the element in which a cell is drawn. */
export function idOf({ position, cell }: Place): string {
  return position < 0 ? `head-${cell}` : `cell-${position}-${cell}`;
}
