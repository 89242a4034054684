import { LifeEnded, LifeRefusal } from '../../platform/lives.ts';
import type { Lives } from '../../platform/lives.ts';
import { VERIFICATION_REFUSALS } from '../../workflows/email-verification/contract.ts';

type Call = {
  [Name in keyof Lives]: { life: Name; arguments: Parameters<Lives[Name]> };
}[keyof Lives];

/** What a test says in place of a life; what it leaves out is answered as a life in good order would. */
export type LifeAnswers = Partial<Lives>;

export interface RecordedLives extends Lives {
  /** Everything that was said, in order. */
  calls: Call[];
  /** What was said to one kind of life. */
  told<Name extends keyof Lives>(life: Name): Parameters<Lives[Name]>[];
  /** Sets answers from now on; a function that throws is a refusal. */
  answer(answers: LifeAnswers): void;
  /** Forgets calls and answers. */
  forget(): void;
}

/** Lives without Temporal: remembers what it was told and answers what the test says. */
export function recordLives(): RecordedLives {
  const calls: Call[] = [];
  let answers: LifeAnswers = {};

  const usual: Lives = {
    startVerification: async () => {},
    confirmMailbox: async () => ({ confirmedAt: new Date().toISOString() }),
    resendMail: async () => ({
      expiresAt: new Date(Date.now() + 30 * 60_000).toISOString(),
      resendAllowedAt: new Date(Date.now() + 60_000).toISOString(),
    }),
    supersedeRequest: async () => {},
    objectToRequest: async () => {},
    mailBounced: async () => {},
    startOrder: async () => {},
    noticePayment: async () => 'told',
    cancelOrder: async () => ({ state: 'cancelled' }),
    startRefund: async () => {},
    moveDeadlines: async () => 'told',
    reopenPrintWindow: async () => ({
      printDeadline: new Date(Date.now() + 7 * 86_400_000).toISOString(),
    }),
    issuanceChanged: async () => 'told',
    retryIssuance: async () => 'told',
    recordPayout: async () => 'told',
    allPrinted: async () => 'told',
    check: async () => {},
  };

  function record<Name extends keyof Lives>(life: Name): Lives[Name] {
    const recorded = (...given: Parameters<Lives[Name]>) => {
      calls.push({ life, arguments: given } as Call);
      const answered = (answers[life] ?? usual[life]) as (...all: unknown[]) => unknown;
      return answered(...given);
    };
    return recorded as Lives[Name];
  }

  return {
    calls,
    told: <Name extends keyof Lives>(life: Name) =>
      calls
        .filter((call) => call.life === life)
        .map((call) => call.arguments as Parameters<Lives[Name]>),
    answer(given) {
      answers = { ...answers, ...given };
    },
    forget() {
      calls.length = 0;
      answers = {};
    },
    startVerification: record('startVerification'),
    confirmMailbox: record('confirmMailbox'),
    resendMail: record('resendMail'),
    supersedeRequest: record('supersedeRequest'),
    objectToRequest: record('objectToRequest'),
    mailBounced: record('mailBounced'),
    startOrder: record('startOrder'),
    noticePayment: record('noticePayment'),
    cancelOrder: record('cancelOrder'),
    startRefund: record('startRefund'),
    moveDeadlines: record('moveDeadlines'),
    reopenPrintWindow: record('reopenPrintWindow'),
    issuanceChanged: record('issuanceChanged'),
    retryIssuance: record('retryIssuance'),
    recordPayout: record('recordPayout'),
    allPrinted: record('allPrinted'),
    check: record('check'),
  };
}

/** An answer that refuses, as the life's update does. */
export function refuses(type: string): () => Promise<never> {
  return async () => {
    throw new LifeRefusal(type);
  };
}

/** An answer of a life that is over. */
export async function hasEnded(): Promise<never> {
  throw new LifeEnded('no open life');
}

/** Confirms the first proof of each request and refuses every later one, however many come at once. */
export function confirmsOnce(): Lives['confirmMailbox'] {
  const confirmed = new Set<string>();
  return async (linkId) => {
    if (confirmed.has(linkId)) throw new LifeRefusal(VERIFICATION_REFUSALS.used);
    confirmed.add(linkId);
    return { confirmedAt: new Date().toISOString() };
  };
}
