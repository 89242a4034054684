import { entry } from '../gallery/entry.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import {
  halfSignedOutPage,
  mixedPage,
  refusedPage,
  samlSignInPage,
  unavailablePage,
  withheldPage,
} from './pages.ts';
import type { SamlSignInModel } from './pages.ts';

const contact = {
  name: { ja: '証明書発行サービス コールセンター', en: 'Certificate Service call centre' },
  phone: '0000-55-0100',
  hours: { ja: '24時間', en: '24 hours a day, in Japanese' },
};
const providerName = { ja: '洛央大学 統合認証システム', en: 'Rakuo University Single Sign-On' };

const model: SamlSignInModel = {
  providerName,
  next: '',
  notice: null,
  notes: [
    {
      ja: '大学の統合認証の画面でログインしてください。',
      en: 'Log in on the university’s own login page.',
    },
  ],
};
const visitor = { account: null };

export const gallery: GalleryEntry[] = [
  entry('saml/sign-in', samlSignInPage, model, visitor),
  entry('saml/sign-in-other-browser', samlSignInPage, model, {
    ...visitor,
    isTestedBrowser: false,
  }),
  entry('saml/sign-in-registered', samlSignInPage, { ...model, notice: 'registration' }, visitor),
  entry('saml/sign-in-signed-out', samlSignInPage, { ...model, notice: 'sign-out' }, visitor),
  entry('saml/refused', refusedPage, { referenceId: '7KQ2-M9XD', contact }, visitor),
  entry('saml/withheld', withheldPage, { providerName, contact }, visitor),
  entry('saml/unavailable', unavailablePage, { contact }, visitor),
  entry('saml/mixed', mixedPage, { contact }, visitor),
  entry('saml/half-signed-out', halfSignedOutPage, { providerName }, visitor),
];
