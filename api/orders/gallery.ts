import type { GalleryEntry } from '../gallery/entry.ts';
import { GALLERY_NOW } from '../gallery/sample-layout.ts';
import { changes } from './changes-gallery.ts';
import { entryIn } from './gallery-entry.ts';
import { listModel, listPage } from './list.ts';
import { orderModel } from './order-model.ts';
import type { OrderNote } from './order-model.ts';
import { orderPage } from './order.ts';
import { orderingGallery } from './ordering-gallery.ts';
import { previewFailedPage } from './preview.ts';
import type { OrderDetail } from './queries.ts';
import {
  atUniversity,
  minutesAgo,
  SAMPLE_JOBS,
  sampleOrder,
  samplePaidOrder,
} from './sample-orders.ts';
import { itemName } from './words.ts';

function list(name: string, tab: 'printable' | 'history', orders: OrderDetail[], total?: number) {
  const counts = { printable: 0, history: 0, [tab]: total ?? orders.length };
  return entryIn(`orders/list-${name}`, listPage, (locale, university) =>
    listModel(
      { orders: orders.map((order) => atUniversity(order, university)), counts },
      { universityCode: 'aomine', locale, now: GALLERY_NOW, tab, page: total ? 2 : 1, search: '' },
    ),
  );
}

const order = (name: string, sample: OrderDetail, note: OrderNote | null = null, round = 0) =>
  entryIn(`orders/order-${name}`, orderPage, (locale, university) =>
    orderModel(atUniversity(sample, university), {
      profile: university.profile,
      locale,
      now: GALLERY_NOW,
      note,
      round,
    }),
  );

const hour = 60;
const delayedJobs = SAMPLE_JOBS.map((job) =>
  job.network === 'netprint'
    ? { ...job, state: 'requested', code: null, delayedSince: minutesAgo(6) }
    : job,
);
const noNumberYet = SAMPLE_JOBS.map((job) => ({ ...job, state: 'processing', code: null }));
const refund = {
  channel: 'provider' as const,
  amountYen: 1300,
  cause: 'cannot_issue',
  requestedAt: minutesAgo(3),
  endedAt: null,
} as const;

export const gallery: GalleryEntry[] = [
  ...orderingGallery,
  list('current', 'printable', [
    sampleOrder(),
    samplePaidOrder({ printJobs: SAMPLE_JOBS }),
    samplePaidOrder({ state: 'preparing', printJobs: noNumberYet, printableAt: null }),
  ]),
  list('empty', 'printable', []),
  list('history', 'history', [
    samplePaidOrder({ state: 'printed', endedAt: minutesAgo(1) }),
    sampleOrder({ state: 'lapsed', endedAt: minutesAgo(1) }),
    samplePaidOrder({ state: 'print_expired', endedAt: minutesAgo(1) }),
    samplePaidOrder({ state: 'refunded', endedAt: minutesAgo(1) }),
  ]),
  list('history-second-page', 'history', [samplePaidOrder({ state: 'printed' })], 41),
  list('history-empty', 'history', []),
  order('to-pay', sampleOrder()),
  order('payment-cancelled', sampleOrder({ attempts: [{ state: 'open' }] }), 'payment-cancelled'),
  order('declined', sampleOrder({ attempts: [{ state: 'declined', returnedAt: minutesAgo(5) }] })),
  order('payment-expired', sampleOrder({ attempts: [{ state: 'expired' }] })),
  order(
    'confirming-payment',
    sampleOrder({ attempts: [{ state: 'open', returnedAt: minutesAgo(1) }] }),
  ),
  order(
    'confirming-takes-long',
    sampleOrder({ attempts: [{ state: 'open', returnedAt: minutesAgo(5) }] }),
  ),
  order(
    'payment-pending',
    sampleOrder({ attempts: [{ state: 'pending', returnedAt: minutesAgo(5) }] }),
  ),
  order('payment-overdue', sampleOrder({ paymentDeadline: minutesAgo(1) })),
  order('preparing', samplePaidOrder({ state: 'preparing', printJobs: [], printableAt: null })),
  order(
    'preparing-reloading',
    samplePaidOrder({ state: 'preparing', printJobs: [], printableAt: null }),
    null,
    2,
  ),
  order(
    'preparing-delayed',
    samplePaidOrder({
      state: 'preparing',
      printableAt: null,
      printJobs: delayedJobs.map((job) => ({ ...job, code: null })),
      numbersMail: null,
    }),
  ),
  order(
    'held-for-staff',
    samplePaidOrder({ state: 'preparing', attention: 'missing_glyph', printableAt: null }),
  ),
  order('printable', samplePaidOrder()),
  order('printable-one-network-delayed', samplePaidOrder({ printJobs: delayedJobs })),
  order(
    'printable-network-out-number-replaced',
    samplePaidOrder({
      outages: [{ network: 'netprint', from: minutesAgo(90), until: minutesAgo(-120) }],
      printJobs: SAMPLE_JOBS.map((job) =>
        job.network === 'netprint'
          ? { ...job, reason: 'replaced', retainedUntil: minutesAgo(-24 * 60) }
          : job,
      ),
    }),
  ),
  order(
    'printable-no-network-works',
    samplePaidOrder({
      outages: (['netprint', 'network-print'] as const).map((network) => ({
        network,
        from: minutesAgo(90),
        until: null,
      })),
    }),
  ),
  order(
    'printable-mail-undeliverable',
    samplePaidOrder({ numbersMail: { state: 'undeliverable' } }),
  ),
  order(
    'partly-printed',
    samplePaidOrder({
      state: 'partly_printed',
      printJobs: SAMPLE_JOBS.map((job, index) => (index === 0 ? { ...job, printedCount: 1 } : job)),
    }),
  ),
  order('print-window-closed', samplePaidOrder({ printDeadline: minutesAgo(1) })),
  order('printed', samplePaidOrder({ state: 'printed', endedAt: minutesAgo(2) })),
  order('print-expired', samplePaidOrder({ state: 'print_expired', endedAt: minutesAgo(2) })),
  order('lapsed', sampleOrder({ state: 'lapsed', endedAt: minutesAgo(2) })),
  order(
    'lapsed-paid-late',
    sampleOrder({
      state: 'lapsed',
      endedAt: minutesAgo(hour),
      attempts: [{ state: 'late', paidAt: minutesAgo(5) }],
      refunds: [{ ...refund, cause: 'late', state: 'refunded', endedAt: minutesAgo(2) }],
    }),
  ),
  order('cancelled', sampleOrder({ state: 'cancelled', endedAt: minutesAgo(2) })),
  order('cancel-unknown', sampleOrder(), 'cancel-unknown'),
  order('cancel-refused', samplePaidOrder(), 'cancel-refused-AlreadyPaid'),
  order(
    'refunding',
    samplePaidOrder({ state: 'refunding', refunds: [{ ...refund, state: 'requested' }] }),
  ),
  order(
    'refund-refused',
    samplePaidOrder({ state: 'refunding', refunds: [{ ...refund, state: 'refused' }] }),
  ),
  order(
    'partly-paid',
    sampleOrder({
      paymentDeadline: new Date('2026-11-28T15:00:00Z'),
      payment: { state: 'open', returnedAt: null, hasSlip: true, depositedYen: 1000 },
      deposits: [{ amountYen: 1000, store: null, paidAt: minutesAgo(5), reversedAt: null }],
      deadlineChanges: [
        {
          which: 'payment',
          cause: 'method',
          after: new Date('2026-11-28T15:00:00Z'),
          changedAt: minutesAgo(8),
        },
      ],
    }),
  ),
  order(
    'owes-cash',
    samplePaidOrder({
      state: 'refunding',
      owesCash: true,
      recordedSteps: [
        { at: minutesAgo(6), action: 'attention', attention: 'missing_glyph', cause: null },
        { at: minutesAgo(4), action: 'cancel_paid', attention: null, cause: 'cancelled_by_staff' },
      ],
      refunds: [{ ...refund, cause: 'cancelled_by_staff', channel: 'payout', state: 'requested' }],
    }),
  ),
  order(
    'refunded',
    samplePaidOrder({
      state: 'refunded',
      refunds: [{ ...refund, state: 'refunded', endedAt: minutesAgo(1) }],
    }),
  ),
  ...changes,
  entryIn('orders/preview-failed', previewFailedPage, (locale, { profile }) => ({
    name: itemName(
      { name: profile.certificate.kinds[0]?.name ?? profile.name, language: 'ja' },
      locale,
    ),
    checkHref: '/aomine/orders/drafts/0b6f5a52-0000-4000-8000-000000000001/check',
    contact: profile.contacts.records,
  })),
];
