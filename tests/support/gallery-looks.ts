import { entries } from '../../api/gallery/entries.ts';
import type { Locale } from '../../domain/university/profile.ts';
import { openGalleryViewer } from './gallery-viewer.ts';
import type { GalleryViewer } from './gallery-viewer.ts';

/** Declares one test a page of the gallery. A file a language: so both can be looked at at the same time. */
export function lookAtEveryPage(locale: Locale): void {
  let viewer: GalleryViewer;

  beforeAll(async () => {
    viewer = await openGalleryViewer();
  }, 60_000);
  afterAll(() => viewer.close());

  it.each(entries.map((entry) => entry.name))(
    `%s (${locale}): no finding of axe, no complaint, nothing cut off, in every size and scheme`,
    async (name) => {
      expect(await viewer.findings(`/gallery/${name}?lang=${locale}`)).toEqual([]);
    },
  );
}
