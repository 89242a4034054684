import type { Halt } from '../../domain/university/halts.ts';
import type { Locale, UniversityProfile } from '../../domain/university/profile.ts';
import { aomine } from '../../prisma/profiles/aomine.ts';
import { LOCALES } from '../../rendering/locales.ts';
import { languageLinks } from '../rendering/language-links.ts';
import { menuOf } from '../middleware/frame.ts';
import type { LayoutModel, MenuEntry } from '../rendering/layout-model.ts';

/** The moment at which the gallery stands still: Saturday 21 November 2026, 15:30 in Japan. */
export const GALLERY_NOW = new Date('2026-11-21T06:30:00Z');

/** A closure of everything, in force since an hour. */
export const SAMPLE_HALT: Halt = {
  what: 'all',
  from: new Date('2026-11-21T05:30:00Z'),
  to: new Date('2026-11-23T00:00:00Z'),
  reason: { ja: '電気設備の点検のため', en: 'Inspection of the power supply' },
  isInForce: true,
  extendsDeadlines: true,
};

/** The menu of a student whose first sign-in is finished, as a university composes it. */
export function sampleMenu(universityCode: string, profile: UniversityProfile): MenuEntry[] {
  const student = {
    userType: 'student',
    mailConfirmed: true,
    secondPasswordMissing: false,
  } as const;
  return menuOf({ universityCode, ...student }, profile);
}

/** The frame of a signed-in student of Aomine University. */
export function sampleLayout(locale: Locale, name: string): LayoutModel {
  const isJapanese = locale === 'ja';
  return {
    locale,
    now: GALLERY_NOW,
    university: {
      code: 'aomine',
      name: isJapanese ? '青嶺大学' : 'Aomine University',
      shortName: isJapanese ? '青嶺大' : 'Aomine',
      accent: 'aomine',
    },
    account: {
      previousSignInAt: new Date('2026-11-18T06:14:00Z'),
      menu: sampleMenu('aomine', aomine),
    },
    csrfToken: 'gallery-has-no-session',
    languages: languageLinks(LOCALES, locale, { originalUrl: `/gallery/${name}`, method: 'GET' }),
    halts: [],
    offersLanguages: true,
    contact: {
      name: isJapanese ? '証明書発行サービス コールセンター' : 'Certificate Service Call Centre',
      phone: '06-0000-4327',
      hours: isJapanese ? '24時間 年中無休' : '24 hours a day, every day',
    },
  };
}
