import { aomine } from '../../prisma/profiles/aomine.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import { entry } from '../gallery/entry.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import { fieldsOf } from './address-fields.ts';
import {
  changedPage,
  changePage,
  confirmChangePage,
  frozenPage,
  objectedPage,
  objectionOverPage,
  objectionPage,
  objectionUnknownPage,
  waitingPage,
} from './pages.ts';
import type { ChangeModel, ObjectionModel, WaitingModel } from './pages.ts';

const senderAddress = 'certificates@aomine.example';
const retryAt = new Date('2026-11-21T07:20:00Z');
const resendAllowedAt = new Date('2026-11-21T06:31:00Z');
const contact = aomine.contacts.system;
const visitor = { account: null };

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
  isRefused: false,
  retryAt: null,
  hrefs: {
    form: '/aomine/mail-address',
    sent: '/aomine/mail-address/sent',
    code: '/aomine/mail-address/sent/code',
    again: '/aomine/mail-address/sent/again',
  },
};
const sending: WaitingModel = { ...waiting, state: 'sending', tone: 'working', expiresAt: null };
const expired: WaitingModel = { ...waiting, state: 'expired', tone: 'stopped' };
const refused: WaitingModel = { ...expired, state: 'undeliverable', isRefused: true };
const wrongCode = withErrors(newForm({ code: '123456' }), {
  field: 'code',
  message: { key: 'mailAddress.errors.codeWrong', params: { count: 4 } },
});

const change: ChangeModel = {
  ...fieldsOf(newForm()),
  current: 'hanako.aoyama.with.a.long.name@students.mail.example',
  hasBounced: false,
  senderAddress,
  minutes: 30,
};
const twice = (mailAddress: string) => newForm({ mailAddress, mailAddressCheck: mailAddress });
const wrong = (mailAddress: string, key: string) =>
  withErrors(twice(mailAddress), { field: 'mailAddress', message: { key } });
const mistyped = {
  form: twice('hanako@gmial.com'),
  hint: { typed: 'hanako@gmial.com', meant: 'hanako@gmail.com' },
};

const objection: ObjectionModel = {
  maskedOld: 'h***@students.mail.example',
  maskedNew: 'x***@elsewhere.example',
  requestedAt: new Date('2026-11-21T05:12:00Z'),
  state: 'pending',
  tone: 'waiting',
  days: 7,
  until: new Date('2026-11-28T05:12:00Z'),
};
const until = new Date('2026-11-28T06:00:00Z');

const wait = (name: string, model: WaitingModel) =>
  entry(`mail-address/waiting-${name}`, waitingPage, model);

export const gallery: GalleryEntry[] = [
  wait('sending', sending),
  wait('sent', { ...waiting, resendAllowedAt }),
  wait('sent-again', { ...waiting, notice: 'again', noticeKind: 'success' }),
  wait('received', { ...waiting, notice: 'received' }),
  wait('cooling-down', { ...waiting, resendAllowedAt, notice: 'coolingDown' }),
  wait('not-sent-yet', { ...sending, notice: 'notSentYet' }),
  wait('too-many-resends', { ...waiting, notice: 'tooManyResends' }),
  wait('wrong-code', { ...waiting, codeForm: wrongCode }),
  wait('code-closed', { ...waiting, isCodeClosed: true }),
  wait('expired', expired),
  wait('undeliverable', { ...refused, expiresAt: null }),
  wait('bounced', { ...refused, state: 'bounced' }),
  wait('too-many', { ...expired, retryAt }),
  entry('mail-address/change', changePage, change),
  entry('mail-address/change-bounced', changePage, { ...change, hasBounced: true }),
  entry('mail-address/change-same', changePage, {
    ...change,
    form: wrong(change.current, 'mailAddress.errors.same'),
  }),
  entry('mail-address/change-carrier', changePage, {
    ...change,
    form: wrong('hanako.@ezweb.ne.jp', 'mailAddress.errors.carrier'),
    isCarrier: true,
  }),
  entry('mail-address/change-hint', changePage, { ...change, ...mistyped }),
  entry('mail-address/change-too-many', changePage, { ...change, retryAt }),
  entry('mail-address/frozen', frozenPage, { current: change.current, until, contact }),
  entry(
    'mail-address/confirm-change',
    confirmChangePage,
    { maskedAddress: objection.maskedNew, isReceived: false },
    visitor,
  ),
  entry(
    'mail-address/confirm-change-received',
    confirmChangePage,
    { maskedAddress: objection.maskedNew, isReceived: true },
    visitor,
  ),
  entry('mail-address/changed', changedPage, {}),
  entry('mail-address/objection-pending', objectionPage, objection, visitor),
  entry(
    'mail-address/objection-done',
    objectionPage,
    { ...objection, state: 'done', tone: 'done' },
    visitor,
  ),
  entry(
    'mail-address/objection-not-changed',
    objectionPage,
    { ...objection, state: 'over', tone: 'stopped' },
    visitor,
  ),
  entry(
    'mail-address/objected',
    objectedPage,
    { maskedOld: objection.maskedOld, until, contact },
    visitor,
  ),
  entry(
    'mail-address/objected-long-ago',
    objectedPage,
    { maskedOld: objection.maskedOld, until: null, contact },
    visitor,
  ),
  entry('mail-address/objection-over', objectionOverPage, { contact }, visitor),
  entry(
    'mail-address/objection-unknown',
    objectionUnknownPage,
    {},
    { ...visitor, university: null, contact: null },
  ),
];
