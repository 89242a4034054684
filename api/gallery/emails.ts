import { mailAddressMails } from '../mail-address/mail-gallery.ts';
import { orderMails } from '../orders/mail-gallery.ts';
import { registrationMails } from '../registration/mail-gallery.ts';
import { secondPasswordMails } from '../second-password/mail-gallery.ts';
import { staffMails } from '../staff/mail-gallery.ts';
import type { GalleryEmail } from './entry.ts';

/** Every mail and every variant. */
export const galleryEmails: readonly GalleryEmail[] = [
  ...registrationMails,
  ...mailAddressMails,
  ...secondPasswordMails,
  ...orderMails,
  ...staffMails,
];
