import { addDays, tokyoDate, tokyoInstant } from '../../domain/time/tokyo.ts';
import { CashRefusal } from '../cash/port.ts';
import type { CashDeposit, CashGateway, SlipState } from '../cash/port.ts';
import { depositsFrom, standingYen } from './deposits.ts';
import { inquire } from './inquiry.ts';
import type { InquiryAnswer } from './inquiry.ts';
import { noticeOf } from './notices.ts';
import { purchaseForm } from './purchase-form.ts';
import type { SbpsIdentity } from './purchase-form.ts';
import { keptNoticeSchema } from './records.ts';
import type { KeptNotice, SbpsRecords } from './records.ts';

export interface SbpsOptions extends SbpsIdentity {
  /** Where browsers are sent; `/f01/FepBuyInfoReceive.do` is added. */
  baseUrl: string;
  /** Of the XML interface; `/api/xmlapi.do` is added. */
  apiBaseUrl: string;
  apiPassword: string;
  /** Where SBPS sends its 結果CGI. */
  noticeUrl: string;
  records: SbpsRecords;
  clock: () => Date;
  /** For one HTTP exchange. Default 10 seconds. */
  timeoutMs?: number;
}

const METHODS = ['webcvs', 'payeasy'];
/** Notices of payments come hours after midnight too: days around are looked at, then the instants decide. */
const DAYS_AROUND = 2;

/**
 * Cash at stores and Pay-easy through SBPS, link type (R-202…R-208). What of its wire is confirmed and what is from
 * memory: docs/providers/sbps.md.
 *
 * The numbers are handed out by SBPS's own page, within the days that its portal is set to: `dueAt` cannot be sent. What
 * was paid is known from the notices alone; for Web コンビニ the inquiry says when one was lost.
 */
export function createSbpsGateway(options: SbpsOptions): CashGateway {
  const { records, clock } = options;
  const inquiry = { timeoutMs: 10_000, ...options };
  const noticesOf = async (slipKey: string): Promise<KeptNotice[]> =>
    keptNoticeSchema.array().parse(await records.noticesOf(slipKey));

  /** What is known of a slip, after SBPS itself was asked about it. */
  async function ask(
    slipKey: string,
  ): Promise<{ notices: KeptNotice[]; answer: InquiryAnswer | null }> {
    const notices = await noticesOf(slipKey);
    const issued = notices.find(({ result }) => result === 'OK');
    if (issued?.method !== 'webcvs') return { notices, answer: null };
    const now = clock();
    const answer = await inquire(inquiry, issued.trackingId, now);
    const missing = missingPayment(issued, notices, answer, now);
    if (!missing) return { notices, answer };
    await records.keep(noticeOf(missing), notices.length, now);
    return { notices: await noticesOf(slipKey), answer };
  }

  return {
    provider: 'sbps',

    async issueSlip(request) {
      if (!METHODS.includes(request.providerMethod ?? '')) {
        throw new CashRefusal('sbps', 'unknown_method');
      }
      const at = { now: clock(), noticeUrl: options.noticeUrl };
      return {
        kind: 'at_provider',
        action: `${options.baseUrl.replace(/\/+$/, '')}/f01/FepBuyInfoReceive.do`,
        fields: purchaseForm(request, options, at),
      };
    },

    /**
     * SBPS's link type has no request that takes a number back: only its portal does, before payment. So this tells
     * whether money is there, and money that comes for a closed payment goes back as what is owed. A number that SBPS
     * has not handed out yet never is: its notice is refused.
     */
    async cancelSlip(slipKey) {
      const { notices } = await ask(slipKey);
      return standingYen(depositsFrom(slipKey, notices)) > 0 ? 'paid' : 'cancelled';
    },

    async getSlip(slipKey) {
      const { notices, answer } = await ask(slipKey);
      const told = notices.find(({ result }) => result === 'OK')?.numbers ?? [];
      return {
        state: stateOf(notices, answer),
        numbers: told.length > 0 ? told : (answer?.numbers ?? []),
        deposits: depositsFrom(slipKey, notices),
      };
    },

    /** SBPS offers no list of payments to a program: this is what its notices told, and what inquiries found. */
    async depositsOf(day) {
      const from = new Date(tokyoInstant(addDays(day, -DAYS_AROUND)));
      const to = new Date(tokyoInstant(addDays(day, 1 + DAYS_AROUND)));
      const deposits: CashDeposit[] = [];
      for (const slipKey of await records.slipsPaidBetween(from, to)) {
        deposits.push(...depositsFrom(slipKey, await noticesOf(slipKey)));
      }
      return deposits.filter(({ paidAt }) => tokyoDate(paidAt) === day);
    },
  };
}

/** Numbers that SBPS itself does not know (it took our answer for a refusal) are none. */
function stateOf(notices: readonly KeptNotice[], answer: InquiryAnswer | null): SlipState {
  if (notices.some(({ result }) => result === 'CN')) return 'expired';
  if (answer?.status === 'cancelled') return 'cancelled';
  const isIssued = notices.some(({ result }) => result === 'OK');
  return isIssued && answer?.status !== 'unknown' ? 'issued' : 'unknown';
}

/**
 * A payment that SBPS says is there and no notice told of. Its instant is not told: it lies before now, and before the
 * end of the number's last day, after which no store takes money for it.
 */
function missingPayment(
  issued: KeptNotice,
  notices: readonly KeptNotice[],
  { status, payableUntil }: InquiryAnswer,
  now: Date,
): KeptNotice | null {
  if (status !== 'paid' && status !== 'overpaid') return null;
  const known = standingYen(depositsFrom(issued.orderId, notices));
  const wasTakenBack = notices.some(({ paid }) => paid && !['P', 'D'].includes(paid.kind));
  if (known >= issued.amountYen || wasTakenBack) return null;
  const paidAt = payableUntil && payableUntil < now ? payableUntil : now;
  return {
    ...issued,
    result: 'inquiry',
    numbers: [],
    paid: {
      kind: 'P',
      amountYen: issued.amountYen - known,
      cumulativeYen: issued.amountYen,
      paidAt: paidAt.toISOString(),
    },
    at: now.toISOString(),
  };
}
