// `npm run screenshots -- sign-in`: writes every page of the gallery whose name holds the word to tests/screenshots/, in
// both languages, on a phone and on a desk, light and dark. Without a word, all of them.
import { join } from 'node:path';
import { entries } from '../api/gallery/entries.ts';
import { LOCALES } from '../rendering/locales.ts';
import { openGalleryViewer } from '../tests/support/gallery-viewer.ts';

const FOLDER = join(import.meta.dirname, '..', 'tests', 'screenshots');
const SIZES = [
  { width: 375, height: 667 },
  { width: 1280, height: 900 },
] as const;
const SCHEMES = ['light', 'dark'] as const;

const [word = ''] = process.argv.slice(2);
const viewer = await openGalleryViewer();
try {
  for (const { name } of entries.filter((entry) => entry.name.includes(word))) {
    for (const locale of LOCALES) {
      const page = await viewer.open(`/gallery/${name}?lang=${locale}`);
      for (const size of SIZES) {
        await page.setViewportSize(size);
        for (const colorScheme of SCHEMES) {
          await page.emulateMedia({ colorScheme });
          const file = `${name}.${locale}.${size.width}.${colorScheme}.png`;
          await page.screenshot({ path: join(FOLDER, file), fullPage: true });
        }
      }
      await page.context().close();
    }
    console.log(name);
  }
} finally {
  await viewer.close();
}
