import { aomine } from '../../prisma/profiles/aomine.ts';
import { emailFrame } from '../../rendering/email-frame.ts';
import type { EmailModels } from '../../rendering/email-models.ts';
import { renderEmail } from '../../rendering/render-email.ts';
import type { GalleryEmail } from '../gallery/entry.ts';
import { GALLERY_NOW } from '../gallery/sample-layout.ts';

const frame = emailFrame(aomine);
const maskedAddress = 'x***@elsewhere.example';
const at = new Date('2026-11-21T05:12:00Z');
const objection = {
  url: 'https://certificates.example/not-me/kXo0Yw2m8C5nQz7uVb1TfJh4RsLd9EaGpMiNq3WxZyI',
  until: new Date('2026-11-28T05:12:00Z'),
};

function mail<N extends keyof EmailModels>(
  name: string,
  template: N,
  model: EmailModels[N],
): GalleryEmail {
  return { name, render: (locale) => renderEmail(template, locale, model, GALLERY_NOW) };
}

/** MAIL-2, the notices to both addresses, and the answer to an objection. */
export const mailAddressMails: GalleryEmail[] = [
  mail('change-mail-address', 'change-mail-address', {
    ...frame,
    url: 'https://certificates.example/cert/kXo0Yw2m8C5nQz7uVb1TfJh4RsLd9EaGpMiNq3WxZyI',
    code: '012345',
    minutes: 30,
  }),
  mail('mail-address-change-asked', 'mail-address-change-asked', {
    ...frame,
    maskedAddress,
    at,
    objection,
  }),
  mail('mail-address-changed-old', 'mail-address-changed', {
    ...frame,
    maskedAddress,
    at,
    objection,
  }),
  mail('mail-address-changed-new', 'mail-address-changed', {
    ...frame,
    maskedAddress,
    at,
    objection: null,
  }),
  mail('mail-address-objected-kept', 'mail-address-objected', {
    ...frame,
    outcome: 'kept',
    frozenUntil: objection.until,
  }),
  mail('mail-address-objected-restored', 'mail-address-objected', {
    ...frame,
    outcome: 'restored',
    frozenUntil: objection.until,
  }),
];
