import { createHmac } from 'node:crypto';

/** Stands in the stored copy of a mail where the mail has its secret. */
export const NOT_KEPT = '••••••';

const OF_REQUEST = /^email-verification:([0-9a-f-]{36}):/;

/**
 * The token with which the old address objects, 256 bits: derived like those of links, so that every mail about
 * one change has the same and none is stored (docs/decisions/0004).
 */
export function objectionToken(linkId: string, secret: string): string {
  return createHmac('sha256', secret).update(`objection:${linkId}`).digest('base64url');
}

/** The address in the stored copy; `fillInObjection` makes the real one of it. */
export const storedObjectionUrl = (publicOrigin: string) => `${publicOrigin}/not-me/${NOT_KEPT}`;

/** @returns a stored mail as it is sent: with the address of its objection, where it has one */
export function fillInObjection<M extends { key: string; text: string; html: string }>(
  mail: M,
  secret: string,
): M {
  const linkId = OF_REQUEST.exec(mail.key)?.[1];
  if (!linkId) return mail;
  const real = `/not-me/${objectionToken(linkId, secret)}`;
  const fill = (words: string) => words.replaceAll(`/not-me/${NOT_KEPT}`, real);
  return { ...mail, text: fill(mail.text), html: fill(mail.html) };
}
