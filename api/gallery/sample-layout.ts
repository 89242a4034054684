import type { Locale } from '../../domain/university/profile.ts';
import { LOCALES } from '../../rendering/locales.ts';
import { languageLinks } from '../rendering/language-links.ts';
import type { LayoutModel } from '../rendering/layout-model.ts';

/** The moment at which the gallery stands still: Saturday 21 November 2026, 15:30 in Japan. */
export const GALLERY_NOW = new Date('2026-11-21T06:30:00Z');

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
      menu: [
        { label: 'common.menu.top', href: '/aomine', method: 'get' },
        { label: 'common.menu.signOut', href: '/aomine/sign-out', method: 'post' },
      ],
    },
    csrfToken: 'gallery-has-no-session',
    languages: languageLinks(LOCALES, locale, { originalUrl: `/gallery/${name}`, method: 'GET' }),
    contact: {
      name: isJapanese ? '証明書発行サービス コールセンター' : 'Certificate Service Call Centre',
      phone: '06-0000-4327',
      hours: isJapanese ? '24時間 年中無休' : '24 hours a day, every day',
    },
  };
}
