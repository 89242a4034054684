import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Environment } from '../../platform/env.ts';
import { ownCookie } from '../middleware/cookies.ts';

/** Milliseconds. */
const KEPT_FOR = 180 * 86_400_000;

/** A family's or a laboratory's computer is more than one person's. */
const MOST_PEOPLE = 5;

export interface KnownBrowsers {
  /** @returns what tells this browser apart from the person's others; null when the person never signed in with it */
  markOf(req: Request, person: string): string | null;
  /** Marks the browser as one in which this person has signed in. */
  remember(req: Request, res: Response, person: string): void;
}

/**
 * Browsers in which a person has signed in before: whoever guesses passwords does so from others, so the wide limits,
 * which anybody can use up, need not hold for these. The cookie carries random marks, each with a keyed hash over mark
 * and person: nothing about the person can be read from it, nobody can make one, and it opens nothing by itself.
 */
export function createKnownBrowsers(environment: Environment): KnownBrowsers {
  const cookie = ownCookie(environment, 'known-browser');

  const sealOf = (mark: string, person: string) =>
    createHmac('sha256', environment.COOKIE_SECRET)
      .update(`known-browser\0${mark}\0${person}`)
      .digest();

  function entriesOf(req: Request): string[] {
    const cookies = req.cookies as Record<string, string> | undefined;
    return (cookies?.[cookie.name] ?? '').split('~').slice(0, MOST_PEOPLE);
  }

  function markIn(entry: string, person: string): string | null {
    const [mark = '', seal = ''] = entry.split('.');
    const given = Buffer.from(seal, 'base64url');
    const right = sealOf(mark, person);
    return given.length === right.length && timingSafeEqual(given, right) ? mark : null;
  }

  return {
    markOf(req, person) {
      const marks = entriesOf(req).map((entry) => markIn(entry, person));
      return marks.find((mark) => mark !== null) ?? null;
    },
    remember(req, res, person) {
      const mark = this.markOf(req, person) ?? randomBytes(12).toString('base64url');
      const others = entriesOf(req).filter(
        (entry) => /^[\w-]+\.[\w-]+$/.test(entry) && markIn(entry, person) === null,
      );
      const own = `${mark}.${sealOf(mark, person).toString('base64url')}`;
      const value = [own, ...others].slice(0, MOST_PEOPLE).join('~');
      res.cookie(cookie.name, value, { ...cookie.options, maxAge: KEPT_FOR });
    },
  };
}
