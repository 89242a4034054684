// `npm run draw-manual`: takes the pictures of the manuals anew, those whose page has other words than when its picture
// was taken; with `-- all`, every one (after a change of the looks). They are pages of the gallery in each university's
// own frame, on a phone. A test says when pictures are stale.
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import express from 'express';
import type { Page } from 'playwright-core';
import { MANIFEST_FILE, PICTURES_FOLDER, readManifest } from '../api/manual/pictures.ts';
import type { PictureManifest, TakenPicture } from '../api/manual/pictures.ts';
import { openGalleryViewer } from '../tests/support/gallery-viewer.ts';
import { pictureHtml, wantedPictures, wordsOf } from './manual-pictures.ts';
import type { WantedPicture } from './manual-pictures.ts';

/** CSS pixels: a phone, and how much of a long page is shown. */
const PHONE = { width: 375, height: 667 };
const TALLEST = 660;
const LEAST = 260;
/** Pixels of the file to one of the page: sharp on paper too, and still small. */
const SCALE = 1.25;
const QUALITY = 50;
/** Bytes of all pictures together. */
const LARGEST_TOTAL = 3 * 1024 * 1024;

/** The lowest place from `top` on at which the picture can end without cutting a line of text in two. */
const endOfPicture = (top: number, tallest = TALLEST) => `(() => {
  const whole = Math.ceil(document.querySelector('main').getBoundingClientRect().bottom + scrollY);
  if (whole - ${top} <= ${tallest}) return whole;
  const boxes = [...document.querySelectorAll('main *, header *, footer *')]
    .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) || element.matches('input, button, select, img'))
    .map((element) => element.getBoundingClientRect())
    .filter(({ height }) => height > 0)
    .map((box) => [box.top + scrollY - 1, box.bottom + scrollY + 1]);
  for (let end = ${top} + ${tallest}; end > ${top} + ${LEAST}; end -= 1) {
    if (!boxes.some(([from, to]) => from < end && end < to)) return end;
  }
  return ${top} + ${tallest};
})()`;

const isAll = process.argv.includes('all');
const wanted = wantedPictures();
const pages = new Map<string, string>();
const viewer = await openGalleryViewer(
  express().get('/picture/:key', (req, res) => {
    res.type('html').send(pages.get(req.params.key));
  }),
);

async function take(page: Page, picture: WantedPicture, html: string): Promise<TakenPicture> {
  const { code, locale, id, subject } = picture;
  pages.set('now', html);
  await page.goto(`${viewer.origin}/picture/now`);
  if (subject.opens === 'menu') await page.locator('details.menu > summary').click();
  const from = subject.from ? await topOf(page, subject.from) : 0;
  const height = Math.floor(
    (await page.evaluate<number>(endOfPicture(from, subject.tallest))) - from,
  );
  const data = await page.screenshot({
    type: 'jpeg',
    quality: QUALITY,
    fullPage: true,
    clip: { x: 0, y: from, width: PHONE.width, height },
  });
  const file = join(
    code,
    locale,
    `${id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.jpg`,
  );
  mkdirSync(dirname(join(PICTURES_FOLDER, file)), { recursive: true });
  writeFileSync(join(PICTURES_FOLDER, file), data);
  return {
    file,
    content: createHash('sha256').update(data).digest('base64url').slice(0, 10),
    width: PHONE.width,
    height,
    entry: subject.entry,
    words: wordsOf(html),
  };
}

const topOf = (page: Page, selector: string) =>
  page.evaluate<number>(
    `Math.max(0, Math.floor(document.querySelector('${selector}').getBoundingClientRect().top + scrollY - 16))`,
  );

const before = readManifest();
const manifest: Record<string, Record<string, Record<string, TakenPicture>>> = {};
let drawn = 0;
const begun = performance.now();
try {
  const page = await viewer.open('/gallery', {
    viewport: PHONE,
    deviceScaleFactor: SCALE,
    colorScheme: 'light',
  });
  for (const picture of wanted) {
    const { code, locale, id, subject } = picture;
    const html = pictureHtml(picture);
    const known = before[code]?.[locale]?.[id];
    const isFresh =
      !isAll &&
      known?.entry === subject.entry &&
      known.words === wordsOf(html) &&
      existsSync(join(PICTURES_FOLDER, known.file));
    if (!isFresh) drawn += 1;
    const taken = isFresh ? known : await take(page, picture, html);
    ((manifest[code] ??= {})[locale] ??= {})[id] = taken;
  }
  await page.context().close();
} finally {
  await viewer.close();
}
writeFileSync(MANIFEST_FILE, `${JSON.stringify(manifest satisfies PictureManifest, null, 2)}\n`);

const files = Object.values(manifest).flatMap((languages) =>
  Object.values(languages).flatMap((pictures) => Object.values(pictures).map(({ file }) => file)),
);
let removed = 0;
for (const file of globSync('**/*.jpg', { cwd: PICTURES_FOLDER })) {
  if (files.includes(file)) continue;
  rmSync(join(PICTURES_FOLDER, file));
  removed += 1;
}
const bytes = files.reduce((sum, file) => sum + statSync(join(PICTURES_FOLDER, file)).size, 0);
const seconds = Math.round((performance.now() - begun) / 1000);
console.log(
  `${drawn} of ${files.length} pictures taken in ${seconds} s, ${removed} removed; together ${Math.round(bytes / 1024)} KB`,
);
if (bytes > LARGEST_TOTAL) throw new RangeError('the pictures of the manuals are too large');
