// The manuals show the pages' own pictures: each has to be there, of a page that there still is, and as it reads today.
import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PICTURES_FOLDER, readManifest } from '../api/manual/pictures.ts';
import { pictureHtml, wantedPictures, wordsOf } from './manual-pictures.ts';

const manifest = readManifest();
const wanted = wantedPictures();
const takenOf = ({ code, locale, id }: (typeof wanted)[number]) => manifest[code]?.[locale]?.[id];
const files = Object.values(manifest).flatMap((languages) =>
  Object.values(languages ?? {}).flatMap((pictures) => Object.values(pictures)),
);

describe('the pictures of the manuals (R-140, X-28)', () => {
  it('are of pages that are in the gallery', () => {
    expect(wanted.length).toBeGreaterThan(60);
    for (const picture of wanted) expect(() => pictureHtml(picture)).not.toThrow();
  });

  it('show what the pages say today; if not, run `npm run draw-manual`', () => {
    const stale = wanted
      .filter((picture) => takenOf(picture)?.words !== wordsOf(pictureHtml(picture)))
      .map(({ code, locale, id, subject }) => `${code} ${locale} ${id} (${subject.entry})`);
    expect(stale).toEqual([]);
  });

  it('are those that are wanted, and no others', () => {
    const named = wanted.map((picture) => takenOf(picture)?.file).sort();
    expect(globSync('**/*.jpg', { cwd: PICTURES_FOLDER }).sort()).toEqual(named);
    expect(files.map(({ file }) => file).sort()).toEqual(named);
  });

  it('have the content that their address names, and are small together', () => {
    const wrong = files.filter(({ file, content }) => {
      const data = readFileSync(join(PICTURES_FOLDER, file));
      return createHash('sha256').update(data).digest('base64url').slice(0, 10) !== content;
    });
    const bytes = files.reduce(
      (sum, { file }) => sum + statSync(join(PICTURES_FOLDER, file)).size,
      0,
    );
    expect(wrong).toEqual([]);
    expect(bytes).toBeLessThan(3 * 1024 * 1024);
  });

  it('are told apart by their words, also by those that stand in fields', () => {
    const page = (value: string) =>
      `<header>a</header><main>b <input value="${value}"><script>x</script></main>`;
    expect(wordsOf(page('1'))).toBe(wordsOf(page('1').replace('b ', ' b  ')));
    expect(wordsOf(page('1'))).not.toBe(wordsOf(page('2')));
  });
});
