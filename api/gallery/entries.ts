import { gallery as account } from '../account/gallery.ts';
import { gallery as errors } from '../errors/gallery.ts';
import { gallery as home } from '../home/gallery.ts';
import { gallery as mailAddress } from '../mail-address/gallery.ts';
import { gallery as manual } from '../manual/gallery.ts';
import { gallery as messages } from '../messages/gallery.ts';
import { gallery as oneTimeLinks } from '../one-time-links/gallery.ts';
import { gallery as orders } from '../orders/gallery.ts';
import { gallery as payments } from '../payments/gallery.ts';
import { gallery as receipts } from '../receipts/gallery.ts';
import { gallery as registration } from '../registration/gallery.ts';
import { gallery as saml } from '../saml/gallery.ts';
import { gallery as secondPassword } from '../second-password/gallery.ts';
import { gallery as signIn } from '../sign-in/gallery.ts';
import { gallery as staff } from '../staff/gallery.ts';
import { gallery as staffOrders } from '../staff/order-gallery.ts';
import { gallery as top } from '../top/gallery.ts';
import { gallery as whereToPrint } from '../where-to-print/gallery.ts';
import { gallery as components } from './components.ts';
import type { GalleryEntry } from './entry.ts';

/** Every page and every variant, feature by feature. A new feature adds its list here. */
export const entries: readonly GalleryEntry[] = [
  ...components,
  ...errors,
  ...home,
  ...signIn,
  ...saml,
  ...registration,
  ...oneTimeLinks,
  ...mailAddress,
  ...secondPassword,
  ...top,
  ...account,
  ...orders,
  ...messages,
  ...receipts,
  ...payments,
  ...whereToPrint,
  ...manual,
  ...staff,
  ...staffOrders,
];
