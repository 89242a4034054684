import { tokyoDate } from '../../domain/time/tokyo.ts';
import type { Locale, UniversityProfile } from '../../domain/university/profile.ts';
import { formatYen } from '../../rendering/format.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { Handler } from '../middleware/policy.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { systemFeeOnce } from '../orders/certificates.ts';
import { orderRow } from '../orders/list.ts';
import type { OrderRow } from '../orders/list.ts';
import { listOrders } from '../orders/queries.ts';
import type { OrderList } from '../orders/queries.ts';
import { chainNames, sayIn } from '../orders/words.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';

/** Orders shown on the first page; all others are in the list. */
const SHOWN = 3;

export interface TopModel {
  storeText: string;
  fee: string;
  sealed: string;
  newOrderHref: string;
  orders: OrderRow[];
  ordersHref: string;
  mailAddress: string | null;
  previousSignInAt: Date | null;
  notices: string[];
}

/** 印刷先選択, the first page behind the sign-in (R-121…R-126). */
export const topPage = definePage<TopModel>('top/top');

export function showTop(deps: AppDependencies): Handler {
  return async (_req, res) => {
    const { code, profile } = universityOf(res);
    const account = accountOf(res);
    const { locale, layout } = res.locals;
    const list = await listOrders(deps.pool, {
      accountId: account.accountId,
      tab: 'printable',
      page: 1,
      pageSize: SHOWN,
      now: layout.now,
    });
    const previous = account.previousSignInAt;
    const model = topModel(list, {
      universityCode: code,
      profile,
      locale,
      now: layout.now,
      previousSignInAt: previous === null ? null : new Date(previous),
    });
    renderPage(res, topPage, model);
  };
}

export function topModel(
  list: OrderList,
  context: {
    universityCode: string;
    profile: UniversityProfile;
    locale: Locale;
    now: Date;
    previousSignInAt: Date | null;
  },
): TopModel {
  const { universityCode, profile, locale, now, previousSignInAt } = context;
  const { certificate, contacts, notices } = profile;
  const say = sayIn(locale);
  return {
    storeText: say('top.top.storeText', { chains: chainNames(certificate.chains, locale) }),
    fee: feeSentence(profile, locale, now),
    sealed: say('top.top.sealed', { name: contacts.sealed.name[locale] }),
    newOrderHref: paths.newOrder(universityCode),
    orders: list.orders.map((order) => orderRow(order, { universityCode, locale, now })),
    ordersHref: paths.orders(universityCode),
    mailAddress: list.mailAddress,
    previousSignInAt,
    notices: notices.order.map((notice) => notice[locale]),
  };
}

/** The lowest fee in force, as "from" where there are several. */
function feeSentence(profile: UniversityProfile, locale: Locale, now: Date): string {
  const { issueFees, printFeeYenASheet } = profile.certificate;
  const on = tokyoDate(now);
  const fees = issueFees
    .filter((row) => row.validFrom <= on && (row.validTo === null || on < row.validTo))
    .map((row) => row.yen);
  const isFlat = new Set(fees).size <= 1;
  return sayIn(locale)(isFlat ? 'top.top.feeFlat' : 'top.top.fee', {
    from: formatYen(Math.min(...fees), locale),
    system: formatYen(systemFeeOnce(profile, now), locale),
    sheet: formatYen(printFeeYenASheet, locale),
  });
}
