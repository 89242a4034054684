import { NotFound } from '../middleware/failures.ts';

/** Where one is in a list of several pages, and the way to those beside it. */
export interface Pagination {
  page: number;
  pages: number;
  previousHref: string | null;
  nextHref: string | null;
}

/**
 * @returns the page that an address asks for, counted from 1
 * @throws NotFound for anything but a page number
 */
export function readPage(asked: unknown): number {
  if (asked === undefined) return 1;
  if (typeof asked !== 'string' || !/^[1-9]\d{0,4}$/.test(asked)) throw new NotFound('no page');
  return Number(asked);
}

/**
 * @param href address of a page
 * @returns null where everything stands on one page
 */
export function paginationOf(
  { page, pages }: Pick<Pagination, 'page' | 'pages'>,
  href: (page: number) => string,
): Pagination | null {
  if (pages < 2) return null;
  return {
    page,
    pages,
    previousHref: page > 1 ? href(page - 1) : null,
    nextHref: page < pages ? href(page + 1) : null,
  };
}
