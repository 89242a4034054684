import { catalogueFor } from '../../domain/orders/availability.ts';
import { checkDraft } from '../../domain/orders/draft.ts';
import type { DraftItem } from '../../domain/orders/draft.ts';
import { methodsFor } from '../../domain/orders/methods.ts';
import { tokyoDate } from '../../domain/time/tokyo.ts';
import type { UniversityProfile } from '../../domain/university/profile.ts';
import { CASH_BY_SMART_PIT } from '../../prisma/profiles/payment-methods.ts';
import { newForm } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import { GALLERY_NOW } from '../gallery/sample-layout.ts';
import { certificatesModel, certificatesPage, readItems } from './certificates.ts';
import { checkModel, checkPage } from './check-model.ts';
import type { WhatChanged } from './check-model.ts';
import type { ApplicantAffiliation, Draft } from './draft-queries.ts';
import { entryIn } from './gallery-entry.ts';
import { orderingAffiliation } from './ordering-affiliation.ts';
import { minutesAgo, SAMPLE_AFFILIATION, SAMPLE_FORMER, sampleDraft } from './sample-orders.ts';
import { studentNumberModel, studentNumberPage } from './student-number.ts';

const on = tokyoDate(GALLERY_NOW);
const held: ApplicantAffiliation = {
  ...SAMPLE_AFFILIATION,
  holdReason: { ja: '授業料が未納のため', en: 'Tuition fees are not paid' },
};
const emptyDraft = sampleDraft({ data: { ...sampleDraft().data, items: [] } });

const studentNumber = (name: string, changes: Partial<Draft>, form: FormState = newForm()) =>
  entryIn(`orders/student-number-${name}`, studentNumberPage, (locale, { code, profile }) =>
    studentNumberModel({ ...emptyDraft, ...changes }, form, locale, {
      universityCode: code,
      records: profile.contacts.records,
    }),
  );

function certificates(
  name: string,
  affiliation: ApplicantAffiliation,
  typed: Record<string, string> | null = null,
  draft: Draft = emptyDraft,
) {
  const rules = orderingAffiliation(affiliation);
  return entryIn(`orders/certificates-${name}`, certificatesPage, (locale, { code, profile }) => {
    const catalogue = catalogueFor(profile.certificate, rules, 'convenience_store', on);
    const limits = { maxCopiesAnOrder: 20, copiesOfOthers: 0 };
    const read = typed ? readItems(catalogue.offers, typed, limits, locale) : null;
    const form = read && !read.ok ? read.form : newForm();
    const context = { universityCode: code, profile, locale, now: GALLERY_NOW };
    return certificatesModel({ draft, affiliation }, catalogue, form, context);
  });
}

interface CheckSample {
  /** Only what the university of the frame issues stays in. */
  items?: DraftItem[];
  affiliations?: ApplicantAffiliation[];
  settings?: (certificate: UniversityProfile['certificate']) => UniversityProfile['certificate'];
  changed?: WhatChanged;
  form?: FormState;
}

function check(name: string, sample: CheckSample = {}) {
  return entryIn(`orders/check-${name}`, checkPage, (locale, university) => {
    const { certificate } = university.profile;
    const profile = {
      ...university.profile,
      certificate: sample.settings?.(certificate) ?? certificate,
    };
    const base = sampleDraft();
    const known = (sample.items ?? base.data.items).filter((item) =>
      profile.certificate.kinds.some(({ code }) => code === item.kind),
    );
    const draft = {
      ...base,
      affiliations: sample.affiliations ?? base.affiliations,
      data: { ...base.data, items: known },
    };
    const rules = draft.affiliations.map(orderingAffiliation);
    const checked = checkDraft(profile.certificate, rules, draft.data, on);
    const order = { placedAt: GALLERY_NOW, destination: draft.data.destination };
    const methods = checked.ok
      ? methodsFor(profile, { totalYen: checked.price.totalYen, ...order })
      : { offered: [], notOffered: [] };
    const pages = known.map(({ kind }) => (kind === 'transcript' ? 3 : 1));
    return checkModel({ draft, check: checked, methods, pages }, sample.form ?? newForm(), {
      universityCode: university.code,
      profile,
      locale,
      now: GALLERY_NOW,
      changed: sample.changed ?? null,
    });
  });
}

const withCash = (certificate: UniversityProfile['certificate']) => ({
  ...certificate,
  paymentMethods: [
    ...certificate.paymentMethods.filter(({ code }) => code !== CASH_BY_SMART_PIT.code),
    CASH_BY_SMART_PIT,
    { ...CASH_BY_SMART_PIT, code: 'small_cash', maxYen: 1000 },
  ],
});

/** The pages before an order is placed. */
export const orderingGallery: GalleryEntry[] = [
  studentNumber('several', {}),
  studentNumber(
    'only-one',
    { affiliations: [SAMPLE_AFFILIATION] },
    newForm({ affiliation: SAMPLE_AFFILIATION.id }),
  ),
  studentNumber('none', { affiliations: [] }),
  studentNumber(
    'not-chosen',
    {},
    {
      values: {},
      errors: [{ field: 'affiliation', message: { key: 'orders.studentNumber.errors.choose' } }],
    },
  ),
  studentNumber('held-and-left-behind', {
    affiliations: [held, SAMPLE_FORMER],
    leftBehind: { id: SAMPLE_FORMER.id, updatedAt: minutesAgo(3000), data: sampleDraft().data },
  }),
  studentNumber('adding', { data: sampleDraft().data }),
  certificates('enrolled', SAMPLE_AFFILIATION),
  certificates('former', SAMPLE_FORMER, null, sampleDraft()),
  certificates('no-records', { ...SAMPLE_AFFILIATION, courseCount: 0, year: 1 }),
  certificates('held', held),
  certificates('wrong-copies', SAMPLE_AFFILIATION, {
    'copies-enrolment-ja': '-1',
    'copies-enrolment-en': '1.5',
    'copies-transcript-ja': '1e9',
  }),
  certificates('no-copies', SAMPLE_AFFILIATION, {}),
  check('ready', {
    items: sampleDraft().data.items.slice(0, 2),
    affiliations: [SAMPLE_AFFILIATION],
  }),
  check('several-numbers-and-methods', { settings: withCash }),
  check('method-not-chosen', {
    settings: withCash,
    form: {
      values: {},
      errors: [{ field: 'method', message: { key: 'orders.check.errors.method' } }],
    },
  }),
  check('free', {
    settings: (certificate) => ({
      ...certificate,
      issueFees: certificate.issueFees.map((row) => ({ ...row, yen: 0 })),
      systemFees: [],
    }),
  }),
  check('blocked', { affiliations: [held, SAMPLE_FORMER] }),
  check('price-changed', { changed: { what: 'total', shownYen: 1100 } }),
];
