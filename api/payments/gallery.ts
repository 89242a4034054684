import type { GalleryEntry } from '../gallery/entry.ts';
import { entry } from '../gallery/entry.ts';
import { GALLERY_NOW } from '../gallery/sample-layout.ts';
import { universityIn } from '../gallery/sample-university.ts';
import { atUniversity, sampleOrder } from '../orders/sample-orders.ts';
import { payModel, payPage } from './pay.ts';
import { returnedPage, unknownPaymentPage } from './return.ts';

const pay = (name: string, begun: Parameters<typeof payModel>[1]): GalleryEntry => ({
  name: `payments/pay-${name}`,
  html: (frame, render) => {
    const order = atUniversity(sampleOrder(), universityIn(frame));
    return render(payPage, payModel(order, begun, frame.locale), frame);
  },
});
const orderHref = '/aomine/orders/sample';

export const gallery: GalleryEntry[] = [
  pay('ready', null),
  pay('unavailable', {
    kind: 'unavailable',
    retryAt: new Date(GALLERY_NOW.getTime() + 120_000),
  }),
  pay('refused', { kind: 'refused' }),
  entry('payments/returned', returnedPage, { outcome: 'paid', orderHref }, { account: null }),
  entry(
    'payments/returned-cancelled',
    returnedPage,
    { outcome: 'cancelled', orderHref },
    { account: null },
  ),
  entry(
    'payments/unknown',
    unknownPaymentPage,
    { homeHref: '/' },
    { account: null, university: null, contact: null },
  ),
];
