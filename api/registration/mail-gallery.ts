import { aomine } from '../../prisma/profiles/aomine.ts';
import { emailFrame } from '../../rendering/email-frame.ts';
import { renderEmail } from '../../rendering/render-email.ts';
import type { GalleryEmail } from '../gallery/entry.ts';
import { GALLERY_NOW } from '../gallery/sample-layout.ts';

/** MAIL-1. */
export const registrationMails: GalleryEmail[] = [
  {
    name: 'verify-mail-address',
    render: (locale) =>
      renderEmail(
        'verify-mail-address',
        locale,
        {
          ...emailFrame(aomine),
          url: 'https://certificates.example/cert/kXo0Yw2m8C5nQz7uVb1TfJh4RsLd9EaGpMiNq3WxZyI',
          code: '012345',
          minutes: 30,
        },
        GALLERY_NOW,
      ),
  },
];
