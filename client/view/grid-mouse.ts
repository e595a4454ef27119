// The mouse over the grid: which cell is under it, and what is selected while its button is held.
import { headRows, type Place } from "./place.ts";

/** Milliseconds between two rows that come into view while the mouse is held beyond the edge. */
const dragMs = 60;

/**
 * Follows the mouse until its button is let go; rows and columns beyond the edge come into view.
 * @param corner the corner of what is selected that moves
 */
export function followMouse(
  element: HTMLElement,
  order: () => readonly number[],
  corner: () => Place | undefined,
  extend: (place: Place) => void,
): void {
  let last: MouseEvent | undefined;
  const follow = (): void => {
    const end = corner();
    const place = last && end && nearest(last, end, element, order());
    if (place && (place.position !== end.position || place.cell !== end.cell)) extend(place);
  };
  const timer = window.setInterval(follow, dragMs);
  const moved = (event: MouseEvent): void => {
    last = event;
    follow();
  };
  const ended = (): void => {
    window.clearInterval(timer);
    document.removeEventListener("mousemove", moved);
    document.removeEventListener("mouseup", ended);
  };
  document.addEventListener("mousemove", moved);
  document.addEventListener("mouseup", ended);
}

/** The cell under the mouse; beyond an edge the one a row or column further than `end`. */
function nearest({ clientX, clientY }: MouseEvent, end: Place, element: HTMLElement, order: readonly number[]): Place {
  const box = element.getBoundingClientRect();
  const head = element.querySelector("thead")?.getBoundingClientRect().bottom ?? box.top;
  const down = clientY < head ? -1 : clientY > box.top + element.clientHeight ? 1 : 0;
  const right = clientX > box.left + element.clientWidth ? 1 : clientX < box.left ? -1 : 0;
  const within = { x: Math.min(Math.max(clientX, box.left + 1), box.left + element.clientWidth - 2), y: clientY };
  const under = down === 0 ? document.elementFromPoint(within.x, within.y) : undefined;
  const found = under && cellAt(under, element, order);
  const position = down === 0 ? (found?.position ?? end.position) : Math.max(0, end.position + down);
  const column = order.indexOf(end.cell) + right;
  const beside = order[Math.min(Math.max(0, column), order.length - 1)];
  const cell = right === 0 ? (found && !found.isWholeRow ? found.cell : end.cell) : (beside ?? end.cell);
  return { position, cell };
}

/** The cell of the body that an element belongs to. */
export function cellAt(
  target: Element,
  element: HTMLElement,
  order: readonly number[],
): (Place & { readonly isWholeRow: boolean }) | undefined {
  if (target.classList.contains("rt-column-resize")) return undefined;
  const row = target.closest("tr");
  const index = row?.getAttribute("aria-rowindex");
  if (!row || !index || row.parentElement?.tagName !== "TBODY" || !element.contains(row)) return undefined;
  const cell = target.closest<HTMLElement>("[data-cell]")?.dataset["cell"];
  const place = { position: Number(index) - headRows - 1, cell: Number(cell ?? order[0] ?? 0) };
  return { ...place, isWholeRow: cell === undefined };
}
