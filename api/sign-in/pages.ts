import type { Bilingual } from '../../domain/university/profile.ts';
import type { FormState } from '../forms/form-state.ts';
import { definePage } from '../rendering/page.ts';

/** Why the page came up again, above its form. */
export type SignInNotice = 'registration' | 'second-password' | 'sign-out';

export interface SignInModel {
  form: FormState;
  /** Page of this university to go to afterwards, empty for the top page. */
  next: string;
  notice: SignInNotice | null;
  /** Notes of the university, to be read before the button is pressed. */
  notes: Bilingual[];
  /** Null where students have none. */
  secondPassword: { forgottenHref: string } | null;
  /** When the next attempt is allowed; null unless there were too many. */
  retryAt: Date | null;
}

export interface Contact {
  name: Bilingual;
  phone: string;
  hours: Bilingual;
}

/** The directory cannot say whether the password is right. */
export interface DirectoryAwayModel {
  retryAt: Date;
  /** The sign-in page, with where the person wanted to go. */
  againHref: string;
  contact: Contact;
}

/** The directory knows the person, the records of study do not. */
export interface NoRecordModel {
  contact: Contact;
}

export const signInPage = definePage<SignInModel>('sign-in/sign-in');
export const directoryAwayPage = definePage<DirectoryAwayModel>('sign-in/directory-away');
export const noRecordPage = definePage<NoRecordModel>('sign-in/no-record');
