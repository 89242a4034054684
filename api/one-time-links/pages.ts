import type { LinkPurpose } from '../../domain/mail/link-purposes.ts';
import { definePage } from '../rendering/page.ts';

/** Purposes whose links lead to a page; every one has sentences of its own for links that are over. */
export type OpenPurpose = Extract<
  LinkPurpose,
  'register_address' | 'change_address' | 'reset_second_password' | 'staff_invitation'
>;

/** A link that is not good any more. */
export interface ClosedLinkModel {
  purpose: OpenPurpose;
  /** Where a person goes on after the link did its work: to log in, usually. */
  onwardHref: string;
  /** Where a new mail is asked for; null when somebody else has to send it. */
  anewHref: string | null;
}

/** A link that never was one. */
export interface UnknownLinkModel {
  anewHref: string;
}

const titled = (state: string) => ({
  title: ({ purpose }: ClosedLinkModel) => ({ key: `oneTimeLinks.${state}.${purpose}.title` }),
});

export const linkUsedPage = definePage<ClosedLinkModel>('one-time-links/used', titled('used'));
export const linkExpiredPage = definePage<ClosedLinkModel>('one-time-links/expired');
export const linkSupersededPage = definePage<ClosedLinkModel>('one-time-links/superseded');
export const linkObjectedPage = definePage<ClosedLinkModel>('one-time-links/objected');
export const linkUnknownPage = definePage<UnknownLinkModel>('one-time-links/unknown');
