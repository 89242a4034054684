import type { CashDeposit } from '../cash/port.ts';
import type { KeptNotice } from './records.ts';

interface Span {
  /** Yen that had been paid before, and after: the deposit is what lies between. */
  from: number;
  to: number;
  deposit: CashDeposit;
}

/**
 * The payments behind the notices of one slip. SBPS numbers no payment: a notice tells how much was paid and how much
 * that makes in all, so a payment is the span between two sums, and 速報 and 確報 of the same sum are one payment. In
 * whatever order notices arrive, and however often, the same payments come out under the same ids.
 * @returns oldest first
 */
export function depositsFrom(slipKey: string, notices: readonly KeptNotice[]): CashDeposit[] {
  // What was inferred has been booked under its id: a notice that comes afterwards falls into it.
  const told = notices.filter((notice) => notice.paid !== null);
  const byTime = told.toSorted(
    (one, other) =>
      Number(other.result === 'inquiry') - Number(one.result === 'inquiry') ||
      one.at.localeCompare(other.at),
  );
  const standing: Span[] = [];
  const takenBack: Span[] = [];
  let generation = 0;

  for (const { paid, trackingId, result } of byTime) {
    if (!paid) continue;
    const { kind, amountYen, cumulativeYen: to } = paid;
    const paidAt = new Date(paid.paidAt);
    if (kind !== 'P' && kind !== 'D') {
      const gone = standing.filter((span) => span.to > to);
      for (const span of gone) {
        span.deposit.reversedAt = paidAt;
        takenBack.push(span);
        standing.splice(standing.indexOf(span), 1);
      }
      if (gone.length > 0) generation += 1;
      continue;
    }
    const known = standing.find((span) => span.to === to);
    if (known) {
      if (kind === 'D') known.deposit.kind = 'final';
      if (result !== 'inquiry' && paidAt < known.deposit.paidAt) known.deposit.paidAt = paidAt;
      continue;
    }
    const from = Math.max(to - amountYen, ...standing.map((span) => (span.to < to ? span.to : 0)));
    if (amountYen <= 0 || standing.some((span) => span.from < to && to < span.to)) continue;
    standing.push({
      from,
      to,
      deposit: {
        depositId: [trackingId, to, ...(generation > 0 ? [generation] : [])].join(':'),
        slipKey,
        amountYen: to - from,
        kind: kind === 'D' ? 'final' : 'provisional',
        store: null,
        paidAt,
        reversedAt: null,
      },
    });
  }
  const byPayment = (one: Span, other: Span) =>
    one.deposit.paidAt.getTime() - other.deposit.paidAt.getTime() || one.to - other.to;
  return [...takenBack, ...standing].sort(byPayment).map(({ deposit }) => deposit);
}

/** Yen that were paid for a slip and not taken back. */
export function standingYen(deposits: readonly CashDeposit[]): number {
  return deposits
    .filter(({ reversedAt }) => reversedAt === null)
    .reduce((sum, { amountYen }) => sum + amountYen, 0);
}
