import { newForm, withErrors } from '../forms/form-state.ts';
import { entry } from '../gallery/entry.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import { addressFormPage, confirmPage, donePage, waitingPage } from './pages.ts';
import type { AddressFormModel, WaitingModel } from './pages.ts';

const senderAddress = 'certificates@aomine.example';
const retryAt = new Date('2026-11-21T07:20:00Z');
const visitor = { account: null };
const waitingPerson = {
  account: {
    previousSignInAt: null,
    menu: [{ label: 'common.menu.signOut', href: '/aomine/sign-out', method: 'post' as const }],
  },
};

const address: AddressFormModel = {
  form: newForm(),
  senderAddress,
  minutes: 30,
  hint: null,
  retryAt: null,
};
const twice = (mailAddress: string) => newForm({ mailAddress, mailAddressCheck: mailAddress });
const mismatch = withErrors(
  newForm({ mailAddress: 'hanako@mail.example', mailAddressCheck: 'hanoko@mail.example' }),
  { field: 'mailAddressCheck', message: { key: 'registration.errors.mismatch' } },
);
const carrier = withErrors(twice('hana..ko@docomo.ne.jp'), {
  field: 'mailAddress',
  message: { key: 'registration.errors.carrier' },
});
const mistyped = {
  form: twice('hanako@gmial.com'),
  hint: { typed: 'hanako@gmial.com', meant: 'hanako@gmail.com' },
};

const waiting: WaitingModel = {
  state: 'sent',
  mailAddress: 'hanako.aoyama.with.a.long.name@students.mail.example',
  senderAddress,
  minutes: 30,
  expiresAt: new Date('2026-11-21T06:58:00Z'),
  resendAllowedAt: null,
  codeForm: newForm(),
  isCodeClosed: false,
  notice: null,
  noticeKind: 'info',
  tone: 'waiting',
  retryAt: null,
};
const sending: WaitingModel = { ...waiting, state: 'sending', tone: 'working', expiresAt: null };
const stopped: WaitingModel = { ...waiting, tone: 'stopped' };
const resendAllowedAt = new Date('2026-11-21T06:31:00Z');
const wrongCode = withErrors(newForm({ code: '123456' }), {
  field: 'code',
  message: { key: 'registration.errors.codeWrong', params: { count: 4 } },
});

const form = (name: string, model: AddressFormModel) =>
  entry(`registration/${name}`, addressFormPage, model, waitingPerson);
const wait = (name: string, model: WaitingModel) =>
  entry(`registration/${name}`, waitingPage, model, waitingPerson);

export const gallery: GalleryEntry[] = [
  form('address-form', address),
  form('address-form-mismatch', { ...address, form: mismatch }),
  form('address-form-carrier', { ...address, form: carrier }),
  form('address-form-hint', { ...address, ...mistyped }),
  form('address-form-too-many', { ...address, retryAt }),
  wait('waiting-sending', sending),
  wait('waiting-sent', { ...waiting, resendAllowedAt }),
  wait('waiting-sent-again', { ...waiting, notice: 'again', noticeKind: 'success' }),
  wait('waiting-received', { ...waiting, notice: 'received' }),
  wait('waiting-cooling-down', { ...waiting, resendAllowedAt, notice: 'coolingDown' }),
  wait('waiting-not-sent-yet', { ...sending, notice: 'notSentYet' }),
  wait('waiting-too-many-resends', { ...waiting, notice: 'tooManyResends' }),
  wait('waiting-wrong-code', { ...waiting, codeForm: wrongCode }),
  wait('waiting-code-closed', { ...waiting, isCodeClosed: true }),
  wait('waiting-expired', { ...stopped, state: 'expired' }),
  wait('waiting-undeliverable', { ...stopped, state: 'undeliverable', expiresAt: null }),
  wait('waiting-too-many', { ...stopped, state: 'expired', retryAt }),
  entry(
    'registration/confirm',
    confirmPage,
    { maskedAddress: 'h***@students.mail.example', isReceived: false },
    visitor,
  ),
  entry(
    'registration/confirm-received',
    confirmPage,
    { maskedAddress: 'h***@students.mail.example', isReceived: true },
    visitor,
  ),
  entry('registration/done', donePage, {}, visitor),
];
