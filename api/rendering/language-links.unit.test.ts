import { languageLinks } from './language-links.ts';

const hrefs = (originalUrl: string, method = 'GET') =>
  languageLinks(['ja', 'en'], 'ja', { originalUrl, method }).map((link) => link.href);

it('keeps what the address says and replaces an older choice', () => {
  expect(hrefs('/aomine/orders?page=2&lang=ja')).toEqual([
    '/aomine/orders?page=2&lang=ja',
    '/aomine/orders?page=2&lang=en',
  ]);
});

it('leads to the page itself after a failed POST', () => {
  expect(hrefs('/aomine/sign-in?next=%2Fx', 'POST')).toEqual([
    '/aomine/sign-in?lang=ja',
    '/aomine/sign-in?lang=en',
  ]);
});

it('never leads away: an address that looks like another host stays a path', () => {
  for (const href of hrefs('//evil.example/x')) expect(href).not.toMatch(/^\/\/|^https?:/);
});

it.each([
  '/aomine/..//evil.example/x',
  '/.//evil.example',
  '//',
  '//:99999/x',
  '//[',
  '/\\',
  'http://evil.example/x',
])('takes %s for a path as well, and does not fail over it', (address) => {
  for (const href of hrefs(address)) {
    expect(href).toMatch(/^\/(?![/\\])/);
    expect(new URL(href, 'http://page.invalid').host).toBe('page.invalid');
  }
});
