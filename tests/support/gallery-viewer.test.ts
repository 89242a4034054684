// What looks at every page is looked at itself: a mistake that shows in one width, scheme or language alone is found.
import { Router } from 'express';
import { renderPageHtml } from '../../api/rendering/render-page.ts';
import { sampleLayout } from '../../api/gallery/sample-layout.ts';
import { gallery } from '../../api/errors/gallery.ts';
import { openGalleryViewer } from './gallery-viewer.ts';
import type { GalleryViewer } from './gallery-viewer.ts';

interface Planted {
  html?: string;
  css?: string;
  finds: RegExp;
}

const PLANTED: Record<string, Planted> = {
  'pale letters in the dark alone': {
    html: '<p class="planted">pale</p>',
    css: '@media (prefers-color-scheme: dark) { .planted { color: #333; background: #222 } }',
    finds: /^375 px, dark: color-contrast: .*planted/,
  },
  'pale letters in the light alone': {
    html: '<p class="planted">pale</p>',
    css: '@media (prefers-color-scheme: light) { .planted { color: #ddd; background: #eee } }',
    finds: /^320 px, light: color-contrast: .*planted/,
  },
  'pale letters on a wide screen alone': {
    html: '<p class="planted">pale</p>',
    css: '@media (prefers-color-scheme: light) and (min-width: 1000px) { .planted { color: #ddd; background: #eee } }',
    finds: /^1280 px, light: color-contrast: .*planted/,
  },
  'a field without a label': {
    html: '<p><input type="text" name="planted"></p>',
    finds: /^320 px, light: label: .*planted/,
  },
  'a line that is too long for 320 px alone': {
    html: '<div class="planted">wide</div>',
    css: '.planted { width: 340px }',
    finds: /^320 px: wider than the screen by \d+ px/,
  },
  'a line that is too long for 375 px alone': {
    html: '<div class="planted">wide</div>',
    css: '@media (min-width: 330px) and (max-width: 400px) { .planted { width: 400px } }',
    finds: /^375 px: wider than the screen by \d+ px/,
  },
  'a line that is too long with large letters alone': {
    html: '<div class="planted">wide</div>',
    css: '@media (min-width: 600px) and (max-width: 700px) { .planted { width: 38rem } }',
    finds: /^letters twice as large: wider than the screen by \d+ px/,
  },
  'a button for a pencil': {
    html: '<p><button class="planted" type="button">x</button></p>',
    css: '.planted { width: 30px; min-width: 0; height: 30px; min-height: 0; padding: 0 }',
    finds: /^375 px: smaller than a thumb: .*planted/,
  },
  'a fourth request': { css: '.planted { color: red }', finds: /^4 requests$/ },
  'a style within the page': {
    html: '<p style="color: red">planted</p>',
    finds: /^console: .*Content Security Policy/,
  },
};
const TITLES = Object.keys(PLANTED);

const page = gallery[0];

/** The address of a page with one mistake planted in it, in the language that its query names. */
const plantedPages = Router();
TITLES.forEach((title, index) => {
  const { html = '', css = '' } = PLANTED[title] ?? {};
  plantedPages.get(`/planted/${index}.css`, (_req, res) => res.type('css').send(css));
  plantedPages.get(`/planted/${index}`, (req, res) => {
    const locale = req.query.lang === 'en' ? 'en' : 'ja';
    const sound = page?.html(sampleLayout(locale, 'planted'), renderPageHtml) ?? '';
    const style = css ? `<link rel="stylesheet" href="/planted/${index}.css">` : '';
    res.send(
      locale === 'ja'
        ? sound
        : sound.replace('</head>', `${style}</head>`).replace('</main>', `${html}</main>`),
    );
  });
});

let viewer: GalleryViewer;
beforeAll(async () => {
  viewer = await openGalleryViewer(plantedPages);
}, 60_000);
afterAll(() => viewer.close());

describe('finds, in the language that has it,', () => {
  it.each(TITLES)('%s', async (title) => {
    const address = `/planted/${TITLES.indexOf(title)}`;
    expect(await viewer.findings(`${address}?lang=ja`)).toEqual([]);
    const findings = await viewer.findings(`${address}?lang=en`);
    expect(findings.some((finding) => PLANTED[title]?.finds.test(finding))).toBe(true);
  });
});
