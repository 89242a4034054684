import { catalogueFor } from '../../domain/orders/availability.ts';
import { checkDraft } from '../../domain/orders/draft.ts';
import { tokyoDate } from '../../domain/time/tokyo.ts';
import type { Locale } from '../../domain/university/profile.ts';
import { newForm } from '../forms/form-state.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import { GALLERY_NOW } from '../gallery/sample-layout.ts';
import { universityIn } from '../gallery/sample-university.ts';
import type { SampleUniversity } from '../gallery/sample-university.ts';
import type { PageName } from '../rendering/page.ts';
import { cancelModel, cancelPage } from './cancel.ts';
import { certificatesModel, certificatesPage, readItems } from './certificates.ts';
import { checkModel, checkPage } from './check.ts';
import { listModel, listPage } from './list.ts';
import { orderModel } from './order-model.ts';
import type { OrderNote } from './order-model.ts';
import { orderPage } from './order.ts';
import { orderingAffiliation } from './ordering-affiliation.ts';
import type { ApplicantAffiliation, OrderDetail } from './queries.ts';
import {
  atUniversity,
  minutesAgo,
  SAMPLE_AFFILIATION,
  SAMPLE_FORMER,
  SAMPLE_JOBS,
  sampleOrder,
  samplePaidOrder,
} from './sample-orders.ts';
import { studentNumberModel, studentNumberPage } from './student-number.ts';

const on = tokyoDate(GALLERY_NOW);

/** Binds a page to a model in the reader's language and with the settings of the frame's university. */
function entryIn<M extends object>(
  name: string,
  page: PageName<M>,
  model: (locale: Locale, university: SampleUniversity) => M,
): GalleryEntry {
  return {
    name,
    html: (frame, render) => render(page, model(frame.locale, universityIn(frame)), frame),
  };
}

const studentNumber = (
  name: string,
  affiliations: ApplicantAffiliation[],
  form: Parameters<typeof studentNumberModel>[1] = newForm(),
) =>
  entryIn(`orders/student-number-${name}`, studentNumberPage, (locale, { profile }) =>
    studentNumberModel(affiliations, form, locale, {
      records: profile.contacts.records,
      backHref: '/aomine/top',
    }),
  );

function certificates(
  name: string,
  affiliation: ApplicantAffiliation,
  typed: Record<string, string> | null = null,
  hasChanged = false,
) {
  const rules = orderingAffiliation(affiliation);
  return entryIn(`orders/certificates-${name}`, certificatesPage, (locale, { profile }) => {
    const catalogue = catalogueFor(profile.certificate, rules, 'convenience_store', on);
    const read = typed ? readItems(catalogue.offers, typed, 20, locale) : null;
    const form = read && !read.ok ? read.form : newForm();
    return certificatesModel(affiliation, catalogue, form, {
      profile,
      locale,
      now: GALLERY_NOW,
      changeNumberHref: '/aomine/orders/drafts/sample/student-number',
      hasChanged,
    });
  });
}

function check(name: string, shownTotalYen: number | null) {
  return entryIn(`orders/check-${name}`, checkPage, (locale, { profile }) => {
    const checked = checkDraft(
      profile.certificate,
      orderingAffiliation(SAMPLE_AFFILIATION),
      {
        destination: 'convenience_store',
        affiliationId: SAMPLE_AFFILIATION.id,
        items: [
          { kind: 'enrolment', language: 'ja', copies: 2 },
          { kind: 'transcript', language: 'en', copies: 1 },
        ],
      },
      on,
    );
    const [method] = profile.certificate.paymentMethods;
    if (!checked.ok || !method) throw new Error('the sample order cannot be ordered');
    return checkModel(
      { affiliation: SAMPLE_AFFILIATION, items: checked.items, price: checked.price, method },
      {
        profile,
        locale,
        now: GALLERY_NOW,
        changeHref: '/aomine/orders/drafts/sample/certificates',
        shownTotalYen,
      },
    );
  });
}

function list(name: string, tab: 'printable' | 'history', orders: OrderDetail[], total?: number) {
  const counts = { printable: 0, history: 0, [tab]: total ?? orders.length };
  return entryIn(`orders/list-${name}`, listPage, (locale, university) =>
    listModel(
      { orders: orders.map((order) => atUniversity(order, university)), counts },
      { universityCode: 'aomine', locale, now: GALLERY_NOW, tab, page: total ? 2 : 1 },
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
  amountYen: 1300,
  cause: 'cannot_issue',
  requestedAt: minutesAgo(3),
  endedAt: null,
} as const;

export const gallery: GalleryEntry[] = [
  studentNumber('several', [SAMPLE_AFFILIATION, SAMPLE_FORMER]),
  studentNumber('only-one', [SAMPLE_AFFILIATION], newForm({ affiliation: SAMPLE_AFFILIATION.id })),
  studentNumber('none', []),
  studentNumber('not-chosen', [SAMPLE_AFFILIATION, SAMPLE_FORMER], {
    values: {},
    errors: [{ field: 'affiliation', message: { key: 'orders.studentNumber.errors.choose' } }],
  }),
  certificates('enrolled', SAMPLE_AFFILIATION),
  certificates('changed', SAMPLE_AFFILIATION, null, true),
  certificates('former', SAMPLE_FORMER),
  certificates('no-records', { ...SAMPLE_AFFILIATION, courseCount: 0 }),
  certificates('held', {
    ...SAMPLE_AFFILIATION,
    holdReason: { ja: '授業料が未納のため', en: 'Tuition fees are not paid' },
  }),
  certificates('wrong-copies', SAMPLE_AFFILIATION, {
    'copies-enrolment-ja': '-1',
    'copies-enrolment-en': '1.5',
    'copies-transcript-ja': '1e9',
  }),
  certificates('no-copies', SAMPLE_AFFILIATION, {}),
  check('ready', null),
  check('price-changed', 1100),
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
    'refunded',
    samplePaidOrder({
      state: 'refunded',
      refunds: [{ ...refund, state: 'refunded', endedAt: minutesAgo(1) }],
    }),
  ),
  entryIn('orders/cancel', cancelPage, (locale) => cancelModel(sampleOrder(), locale)),
];
