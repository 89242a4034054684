import { browsersByDevice, isTested, TESTED_BROWSERS } from './browsers.ts';

const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)';
const ANDROID = 'Mozilla/5.0 (Linux; Android 10; K)';
const WEBKIT = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const BLINK = 'AppleWebKit/537.36 (KHTML, like Gecko)';

it('lists Chrome, Edge, Firefox and Safari for computers, Safari for iPhone, Chrome for Android (R-015, R-016, X-09)', () => {
  const names = browsersByDevice().map(({ on, browsers }) => [
    on,
    browsers.map(({ name }) => name).join(' '),
  ]);
  expect(names).toEqual([
    ['computer', 'Chrome Edge Firefox Safari'],
    ['iphone', 'Safari'],
    ['android', 'Chrome'],
  ]);
});

it.each([
  ['Chrome on Windows', `${WINDOWS} ${BLINK} Chrome/142.0.0.0 Safari/537.36`],
  ['Edge on Windows', `${WINDOWS} ${BLINK} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`],
  [
    'Firefox on Windows',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0',
  ],
  ['Safari on a Mac', `${MAC} ${WEBKIT} Version/18.1 Safari/605.1.15`],
  ['Chrome on Linux', `Mozilla/5.0 (X11; Linux x86_64) ${BLINK} Chrome/142.0.0.0 Safari/537.36`],
  ['Safari on an iPhone', `${IPHONE} ${WEBKIT} Version/18.1 Mobile/15E148 Safari/604.1`],
  ['the first Safari of the list', `${IPHONE} ${WEBKIT} Version/16.4 Mobile/15E148 Safari/604.1`],
  ['Chrome on Android', `${ANDROID} ${BLINK} Chrome/142.0.0.0 Mobile Safari/537.36`],
])('%s is in the list (R-015, R-016)', (_name, userAgent) => {
  expect(isTested(userAgent)).toBe(true);
});

it.each([
  ['an old Chrome', `${WINDOWS} ${BLINK} Chrome/98.0.4758.102 Safari/537.36`],
  ['an old iPhone', `${IPHONE} ${WEBKIT} Version/14.0 Mobile/15E148 Safari/604.1`],
  ['an iPhone just too old', `${IPHONE} ${WEBKIT} Version/16.3.1 Mobile/15E148 Safari/604.1`],
  ['Internet Explorer', 'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko'],
  ['Opera', `${WINDOWS} ${BLINK} Chrome/142.0.0.0 Safari/537.36 OPR/124.0.0.0`],
  [
    'Samsung’s browser',
    `${ANDROID} ${BLINK} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
  ],
  ['Edge on Android', `${ANDROID} ${BLINK} Chrome/142.0.0.0 Mobile Safari/537.36 EdgA/142.0.0.0`],
  ['Firefox on Android', 'Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0'],
  ['Chrome on an iPhone', `${IPHONE} ${WEBKIT} CriOS/142.0.0.0 Mobile/15E148 Safari/604.1`],
  ['a window inside an iPhone app', `${IPHONE} ${WEBKIT} Mobile/15E148`],
  ['LINE on an iPhone', `${IPHONE} ${WEBKIT} Version/18.1 Mobile/15E148 Safari/604.1 Line/14.0.0`],
  [
    'a window inside an Android app',
    `Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) ${BLINK} Version/4.0 Chrome/142.0.0.0 Mobile Safari/537.36`,
  ],
  ['something unknown', 'curl/8.5.0'],
])('%s is not (R-017, R-018)', (_name, userAgent) => {
  expect(isTested(userAgent)).toBe(false);
});

it('is exact at the first version (X-09)', () => {
  const chrome = TESTED_BROWSERS.find(({ name, on }) => name === 'Chrome' && on === 'computer');
  const of = (version: number) =>
    isTested(`${WINDOWS} ${BLINK} Chrome/${version}.0.0.0 Safari/537.36`);
  expect([of((chrome?.fromVersion ?? 0) - 1), of(chrome?.fromVersion ?? 0)]).toEqual([false, true]);
});

it.each([undefined, ''])(
  'a browser that says nothing (%p) is not told anything (R-018)',
  (nothing) => {
    expect(isTested(nothing)).toBe(true);
  },
);
