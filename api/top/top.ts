import { systemFeesOn } from '../../domain/orders/fees.ts';
import type { Destination } from '../../domain/orders/fees.ts';
import { tokyoDate } from '../../domain/time/tokyo.ts';
import type { Locale, UniversityProfile } from '../../domain/university/profile.ts';
import { formatDate, formatYen } from '../../rendering/format.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { Handler } from '../middleware/policy.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { orderRow } from '../orders/list.ts';
import type { OrderRow } from '../orders/list.ts';
import { listOrders } from '../orders/queries.ts';
import type { OrderList } from '../orders/queries.ts';
import { chainNames, sayIn } from '../orders/words.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import type { PageName } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';

/** Orders shown on the first page; all others are in the list. */
const SHOWN = 3;

export interface TopModel {
  /** The ways to receive certificates that the university offers. */
  destinations: { code: Destination; text: string }[];
  /** What a certificate costs, sentence by sentence. */
  fees: string[];
  sealed: string;
  newOrderHref: string;
  orders: OrderRow[];
  ordersHref: string;
  mailAddress: string | null;
  changeMailAddressHref: string;
  /** Mail to the registered address came back on this day; null while it arrives. */
  bounced: { day: string } | null;
  locale: Locale;
  offersLanguages: boolean;
  previousSignInAt: Date | null;
  /** Where else the account is signed in; null when nowhere. */
  otherDevices: { count: number; href: string } | null;
  notices: string[];
}

/** What the model is made of, besides the orders. */
export interface TopContext {
  universityCode: string;
  profile: UniversityProfile;
  locale: Locale;
  now: Date;
  previousSignInAt: Date | null;
  otherDevices: number;
}

/** The first page behind the sign-in (R-121…R-126), as the university wants it. */
const PAGES: Readonly<Record<UniversityProfile['topPage'], PageName<TopModel>>> = {
  /** 印刷先選択: where to print. */
  print_destination: definePage<TopModel>('top/top'),
  /** メニュー選択: what to do, where there is more than certificates. */
  menu_choice: definePage<TopModel>('top/menu'),
};

export const topPageOf = ({ topPage }: Pick<UniversityProfile, 'topPage'>): PageName<TopModel> =>
  PAGES[topPage];

export function showTop(deps: AppDependencies): Handler {
  return async (_req, res) => {
    const { code, profile } = universityOf(res);
    const account = accountOf(res);
    const { locale, layout, session } = res.locals;
    const list = await listOrders(deps.pool, {
      accountId: account.accountId,
      tab: 'printable',
      page: 1,
      pageSize: SHOWN,
      now: layout.now,
      // What can still be done, whichever way the university lists its orders.
      rule: { legacy: false },
      methodsWithDays: [],
      search: null,
    });
    const previous = account.previousSignInAt;
    const model = topModel(list, {
      universityCode: code,
      profile,
      locale,
      now: layout.now,
      previousSignInAt: previous === null ? null : new Date(previous),
      otherDevices: session?.others ?? 0,
    });
    renderPage(res, topPageOf(profile), model);
  };
}

export function topModel(list: OrderList, context: TopContext): TopModel {
  const { universityCode, profile, locale, now, otherDevices } = context;
  const { certificate, contacts, notices, languages } = profile;
  const say = sayIn(locale);
  return {
    destinations: certificate.destinations.map((code) => ({
      code,
      text: say(`top.destination.${code}.text`, {
        chains: chainNames(
          certificate.chains.filter(({ destination }) => destination === code),
          locale,
        ),
      }),
    })),
    fees: feeSentences(profile, locale, now),
    sealed: say('top.sealed', { name: contacts.sealed.name[locale] }),
    newOrderHref: paths.newOrder(universityCode),
    orders: list.orders.map((order) => orderRow(order, { universityCode, locale, now })),
    ordersHref: paths.orders(universityCode),
    mailAddress: list.mailAddress,
    changeMailAddressHref: paths.changeMailAddress(universityCode),
    bounced: list.mailBouncedAt && { day: formatDate(list.mailBouncedAt, locale) },
    locale,
    offersLanguages: languages.length > 1,
    previousSignInAt: context.previousSignInAt,
    otherDevices:
      otherDevices > 0 ? { count: otherDevices, href: paths.sessions(universityCode) } : null,
    notices: notices.order.map((notice) => notice[locale]),
  };
}

/** The fees in force; where the issue fee differs by certificate, the lowest that is paid, as "from". */
function feeSentences({ certificate }: UniversityProfile, locale: Locale, now: Date): string[] {
  const say = sayIn(locale);
  const on = tokyoDate(now);
  const fees = certificate.issueFees
    .filter((row) => row.validFrom <= on && (row.validTo === null || on < row.validTo))
    .map((row) => row.yen);
  const paid = fees.filter((yen) => yen > 0);
  const isFlat = new Set(fees).size <= 1;
  return [
    ...(paid.length > 0
      ? [
          say(isFlat ? 'top.fee.flat' : 'top.fee.from', {
            yen: formatYen(Math.min(...paid), locale),
          }),
        ]
      : []),
    ...(paid.length < fees.length ? [say('top.fee.free')] : []),
    ...systemFeesOn(certificate.systemFees, on).map(({ per, yen }) =>
      say(`top.fee.system.${per}`, { yen: formatYen(yen, locale) }),
    ),
    say('top.fee.print', { yen: formatYen(certificate.printFeeYenASheet, locale) }),
  ];
}
