/** A browser and what it runs on, by the names their makers give them; null where it says nothing that is known. */
export interface Device {
  browser: string | null;
  system: string | null;
}

/** The first that matches counts: most browsers also call themselves what they are built on. */
const BROWSERS: readonly (readonly [name: string, sign: RegExp])[] = [
  ['LINE', /\bLine\//],
  ['Edge', /\b(Edg|EdgA|EdgiOS|Edge)\//],
  ['Opera', /\b(OPR|Opera|OPiOS)\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Vivaldi', /\bVivaldi\//],
  ['Firefox', /\b(Firefox|FxiOS)\//],
  ['Chrome', /\b(Chrome|CriOS|Chromium|HeadlessChrome)\//],
  ['Safari', /\bVersion\/\S+ (Mobile\/\S+ )?Safari\//],
];

const SYSTEMS: readonly (readonly [name: string, sign: RegExp])[] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['ChromeOS', /\bCrOS\b/],
  // An iPad that asks for pages as on a computer calls itself a Mac as well.
  ['Mac', /\bMacintosh\b/],
  ['Linux', /\bLinux\b/],
];

const nameIn = (names: typeof BROWSERS, userAgent: string) =>
  names.find(([, sign]) => sign.test(userAgent))?.[0] ?? null;

/**
 * What a person recognises one of their devices by. A hint only: browsers may say anything.
 * @param userAgent the header as it was at the sign-in
 */
export function deviceOf(userAgent: string | null): Device {
  if (userAgent === null) return { browser: null, system: null };
  return { browser: nameIn(BROWSERS, userAgent), system: nameIn(SYSTEMS, userAgent) };
}
