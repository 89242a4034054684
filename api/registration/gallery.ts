import { newForm, withErrors } from '../forms/form-state.ts';
import { entry } from '../gallery/entry.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import { fieldsOf } from '../mail-address/address-fields.ts';
import { addressFormPage, confirmPage, donePage } from './pages.ts';
import type { AddressFormModel } from './pages.ts';

const visitor = { account: null };
const signOut = {
  label: 'common.menu.signOut',
  href: '/aomine/sign-out',
  method: 'post' as const,
  isCurrent: false,
};
const waitingPerson = { account: { previousSignInAt: null, menu: [signOut] } };

const address: AddressFormModel = {
  ...fieldsOf(newForm()),
  senderAddress: 'certificates@aomine.example',
  minutes: 30,
};
const twice = (mailAddress: string) => newForm({ mailAddress, mailAddressCheck: mailAddress });
const mismatch = withErrors(
  newForm({ mailAddress: 'hanako@mail.example', mailAddressCheck: 'hanoko@mail.example' }),
  { field: 'mailAddressCheck', message: { key: 'mailAddress.errors.mismatch' } },
);
const carrier = withErrors(twice('hana..ko@docomo.ne.jp'), {
  field: 'mailAddress',
  message: { key: 'mailAddress.errors.carrier' },
});
const mistyped = {
  form: twice('hanako@gmial.com'),
  hint: { typed: 'hanako@gmial.com', meant: 'hanako@gmail.com' },
};
const maskedAddress = 'h***@students.mail.example';

const form = (name: string, model: AddressFormModel) =>
  entry(`registration/${name}`, addressFormPage, model, waitingPerson);

export const gallery: GalleryEntry[] = [
  form('address-form', address),
  form('address-form-mismatch', { ...address, form: mismatch }),
  form('address-form-carrier', { ...address, form: carrier, isCarrier: true }),
  form('address-form-hint', { ...address, ...mistyped }),
  form('address-form-too-many', { ...address, retryAt: new Date('2026-11-21T07:20:00Z') }),
  entry('registration/confirm', confirmPage, { maskedAddress, isReceived: false }, visitor),
  entry('registration/confirm-received', confirmPage, { maskedAddress, isReceived: true }, visitor),
  entry('registration/done', donePage, {}, visitor),
];
