import type { Locale } from '../../domain/university/profile.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import { universityIn } from '../gallery/sample-university.ts';
import type { SampleUniversity } from '../gallery/sample-university.ts';
import type { PageName } from '../rendering/page.ts';

/** Binds a page to a model in the reader's language and with the settings of the frame's university. */
export function entryIn<M extends object>(
  name: string,
  page: PageName<M>,
  model: (locale: Locale, university: SampleUniversity) => M,
): GalleryEntry {
  return {
    name,
    html: (frame, render) => render(page, model(frame.locale, universityIn(frame)), frame),
  };
}
