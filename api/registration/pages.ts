import type { FormState } from '../forms/form-state.ts';
import { definePage } from '../rendering/page.ts';

export interface AddressFormModel {
  form: FormState;
  senderAddress: string;
  minutes: number;
  /** Another address that may have been meant, and the one that was typed: it can be kept. */
  hint: { typed: string; meant: string } | null;
  /** When the next mail may be asked for; null unless there were too many. */
  retryAt: Date | null;
}

/** What the last press of a button on the waiting page led to. */
export type WaitingNotice = 'again' | 'received' | 'notSentYet' | 'tooManyResends' | 'coolingDown';

export interface WaitingModel {
  state: 'sending' | 'sent' | 'expired' | 'undeliverable';
  /** Shown as typed, to the signed-in person alone, so that a mistake is seen. */
  mailAddress: string;
  senderAddress: string;
  minutes: number;
  /** Set once the mail was accepted. */
  expiresAt: Date | null;
  /** When a new mail may be asked for; null when it may be now. */
  resendAllowedAt: Date | null;
  codeForm: FormState;
  /** Attempts at the code are used up: the link still works. */
  isCodeClosed: boolean;
  notice: WaitingNotice | null;
  noticeKind: 'success' | 'info';
  tone: 'working' | 'waiting' | 'stopped';
  /** After too many requests: when the next one is allowed. */
  retryAt: Date | null;
}

/** Behind the link of a mail: nothing has happened yet. */
export interface ConfirmModel {
  /** Whoever holds the link may be anybody: enough to recognise the mailbox, no more. */
  maskedAddress: string;
  /** The confirmation has been received but not answered yet. */
  isReceived: boolean;
}

export const addressFormPage = definePage<AddressFormModel>('registration/address-form');
export const waitingPage = definePage<WaitingModel>('registration/waiting', {
  title: ({ state }) => ({ key: `registration.waiting.${state}.title` }),
});
export const confirmPage = definePage<ConfirmModel>('registration/confirm');
export const donePage = definePage<object>('registration/done');
