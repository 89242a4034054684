import type { UniversityProfile } from '../../domain/university/profile.ts';
import { mukono } from '../../prisma/profiles/mukono.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import { GALLERY_NOW, inFrameOf } from '../gallery/sample-layout.ts';
import { universityIn } from '../gallery/sample-university.ts';
import type { OrderDetail, OrderList } from '../orders/queries.ts';
import { sampleOrder, samplePaidOrder } from '../orders/sample-orders.ts';
import { topModel, topPageOf } from './top.ts';
import type { TopContext } from './top.ts';

const previousSignInAt = new Date('2026-11-18T06:14:00Z');

interface Variant {
  orders?: OrderDetail[];
  list?: Partial<OrderList>;
  context?: Partial<TopContext>;
  university?: [string, UniversityProfile];
}

function top(
  name: string,
  { orders = [], list = {}, context = {}, university }: Variant,
): GalleryEntry {
  return {
    name: `top/${name}`,
    html: (frame, render) => {
      const inFrame = universityIn(frame);
      const [universityCode, profile] = university ?? [inFrame.code, inFrame.profile];
      const model = topModel(
        {
          mailAddress: 'yoshino.takahashi@mail.example',
          mailBouncedAt: null,
          counts: { printable: orders.length, history: 0 },
          orders,
          ...list,
        },
        {
          universityCode,
          profile,
          locale: frame.locale,
          now: GALLERY_NOW,
          previousSignInAt,
          otherDevices: 0,
          ...context,
        },
      );
      return render(topPageOf(profile), model, inFrameOf(universityCode, profile, frame));
    },
  };
}

export const gallery: GalleryEntry[] = [
  top('first-time', { context: { previousSignInAt: null } }),
  top('with-orders', { orders: [sampleOrder(), samplePaidOrder()] }),
  top('mail-comes-back', {
    list: { mailBouncedAt: new Date('2026-11-20T03:00:00Z') },
    context: { otherDevices: 2 },
  }),
  top('menu', { university: ['mukono', mukono] }),
  top('menu-with-orders', { university: ['mukono', mukono], orders: [samplePaidOrder()] }),
];
