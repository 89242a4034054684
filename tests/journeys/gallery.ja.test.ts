// Every page of the gallery in Japanese; a file a language, so that two are looked at at the same time.
import { entries } from '../../api/gallery/entries.ts';
import { openGalleryViewer } from '../support/gallery-viewer.ts';
import type { GalleryViewer } from '../support/gallery-viewer.ts';

let viewer: GalleryViewer;
beforeAll(async () => {
  viewer = await openGalleryViewer();
}, 60_000);
afterAll(() => viewer.close());

it.each(entries.map((entry) => entry.name))(
  '%s in Japanese: no finding of axe, nothing cut off, in every size and scheme (R-327)',
  async (name) => {
    expect(await viewer.findings(`/gallery/${name}?lang=ja`)).toEqual([]);
  },
);
