import { emailFrame } from '../../rendering/email-frame.ts';
import { renderEmail } from '../../rendering/render-email.ts';
import { renderSecondPasswordChange } from '../../rendering/second-password-mails.ts';
import { mukono } from '../../prisma/profiles/mukono.ts';
import type { GalleryEmail } from '../gallery/entry.ts';
import { GALLERY_NOW } from '../gallery/sample-layout.ts';

const ORIGIN = 'https://certificates.example';
const maskedUserId = 'm24****01';

const changes = (['set', 'changed', 'reset'] as const).map((how): GalleryEmail => ({
  name: `second-password-changed-${how}`,
  render: (locale) =>
    renderSecondPasswordChange({
      how,
      profile: mukono,
      locale,
      loginId: 'm2401001',
      at: GALLERY_NOW,
      forgottenUrl: `${ORIGIN}/mukono/second-password/forgotten`,
    }),
}));

/** MAIL-8, what comes in its place, and the notices of every change. */
export const secondPasswordMails: GalleryEmail[] = [
  {
    name: 'reset-second-password',
    render: (locale) =>
      renderEmail(
        'reset-second-password',
        locale,
        {
          ...emailFrame(mukono),
          url: `${ORIGIN}/cert/kXo0Yw2m8C5nQz7uVb1TfJh4RsLd9EaGpMiNq3WxZyI`,
          minutes: 30,
          maskedUserId,
        },
        GALLERY_NOW,
      ),
  },
  {
    name: 'second-password-not-set',
    render: (locale) =>
      renderEmail(
        'second-password-not-set',
        locale,
        { ...emailFrame(mukono), maskedUserId, signInUrl: `${ORIGIN}/mukono/sign-in` },
        GALLERY_NOW,
      ),
  },
  ...changes,
];
