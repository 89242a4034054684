/** Hints for mistyped domains: "did you mean gmail.com?". Only a hint: the person decides. */

/** Where most people in Japan have their mail, and the names under which the same houses deliver elsewhere. */
export const commonMailDomains: readonly string[] = [
  'gmail.com',
  'yahoo.co.jp',
  'yahoo.ne.jp',
  'yahoo.com',
  'ymail.ne.jp',
  'icloud.com',
  'me.com',
  'mac.com',
  'outlook.jp',
  'outlook.com',
  'hotmail.co.jp',
  'hotmail.com',
  'live.jp',
  'live.com',
  'msn.com',
  'docomo.ne.jp',
  'ezweb.ne.jp',
  'au.com',
  'softbank.ne.jp',
  'i.softbank.jp',
  'ymobile.ne.jp',
  'rakumail.jp',
  'uqmobile.jp',
  'nifty.com',
  'ocn.ne.jp',
  'biglobe.ne.jp',
  'so-net.ne.jp',
  'plala.or.jp',
  'excite.co.jp',
];

/** Real mail domains that look like a slip of the one above: never a hint for these. */
const realNeighbours: ReadonlySet<string> = new Set([
  ...commonMailDomains,
  'mail.com',
  'email.com',
  'ymail.com',
  'rocketmail.com',
  'googlemail.com',
  'softbank.co.jp',
  'softbank.jp',
  'disney.ne.jp',
  'dion.ne.jp',
  'odn.ne.jp',
  'vodafone.ne.jp',
  'nifty.ne.jp',
  'goo.jp',
  'zoho.com',
  'gmx.com',
  'gmx.net',
]);

/** Slips that are more than one keystroke away: the right house, the wrong ending. */
const wrongEndings: Readonly<Record<string, string>> = {
  'gmail.jp': 'gmail.com',
  'gmail.co.jp': 'gmail.com',
  'gmail.ne.jp': 'gmail.com',
  'gmail.com.jp': 'gmail.com',
  'g-mail.com': 'gmail.com',
  'yahoo.jp': 'yahoo.co.jp',
  'yahoo.co': 'yahoo.co.jp',
  'yahoo.com.jp': 'yahoo.co.jp',
  'icloud.jp': 'icloud.com',
  'icloud.co.jp': 'icloud.com',
  'icloud.ne.jp': 'icloud.com',
  'outlook.co.jp': 'outlook.jp',
  'outlook.ne.jp': 'outlook.jp',
  'hotmail.jp': 'hotmail.co.jp',
  'hotmail.ne.jp': 'hotmail.co.jp',
  'docomo.co.jp': 'docomo.ne.jp',
  'docomo.jp': 'docomo.ne.jp',
  'docomo.com': 'docomo.ne.jp',
  'docomo.or.jp': 'docomo.ne.jp',
  'ezweb.co.jp': 'ezweb.ne.jp',
  'ezweb.jp': 'ezweb.ne.jp',
  'ezweb.com': 'ezweb.ne.jp',
  'au.co.jp': 'au.com',
  'au.ne.jp': 'au.com',
  'i.softbank.ne.jp': 'i.softbank.jp',
  'i.softbank.co.jp': 'i.softbank.jp',
  'softbank.com': 'softbank.ne.jp',
};

/** Shorter names have too many real neighbours (`odn.ne.jp` beside `ocn.ne.jp`). */
const SHORTEST_NAME = 5;
const comparable = commonMailDomains.filter(
  (domain) => (domain.split('.')[0] ?? '').length >= SHORTEST_NAME,
);

/**
 * The domain that was probably meant, or null. Says nothing about a domain that is right, nor about universities,
 * schools and public offices.
 *
 * @param address as `parseMailAddress` returns it
 * @returns a domain such as `gmail.com`
 */
export function suggestMailDomain(address: string): string | null {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  if (realNeighbours.has(domain) || /\.(?:ac|ed|go|lg)\.jp$|\.edu$/.test(domain)) return null;
  if (Object.hasOwn(wrongEndings, domain)) return wrongEndings[domain] ?? null;
  return comparable.find((common) => isOneSlipAway(domain, common)) ?? null;
}

/** One keystroke wrong, missing, too many, or two neighbours swapped (Damerau-Levenshtein distance 1). */
function isOneSlipAway(typed: string, meant: string): boolean {
  if (typed === meant || Math.abs(typed.length - meant.length) > 1) return false;
  let start = 0;
  while (start < typed.length && typed[start] === meant[start]) start += 1;
  const typedRest = typed.slice(start);
  const meantRest = meant.slice(start);
  return (
    typedRest.slice(1) === meantRest ||
    typedRest === meantRest.slice(1) ||
    typedRest.slice(1) === meantRest.slice(1) ||
    (typedRest[0] === meantRest[1] &&
      typedRest[1] === meantRest[0] &&
      typedRest.slice(2) === meantRest.slice(2))
  );
}
