import { orderMails } from '../orders/mail-gallery.ts';
import { registrationMails } from '../registration/mail-gallery.ts';
import { secondPasswordMails } from '../second-password/mail-gallery.ts';
import type { GalleryEmail } from './entry.ts';

/** Every mail and every variant. */
export const galleryEmails: readonly GalleryEmail[] = [
  ...registrationMails,
  ...secondPasswordMails,
  ...orderMails,
];
