import { newForm, withErrors } from '../forms/form-state.ts';
import { entry } from '../gallery/entry.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import { directoryAwayPage, noRecordPage, signInPage } from './pages.ts';
import type { SignInModel } from './pages.ts';

const contact = {
  name: { ja: '青嶺大学 教務部 証明書担当', en: 'Aomine University, certificates desk' },
  phone: '0000-55-0110',
  hours: { ja: '平日 9:00〜17:00', en: 'Weekdays 9:00–17:00 (Japan time)' },
};

const model: SignInModel = {
  form: newForm(),
  next: '',
  notice: null,
  secondPassword: null,
  notes: [
    {
      ja: '大学で使っているユーザーIDとパスワードでログインしてください。',
      en: 'Sign in with the user ID and password you use at the university.',
    },
  ],
  retryAt: null,
};
const typed = newForm({ userId: 'a2401001' });
const rejected = withErrors(typed, {
  field: 'userId',
  message: { key: 'signIn.errors.rejected' },
});
const missing = withErrors(
  newForm(),
  {
    field: 'userId',
    message: { key: 'signIn.errors.userIdMissing' },
  },
  {
    field: 'password',
    message: { key: 'signIn.errors.passwordMissing' },
  },
);
const withSecond: SignInModel = {
  ...model,
  secondPassword: { forgottenHref: '/mukono/second-password/forgotten' },
};
const rejectedWithSecond = withErrors(typed, {
  field: 'userId',
  message: { key: 'signIn.errors.rejectedWithSecond' },
});
const visitor = { account: null };
const retryAt = new Date('2026-11-21T06:40:00Z');

export const gallery: GalleryEntry[] = [
  entry('sign-in/sign-in', signInPage, model, visitor),
  entry('sign-in/sign-in-other-browser', signInPage, model, {
    ...visitor,
    isTestedBrowser: false,
  }),
  entry('sign-in/sign-in-rejected', signInPage, { ...model, form: rejected }, visitor),
  entry('sign-in/sign-in-missing', signInPage, { ...model, form: missing }, visitor),
  entry('sign-in/sign-in-too-many', signInPage, { ...model, form: typed, retryAt }, visitor),
  entry('sign-in/sign-in-registered', signInPage, { ...model, notice: 'registration' }, visitor),
  entry('sign-in/sign-in-signed-out', signInPage, { ...model, notice: 'sign-out' }, visitor),
  entry('sign-in/sign-in-second-password', signInPage, withSecond, visitor),
  entry(
    'sign-in/sign-in-second-password-rejected',
    signInPage,
    { ...withSecond, form: rejectedWithSecond },
    visitor,
  ),
  entry(
    'sign-in/sign-in-second-password-set',
    signInPage,
    { ...withSecond, notice: 'second-password' },
    visitor,
  ),
  entry(
    'sign-in/directory-away',
    directoryAwayPage,
    { retryAt, againHref: '/aomine/sign-in', contact },
    visitor,
  ),
  entry('sign-in/no-record', noRecordPage, { contact }, visitor),
];
