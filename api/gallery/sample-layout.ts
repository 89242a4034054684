import { haltsToTell } from '../../domain/university/halts.ts';
import type { Halt } from '../../domain/university/halts.ts';
import type { Locale, UniversityProfile } from '../../domain/university/profile.ts';
import { aomine } from '../../prisma/profiles/aomine.ts';
import { LOCALES } from '../../rendering/locales.ts';
import { languageLinks } from '../rendering/language-links.ts';
import { menuOf } from '../middleware/frame.ts';
import type { LayoutModel } from '../rendering/layout-model.ts';
import { haltInFrame } from '../rendering/set-up-layout.ts';

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

/** A frame as it is at another university: its name, colour, menu, contact and halts. */
export function inFrameOf(
  code: string,
  profile: UniversityProfile,
  frame: LayoutModel,
): LayoutModel {
  const { locale } = frame;
  const { system } = profile.contacts;
  return {
    ...frame,
    university: {
      code,
      name: profile.name[locale],
      shortName: profile.shortName[locale],
      accent: profile.accent,
    },
    account: {
      previousSignInAt: new Date('2026-11-18T06:14:00Z'),
      menu: menuOf(
        {
          universityCode: code,
          userType: 'student',
          mailConfirmed: true,
          secondPasswordMissing: false,
        },
        profile,
      ),
    },
    halts: haltsToTell(profile, GALLERY_NOW).map((halt) => haltInFrame(halt, locale)),
    contact: {
      name: system.name[locale],
      phone: system.phone,
      hours: system.hours[locale],
    },
  };
}

/** The frame of a signed-in student of Aomine University. */
export function sampleLayout(locale: Locale, name: string): LayoutModel {
  return inFrameOf('aomine', aomine, {
    locale,
    now: GALLERY_NOW,
    university: null,
    account: null,
    contact: null,
    csrfToken: 'gallery-has-no-session',
    session: {
      secondsLeft: 1_800,
      warningSeconds: 120,
      idleMinutes: 30,
      longestEndsAt: new Date('2026-11-21T14:15:00Z'),
      address: '/aomine/account/session',
      signOutHref: '/aomine/sign-out',
      signInHref: '/aomine/sign-in?next=%2Faomine%2Ftop',
    },
    sessionEnd: null,
    isFilledIn: false,
    languages: languageLinks(LOCALES, locale, { originalUrl: `/gallery/${name}`, method: 'GET' }),
    halts: [],
    isTestedBrowser: true,
    offersLanguages: true,
  });
}
