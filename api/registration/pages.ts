import type { AddressFields } from '../mail-address/address-fields.ts';
import { definePage } from '../rendering/page.ts';

export interface AddressFormModel extends AddressFields {
  senderAddress: string;
  minutes: number;
}

/** Behind the link of a mail: nothing has happened yet. */
export interface ConfirmModel {
  /** Whoever holds the link may be anybody: enough to recognise the mailbox, no more. */
  maskedAddress: string;
  /** The confirmation has been received but not answered yet. */
  isReceived: boolean;
}

export const addressFormPage = definePage<AddressFormModel>('registration/address-form');
export const confirmPage = definePage<ConfirmModel>('registration/confirm');
export const donePage = definePage<object>('registration/done');
