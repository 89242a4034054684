import { methodOf } from '../../domain/orders/methods.ts';
import type { UniversityProfile } from '../../domain/university/profile.ts';
import type {
  EmailCertificate,
  EmailOrderContent,
  EmailPayment,
  EmailPrinting,
  EmailPrintNumber,
} from '../../rendering/order-email-models.ts';
import { unsuitableShops } from '../../rendering/unsuitable-shops.ts';
import { orderLinks } from '../../platform/order-links.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { orderEmailFrame } from '../mail/order-mails.ts';
import { mailAboutOrder } from '../mail/outbox.ts';
import type { OrderLineRecord, OrderRecord } from '../records/load-order.ts';

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
  const wasIncomplete = !isComplete || (await hasMailed(deps, order, ['numbers-so-far']));
  await mailAboutOrder(deps, {
    order,
    profile,
    key: !isComplete ? 'numbers-so-far' : wasIncomplete ? 'numbers-complete' : 'numbers',
    template: 'order-numbers',
    model: {
      ...orderEmailFrame(deps, order, profile),
      ...contentOf(order, profile),
      ...printingOf(deps, order, profile),
      payment: paymentOf(order, profile),
      numbers: numbersOf(order, profile),
    },
  });
}

const NUMBERS_KEYS = ['numbers', 'numbers-so-far', 'numbers-complete'];

/** How long the numbers may take before a mail says that the money, or the free order, has come. Milliseconds. */
const TOLD_WITHOUT_NUMBERS_AFTER = 2 * 60_000;

/**
 * MAIL-11 while no number is there yet, and MAIL-12 of an order that costs nothing: nobody who
 * has paid waits long for a network to be told so, and not at all where a person must act first (`isBlocked`).
 */
export async function mailReceived(
  deps: ActivityDependencies,
  order: OrderRecord,
  profile: UniversityProfile,
  { isBlocked }: { isBlocked: boolean },
): Promise<void> {
  const payment = order.payments.find(({ state }) => state === 'captured');
  const since = payment?.paidAt ?? order.placedAt;
  if (!isBlocked && deps.clock().getTime() - since < TOLD_WITHOUT_NUMBERS_AFTER) return;
  // Numbers that were lost since have a mail of their own.
  if (await hasMailed(deps, order, NUMBERS_KEYS)) return;
  await mailAboutOrder(deps, {
    order,
    profile,
    key: 'received',
    template: 'order-received',
    model: {
      ...orderEmailFrame(deps, order, profile),
      ...contentOf(order, profile),
      payment: paymentOf(order, profile),
      printDeadline: new Date(order.printDeadline),
    },
  });
}

/**
 * Numbers that were mailed are not good any more; the mail names all that are.
 * @param reference what makes it one mail: the job's new key
 */
export async function mailNumbersReplaced(
  deps: ActivityDependencies,
  order: OrderRecord,
  profile: UniversityProfile,
  reference: string,
): Promise<void> {
  await mailAboutOrder(deps, {
    order,
    profile,
    key: `numbers-replaced:${reference}`,
    template: 'number-replaced',
    model: {
      ...orderEmailFrame(deps, order, profile),
      ...printingOf(deps, order, profile),
      numbers: numbersOf(order, profile),
    },
  });
}

/** @throws Error when an order that costs something has no counted payment: it must not have numbers then (I3) */
function paymentOf(order: OrderRecord, profile: UniversityProfile): EmailPayment | null {
  if (order.totalYen === 0) return null;
  const payment = order.payments.find(({ state }) => state === 'captured');
  if (!payment?.paidAt) throw new Error(`order ${order.id} has numbers but no payment`);
  return {
    methodName: methodOf(profile, payment.method).name,
    paidAt: new Date(payment.paidAt),
  };
}

function contentOf(order: OrderRecord, profile: UniversityProfile): EmailOrderContent {
  const { person, locale, lines, systemFeeYen, totalYen } = order;
  return {
    addressee: locale === 'ja' ? person.nameKana || person.nameJa : person.nameRoman,
    lines: lines.map((line) => ({
      ...certificateOf(line),
      copies: line.copies,
      unitFeeYen: line.unitFeeYen,
      feeYen: line.feeYen,
    })),
    systemFeeYen,
    totalYen,
    issuerName: profile.certificate.issuer.legalName,
  };
}

/** What a person needs who goes to print; the chains are those that take a number of this order. */
export function printingOf(
  { publicOrigin }: Pick<ActivityDependencies, 'publicOrigin'>,
  order: OrderRecord,
  profile: UniversityProfile,
): EmailPrinting {
  const { printFeeYenASheet } = profile.certificate;
  const chains = profile.certificate.chains.filter(({ network }) =>
    order.printNetworks.includes(network),
  );
  const links = orderLinks(publicOrigin, order);
  return {
    printDeadline: new Date(order.printDeadline),
    printFeeYenASheet,
    unsuitable: unsuitableShops(chains),
    whereToPrintUrl: links.whereToPrint,
    calendarUrl: links.calendar,
  };
}

/**
 * Every number once, with the certificates that it prints, in the order of the lines: some networks give one number a
 * certificate, others one for all. What has no number yet stands together, network by network.
 */
export function numbersOf(order: OrderRecord, profile: UniversityProfile): EmailPrintNumber[] {
  const numbers = new Map<string, EmailPrintNumber>();
  for (const line of order.lines) {
    const jobs = order.printJobs.filter(
      ({ lineId, state }) =>
        lineId === line.id && ['requested', 'processing', 'ready'].includes(state),
    );
    for (const { network, state, code: given, retainedUntil } of jobs) {
      const code = state === 'ready' ? given : null;
      const key = `${network} ${code ?? ''}`;
      const known = numbers.get(key);
      if (known) known.certificates.push(certificateOf(line));
      else {
        const chains = profile.certificate.chains.filter((chain) => chain.network === network);
        const endsEarly = code !== null && retainedUntil && retainedUntil < order.printDeadline;
        const keptUntil = endsEarly ? new Date(retainedUntil) : null;
        numbers.set(key, { certificates: [certificateOf(line)], chains, code, keptUntil });
      }
    }
  }
  return [...numbers.values()];
}

function certificateOf({ nameJa, nameEn, language }: OrderLineRecord): EmailCertificate {
  return { name: { ja: nameJa, en: nameEn }, language };
}

async function hasMailed(
  { pool }: ActivityDependencies,
  order: OrderRecord,
  keys: readonly string[],
): Promise<boolean> {
  const { rows } = await pool.query('SELECT 1 FROM mail_message WHERE key = ANY($1) LIMIT 1', [
    keys.map((key) => `order:${order.id}:${key}`),
  ]);
  return rows.length > 0;
}
