import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locale, UniversityProfile, UserType } from '../../domain/university/profile.ts';
import { VIEWS_FOLDER } from '../../rendering/views-folder.ts';

/** What a manual shows; the words beside it in `manual.pictures`. */
export const PICTURE_IDS = [
  'login',
  'register',
  'waiting',
  'setSecond',
  'changeSecond',
  'forgottenSecond',
  'top',
  'certificates',
  'check',
  'pay',
  'numbers',
  'list',
  'address',
  'menu',
  'sessions',
] as const;

export type PictureId = (typeof PICTURE_IDS)[number];

/** A page of the gallery, and what of it is shown. */
export interface Subject {
  /** Name of the gallery's entry. */
  entry: string;
  /** What is opened before. */
  opens?: 'menu';
  /** The picture begins at this element; at the top of the page unless told. */
  from?: string;
  /** The most that it shows, in pixels of the page; less where the page ends or a line would be cut. */
  tallest?: number;
}

/** A picture as it was taken. `views/assets/manual/pictures.json` holds them by university, language and id. */
export interface TakenPicture {
  /** Below `views/assets/manual/`. */
  file: string;
  /** Of the file: part of its address, so that browsers may keep it. */
  content: string;
  /** Pixels of the page that it shows; the file may have more. */
  width: number;
  height: number;
  entry: string;
  /** Of the words that the page had then. */
  words: string;
}

export type PictureManifest = Partial<
  Record<string, Partial<Record<Locale, Partial<Record<PictureId, TakenPicture>>>>>
>;

export const PICTURES_FOLDER = join(VIEWS_FOLDER, 'assets', 'manual');
export const MANIFEST_FILE = join(PICTURES_FOLDER, 'pictures.json');

/** @returns the pictures that were taken, as the repository holds them */
export function readManifest(): PictureManifest {
  return JSON.parse(readFileSync(MANIFEST_FILE, 'utf8')) as PictureManifest;
}

/** Where a browser gets the picture. */
export const pictureAddress = ({ file, content }: TakenPicture): string =>
  `/assets/manual/${file.replace(/\.(\w+)$/, `.${content}.$1`)}`;

/** Pictures of pages that belong to a second password. */
const OF_SECOND_PASSWORD: readonly PictureId[] = ['setSecond', 'changeSecond', 'forgottenSecond'];

/**
 * What the manual of a university shows to people of a type: only pages that they have.
 * @returns null for pages that they do not have
 */
export function subjectOf(
  id: PictureId,
  { signIn, secondPassword }: UniversityProfile,
  userType: UserType,
): Subject | null {
  const hasSecond = secondPassword[userType];
  if (OF_SECOND_PASSWORD.includes(id) && !hasSecond) return null;
  if (id === 'login') {
    if (signIn.student?.kind === 'saml') return { entry: 'saml/sign-in' };
    const entry = hasSecond ? 'sign-in/sign-in-second-password' : 'sign-in/sign-in';
    return { entry, tallest: 900 };
  }
  return SUBJECTS[id];
}

const SUBJECTS: Readonly<Record<Exclude<PictureId, 'login'>, Subject>> = {
  register: { entry: 'registration/address-form', from: 'main form .field' },
  waiting: { entry: 'mail-address/waiting-sent' },
  setSecond: { entry: 'second-password/set', from: 'main form .field' },
  changeSecond: { entry: 'second-password/change', from: 'main form .field' },
  forgottenSecond: { entry: 'second-password/forgotten', from: 'main form .field' },
  top: { entry: 'top/with-orders' },
  certificates: { entry: 'orders/certificates-enrolled' },
  check: { entry: 'orders/check-ready' },
  pay: { entry: 'payments/pay-ready' },
  numbers: { entry: 'orders/order-printable', from: '#numbers-heading' },
  list: { entry: 'orders/list-current' },
  address: { entry: 'mail-address/change', from: 'main form .field' },
  menu: { entry: 'top/with-orders', opens: 'menu' },
  sessions: { entry: 'account/sessions-several' },
};
