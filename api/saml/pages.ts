import type { Bilingual } from '../../domain/university/profile.ts';
import { definePage } from '../rendering/page.ts';
import type { Contact, SignInNotice } from '../sign-in/pages.ts';

/** The students' entrance of a university with single sign-on. */
export interface SamlSignInModel {
  /** What the university calls the page that comes next. */
  providerName: Bilingual;
  /** Page of this university to go to afterwards, empty for the top page. */
  next: string;
  notice: SignInNotice | null;
  /** Notes of the university, to be read before the button is pressed. */
  notes: Bilingual[];
}

/** The way back could not be believed, or came too late or from another browser: one page for all of it. */
export interface SamlRefusedModel {
  referenceId: string;
  contact: Contact;
}

/** The person did not agree that the provider tells who they are. */
export interface SamlWithheldModel {
  providerName: Bilingual;
  contact: Contact;
}

/** Provider or our own settings cannot be used. */
export interface SamlUnavailableModel {
  contact: Contact;
}

/** The university names student numbers of several people. */
export interface SamlMixedModel {
  contact: Contact;
}

/** Signed out here; the provider did not say that it ended its side too. */
export interface SamlHalfSignedOutModel {
  providerName: Bilingual;
}

export const samlSignInPage = definePage<SamlSignInModel>('saml/sign-in');
export const refusedPage = definePage<SamlRefusedModel>('saml/refused');
export const withheldPage = definePage<SamlWithheldModel>('saml/withheld');
export const unavailablePage = definePage<SamlUnavailableModel>('saml/unavailable');
export const mixedPage = definePage<SamlMixedModel>('saml/mixed');
export const halfSignedOutPage = definePage<SamlHalfSignedOutModel>('saml/half-signed-out');
