import { aomine } from '../../prisma/profiles/aomine.ts';
import { saikai } from '../../prisma/profiles/saikai.ts';
import { entry } from '../gallery/entry.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import { GALLERY_NOW } from '../gallery/sample-layout.ts';
import { landingModel } from './landing.ts';
import { landingPage, universitiesPage } from './pages.ts';

const visitor = { account: null };
const landing = landingModel('aomine', aomine, GALLERY_NOW);
const reason = { ja: '設備の点検のため', en: 'Inspection of equipment' };
const announced = {
  from: new Date('2026-12-05T15:00:00Z'),
  to: new Date('2026-12-06T15:00:00Z'),
  reason,
  when: 'later' as const,
};

export const gallery: GalleryEntry[] = [
  entry(
    'home/universities',
    universitiesPage,
    {
      universities: [
        { name: aomine.name, href: '/aomine', isOpen: true },
        { name: saikai.name, href: '/saikai', isOpen: false },
      ],
    },
    { ...visitor, university: null, contact: null },
  ),
  entry('home/landing', landingPage, landing, visitor),
  entry('home/landing-halt', landingPage, { ...landing, halts: [announced] }, visitor),
  entry('home/landing-not-open', landingPage, landingModel('saikai', saikai, GALLERY_NOW), visitor),
];
