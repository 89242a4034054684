/** Kinds of devices as people call them. */
export type Device = 'computer' | 'iphone' | 'android';

export interface TestedBrowser {
  /** As its makers write it, in both languages. */
  name: 'Chrome' | 'Edge' | 'Firefox' | 'Safari';
  on: Device;
  /** First version that has everything that our pages use; older ones show them in parts. */
  fromVersion: number;
}

/**
 * The browsers that the pages are made for and tested with: one list for all universities, from which
 * every text is made. Anything else is welcome and gets a gentle note, never a block.
 */
export const TESTED_BROWSERS: readonly TestedBrowser[] = [
  { name: 'Chrome', on: 'computer', fromVersion: 111 },
  { name: 'Edge', on: 'computer', fromVersion: 111 },
  { name: 'Firefox', on: 'computer', fromVersion: 121 },
  { name: 'Safari', on: 'computer', fromVersion: 16.4 },
  { name: 'Safari', on: 'iphone', fromVersion: 16.4 },
  { name: 'Chrome', on: 'android', fromVersion: 111 },
];

/** @returns the browsers of the list by device, in the list's order */
export function browsersByDevice(): { on: Device; browsers: TestedBrowser[] }[] {
  const devices = [...new Set(TESTED_BROWSERS.map(({ on }) => on))];
  return devices.map((on) => ({
    on,
    browsers: TESTED_BROWSERS.filter((browser) => browser.on === on),
  }));
}

function deviceOf(userAgent: string): Device | null {
  if (/\b(iPhone|iPad|iPod)\b/.test(userAgent)) return 'iphone';
  if (/\bAndroid\b/.test(userAgent)) return 'android';
  if (/\b(Windows NT|Macintosh|X11|CrOS)\b/.test(userAgent)) return 'computer';
  return null;
}

/** What others that are built on these browsers add to their name, and windows inside other apps. */
const OTHERS =
  /\b(OPR|Opera|SamsungBrowser|YaBrowser|Vivaldi|UCBrowser|DuckDuckGo|CriOS|FxiOS|EdgiOS|EdgA|GSA|Line|FBAN|FBAV|Instagram|Yahoo|MicroMessenger)\b|; wv\)|HeadlessChrome/;

/** Where each browser says its version; the first that matches counts, since Edge also calls itself Chrome. */
const VERSIONS: readonly (readonly [TestedBrowser['name'], RegExp])[] = [
  ['Edge', /\bEdg\/(\d+)/],
  ['Firefox', /\bFirefox\/(\d+)/],
  ['Chrome', /\bChrome\/(\d+)/],
  ['Safari', /\bVersion\/(\d+(?:\.\d)?)\S* (?:Mobile\/\S+ )?Safari\//],
];

/**
 * Whether a browser is in the list, by what it says of itself. For a hint only: browsers may say anything.
 * @param userAgent the header of the request; without one nothing is known, and nothing is to be said
 */
export function isTested(userAgent: string | undefined): boolean {
  if (!userAgent) return true;
  const on = deviceOf(userAgent);
  if (on === null || OTHERS.test(userAgent)) return false;
  for (const [name, version] of VERSIONS) {
    const found = version.exec(userAgent)?.[1];
    if (found === undefined) continue;
    const known = TESTED_BROWSERS.find((browser) => browser.name === name && browser.on === on);
    return known !== undefined && Number(found) >= known.fromVersion;
  }
  return false;
}
