import { aomine } from '../../prisma/profiles/aomine.ts';
import { GALLERY_NOW } from '../gallery/sample-layout.ts';
import { orderModel } from './order-model.ts';
import type { OrderDetail } from './queries.ts';
import { minutesAgo, SAMPLE_JOBS, sampleOrder, samplePaidOrder } from './sample-orders.ts';

const shown = (order: OrderDetail) =>
  orderModel(order, { profile: aomine, locale: 'en', now: GALLERY_NOW });
const away = (network: 'netprint' | 'network-print') => ({
  network,
  from: minutesAgo(90),
  until: null,
});
const owed = {
  channel: 'payout' as const,
  amountYen: 1300,
  requestedAt: minutesAgo(3),
  endedAt: null,
  state: 'requested' as const,
};

it('says first that no store can print while every network is away, and only then (R-225, R-241, R-326)', () => {
  const noteWith = (...outages: OrderDetail['outages']) =>
    shown(samplePaidOrder({ outages })).note?.heading;
  expect(noteWith(away('netprint'), away('network-print'))).toBe('No store can print now');
  expect(noteWith(away('netprint'))).toBeUndefined();
  expect(noteWith()).toBeUndefined();
});

it('leaves nothing to be printed when all copies are out and the life has not written it down yet (R-223, R-241)', () => {
  const copies = samplePaidOrder().lines.map((line) => line.copies);
  const printed = (missing: number) =>
    shown(
      samplePaidOrder({
        state: 'partly_printed',
        printJobs: SAMPLE_JOBS.map((job) => ({
          ...job,
          printedCount: job.network === 'netprint' ? (copies[job.position - 1] ?? 0) - missing : 0,
        })),
      }),
    );
  expect(printed(1).situation).toBe('partly_printed');
  expect(printed(0)).toMatchObject({ situation: 'printed', numbers: [], reopenHref: null });
});

it('says what to do about money that the office returns for an order that has ended (R-208, R-241)', () => {
  const late = { ...owed, cause: 'late' as const };
  const lapsed = sampleOrder({ state: 'lapsed', endedAt: minutesAgo(5), refunds: [late] });
  expect(shown(lapsed).refunds).toEqual([
    expect.stringMatching(/^The university office will return ¥1,300 .* Reason: .*\.$/),
    expect.stringMatching(/^Please call Aomine University, .*\(phone 0000-55-0110; Weekdays/),
  ]);
  // Where the whole order goes back, it stands among what comes next.
  const withdrawn = { ...owed, cause: 'cancelled_by_person' as const };
  const refunding = samplePaidOrder({ state: 'refunding', owesCash: true, refunds: [withdrawn] });
  expect(shown(refunding).refunds).toHaveLength(1);
  expect(shown(refunding).next).toContain('phone 0000-55-0110');
  expect(shown(refunding).timeline.at(-1)?.note).toContain('phone 0000-55-0110');
});

it('speaks of no payment and of no refund where the order costs nothing (R-241)', () => {
  const free = (more: Parameters<typeof samplePaidOrder>[0]) => {
    const { lead, next } = shown(
      samplePaidOrder({ totalYen: 0, systemFeeYen: 0, attempts: [], paidAt: null, ...more }),
    );
    return `${lead} ${next}`;
  };
  const delayed = SAMPLE_JOBS.map((job) => ({ ...job, code: null, delayedSince: minutesAgo(9) }));
  const told = [
    free({ state: 'preparing', printJobs: [] }),
    free({ state: 'preparing', printJobs: delayed }),
    free({ state: 'preparing', attention: 'missing_glyph' }),
    free({ state: 'printable' }),
    free({ state: 'partly_printed' }),
    free({ state: 'print_expired', endedAt: minutesAgo(5) }),
  ];
  expect(new Set(told).size).toBe(6);
  for (const words of told) expect(words).not.toMatch(/paid|pay |payment|refund|money/i);
});

it('tells a slip that ran out with its order once, by the deadline (R-240)', () => {
  const lapsed = sampleOrder({
    state: 'lapsed',
    endedAt: minutesAgo(5),
    attempts: [{ state: 'expired' }],
  });
  expect(shown(lapsed).timeline.map(({ label }) => label)).toEqual([
    'You placed the order',
    'The payment deadline passed without payment',
  ]);
});

it('leads to cancelling, or to whom to ask where the numbers are out and only staff can cancel (R-179, R-241)', () => {
  const label = (until: 'numbers' | 'printing', order = samplePaidOrder()) => {
    const refunds = { ...aomine.certificate.refunds, cancelledByPersonUntil: until };
    const profile = { ...aomine, certificate: { ...aomine.certificate, refunds } };
    return orderModel(order, { profile, locale: 'en', now: GALLERY_NOW }).cancel?.label;
  };
  expect(label('printing')).toBe('Cancel this order');
  expect(label('numbers')).toBe('If you no longer need this order');
  expect(
    label('printing', sampleOrder({ state: 'lapsed', endedAt: minutesAgo(5) })),
  ).toBeUndefined();
});
