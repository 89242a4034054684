import type { UniversityProfile } from '../../domain/university/profile.ts';
import type { EmailCertificate, EmailPrintNumber } from '../../rendering/email-models.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { emailFrame } from '../../rendering/email-frame.ts';
import { mailAboutOrder } from '../mail/outbox.ts';
import type { OrderLineRecord, OrderRecord } from '../records/load-order.ts';
import { orderUrl } from '../records/order-url.ts';

/**
 * MAIL-10 with MAIL-11: payment received, and the print numbers. The first goes out as soon as
 * something can be printed; a second one only when a late number has come since.
 */
export async function mailNumbers(
  deps: ActivityDependencies,
  order: OrderRecord,
  profile: UniversityProfile,
  { isComplete }: { isComplete: boolean },
): Promise<void> {
  const paidAt = order.payments.find(({ state }) => state === 'captured')?.paidAt;
  const method = profile.certificate.paymentMethods.find(
    ({ code }) => code === order.paymentMethod,
  );
  if (!paidAt || !method) throw new Error(`order ${order.id} has numbers but no payment`);
  const wasIncomplete = !isComplete || (await hasMailedIncomplete(deps, order.id));
  await mailAboutOrder(deps, {
    order,
    profile,
    key: !isComplete ? 'numbers-so-far' : wasIncomplete ? 'numbers-complete' : 'numbers',
    template: 'order-numbers',
    model: {
      ...emailFrame(profile),
      issueNumber: order.issueNumber,
      lines: order.lines.map((line) => ({
        ...certificateOf(line),
        copies: line.copies,
        feeYen: line.feeYen,
      })),
      systemFeeYen: order.systemFeeYen,
      totalYen: order.totalYen,
      paymentMethodName: method.name,
      paidAt: new Date(paidAt),
      issuerName: profile.certificate.issuer.legalName,
      numbers: numbersOf(order, profile),
      printDeadline: new Date(order.printDeadline),
      printFeeYenASheet: profile.certificate.printFeeYenASheet,
      orderUrl: orderUrl(deps, order),
    },
  });
}

/** Certificate by certificate, so that each number stands with what it prints. */
function numbersOf(order: OrderRecord, profile: UniversityProfile): EmailPrintNumber[] {
  return order.lines.flatMap((line) =>
    order.printJobs
      .filter(
        ({ lineId, state }) => lineId === line.id && state !== 'refused' && state !== 'failed',
      )
      .map((job) => ({
        certificate: certificateOf(line),
        chains: profile.certificate.chains.filter(({ network }) => network === job.network),
        code: job.state === 'ready' ? job.code : null,
      })),
  );
}

function certificateOf({ nameJa, nameEn, language }: OrderLineRecord): EmailCertificate {
  return { name: { ja: nameJa, en: nameEn }, language };
}

async function hasMailedIncomplete(
  { pool }: ActivityDependencies,
  orderId: string,
): Promise<boolean> {
  const { rows } = await pool.query('SELECT 1 FROM mail_message WHERE key = $1', [
    `order:${orderId}:numbers-so-far`,
  ]);
  return rows.length > 0;
}
