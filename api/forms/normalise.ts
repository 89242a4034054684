/**
 * What people type on a Japanese keyboard, brought to the form that ids, numbers and mail addresses have: full-width
 * characters become half-width (NFKC), spaces of every width and invisible characters go, typographic hyphens become
 * the plain one. Never for passwords: they are taken as typed.
 */
export function normaliseIdentifier(typed: string): string {
  return typed
    .normalize('NFKC')
    .replace(/[\s\u200b-\u200f\u2060\ufeff]/gu, '')
    .replace(/[\u2010-\u2015\u2212]/gu, '-');
}
