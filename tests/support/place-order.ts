import { randomUUID } from 'node:crypto';
import type { ActivityDependencies } from '../../activities/index.ts';
import type { CashGateway, SlipRequest } from '../../gateways/cash/port.ts';
import { DAY, HOUR, TEST_PERSON } from './activity-world.ts';
import type { ActivityWorld, TestOrder, TestOrderOptions } from './activity-world.ts';
import type { SbpsMerchant } from './cash-town.ts';
import { payPalOrder } from './paypal-town.ts';

let placed = 10_000;

/** Writes an order into the database, and opens its payment at the provider, as the web does. */
export async function placeOrder(
  { database: { prisma }, deps, now, sbps }: ActivityWorld,
  options: TestOrderOptions = {},
): Promise<TestOrder> {
  const {
    copies = [1],
    networks = ['netprint', 'network-print'],
    placedAt = now(),
    slip,
    isFree = false,
  } = options;
  placed += 1;
  const issueNumber = String(placed);
  const { id: universityId } = await prisma.university.findUniqueOrThrow({
    where: { code: slip === 'sbps' ? 'mukono' : slip ? 'rakuo' : 'aomine' },
  });
  const studentNumber = `26CANARY${placed}`;
  const mailAddress = `canary${placed}@mail.example`;
  const person = { ...TEST_PERSON, ...options.person };
  const [accountId, studentId, affiliationId, orderId, paymentId] = Array.from({ length: 5 }, () =>
    randomUUID(),
  ) as [string, string, string, string, string];
  await prisma.account.create({
    data: {
      id: accountId,
      universityId,
      userType: 'student',
      loginId: `canary${placed}`,
      mailAddress,
      mailConfirmedAt: placedAt,
    },
  });
  await prisma.student.create({
    data: {
      id: studentId,
      universityId,
      directoryId: `canary${placed}`,
      ...person,
      affiliations: {
        create: {
          id: affiliationId,
          universityId,
          studentNumber,
          status: 'student',
          programme: 'undergraduate',
          facultyJa: '理学部',
          facultyEn: 'Faculty of Science',
          departmentJa: '物理学科',
          departmentEn: 'Department of Physics',
          year: 2,
          enrolledOn: '2025-04-01',
        },
      },
    },
  });
  const unitFeeYen = isFree ? 0 : 400;
  const issueFeeYen = copies.reduce((sum, count) => sum + count * unitFeeYen, 0);
  const systemFeeYen = isFree ? 0 : 100;
  const totalYen = issueFeeYen + systemFeeYen;
  const paymentDeadline = new Date(placedAt.getTime() + (slip ? 7 * DAY : isFree ? 0 : 3 * HOUR));
  const printDeadline = new Date(placedAt.getTime() + (slip ? 10 : 7) * DAY);
  const requests = { create: randomUUID(), capture: randomUUID() };
  const opened = isFree
    ? null
    : slip
      ? await openSlip(slip === 'sbps' ? sbps : deps.cash[slip], {
          paymentId,
          totalYen,
          paymentDeadline,
        })
      : await openAtPayPal(deps, { paymentId, totalYen, requestId: requests.create });
  await prisma.order.create({
    data: {
      id: orderId,
      universityId,
      accountId,
      issueNumber,
      placementKey: randomUUID(),
      locale: 'ja',
      placedAt,
      placedOn: '2026-11-21',
      profileEdition: '12.2.0',
      destination: 'convenience_store',
      printNetworks: networks,
      issueFeeYen,
      systemFeeYen,
      totalYen,
      paymentMethod: opened?.method ?? '',
      ...(isFree ? { state: 'preparing', paidAt: placedAt } : {}),
      paymentDeadline,
      printDeadline,
      frozenPerson: person,
      startedAt: placedAt,
      lines: {
        create: copies.map((count, index) => ({
          id: randomUUID(),
          position: index + 1,
          affiliationId,
          studentNumber,
          certificateKind: 'enrolment',
          language: 'ja',
          nameJa: '在学証明書',
          nameEn: 'Certificate of Enrollment',
          copies: count,
          unitFeeYen,
          feeYen: unitFeeYen * count,
        })),
      },
      ...(opened && {
        payments: {
          create: {
            id: paymentId,
            ...opened,
            amountYen: totalYen,
            state: 'open',
            createRequestId: requests.create,
            captureRequestId: requests.capture,
            createdAt: placedAt,
          },
        },
      }),
    },
  });
  return {
    orderId,
    paymentId,
    providerOrderId: opened && 'providerOrderId' in opened ? opened.providerOrderId : '',
    issueNumber,
    totalYen,
    mailAddress,
    paymentDeadline,
    printDeadline,
  };
}

async function openAtPayPal(
  { paypal }: ActivityDependencies,
  payment: { paymentId: string; totalYen: number; requestId: string },
) {
  const { providerOrderId, approvalUrl } = await paypal.createOrder({
    ...payPalOrder(),
    requestId: payment.requestId,
    orderReference: payment.paymentId,
    amountYen: payment.totalYen,
  });
  return { provider: 'paypal', method: 'card', providerOrderId, approvalUrl };
}

async function openSlip(
  cash: CashGateway | SbpsMerchant,
  payment: { paymentId: string; totalYen: number; paymentDeadline: Date },
) {
  const request: SlipRequest = {
    slipKey: payment.paymentId,
    amountYen: payment.totalYen,
    dueAt: payment.paymentDeadline,
    providerMethod: 'buy' in cash ? 'webcvs' : null,
    payerKana: 'カナリア ハナコ',
    itemName: '証明書発行手数料',
    returnUrls: { success: '', cancel: '', error: '' },
  };
  const row = { method: 'convenience_store', dueAt: payment.paymentDeadline };
  if ('buy' in cash) {
    await cash.buy(request);
    return { ...row, provider: 'sbps' };
  }
  const issued = await cash.issueSlip(request);
  const slip = issued.kind === 'issued' ? issued.numbers.map((number) => ({ ...number })) : [];
  return { ...row, provider: cash.provider, slip };
}
