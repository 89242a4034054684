import type { PasswordRules } from '../../domain/account/password-rules.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import { entry } from '../gallery/entry.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import {
  brokenAlone,
  newPasswordSchema,
  NOT_JUDGED,
  readNewPassword,
  ruleErrors,
  ruleViews,
} from './new-password.ts';
import type { Judgement } from './new-password.ts';
import {
  changedPage,
  changePage,
  donePage,
  forgottenPage,
  forgottenSentPage,
  resetPage,
  setPage,
} from './pages.ts';
import type { ChangeModel, ForgottenModel, ResetModel, SetModel } from './pages.ts';

const FIVE: PasswordRules = {
  minLength: 8,
  maxLength: 64,
  needsUpperCase: true,
  needsLowerCase: true,
  needsDigit: true,
  allowsSymbols: false,
};
const notes = [
  {
    ja: '証明書の申請とM.I.C.オンラインチャージでは、同じ第2パスワードを使います。',
    en: 'You use the same second password for certificates and for M.I.C. online charge.',
  },
];
const visitor = { account: null };
const enteringPerson = {
  account: {
    previousSignInAt: null,
    menu: [{ label: 'common.menu.signOut', href: '/aomine/sign-out', method: 'post' as const }],
  },
};
const retryAt = new Date('2026-11-21T06:40:00Z');

const typed = (secondPassword: string, secondPasswordCheck = secondPassword) =>
  readNewPassword(newPasswordSchema, FIVE, { secondPassword, secondPasswordCheck });
const tooShort = typed('secret');
const wide = typed('ＡBcdefg1-');
const twoDifferent = typed('Abcdefg1', 'Abcdefg2');
const nothing = typed('', '');
const university = brokenAlone('differs_from_university');
const same = brokenAlone('differs');
const formOf = ({ broken }: Judgement) => withErrors(newForm(), ...ruleErrors(FIVE, broken));

const set: SetModel = { form: newForm(), rules: ruleViews(FIVE, NOT_JUDGED), notes };
const change: ChangeModel = {
  ...set,
  rules: ruleViews(FIVE, NOT_JUDGED, { replaces: true }),
  retryAt: null,
};
const wrongCurrent = withErrors(newForm(), {
  field: 'currentSecondPassword',
  message: { key: 'secondPassword.errors.currentWrong' },
});
const forgotten: ForgottenModel = {
  form: newForm(),
  senderAddress: 'certificates@aomine.example',
  minutes: 30,
  retryAt: null,
};
const mailInvalid = withErrors(newForm({ mailAddress: 'hanako@mail' }), {
  field: 'mailAddress',
  message: { key: 'secondPassword.errors.mailInvalid' },
});
const reset: ResetModel = {
  ...set,
  rules: ruleViews(FIVE, NOT_JUDGED, { replaces: true }),
  maskedUserId: 'a24****01',
  expiresAt: new Date('2026-11-21T06:58:00Z'),
  isReceived: false,
};
const symbols = ruleViews({ ...FIVE, allowsSymbols: true }, NOT_JUDGED);

const setEntry = (name: string, model: SetModel) =>
  entry(`second-password/${name}`, setPage, model, enteringPerson);
const judged = ({ form, judgement }: ReturnType<typeof typed>, replaces = false) => ({
  form,
  rules: ruleViews(FIVE, judgement, { replaces }),
});

export const gallery: GalleryEntry[] = [
  setEntry('set', set),
  setEntry('set-rules-broken', { ...set, ...judged(tooShort) }),
  setEntry('set-full-width', { ...set, ...judged(wide) }),
  setEntry('set-mismatch', { ...set, ...judged(twoDifferent) }),
  setEntry('set-missing', { ...set, ...judged(nothing) }),
  setEntry('set-university-password', {
    ...set,
    form: formOf(university),
    rules: ruleViews(FIVE, university),
  }),
  setEntry('set-with-symbols', { ...set, rules: symbols, notes: [] }),
  entry('second-password/done', donePage, { how: 'set' }, visitor),
  entry('second-password/done-reset', donePage, { how: 'reset' }, visitor),
  entry('second-password/change', changePage, change),
  entry('second-password/change-wrong-current', changePage, { ...change, form: wrongCurrent }),
  entry('second-password/change-same', changePage, {
    ...change,
    form: formOf(same),
    rules: ruleViews(FIVE, same, { replaces: true }),
  }),
  entry('second-password/change-too-many', changePage, { ...change, retryAt }),
  entry('second-password/changed', changedPage, {}),
  entry('second-password/forgotten', forgottenPage, forgotten, visitor),
  entry(
    'second-password/forgotten-invalid',
    forgottenPage,
    { ...forgotten, form: mailInvalid },
    visitor,
  ),
  entry('second-password/forgotten-too-many', forgottenPage, { ...forgotten, retryAt }, visitor),
  entry(
    'second-password/forgotten-sent',
    forgottenSentPage,
    { senderAddress: 'certificates@aomine.example', minutes: 30 },
    visitor,
  ),
  entry('second-password/reset', resetPage, reset, visitor),
  entry(
    'second-password/reset-rules-broken',
    resetPage,
    { ...reset, ...judged(tooShort, true) },
    visitor,
  ),
  entry('second-password/reset-received', resetPage, { ...reset, isReceived: true }, visitor),
];
