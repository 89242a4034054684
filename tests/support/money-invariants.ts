// What must always be true of money (I1, I2, I3, I5, I9), for every provider.
import { DEBIT_ACCOUNTS, depositReference, journalBalances } from '../../domain/orders/journal.ts';
import type { JournalAccount } from '../../domain/orders/journal.ts';
import { isEnded } from '../../domain/orders/states.ts';
import type { Evidence, PayPalLedger } from './evidence.ts';

const yen = (amount: { currency_code: string; value: string }) =>
  amount.currency_code === 'JPY' ? Number(amount.value) : 0;

/** I1, I5: what the providers took is booked, once, to the order it was taken for, and every account adds up. */
export function brokenMoney(evidence: Evidence, underWay: readonly string[]): string[] {
  const { orders, journal } = evidence;
  const broken: string[] = [];
  for (const order of orders) {
    const bookings = journal.filter(({ orderId }) => orderId === order.id);
    const balances = journalBalances(bookings);
    const taken = takenFor(order.id, evidence, bookings, underWay);
    if (taken !== -balances.provider) {
      broken.push(
        `I1 order ${order.id}: the providers took ${taken} yen, ${-balances.provider} are booked`,
      );
    }
    for (const [account, balance] of Object.entries(balances)) {
      const isDebit = DEBIT_ACCOUNTS.includes(account as JournalAccount);
      if (isDebit ? balance > 0 : balance < 0) {
        broken.push(`I5 order ${order.id}: ${account} is ${balance} yen`);
      }
    }
    const returned = returnedFor(order.id, evidence);
    if (returned !== balances.refunded) {
      broken.push(
        `I1 order ${order.id}: ${returned} yen are back, ${balances.refunded} are booked as such`,
      );
    }
    if (isEnded(order.state) && balances.pending !== 0) {
      broken.push(`I1 order ${order.id} is ${order.state} with ${balances.pending} yen pending`);
    }
  }
  const sum = Object.values(journalBalances(journal)).reduce((total, yen) => total + yen, 0);
  if (sum !== 0) broken.push('I5 the journal does not balance');
  return broken;
}

function capturesOf(orderId: string, { payments, payPal }: Evidence): PayPalLedger['captures'] {
  const own = payments.filter((one) => one.orderId === orderId).map(({ id }) => id);
  const providerOrders = payPal.orders
    .filter(({ customId }) => customId !== null && own.includes(customId))
    .map(({ id }) => id);
  return payPal.captures.filter((capture) => providerOrders.includes(capture.orderId));
}

/** Yen that PayPal captured and that our deposits say for an order; `brokenDeposits` compares these with the stores. */
function takenFor(
  orderId: string,
  evidence: Evidence,
  bookings: readonly { debit: string; reference: string }[],
  underWay: readonly string[],
): number {
  const isBooked = (id: string) =>
    bookings.some(({ debit, reference }) => debit === 'provider' && reference === id);
  const captured = capturesOf(orderId, evidence)
    .filter(({ status }) => status !== 'PENDING' && status !== 'DECLINED')
    .filter(({ id }) => isBooked(id) || !underWay.includes(id))
    .reduce((sum, { amount }) => sum + yen(amount), 0);
  return evidence.deposits
    .filter((deposit) => deposit.orderId === orderId)
    .reduce((sum, { amountYen }) => sum + amountYen, captured);
}

/** Yen that PayPal or a store gave back, and that staff have paid out. */
function returnedFor(orderId: string, evidence: Evidence): number {
  const captures = capturesOf(orderId, evidence).map(({ id }) => id);
  const byPayPal = evidence.payPal.refunds
    .filter(({ captureId, status }) => status === 'COMPLETED' && captures.includes(captureId))
    .reduce((sum, { amount }) => sum + yen(amount), 0);
  const byStores = evidence.deposits
    .filter((deposit) => deposit.orderId === orderId && deposit.isReversed)
    .reduce((sum, { amountYen }) => sum + amountYen, 0);
  const byStaff = evidence.refunds
    .filter(
      (refund) => refund.orderId === orderId && refund.isPaidOut && refund.state === 'refunded',
    )
    .reduce((sum, { amountYen }) => sum + amountYen, 0);
  return byPayPal + byStores + byStaff;
}

/** I1, I2, I9: every deposit of the stores' ledgers is known; it counts if it was in time, or goes back. */
export function brokenDeposits(evidence: Evidence, hasNotices: boolean): string[] {
  const { cash, deposits, orders, journal, payments } = evidence;
  const broken: string[] = [];
  for (const { provider, id, key, amountYen, reversedAt } of cash) {
    const reference = depositReference(provider, id);
    // SBPS numbers no payment: what it is known by here is made of its notices.
    const row = deposits.find((deposit) =>
      provider === 'sbps'
        ? deposit.slipKey === key && deposit.amountYen === amountYen
        : deposit.reference === reference,
    );
    if (!row) {
      if (!hasNotices) broken.push(`I1 deposit ${reference} for ${key} is in no book of ours`);
      continue;
    }
    const booked = journal.filter(
      (entry) => entry.event === 'deposited' && entry.reference === row.reference,
    );
    if (row.amountYen !== amountYen || booked.length !== 1 || booked[0]?.amountYen !== amountYen) {
      broken.push(`I1 deposit ${reference}: ${amountYen} yen were paid, not what is booked`);
    }
    if (row.isReversed !== (reversedAt !== null) && !hasNotices) {
      broken.push(`I1 deposit ${reference}: the store took it back, and nobody knows`);
    }
  }
  for (const { reference, orderId, paymentId, countedYen, paidAt } of deposits) {
    const order = orders.find(({ id }) => id === orderId);
    if (!order || countedYen === 0) continue;
    if (paidAt >= order.paymentDeadline) broken.push(`I9 deposit ${reference} counts and was late`);
    const payment = payments.find(({ id }) => id === paymentId);
    const sum = deposits
      .filter((deposit) => deposit.paymentId === paymentId)
      .reduce((total, deposit) => total + deposit.countedYen, 0);
    if (payment?.state === 'captured' && sum !== order.totalYen) {
      broken.push(`I3 order ${order.id}: deposits of ${sum} yen count`);
    }
  }
  for (const order of orders.filter(({ state }) => state === 'lapsed')) {
    const inTime = cash.filter(
      ({ key, paidAt, reversedAt }) =>
        reversedAt === null &&
        Date.parse(paidAt) < order.paymentDeadline.getTime() &&
        payments.some(
          (one) => one.id === key && one.orderId === order.id && one.state === 'expired',
        ),
    );
    const sum = inTime.reduce((total, { amountYen }) => total + amountYen, 0);
    if (sum >= order.totalYen) broken.push(`I9 order ${order.id} lapsed and was paid in time`);
  }
  return broken;
}

/** I2, I5: what is owed is on the desk's list, for exactly what the journal says, until it is paid out. */
export function brokenReturns({ refunds, tasks, journal }: Evidence): string[] {
  const broken: string[] = [];
  for (const refund of refunds) {
    const isWaiting =
      refund.channel === 'payout' ? refund.state === 'requested' : refund.state === 'refused';
    const kind = refund.channel === 'payout' ? 'owed_money' : 'refund_refused';
    const isOnList = tasks.some((task) => task.kind === kind && task.reference === refund.id);
    if (
      isWaiting &&
      !isOnList &&
      journal.some(({ reference }) => reference.startsWith(refund.id))
    ) {
      broken.push(`I2 refund ${refund.id} waits for staff, and is on no list`);
    }
  }
  const waiting = refunds
    .filter(({ state, channel }) =>
      channel === 'payout' ? state === 'requested' : state === 'refused',
    )
    .filter(({ id }) => journal.some(({ reference }) => reference.startsWith(id)))
    .reduce((sum, { amountYen }) => sum + amountYen, 0);
  const { owed } = journalBalances(journal);
  if (owed !== waiting) broken.push(`I5 ${owed} yen are owed, ${waiting} wait for staff`);
  return broken;
}

/** I2, I3: one counted capture of the exact amount; numbers only for it; no capture without an end. */
export function brokenPayments(evidence: Evidence): string[] {
  const { orders, payments, jobs, refunds, payPal, deposits } = evidence;
  const broken: string[] = [];
  for (const order of orders) {
    const paid = payments.filter((one) => one.orderId === order.id && one.state === 'captured');
    if (paid.length > 1) broken.push(`I2 order ${order.id}: ${paid.length} captures count`);
    // Money that was counted and then taken back by its provider was a verified capture as well.
    const counted = payments.filter(
      (one) => one.orderId === order.id && ['captured', 'reversed'].includes(one.state),
    );
    for (const { captureId, amountYen, paidAt, provider } of counted) {
      const capture = payPal.captures.find(({ id }) => id === captureId);
      const isTaken =
        provider === 'paypal'
          ? capture?.amount.currency_code === 'JPY' &&
            Number(capture.amount.value) === order.totalYen
          : deposits.some(({ reference }) => reference === captureId);
      const isExact = isTaken && amountYen === order.totalYen && paidAt !== null;
      if (!isExact) broken.push(`I3 order ${order.id}: its capture is not of the exact amount`);
    }
    const hasNumber = jobs.some(({ orderId, code }) => orderId === order.id && code !== null);
    if (hasNumber && counted.length === 0 && order.totalYen > 0) {
      broken.push(`I3 order ${order.id} has a print number and no capture`);
    }
    const hasEnd =
      hasNumber ||
      order.attention !== null ||
      !isEnded(order.state) ||
      refunds.some(({ orderId }) => orderId === order.id);
    if (paid.length > 0 && !hasEnd) {
      broken.push(`I3 order ${order.id} was paid, and has neither number, refund nor staff entry`);
    }
  }
  return broken;
}
