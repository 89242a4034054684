import type { OrderTab } from '../../domain/orders/tabs.ts';
import { situationOf } from '../../domain/orders/situation.ts';
import type { Locale, UniversityProfile } from '../../domain/university/profile.ts';
import { formatDateTime, formatDay, formatYen } from '../../rendering/format.ts';
import type { AppDependencies } from '../dependencies.ts';
import { NotFound } from '../middleware/failures.ts';
import type { Handler } from '../middleware/policy.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { paginationOf, readPage } from '../rendering/pagination.ts';
import type { Pagination } from '../rendering/pagination.ts';
import { renderPage } from '../rendering/render-page.ts';
import { listOrders } from './queries.ts';
import type { OrderList, OrderSummary } from './queries.ts';
import { SITUATION_VIEWS } from './situation-views.ts';
import { itemName, sayIn } from './words.ts';

/** Orders on one page of the list. */
export const PAGE_SIZE = 20;

/** One order in a list. */
export interface OrderRow {
  href: string;
  issueNumber: string;
  placedOn: string;
  certificates: string[];
  copies: string;
  total: string;
  payment: string;
  label: string;
  tone: string;
  /** What to do until when, in one sentence; null when there is nothing to do. */
  until: string | null;
}

export interface ListModel {
  tab: OrderTab;
  heading: string;
  explanation: string;
  tabs: { label: string; href: string; count: number; isCurrent: boolean }[];
  rows: OrderRow[];
  empty: { heading: string; text: string; canOrder: boolean };
  /** What was searched for; empty when nothing was. */
  search: string;
  /** A sentence about what was found; null when nothing was searched for. */
  found: string | null;
  listHref: string;
  pagination: Pagination | null;
  backHref: string;
}

export const listPage = definePage<ListModel>('orders/list');

export function showList(deps: AppDependencies, tab: OrderTab): Handler {
  return async (req, res) => {
    const page = readPage(req.query.page);
    const { code, profile } = universityOf(res);
    const { now } = res.locals.layout;
    const search = readSearch(req.query.q);
    const list = await listOrders(deps.pool, {
      accountId: accountOf(res).accountId,
      tab,
      page,
      pageSize: PAGE_SIZE,
      now,
      rule: profile.certificate.tabs,
      methodsWithDays: methodsWithDays(profile),
      search: search === '' ? null : search,
    });
    const pages = pagesOf(list.counts[tab]);
    if (page > pages) throw new NotFound('no such page of the list');
    const context = { universityCode: code, locale: res.locals.locale, now, tab, page, search };
    renderPage(res, listPage, listModel(list, context));
  };
}

/** Longer words than any certificate's name find nothing: the rest is left off. */
const LONGEST_SEARCH = 60;

/** Full-width digits are digits; what stands in the address is shown again as it was meant. */
function readSearch(asked: unknown): string {
  return typeof asked === 'string' ? asked.normalize('NFKC').trim().slice(0, LONGEST_SEARCH) : '';
}

/** @returns the codes of the methods that leave days to pay */
export function methodsWithDays({ certificate }: Pick<UniversityProfile, 'certificate'>): string[] {
  return certificate.paymentMethods
    .filter(({ deadline }) => 'days' in deadline)
    .map(({ code }) => code);
}

const pagesOf = (count: number) => Math.max(1, Math.ceil(count / PAGE_SIZE));

export function listModel(
  { orders, counts }: Pick<OrderList, 'orders' | 'counts'>,
  context: {
    universityCode: string;
    locale: Locale;
    now: Date;
    tab: OrderTab;
    page: number;
    search: string;
  },
): ListModel {
  const { universityCode, locale, now, tab, page, search } = context;
  const say = sayIn(locale);
  const hrefs = {
    printable: paths.orders(universityCode),
    history: paths.orderHistory(universityCode),
  };
  const pages = pagesOf(counts[tab]);
  const href = (of: OrderTab, number: number) => {
    const query = new URLSearchParams({
      ...(search === '' ? {} : { q: search }),
      ...(number === 1 ? {} : { page: String(number) }),
    }).toString();
    return query === '' ? hrefs[of] : `${hrefs[of]}?${query}`;
  };
  return {
    tab,
    heading: say(`orders.list.heading.${tab}`),
    explanation: say(`orders.list.explain.${tab}`),
    tabs: (['printable', 'history'] as const).map((each) => ({
      label: say(`orders.list.tab.${each}`),
      href: href(each, 1),
      count: counts[each],
      isCurrent: each === tab,
    })),
    rows: orders.map((order) => orderRow(order, { universityCode, locale, now })),
    empty:
      search === ''
        ? {
            heading: say(`orders.list.empty.${tab}.heading`),
            text: say(`orders.list.empty.${tab}.text`),
            canOrder: tab === 'printable',
          }
        : {
            heading: say('orders.list.empty.search.heading'),
            text: say('orders.list.empty.search.text'),
            canOrder: false,
          },
    search,
    found: search === '' ? null : say('orders.list.search.found', { search, count: counts[tab] }),
    listHref: hrefs[tab],
    pagination: paginationOf({ page, pages }, (number) => href(tab, number)),
    backHref: paths.top(universityCode),
  };
}

export function orderRow(
  order: OrderSummary,
  context: { universityCode: string; locale: Locale; now: Date },
): OrderRow {
  const { universityCode, locale, now } = context;
  const say = sayIn(locale);
  const situation = situationOf(order, now);
  const view = SITUATION_VIEWS[situation];
  const copies = order.lines.reduce((sum, line) => sum + line.copies, 0);
  return {
    href: paths.order(universityCode, order.id),
    issueNumber: order.issueNumber,
    placedOn: formatDay(order.placedOn),
    certificates: order.lines.map((line) => itemName(line, locale)),
    copies: say('orders.copies', { count: copies }),
    total: formatYen(order.totalYen, locale),
    payment: say(`orders.paymentStatus.list.${view.payment}`),
    label: say(`orders.situations.${situation}.label`),
    tone: view.tone,
    until:
      view.deadline === null
        ? null
        : say(`orders.list.until.${view.deadline}`, {
            at: formatDateTime(
              view.deadline === 'pay' ? order.paymentDeadline : order.printDeadline,
              locale,
            ),
          }),
  };
}
