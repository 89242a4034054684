import type { Locale } from '../../domain/university/profile.ts';
import type { RenderedEmail } from '../../rendering/render-email.ts';
import { orderMails } from '../orders/mail-gallery.ts';
import { registrationMails } from '../registration/mail-gallery.ts';

/** One mail in one of its variants, from plain data. */
export interface GalleryEmail {
  name: string;
  render(locale: Locale): RenderedEmail;
}

/** Every mail and every variant. */
export const galleryEmails: readonly GalleryEmail[] = [...registrationMails, ...orderMails];
