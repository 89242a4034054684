import type { Request, Response } from 'express';
import { tokyoInstant, toTokyo } from '../../domain/time/tokyo.ts';
import type { CivilDate } from '../../domain/time/tokyo.ts';
import type { AppDependencies } from '../dependencies.ts';
import { newForm } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import { universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import { readerOf } from './data.ts';
import type { UniversityReader } from './data.ts';
import { deskWords, methodName } from './order-words.ts';

/** Orders, journal and provider's books of one day, side by side. */
export interface ComparedDay {
  day: CivilDate;
  provider: string;
  ordersYen: number;
  journalYen: number;
  providerYen: number;
  differences: number;
  comparedAt: Date;
}

export interface MethodTotals {
  method: string;
  orders: number;
  issueFeeYen: number;
  systemFeeYen: number;
  refundedYen: number;
}

export interface MoneyModel {
  form: FormState;
  months: { value: string; label: string }[];
  month: string;
  totals: MethodTotals[];
  sum: Omit<MethodTotals, 'method'>;
  days: ComparedDay[];
  /** Differences that nobody has settled. */
  open: { href: string; day: Date }[];
  tasksHref: string;
}

export const staffMoneyPage = definePage<MoneyModel>('staff/money', {
  title: () => ({ key: 'staffOrders.money.title' }),
});

const MOST_DAYS = 31;
const MONTHS = 13;
/** An order is paid, and given back, within this time of its placement; what an index can find. */
const LONGEST = '180 days';

interface Found {
  totals: MethodTotals[];
  days: (Omit<ComparedDay, 'comparedAt'> & { comparedAt: string })[];
  open: { id: string; at: string }[];
}

const MONEY = `select
  coalesce((select json_agg(json_build_object('method', m.method, 'orders', m.orders, 'issueFeeYen', m.issue,
      'systemFeeYen', m.system, 'refundedYen', m.refunded) order by m.method) from (
    select o.payment_method as method, count(*) filter (where o.is_paid)::int as orders,
      coalesce(sum(o.issue_fee_yen) filter (where o.is_paid), 0)::int as issue,
      coalesce(sum(o.system_fee_yen) filter (where o.is_paid), 0)::int as system,
      coalesce(sum(o.refunded), 0)::int as refunded
    from (
      select o.*, (o.paid_at >= $2 and o.paid_at < $3 and o.total_yen > 0) as is_paid,
        (select sum(r.amount_yen) from refund r where r.order_id = o.id and r.state = 'refunded'
          and r.ended_at >= $2 and r.ended_at < $3) as refunded
      from "order" o where o.placed_at >= $2::timestamptz - interval '${LONGEST}' and o.placed_at < $3
        and (o.paid_at >= $2 or o.ended_at >= $2)
    ) o where o.is_paid or o.refunded is not null
    group by o.payment_method) m), '[]') as totals,
  coalesce((select json_agg(json_build_object('day', c.day, 'provider', c.provider, 'ordersYen', c.orders_yen,
      'journalYen', c.journal_yen, 'providerYen', c.provider_yen, 'differences', c.differences,
      'comparedAt', c.compared_at) order by c.day desc, c.provider) from (
    select * from ledger_comparison x order by x.day desc, x.provider limit ${MOST_DAYS}) c), '[]') as days,
  coalesce((select json_agg(json_build_object('id', t.id, 'at', t.created_at) order by t.created_at) from (
    select * from staff_task y where y.kind = 'difference' and y.state <> 'done' order by y.created_at limit 10) t),
    '[]') as open`;

async function findMoney(read: UniversityReader, month: string): Promise<Found> {
  const from = new Date(tokyoInstant(`${month}-01`));
  const to = new Date(tokyoInstant(`${nextMonth(month)}-01`));
  const [found] = await read<Found>({ text: MONEY, values: [from, to] });
  return found ?? { totals: [], days: [], open: [] };
}

/** @param month `YYYY-MM` */
function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}

/** @returns this month and those before it, newest first */
function monthsUntil(now: Date): string[] {
  const { year, month } = toTokyo(now);
  return Array.from({ length: MONTHS }, (_, back) => {
    const index = year * 12 + month - 1 - back;
    return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
  });
}

const sumOf = (totals: MethodTotals[], of: keyof Omit<MethodTotals, 'method'>) =>
  totals.reduce((sum, line) => sum + line[of], 0);

export function sumsOf(totals: MethodTotals[]): MoneyModel['sum'] {
  return {
    orders: sumOf(totals, 'orders'),
    issueFeeYen: sumOf(totals, 'issueFeeYen'),
    systemFeeYen: sumOf(totals, 'systemFeeYen'),
    refundedYen: sumOf(totals, 'refundedYen'),
  };
}

/** GET: what came in and went back in a month, and whether all books agree, day by day (R-305, I1). */
export function showMoney(deps: AppDependencies) {
  return async (req: Request, res: Response): Promise<void> => {
    const university = universityOf(res);
    const { locale } = res.locals;
    const words = deskWords(locale);
    const months = monthsUntil(deps.clock());
    const month = months.find((one) => one === req.query.month) ?? months[0] ?? '';
    const found = await findMoney(readerOf(deps, university), month);
    const { code, profile } = university;
    renderPage(res, staffMoneyPage, {
      form: newForm({ month }),
      months: months.map((value) => ({ value, label: value.replace('-', '/') })),
      month: month.replace('-', '/'),
      totals: found.totals.map((line) => ({
        ...line,
        method: methodName(profile, line.method, locale),
      })),
      sum: sumsOf(found.totals),
      days: found.days.map((day) => ({
        ...day,
        provider: words.word(`staffOrders.values.${day.provider}`, day.provider),
        comparedAt: new Date(day.comparedAt),
      })),
      open: found.open.map(({ id, at }) => ({
        href: paths.staffTask(code, id),
        day: new Date(at),
      })),
      tasksHref: `${paths.staffTasks(code)}?kind=difference`,
    });
  };
}
