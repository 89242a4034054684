import { entry } from '../gallery/entry.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import {
  linkExpiredPage,
  linkObjectedPage,
  linkSupersededPage,
  linkUnknownPage,
  linkUsedPage,
} from './pages.ts';
import type { ClosedLinkModel, OpenPurpose } from './pages.ts';

const visitor = { account: null };
const noUniversity = { ...visitor, university: null, contact: null };

const links: Record<OpenPurpose, ClosedLinkModel> = {
  register_address: {
    purpose: 'register_address',
    onwardHref: '/aomine/sign-in',
    anewHref: '/aomine/mail-address',
  },
  change_address: {
    purpose: 'change_address',
    onwardHref: '/aomine/top',
    anewHref: '/aomine/account/mail-address',
  },
  reset_second_password: {
    purpose: 'reset_second_password',
    onwardHref: '/aomine/sign-in',
    anewHref: '/aomine/second-password/forgotten',
  },
  staff_invitation: {
    purpose: 'staff_invitation',
    onwardHref: '/aomine/staff/sign-in',
    anewHref: null,
  },
};

export const gallery: GalleryEntry[] = [
  ...Object.values(links).flatMap((link) => {
    const name = link.purpose.replaceAll('_', '-');
    return [
      entry(`one-time-links/used-${name}`, linkUsedPage, link, visitor),
      entry(`one-time-links/expired-${name}`, linkExpiredPage, link, visitor),
      entry(`one-time-links/superseded-${name}`, linkSupersededPage, link, visitor),
    ];
  }),
  entry('one-time-links/objected', linkObjectedPage, links.change_address, visitor),
  entry('one-time-links/unknown', linkUnknownPage, { anewHref: '/' }, noUniversity),
];
