import type { GalleryEntry } from '../gallery/entry.ts';
import { GALLERY_NOW } from '../gallery/sample-layout.ts';
import type { OrderDetail } from '../orders/queries.ts';
import { SAMPLE_PROFILE, sampleOrder, samplePaidOrder } from '../orders/sample-orders.ts';
import { topModel, topPage } from './top.ts';

const top = (name: string, orders: OrderDetail[], previousSignInAt: Date | null): GalleryEntry => ({
  name: `top/${name}`,
  html: (frame, render) => {
    const list = {
      mailAddress: 'yoshino.takahashi@mail.example',
      counts: { printable: orders.length, history: 0 },
      orders,
    };
    const model = topModel(list, {
      universityCode: 'aomine',
      profile: SAMPLE_PROFILE,
      locale: frame.locale,
      now: GALLERY_NOW,
      previousSignInAt,
    });
    return render(topPage, model, frame);
  },
});

export const gallery: GalleryEntry[] = [
  top('first-time', [], null),
  top('with-orders', [sampleOrder(), samplePaidOrder()], new Date('2026-11-18T06:14:00Z')),
];
