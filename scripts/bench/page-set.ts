import { paths } from '../../api/paths.ts';
import {
  approve,
  makeDraft,
  openPayment,
  place,
  returnFromProvider,
  shownTotal,
  watchStates,
} from './orders.ts';
import { makeManyOrders, makeOrdersOf } from './many-orders.ts';
import { browse, signInStaff, signInVisitors, UNIVERSITY } from './people.ts';
import type { Browser } from './people.ts';
import type { Stage } from './stage.ts';

export interface MeasuredPage {
  name: string;
  path: string;
  /** Who looks at it, with the cookies of an earlier look. */
  browser: Browser;
}

/** The data with which the longest lists are measured. */
const LONG_LIST = 500;
const MANY = 1_000_000;

const sets = new WeakMap<Stage, Promise<MeasuredPage[]>>();

/**
 * The pages that are measured: of a student with six orders, two of which can be printed; of one with 500; and the
 * search of staff over a million. Made once.
 */
export function pageSet(stage: Stage): Promise<MeasuredPage[]> {
  const known = sets.get(stage) ?? makeSet(stage);
  sets.set(stage, known);
  return known;
}

async function makeSet(stage: Stage): Promise<MeasuredPage[]> {
  const [visitor] = await signInVisitors(stage, 1);
  if (!visitor) throw new Error('no visitor');
  const total = await shownTotal(visitor, await makeDraft(stage, visitor));
  const orders: string[] = [];
  for (let count = 0; count < 6; count += 1) {
    orders.push(await place(visitor, await makeDraft(stage, visitor), total));
  }
  const [waiting = '', ...others] = orders;
  const watch = watchStates(stage, 20);
  try {
    for (const orderId of others.slice(0, 2)) {
      const providerOrderId = await openPayment(visitor, orderId);
      await approve(stage, providerOrderId);
      await returnFromProvider(visitor, providerOrderId);
      await watch.reached(orderId, ['printable']);
    }
  } finally {
    watch.close();
  }
  const longList = await withLongList(stage);
  const pages = [
    { name: 'sign-in', path: paths.signIn(UNIVERSITY), browser: browse(stage.webUrl) },
    {
      name: 'sign-in, second password',
      path: paths.signIn('mukono'),
      browser: browse(stage.webUrl),
    },
    { name: 'top', path: paths.top(UNIVERSITY), browser: visitor },
    { name: 'order list', path: paths.orders(UNIVERSITY), browser: visitor },
    { name: 'order detail', path: paths.order(UNIVERSITY, waiting), browser: visitor },
    { name: 'numbers', path: paths.order(UNIVERSITY, others[0] ?? ''), browser: visitor },
    {
      name: `list of ${LONG_LIST} orders`,
      path: paths.orderHistory(UNIVERSITY),
      browser: longList,
    },
    await staffSearch(stage),
  ];
  for (const { name, path, browser } of pages) {
    const { status } = await browser.get(path);
    if (status !== 200) throw new Error(`the page ${name} answers ${status}`);
  }
  return pages;
}

/** A student who has ordered for years. */
async function withLongList(stage: Stage): Promise<MeasuredPage['browser']> {
  const [visitor] = await signInVisitors(stage, 1);
  if (!visitor) throw new Error('no visitor');
  const { accountId } = visitor;
  await makeOrdersOf(stage.pool, { universityId: await universityOf(stage), accountId }, LONG_LIST);
  return visitor;
}

/** Staff look for the beginning of a name that thousands of people have. */
async function staffSearch(stage: Stage): Promise<MeasuredPage> {
  await makeManyOrders(stage.pool, await universityOf(stage), MANY);
  const browser = await signInStaff(stage, { handle: 'bench', name: 'サトウ' });
  const path = `${paths.staffOrders(UNIVERSITY)}?search=bench`;
  return { name: `staff search over ${MANY} orders`, path, browser };
}

async function universityOf({ pool }: Stage): Promise<string> {
  const text = 'SELECT id FROM university WHERE code = $1';
  const { rows } = await pool.query<{ id: string }>(text, [UNIVERSITY]);
  const [row] = rows;
  if (!row) throw new Error('no university');
  return row.id;
}
