import type { Bilingual } from '../../domain/university/profile.ts';
import type { FormState } from '../forms/form-state.ts';
import { definePage } from '../rendering/page.ts';
import type { AddressFields } from './address-fields.ts';

type Contact = { name: Bilingual; phone: string; hours: Bilingual };

/** What the last press of a button on the waiting page led to. */
export type WaitingNotice = 'again' | 'received' | 'notSentYet' | 'tooManyResends' | 'coolingDown';

export interface WaitingModel {
  state: 'sending' | 'sent' | 'expired' | 'undeliverable' | 'bounced';
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
  /** The address takes no mail: another one is needed, not another mail. */
  isRefused: boolean;
  /** After too many requests: when the next one is allowed. */
  retryAt: Date | null;
  hrefs: { form: string; sent: string; code: string; again: string };
}

export interface ChangeModel extends AddressFields {
  current: string;
  /** Mail to the current address came back. */
  hasBounced: boolean;
  senderAddress: string;
  minutes: number;
}

export interface FrozenModel {
  current: string;
  until: Date;
  contact: Contact;
}

/** Behind the link of a mail: nothing has happened yet. */
export interface ConfirmChangeModel {
  /** Whoever holds the link may be anybody: enough to recognise the mailbox, no more. */
  maskedAddress: string;
  /** The confirmation has been received but not answered yet. */
  isReceived: boolean;
}

export interface ObjectionModel {
  maskedOld: string;
  maskedNew: string;
  requestedAt: Date;
  state: 'pending' | 'done' | 'over';
  tone: 'waiting' | 'done' | 'stopped';
  /** For how many days an objection forbids another change. */
  days: number;
  until: Date;
}

export interface ObjectedModel {
  maskedOld: string;
  /** Until when the address cannot be changed; null when that is over. */
  until: Date | null;
  contact: Contact;
}

export interface ObjectionOverModel {
  contact: Contact;
}

export const waitingPage = definePage<WaitingModel>('mail-address/waiting', {
  title: ({ state }) => ({ key: `mailAddress.waiting.${state}.title` }),
});
export const changePage = definePage<ChangeModel>('mail-address/change');
export const frozenPage = definePage<FrozenModel>('mail-address/frozen');
export const confirmChangePage = definePage<ConfirmChangeModel>('mail-address/confirm-change');
export const changedPage = definePage<object>('mail-address/changed');
export const objectionPage = definePage<ObjectionModel>('mail-address/objection');
export const objectedPage = definePage<ObjectedModel>('mail-address/objected');
export const objectionOverPage = definePage<ObjectionOverModel>('mail-address/objection-over');
export const objectionUnknownPage = definePage<object>('mail-address/objection-unknown');
