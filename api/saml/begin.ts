import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { universityOf } from '../middleware/request-facts.ts';
import { renderPage } from '../rendering/render-page.ts';
import { gatewayOf, requestBookOf } from './gateway-of.ts';
import { unavailablePage } from './pages.ts';
import { browserSecret, REQUEST_LIFE } from './ticket.ts';
import type { SamlDoor } from './ticket.ts';

const INSERT = `
  insert into saml_request (id, university_id, door, browser_hash, next, created_at, expires_at)
  values ($1, $2, $3, $4, $5, $6, $7)`;

/**
 * Sends the browser to the university's identity provider. The request is remembered for ten minutes and tied to this
 * browser; what the provider sends along (RelayState) is random and carries nothing.
 * @param next page of this university to go to afterwards, checked by the caller (`nextAddress`)
 */
export async function beginSingleSignOn(
  deps: AppDependencies,
  req: Request,
  res: Response,
  { door, next }: { door: SamlDoor; next: string | null },
): Promise<void> {
  const { pool, clock, environment, logger } = deps;
  const university = universityOf(res);
  const now = clock();
  const secret = browserSecret.of(req, environment);
  const book = {
    ...requestBookOf(deps, university),
    async save(requestId: string) {
      await pool.query(INSERT, [
        requestId,
        university.universityId,
        door,
        browserSecret.hash(secret),
        next,
        now,
        new Date(now.getTime() + REQUEST_LIFE),
      ]);
    },
  };
  const address = await gatewayOf(deps, university)?.begin(
    book,
    randomBytes(16).toString('base64url'),
  );
  if (!address) {
    logger.error(
      { requestId: res.locals.requestId, university: university.code },
      'single sign-on cannot be used: key pair or metadata of the provider',
    );
    const { system } = university.profile.contacts;
    return renderPage(res, unavailablePage, { contact: system }, { status: 503 });
  }
  const { name, options } = browserSecret.cookie(environment);
  res.cookie(name, secret, { ...options, maxAge: REQUEST_LIFE });
  res.redirect(303, address);
}
