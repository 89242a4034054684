import { aomine } from '../../prisma/profiles/aomine.ts';
import { CASH_BY_SMART_PIT } from '../../prisma/profiles/payment-methods.ts';
import type { UniversityProfile } from '../../domain/university/profile.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import { GALLERY_NOW } from '../gallery/sample-layout.ts';
import { cancelModel, cancelPage } from './cancel.ts';
import { entryIn } from './gallery-entry.ts';
import { cancellingNow, reopeningNow } from './order-rules.ts';
import type { OrderDetail } from './queries.ts';
import { reopenModel, reopenPage } from './reopen.ts';
import { sampleOrder, samplePaidOrder } from './sample-orders.ts';

/** Settings that show the most: cash is taken, the system fee is kept, the window can be opened again. */
const PROFILE: UniversityProfile = {
  ...aomine,
  certificate: {
    ...aomine.certificate,
    paymentMethods: [CASH_BY_SMART_PIT],
    refunds: { ...aomine.certificate.refunds, cancelledByPerson: 'minus_system_fee' },
    reopening: { days: 7 },
  },
};

const cancel = (name: string, order: OrderDetail, hasChanged = false) =>
  entryIn(name, cancelPage, (locale) => {
    const cancelling = cancellingNow(order, PROFILE, GALLERY_NOW);
    return { ...cancelModel({ order, profile: PROFILE, cancelling }, locale), hasChanged };
  });

const reopen = (name: string, order: OrderDetail) =>
  entryIn(name, reopenPage, (locale) =>
    reopenModel(order, reopeningNow(order, PROFILE, GALLERY_NOW), locale),
  );

const tomorrow = new Date('2026-11-22T15:00:00Z');

/** Giving an order up, and opening its print window again. */
export const changes: GalleryEntry[] = [
  cancel('orders/cancel', sampleOrder()),
  cancel(
    'orders/cancel-paid',
    samplePaidOrder({ attempts: [{ state: 'captured', method: CASH_BY_SMART_PIT.code }] }),
    true,
  ),
  cancel('orders/cancel-impossible', samplePaidOrder({ state: 'partly_printed' })),
  reopen('orders/reopen', samplePaidOrder({ printDeadline: tomorrow })),
  reopen('orders/reopen-impossible', samplePaidOrder({ reopenedAt: GALLERY_NOW })),
];
