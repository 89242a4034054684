/** How the rows of a transcript are shared out over pages. Pure arithmetic, in points. */

export interface PageRoom {
  /** Height for rows on the first page, below the person's details. */
  first: number;
  /** Height for rows on every further page. */
  further: number;
  /** Height that the closing block (totals, statement, seal) takes on the last page. */
  closing: number;
}

/** Enough rows that the last page does not look forgotten. */
const rowsTakenAlong = 10;

/**
 * @param heights of the rows, in points
 * @returns for each page the index of its first row and of the row after its last. The closing block is never cut
 * and, where there are rows, never stands on a page without any: it takes the last rows along.
 */
export function shareRows(
  heights: readonly number[],
  room: PageRoom,
): { from: number; to: number }[] {
  const pages: { from: number; to: number }[] = [];
  const roomOf = (page: number) => (page === 0 ? room.first : room.further);
  let from = 0;
  let used = 0;
  heights.forEach((height, index) => {
    if (used + height > roomOf(pages.length) && index > from) {
      pages.push({ from, to: index });
      from = index;
      used = 0;
    }
    used += height;
  });
  if (used + room.closing <= roomOf(pages.length)) {
    return [...pages, { from, to: heights.length }];
  }
  let first = heights.length;
  let carried = 0;
  while (first - 1 > from && heights.length - first < rowsTakenAlong) {
    carried += heights[first - 1] ?? 0;
    if (carried + room.closing > room.further) {
      break;
    }
    first -= 1;
  }
  return [...pages, { from, to: first }, { from: first, to: heights.length }];
}
