import type { GalleryEntry } from '../gallery/entry.ts';
import { GALLERY_NOW, inFrameOf } from '../gallery/sample-layout.ts';
import { UNIVERSITIES } from '../../prisma/profiles/index.ts';
import { manualPage } from './manual.ts';
import { writeManual } from './write-manual.ts';

/** The manual of each university whose students can log in. */
export const gallery: GalleryEntry[] = UNIVERSITIES.filter(
  ({ profile }) => profile.signIn.student !== null,
).map(({ code, profile }) => ({
  name: `manual/${code}`,
  html: (frame, render) => {
    const manual = writeManual({
      code,
      profile,
      userType: 'student',
      locale: frame.locale,
      now: GALLERY_NOW,
      session: { idleSeconds: 30 * 60, longestSeconds: 8 * 60 * 60 },
    });
    const model = { manual, pdfHref: `/${code}/manual.pdf` };
    return render(manualPage, model, inFrameOf(code, profile, frame));
  },
}));
