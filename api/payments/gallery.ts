import { deadlinesOf } from '../../domain/orders/order-deadlines.ts';
import type { PaymentMethod } from '../../domain/university/profile.ts';
import {
  CARD_BY_PAYPAL,
  CASH_BY_SBPS,
  CASH_BY_SMART_PIT,
} from '../../prisma/profiles/payment-methods.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import { entry } from '../gallery/entry.ts';
import { GALLERY_NOW } from '../gallery/sample-layout.ts';
import { universityIn } from '../gallery/sample-university.ts';
import type { LayoutModel } from '../rendering/layout-model.ts';
import type { PageName } from '../rendering/page.ts';
import type { PaymentView } from '../orders/queries.ts';
import { atUniversity, sampleOrder } from '../orders/sample-orders.ts';
import { methodModel, methodPage } from './method.ts';
import type { PaymentStep } from './open-payment.ts';
import { payModel, payPage } from './pay.ts';
import { returnedPage, unknownPaymentPage } from './return.ts';
import { slipModel, slipPage } from './slip.ts';

const retryAt = new Date(GALLERY_NOW.getTime() + 120_000);
const orderHref = '/aomine/orders/sample';

type SampleStep = Omit<PaymentStep, 'deps'>;

/** An order at the university of the frame, which takes these methods; the first is the order's. */
function stepIn(
  frame: LayoutModel,
  methods: [PaymentMethod, ...PaymentMethod[]],
  attempt: Partial<PaymentView>,
): SampleStep {
  const university = universityIn(frame);
  const [method] = methods;
  const profile = {
    ...university.profile,
    certificate: { ...university.profile.certificate, paymentMethods: methods },
  };
  const placed = sampleOrder({ paymentMethod: method.code, attempts: [attempt] });
  const { payment, print } = deadlinesOf(profile, method, placed.placedAt);
  const order = { ...placed, paymentDeadline: payment, printDeadline: print };
  return {
    order: atUniversity(order, university),
    method,
    profile,
    locale: frame.locale,
    now: GALLERY_NOW,
  };
}

const variant = <M extends object>(
  name: string,
  page: PageName<M>,
  model: (step: SampleStep) => M,
  methods: [PaymentMethod, ...PaymentMethod[]],
  attempt: Partial<PaymentView> = {},
): GalleryEntry => ({
  name: `payments/${name}`,
  html: (frame, render) => render(page, model(stepIn(frame, methods, attempt)), frame),
});

const SMART_PIT: Partial<PaymentView> = {
  state: 'open',
  slip: [{ kind: 'smart_pit', value: '0123456789012' }],
};

export const gallery: GalleryEntry[] = [
  variant('pay-ready', payPage, (step) => payModel(step, null), [CARD_BY_PAYPAL]),
  variant('pay-unavailable', payPage, (step) => payModel(step, { kind: 'unavailable', retryAt }), [
    CARD_BY_PAYPAL,
  ]),
  variant('pay-refused', payPage, (step) => payModel(step, { kind: 'refused' }), [CARD_BY_PAYPAL]),
  variant(
    'pay-slip-unavailable',
    payPage,
    (step) => payModel(step, { kind: 'unavailable', retryAt }),
    [CASH_BY_SMART_PIT, CARD_BY_PAYPAL],
  ),
  variant(
    'pay-leaving',
    payPage,
    (step) =>
      payModel(step, {
        kind: 'form',
        action: 'https://fep.sps-system.com/f01/FepBuyInfoReceive.do',
        fields: { order_id: 'sample', amount: String(step.order.totalYen) },
      }),
    [CASH_BY_SBPS],
  ),
  variant('slip', slipPage, slipModel, [CASH_BY_SMART_PIT, CARD_BY_PAYPAL], SMART_PIT),
  variant('slip-several', slipPage, slipModel, [CASH_BY_SBPS], {
    state: 'open',
    slip: [
      { kind: 'receipt', value: '00412345678' },
      { kind: 'confirmation', value: '002580' },
    ],
  }),
  variant('slip-waiting', slipPage, slipModel, [CASH_BY_SBPS], { state: 'open' }),
  variant('slip-over', slipPage, slipModel, [CASH_BY_SMART_PIT], {
    ...SMART_PIT,
    dueAt: GALLERY_NOW,
  }),
  variant(
    'method',
    methodPage,
    (step) =>
      methodModel(
        step,
        withErrors(newForm(), {
          field: 'method',
          message: { key: 'payments.method.errors.choose' },
        }),
      ),
    [CASH_BY_SMART_PIT, CARD_BY_PAYPAL, { ...CASH_BY_SBPS, code: 'small', maxYen: 500 }],
    SMART_PIT,
  ),
  variant(
    'method-unavailable',
    methodPage,
    (step) => methodModel(step, newForm({ method: 'card' }), { kind: 'unavailable', retryAt }),
    [CASH_BY_SMART_PIT, CARD_BY_PAYPAL],
    SMART_PIT,
  ),
  variant('method-none', methodPage, (step) => methodModel(step, newForm()), [CARD_BY_PAYPAL]),
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
