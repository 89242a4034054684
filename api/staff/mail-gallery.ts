import { aomine } from '../../prisma/profiles/aomine.ts';
import { emailFrame } from '../../rendering/email-frame.ts';
import { renderEmail } from '../../rendering/render-email.ts';
import type { GalleryEmail } from '../gallery/entry.ts';
import { GALLERY_NOW } from '../gallery/sample-layout.ts';

export const staffMails: GalleryEmail[] = [
  {
    name: 'staff-invitation',
    render: (locale) =>
      renderEmail(
        'staff-invitation',
        locale,
        {
          ...emailFrame(aomine),
          url: 'https://certificates.example/cert/kXo0Yw2m8C5nQz7uVb1TfJh4RsLd9EaGpMiNq3WxZyI',
          name: '大原 美咲',
          days: 7,
        },
        GALLERY_NOW,
      ),
  },
];
