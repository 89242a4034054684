/** Why a number of copies was refused. `too_many` is judged against the kind's own limit. */
export type CopiesProblem = 'not_whole' | 'negative' | 'too_many';

export type CopiesReading = { ok: true; copies: number } | { ok: false; problem: CopiesProblem };

/**
 * Reads what a person typed as a number of copies: full-width digits, spaces and a trailing 部 are fine, an empty
 * field is 0.
 * @param maxCopies most copies of this certificate in one order
 */
export function readCopies(text: string, maxCopies: number): CopiesReading {
  const typed = text.normalize('NFKC').replace(/\s/g, '').replace(/部$/, '');
  if (typed === '') return { ok: true, copies: 0 };
  if (/^[-−‐–—]\d+(\.\d+)?$/.test(typed)) return { ok: false, problem: 'negative' };
  if (!/^\+?\d+$/.test(typed)) {
    // 1e9 is what a number field of a browser lets through.
    return { ok: false, problem: /^\d+e\+?\d+$/i.test(typed) ? 'too_many' : 'not_whole' };
  }
  const copies = Number(typed);
  return copies <= maxCopies ? { ok: true, copies } : { ok: false, problem: 'too_many' };
}
