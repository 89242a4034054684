import { randomUUID } from 'node:crypto';
import type { Prisma, PrismaClient } from '../../prisma/client.ts';

type Row = Record<string, unknown>;

/** One row of each table that belongs to a university, and how to find it again. */
export interface UniversityRows {
  universityId: string;
  /** Unique `where` of the row of each model. */
  where: Partial<Record<Prisma.ModelName, Row>>;
  /** What to write into a new row of it: every column that must be there. */
  fresh: Partial<Record<Prisma.ModelName, () => Row>>;
  /** A harmless change. */
  change: Partial<Record<Prisma.ModelName, Row>>;
}

const NOW = new Date('2026-11-21T03:00:00Z');
const LATER = new Date('2026-11-28T15:00:00Z');

/**
 * Fills every table of a university with a row: student, account, order, payment, staff, links.
 * @param code of one of the seeded universities
 */
export async function fillUniversity(prisma: PrismaClient, code: string): Promise<UniversityRows> {
  const { id: universityId } = await prisma.university.findUniqueOrThrow({ where: { code } });
  const profile = await prisma.universityProfile.findFirstOrThrow({ where: { universityId } });
  const rows: UniversityRows = {
    universityId,
    where: { University: { id: universityId }, UniversityProfile: { id: profile.id } },
    fresh: {},
    change: { University: { nameEn: 'Mine' }, UniversityProfile: { edition: 'x' } },
  };
  const delegates = prisma as unknown as Record<string, { create(args: object): Promise<Row> }>;

  /** Makes the row of a model and remembers how; `key` are the columns that name it. */
  async function put(
    model: Prisma.ModelName,
    make: () => Row,
    change: Row,
    key: (row: Row) => Row = ({ id }) => ({ id }),
  ): Promise<string> {
    const delegate = delegates[model.charAt(0).toLowerCase() + model.slice(1)];
    const row = await delegate?.create({ data: make() });
    rows.where[model] = key(row ?? {});
    rows.fresh[model] = make;
    rows.change[model] = change;
    return String(row?.id);
  }

  const id = () => randomUUID();
  const unique = () => randomUUID().replaceAll('-', '');
  const studentId = await put(
    'Student',
    () => ({
      id: id(),
      universityId,
      directoryId: unique(),
      nameJa: '青山 花子',
      nameKana: 'アオヤマ ハナコ',
      nameRoman: 'AOYAMA Hanako',
      birthDate: '2006-05-04',
    }),
    { nameRoman: 'OTHER Name' },
  );
  const affiliationId = await put(
    'Affiliation',
    () => ({
      id: id(),
      universityId,
      studentId,
      studentNumber: unique(),
      status: 'student',
      programme: 'undergraduate',
      facultyJa: '理学部',
      facultyEn: 'Faculty of Science',
      departmentJa: '物理学科',
      departmentEn: 'Department of Physics',
      enrolledOn: '2025-04-01',
    }),
    { year: 4 },
  );
  let position = 0;
  await put(
    'CourseRecord',
    () => ({
      id: id(),
      affiliationId,
      academicYear: 2026,
      term: 'spring',
      nameJa: '力学',
      nameEn: 'Mechanics',
      credits: 2,
      grade: 'A',
      position: (position += 1),
    }),
    { grade: 'S' },
  );
  const account = () => ({ id: id(), universityId, userType: 'student', loginId: unique() });
  const accountId = await put('Account', account, { locale: 'en' });
  const another = await prisma.account.create({ data: account() });
  const linked = (accountId: string) => ({ accountId, affiliationId });
  await put(
    'AccountAffiliation',
    () => linked(accountId),
    { addedAt: NOW },
    ({ accountId, affiliationId }) => ({
      accountId_affiliationId: { accountId, affiliationId },
    }),
  );
  rows.fresh.AccountAffiliation = () => linked(another.id);
  const staffId = await put(
    'StaffMember',
    () => {
      const address = `${unique()}@staff.example`;
      return { id: id(), universityId, mailAddress: address, loginAddress: address, name: '事務' };
    },
    { name: '別の人' },
  );
  await put(
    'StaffRole',
    () => ({ staffId, role: 'auditor' }),
    { role: 'accountant' },
    ({ staffId, role }) => ({
      staffId_role: { staffId, role },
    }),
  );
  rows.fresh.StaffRole = () => ({ staffId, role: 'reviewer' });
  await put(
    'StaffRecoveryCode',
    () => ({ staffId, codeHash: unique() }),
    { usedAt: NOW },
    ({ staffId, codeHash }) => ({ staffId_codeHash: { staffId, codeHash } }),
  );
  await put(
    'Session',
    () => ({
      idHash: unique(),
      accountId,
      data: {},
      idleExpiresAt: LATER,
      absoluteExpiresAt: LATER,
    }),
    { idleExpiresAt: NOW },
    ({ idHash }) => ({ idHash }),
  );
  await put(
    'SamlRequest',
    () => ({ id: unique(), universityId, door: 'staff', browserHash: 'x', expiresAt: LATER }),
    { usedAt: NOW },
  );
  await put(
    'SamlAssertion',
    () => ({ universityId, assertionId: unique(), expiresAt: LATER }),
    { expiresAt: NOW },
    ({ universityId, assertionId }) => ({
      universityId_assertionId: { universityId, assertionId },
    }),
  );
  const linkId = await put(
    'OneTimeLink',
    () => ({
      id: id(),
      accountId,
      universityId,
      purpose: unique(),
      mailAddress: 'a@mail.example',
      locale: 'ja',
    }),
    { closedAt: NOW },
  );
  await put(
    'OneTimeLinkSuperseded',
    () => ({ tokenHash: unique(), linkId }),
    { supersededAt: NOW },
    ({ tokenHash }) => ({ tokenHash }),
  );
  await put('OrderDraft', () => ({ id: id(), accountId, data: {} }), { data: { mine: true } });
  await put(
    'IssueNumberCounter',
    () => ({ universityId, next: 1 }),
    { next: 2 },
    ({ universityId }) => ({ universityId }),
  );
  delete rows.fresh.IssueNumberCounter; // one a university
  const orderId = await put(
    'Order',
    () => ({
      id: id(),
      universityId,
      accountId,
      issueNumber: unique(),
      placementKey: unique(),
      locale: 'ja',
      placedAt: NOW,
      placedOn: '2026-11-21',
      profileEdition: profile.edition,
      destination: 'convenience_store',
      printNetworks: ['netprint'],
      issueFeeYen: 300,
      systemFeeYen: 100,
      totalYen: 400,
      paymentMethod: 'card',
      paymentDeadline: LATER,
      printDeadline: LATER,
      frozenPerson: {},
    }),
    { attention: 'x' },
  );
  const lineId = await put(
    'OrderLine',
    () => ({
      id: id(),
      orderId,
      affiliationId,
      position: (position += 1),
      studentNumber: '1',
      certificateKind: 'enrolment',
      language: 'ja',
      nameJa: '在学証明書',
      nameEn: 'Certificate of enrolment',
      copies: 1,
      unitFeeYen: 300,
      feeYen: 300,
    }),
    { nameEn: 'Other' },
  );
  await put(
    'Payment',
    () => ({
      id: id(),
      orderId,
      provider: 'paypal',
      method: 'card',
      amountYen: 400,
      state: 'closed',
      createRequestId: unique(),
      captureRequestId: unique(),
    }),
    { reason: 'x' },
  );
  await put(
    'Refund',
    () => ({ id: id(), orderId, captureId: unique(), amountYen: 400, cause: 'twice' }),
    { reason: 'x' },
  );
  await put(
    'JournalEntry',
    () => ({
      id: id(),
      orderId,
      event: 'captured',
      reference: unique(),
      debit: 'provider',
      credit: 'pending',
      amountYen: 400,
    }),
    { amountYen: 1 },
  );
  const paymentId = String(rows.where.Payment?.id);
  await put(
    'Deposit',
    () => ({
      id: id(),
      provider: 'smart-pit',
      providerDepositId: unique(),
      slipKey: paymentId,
      paymentId,
      orderId,
      amountYen: 400,
      kind: 'final',
      paidAt: NOW,
    }),
    { store: 'x' },
  );
  await put(
    'DeadlineChange',
    () => ({
      id: id(),
      orderId,
      which: 'print',
      cause: 'halt',
      reference: unique(),
      before: NOW,
      after: LATER,
    }),
    { reference: 'x' },
  );
  await put(
    'Receipt',
    () => ({ orderId, name: '青山 花子' }),
    { name: 'x' },
    ({ orderId }) => ({ orderId }),
  );
  const unnamed = await prisma.order.create({ data: rows.fresh.Order?.() as never });
  rows.fresh.Receipt = () => ({ orderId: unnamed.id, name: '青山 花子' });
  await put(
    'LedgerComparison',
    () => ({
      id: id(),
      universityId,
      provider: unique(),
      day: '2026-11-20',
      comparedAt: NOW,
      ordersYen: 0,
      journalYen: 0,
      providerYen: 0,
    }),
    { differences: 1 },
  );
  await put(
    'StaffTask',
    () => ({ id: id(), universityId, orderId, kind: 'owed_money', reference: unique() }),
    { note: 'x' },
  );
  const network = () => ({ network: 'netprint', key: unique(), copies: 1 });
  const line = (await prisma.orderLine.create({ data: rows.fresh.OrderLine?.() as never })).id;
  await put('PrintJob', () => ({ id: id(), orderId, lineId, ...network() }), { reason: 'x' });
  rows.fresh.PrintJob = () => ({ id: id(), orderId, lineId: line, ...network() });
  await put(
    'MailMessage',
    () => ({
      id: id(),
      key: unique(),
      accountId,
      template: 'x',
      locale: 'ja',
      recipient: 'a@mail.example',
      sender: 'b@mail.example',
      senderName: 'x',
      messageId: unique(),
      subject: 'x',
      text: 'x',
      html: 'x',
    }),
    { reason: 'x' },
  );
  await put(
    'AuditEntry',
    () => ({ actor: 'system', action: 'x', entity: 'order', entityId: orderId, universityId }),
    { cause: 'x' },
  );
  return rows;
}
