import type { CashGateway, CashProviderId, SlipRequest } from '../../gateways/cash/port.ts';
import { CashProviderUnavailable } from '../../gateways/cash/port.ts';

type Answers = Partial<Pick<CashGateway, 'issueSlip' | 'cancelSlip'>>;

/** A cash provider without one: remembers what it was asked, and answers what the test says. */
export interface RecordedCash extends CashGateway {
  /** Every request for a slip, repeats too. */
  issued: SlipRequest[];
  /** Keys of the slips that were closed, in order. */
  cancelled: string[];
  /** Sets answers from now on; a function that throws is a refusal or a silence. */
  answer(answers: Answers): void;
  forget(): void;
}

const never = async (): Promise<never> => {
  throw new Error('the web never asks what was paid');
};

/** Idempotent by the slip's key, as the providers are. Numbers begin with a zero. */
export function recordCash(provider: CashProviderId): RecordedCash {
  const issued: SlipRequest[] = [];
  const cancelled: string[] = [];
  const numbers = new Map<string, string>();
  let answers: Answers = {};

  return {
    provider,
    issued,
    cancelled,
    answer(given) {
      answers = { ...answers, ...given };
    },
    forget() {
      issued.length = 0;
      cancelled.length = 0;
      answers = {};
    },
    async issueSlip(request) {
      issued.push(request);
      if (answers.issueSlip) return answers.issueSlip(request);
      if (provider === 'sbps') {
        return {
          kind: 'at_provider',
          action: 'http://127.0.0.1:9/sbps/f01/FepBuyInfoReceive.do',
          fields: { order_id: request.slipKey, amount: String(request.amountYen) },
        };
      }
      const known = numbers.get(request.slipKey) ?? String(numbers.size + 1).padStart(13, '0');
      numbers.set(request.slipKey, known);
      return {
        kind: 'issued',
        numbers: [{ kind: 'smart_pit', value: known }],
        dueAt: request.dueAt,
      };
    },
    async cancelSlip(slipKey) {
      cancelled.push(slipKey);
      return answers.cancelSlip ? answers.cancelSlip(slipKey) : 'cancelled';
    },
    getSlip: never,
    depositsOf: never,
  };
}

/** Cash providers that nobody has set up: every call is silence. */
export function noCash(): Record<CashProviderId, CashGateway> {
  const away = (provider: CashProviderId): CashGateway => {
    const silent = async (): Promise<never> => {
      throw new CashProviderUnavailable(provider, 'not set up in this test');
    };
    return { provider, issueSlip: silent, cancelSlip: silent, getSlip: silent, depositsOf: silent };
  };
  return { 'smart-pit': away('smart-pit'), sbps: away('sbps') };
}
