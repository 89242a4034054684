import { aomine } from '../../prisma/profiles/aomine.ts';
import { ENROLMENT, TRANSCRIPT } from '../../prisma/profiles/shared.ts';
import { issueFeeYen, systemFeesOn } from '../../domain/orders/fees.ts';
import { GALLERY_NOW } from '../gallery/sample-layout.ts';
import type { SampleUniversity } from '../gallery/sample-university.ts';
import type { ApplicantAffiliation, Draft } from './draft-queries.ts';
import type { OrderDetail, PaymentView, PrintJobView } from './queries.ts';

/** Plain data for the gallery: one invented person, and an order in whatever state is asked for. */

export const SAMPLE_PROFILE = aomine;

const minutesAgo = (minutes: number) => new Date(GALLERY_NOW.getTime() - minutes * 60_000);

export const SAMPLE_AFFILIATION: ApplicantAffiliation = {
  id: '0b6f5a52-0000-4000-8000-000000000001',
  studentNumber: '26M0417',
  status: 'student',
  programme: 'master',
  year: 2,
  faculty: { ja: '大学院理学研究科', en: 'Graduate School of Science' },
  department: { ja: '物理学専攻', en: 'Department of Physics' },
  enrolledOn: '2025-04-01',
  leftOn: null,
  holdReason: null,
  courseCount: 12,
  person: {
    nameJa: '髙橋 𠮷野',
    nameKana: 'タカハシ ヨシノ',
    nameRoman: 'TAKAHASHI Yoshino',
    birthDate: '2002-05-04',
  },
};

export const SAMPLE_FORMER: ApplicantAffiliation = {
  ...SAMPLE_AFFILIATION,
  id: '0b6f5a52-0000-4000-8000-000000000002',
  studentNumber: '21B0093',
  status: 'graduate',
  programme: 'undergraduate',
  year: null,
  faculty: { ja: '理学部', en: 'Faculty of Science' },
  department: { ja: '物理学科', en: 'Department of Physics' },
  enrolledOn: '2021-04-01',
  leftOn: '2025-03-31',
};

/** A draft of two certificates of the present number and one of the former, begun a quarter of an hour ago. */
export function sampleDraft(changes: Partial<Draft> = {}): Draft {
  const [present, former] = [SAMPLE_AFFILIATION.id, SAMPLE_FORMER.id];
  return {
    id: '0b6f5a52-0000-4000-8000-000000000005',
    orderId: null,
    affiliations: [SAMPLE_AFFILIATION, SAMPLE_FORMER],
    leftBehind: null,
    data: {
      destination: 'convenience_store',
      affiliationId: present,
      paymentMethod: null,
      items: [
        { affiliationId: present, kind: 'enrolment', language: 'ja', copies: 2 },
        { affiliationId: present, kind: 'transcript', language: 'en', copies: 1 },
        { affiliationId: former, kind: 'graduation', language: 'ja', copies: 1 },
      ],
    },
    ...changes,
  };
}

const PAYMENT: PaymentView = {
  id: '0b6f5a52-0000-4000-8000-000000000003',
  state: 'created',
  amountYen: 1300,
  createRequestId: 'gallery',
  providerOrderId: null,
  approvalUrl: null,
  method: 'card',
  provider: 'paypal',
  dueAt: null,
  slip: null,
  returnedAt: null,
  paidAt: null,
};

const JOB: PrintJobView = {
  position: 1,
  network: 'netprint',
  state: 'ready',
  key: 'aomine-10023-1-s-859fced7',
  code: '0L3QP5ZY',
  pages: 1,
  copies: 2,
  printedCount: 0,
  delayedSince: null,
  reason: null,
  retainedUntil: null,
  hasImage: false,
};

const SECOND_JOB: PrintJobView = {
  ...JOB,
  position: 2,
  key: 'aomine-10023-2-s-41b0c92e',
  copies: 1,
  pages: 3,
};

/** Both networks have both documents. */
export const SAMPLE_JOBS: PrintJobView[] = [
  JOB,
  { ...JOB, network: 'network-print', code: '0071K4M2QX', hasImage: true },
  { ...SECOND_JOB, code: 'W8R2N4KA' },
  { ...SECOND_JOB, network: 'network-print', code: '0071K4M2QX' },
];

/** @param changes what differs from an order that was placed ten minutes ago and is not paid */
export function sampleOrder(
  changes: Partial<Omit<OrderDetail, 'payments'>> & { attempts?: Partial<PaymentView>[] } = {},
): OrderDetail {
  const { attempts = [{}], ...rest } = changes;
  const payments = attempts.map((attempt) => ({ ...PAYMENT, ...attempt }));
  const newest = payments.at(-1);
  return {
    id: '0b6f5a52-0000-4000-8000-000000000004',
    accountId: 'gallery',
    universityId: 'gallery',
    universityCode: 'aomine',
    issueNumber: '10482',
    placedOn: '2026-11-21',
    placedAt: minutesAgo(10),
    state: 'awaiting_payment',
    attention: null,
    issueFeeYen: 1200,
    systemFeeYen: 100,
    totalYen: 1300,
    paymentMethod: 'card',
    destination: 'convenience_store',
    reopenedAt: null,
    printNetworks: ['netprint', 'network-print'],
    paymentDeadline: new Date(minutesAgo(10).getTime() + 180 * 60_000),
    printDeadline: new Date('2026-11-28T15:00:00Z'),
    startedAt: minutesAgo(10),
    paidAt: null,
    printableAt: null,
    endedAt: null,
    lines: [
      {
        position: 1,
        kind: 'enrolment',
        language: 'ja',
        name: ENROLMENT.name,
        copies: 2,
        unitFeeYen: 400,
        feeYen: 800,
        studentNumber: SAMPLE_AFFILIATION.studentNumber,
      },
      {
        position: 2,
        kind: 'transcript',
        language: 'en',
        name: TRANSCRIPT.name,
        copies: 1,
        unitFeeYen: 400,
        feeYen: 400,
        studentNumber: SAMPLE_AFFILIATION.studentNumber,
      },
    ],
    payment: newest ? { ...newest, hasSlip: newest.slip !== null, depositedYen: 0 } : null,
    owesCash: false,
    payments,
    printJobs: [],
    outages: [],
    refunds: [],
    deposits: [],
    deadlineChanges: [],
    recordedSteps: [],
    numbersMail: null,
    slipMail: null,
    ...rest,
  };
}

/** An order that was paid eight minutes ago. */
export function samplePaidOrder(
  changes: Parameters<typeof sampleOrder>[0] & object = {},
): OrderDetail {
  return sampleOrder({
    state: 'printable',
    paidAt: minutesAgo(8),
    printableAt: minutesAgo(7),
    attempts: [{ state: 'captured', returnedAt: minutesAgo(8), paidAt: minutesAgo(8) }],
    printJobs: SAMPLE_JOBS,
    numbersMail: { state: 'accepted' },
    ...changes,
  });
}

/** The same order as it would be at another university: its address, and what it costs by that university's fees. */
export function atUniversity(order: OrderDetail, { code, profile }: SampleUniversity): OrderDetail {
  const { issueFees, systemFees } = profile.certificate;
  const lines = order.lines.map((line) => {
    const unitFeeYen = issueFeeYen(
      issueFees,
      {
        affiliationStatus: SAMPLE_AFFILIATION.status,
        certificateKind: line.kind,
        language: line.language,
        destination: 'convenience_store',
      },
      order.placedOn,
    );
    return { ...line, unitFeeYen, feeYen: unitFeeYen * line.copies };
  });
  const issueFeeYenSum = lines.reduce((sum, { feeYen }) => sum + feeYen, 0);
  const copies = lines.reduce((sum, line) => sum + line.copies, 0);
  const systemFeeYen = systemFeesOn(systemFees, order.placedOn).reduce(
    (sum, { per, yen }) => sum + (per === 'order' ? yen : yen * copies),
    0,
  );
  return {
    ...order,
    universityCode: code,
    lines,
    issueFeeYen: issueFeeYenSum,
    systemFeeYen,
    totalYen: issueFeeYenSum + systemFeeYen,
  };
}

export { minutesAgo };
