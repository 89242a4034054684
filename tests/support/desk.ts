import { randomUUID } from 'node:crypto';
import type { RefundCause } from '../../domain/orders/refund-causes.ts';
import type { OrderState } from '../../domain/orders/states.ts';
import type { StaffTaskKind } from '../../domain/staff/tasks.ts';
import { tokyoDate } from '../../domain/time/tokyo.ts';
import { openTask } from '../../platform/staff-tasks.ts';
import type { TaskFacts } from '../../platform/staff-tasks.ts';
import type { TestApp } from './app.ts';

export interface DeskOrder {
  id: string;
  universityId: string;
  issueNumber: string;
}

let number = 70_000;

/** Puts an order into a university's tables as its life would have left it, with one line. */
export async function createOrder(
  { database: { prisma } }: TestApp,
  given: {
    university?: string;
    state?: OrderState;
    totalYen?: number;
    systemFeeYen?: number;
    nameJa?: string;
    nameKana?: string;
    studentNumber?: string;
    method?: string;
    attention?: string;
    placedAt?: Date;
    paidAt?: Date | null;
  } = {},
): Promise<DeskOrder> {
  const { university: code = 'aomine', state = 'printable', totalYen = 400 } = given;
  const { systemFeeYen = 0, placedAt = new Date() } = given;
  const { id: universityId } = await prisma.university.findUniqueOrThrow({ where: { code } });
  const id = randomUUID();
  const issueNumber = String((number += 1));
  const studentNumber = given.studentNumber ?? `S${issueNumber}`;
  const nameJa = given.nameJa ?? '青山\u3000花子';
  const nameKana = given.nameKana ?? 'アオヤマ\u3000ハナコ';
  const person = { nameJa, nameKana, nameRoman: 'AOYAMA Hanako', birthDate: '2006-05-04' };
  const student = await prisma.student.create({
    data: { id: randomUUID(), universityId, directoryId: id, ...person },
  });
  const affiliation = await prisma.affiliation.create({
    data: {
      ...{ id: randomUUID(), universityId, studentId: student.id, studentNumber },
      ...{ status: 'student', programme: 'undergraduate', enrolledOn: '2025-04-01' },
      ...{ facultyJa: '理学部', facultyEn: 'Faculty of Science' },
      ...{ departmentJa: '物理学科', departmentEn: 'Department of Physics' },
    },
  });
  const account = await prisma.account.create({
    data: { id: randomUUID(), universityId, userType: 'student', loginId: id, locale: 'ja' },
  });
  const later = new Date(placedAt.getTime() + 7 * 86_400_000);
  const isPaid = state !== 'awaiting_payment' && state !== 'lapsed' && totalYen > 0;
  await prisma.order.create({
    data: {
      ...{ id, universityId, accountId: account.id, issueNumber, placementKey: id, locale: 'ja' },
      ...{ placedAt, placedOn: tokyoDate(placedAt), profileEdition: 'x', state },
      ...{ destination: 'convenience_store', printNetworks: ['netprint'], frozenPerson: person },
      ...{ issueFeeYen: totalYen - systemFeeYen, systemFeeYen, totalYen },
      ...{ paymentMethod: given.method ?? 'card', paymentDeadline: later, printDeadline: later },
      startedAt: placedAt,
      paidAt: given.paidAt === undefined ? (isPaid ? placedAt : null) : given.paidAt,
      attention: given.attention ?? null,
      lines: {
        create: {
          ...{ id: randomUUID(), affiliationId: affiliation.id, position: 1, studentNumber },
          ...{ certificateKind: 'enrolment', language: 'ja', copies: 1 },
          ...{ nameJa: '在学証明書', nameEn: 'Certificate of Enrollment' },
          ...{ unitFeeYen: totalYen - systemFeeYen, feeYen: totalYen - systemFeeYen },
        },
      },
    },
  });
  return { id, universityId, issueNumber };
}

/** A task about an order, or about none. @returns its id */
export async function createTask(
  { database: { pool, prisma } }: TestApp,
  order: Pick<DeskOrder, 'universityId'> & { id: string | null },
  task: { kind: StaffTaskKind; reference?: string; amountYen?: number; facts?: TaskFacts },
): Promise<string> {
  const { kind, reference = randomUUID(), amountYen = null, facts = {} } = task;
  const { id: orderId, universityId } = order;
  const at = new Date();
  await openTask(pool, { universityId, orderId, kind, reference, amountYen, facts, at });
  const where = { kind_reference: { kind, reference } };
  return (await prisma.staffTask.findUniqueOrThrow({ where })).id;
}

/** Cash that is owed, or a refund that was refused, with its task. */
export async function createOwed(
  test: TestApp,
  owed: {
    order: DeskOrder;
    amountYen?: number;
    cause?: RefundCause;
    kind?: Extract<StaffTaskKind, 'owed_money' | 'refund_refused'>;
  },
): Promise<{ taskId: string; refundId: string; captureId: string }> {
  const { order, amountYen = 400, cause = 'late', kind = 'owed_money' } = owed;
  const refundId = randomUUID();
  const captureId = `smart-pit:${refundId}`;
  await test.database.prisma.refund.create({
    data: {
      ...{ id: refundId, orderId: order.id, captureId, amountYen, cause },
      ...(kind === 'owed_money'
        ? { state: 'requested', channel: 'payout' }
        : { state: 'refused', channel: 'provider', reason: 'REFUND_NOT_ALLOWED' }),
    },
  });
  const facts = { cause, provider: 'smart-pit' };
  const taskId = await createTask(test, order, { kind, reference: refundId, amountYen, facts });
  return { taskId, refundId, captureId };
}
