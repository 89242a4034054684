import type { UniversityProfile, UserType } from '../../domain/university/profile.ts';
import { aomine } from '../../prisma/profiles/aomine.ts';
import { mukono } from '../../prisma/profiles/mukono.ts';
import { rakuo } from '../../prisma/profiles/rakuo.ts';
import { saikai } from '../../prisma/profiles/saikai.ts';
import { entry } from '../gallery/entry.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import { GALLERY_NOW, inFrameOf, SAMPLE_HALT } from '../gallery/sample-layout.ts';
import type { LayoutModel } from '../rendering/layout-model.ts';
import { haltInFrame } from '../rendering/set-up-layout.ts';
import { landingModel } from './landing.ts';
import { entrancePage, landingPage, universitiesPage } from './pages.ts';

/** A page of a university for somebody who has not signed in. */
const landing = (
  name: string,
  [code, profile]: [string, UniversityProfile],
  userType: UserType,
  layout: (frame: LayoutModel) => Partial<LayoutModel> = () => ({}),
): GalleryEntry => ({
  name: `home/${name}`,
  html: (frame, render) => {
    const visitor = { ...inFrameOf(code, profile, frame), account: null };
    const model = landingModel(code, profile, userType, GALLERY_NOW);
    return render(landingPage, model, { ...visitor, ...layout(visitor) });
  },
});

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
    { account: null, university: null, contact: null },
  ),
  entry(
    'home/entrance',
    entrancePage,
    {
      doors: [
        { userType: 'student', href: '/aomine/students', isOpen: true },
        { userType: 'graduate', href: '/aomine/graduates', isOpen: false },
      ],
    },
    { account: null },
  ),
  landing('landing', ['aomine', aomine], 'student'),
  landing('landing-single-sign-on', ['rakuo', rakuo], 'student'),
  landing('landing-second-password', ['mukono', mukono], 'student'),
  landing('landing-not-open', ['saikai', saikai], 'graduate'),
  landing('landing-other-browser', ['aomine', aomine], 'student', () => ({
    isTestedBrowser: false,
  })),
  {
    name: 'home/landing-signed-in',
    html: (frame, render) =>
      render(landingPage, landingModel('aomine', aomine, 'student', GALLERY_NOW), frame),
  },
  landing('landing-halts', ['aomine', aomine], 'student', ({ locale }) => ({
    halts: [
      haltInFrame(SAMPLE_HALT, locale),
      haltInFrame({ ...SAMPLE_HALT, what: 'payment', isInForce: false }, locale),
      haltInFrame({ ...SAMPLE_HALT, what: 'printing', isInForce: false }, locale),
    ],
  })),
];
