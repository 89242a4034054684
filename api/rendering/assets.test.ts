import { brotliDecompressSync, gzipSync } from 'node:zlib';
import express from 'express';
import request from 'supertest';
import { entries } from '../gallery/entries.ts';
import { sampleLayout } from '../gallery/sample-layout.ts';
import { ACCENTS } from './accents.ts';
import { assetsRouter } from './assets-router.ts';
import { assets } from './assets.ts';
import { renderPageHtml } from './render-page.ts';
import { buildStylesheet, minify } from './stylesheet.ts';

const app = express().use(assetsRouter());

describe('assets', () => {
  it.each(assets.files.map((file) => [file.address]))('%s is kept for a year', async (address) => {
    const answer = await request(app).get(address).set('Accept-Encoding', 'identity').expect(200);
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.headers['content-encoding']).toBeUndefined();
    const gzip = await request(app).get(address).set('Accept-Encoding', 'gzip').expect(200);
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(gzip.text).toBe(answer.text);
    expect(gzip.headers.vary).toContain('Accept-Encoding');
  });

  it('are compressed as they are', () => {
    for (const file of assets.files) expect(brotliDecompressSync(file.brotli)).toEqual(file.plain);
  });

  it('are named by their content: an address that was is not there', async () => {
    await request(app).get('/assets/site.0000000000.css').expect(404);
    expect(assets.addresses.stylesheet).toMatch(/^\/assets\/site\.[\w-]{10}\.css$/);
  });
});

describe('weight', () => {
  const shared = assets.files.reduce((sum, file) => sum + file.gzip.length, 0);

  it('the script is below 3 KB as it is sent', () => {
    const script = assets.files.find((file) => file.address === assets.addresses.script);
    expect(script?.gzip.length).toBeLessThan(3 * 1024);
  });

  /** The manual is a document of many screens, not a step on somebody's way: P11's target is enough for it. */
  const mostOf = (name: string) => (name.startsWith('manual/') ? 30 : 14);

  it.each(entries.map((entry) => [entry.name, mostOf(entry.name), entry] as const))(
    '%s: page, style and script together are at most %i KB in gzip',
    (name, most, entry) => {
      for (const locale of ['ja', 'en'] as const) {
        const html = entry.html(sampleLayout(locale, name), renderPageHtml);
        expect(shared + gzipSync(html, { level: 4 }).length).toBeLessThanOrEqual(most * 1024);
      }
    },
  );
});

describe('stylesheet', () => {
  it('holds the tokens’ values, and no address to load anything from', () => {
    const css = buildStylesheet();
    expect(css).toContain('#ce0000');
    expect(css).not.toMatch(/--color-primitive|@import|url\(|@font-face/);
  });

  it('is minified without changing its meaning', () => {
    expect(minify('/* x */ a :hover, b > c { margin: calc(1px + 2px) 0; --y: 1; }\n')).toBe(
      'a :hover,b>c{margin:calc(1px + 2px) 0;--y:1}',
    );
  });
});

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(Object.entries(ACCENTS))('accent of %s', (_name, accent) => {
  it.each([
    ['on white', accent.light, '#ffffff'],
    ['on its wash', accent.light, accent.wash],
    ['text on its wash', '#4d4d4d', accent.wash],
    ['on the dark ground', accent.dark, '#14171b'],
    ['text on it in the dark', accent.dark, '#10141a'],
    ['on its dark wash', accent.dark, accent.darkWash],
    ['quiet text on its dark wash', '#c3c7cc', accent.darkWash],
  ])('%s is readable', (_where, one, other) => {
    expect(contrast(one, other)).toBeGreaterThanOrEqual(4.5);
  });
});
