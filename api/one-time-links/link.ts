import { Router } from 'express';
import type { Request, Response } from 'express';
import type { LinkPurpose } from '../../domain/mail/link-purposes.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import type { AppDependencies } from '../dependencies.ts';
import { showUniversity } from '../middleware/frame.ts';
import { route } from '../middleware/policy.ts';
import { paths } from '../paths.ts';
import { isClosed, isOpenPurpose, showClosed, showUnknown } from './closed.ts';
import { requestByToken, requestState } from './queries.ts';
import type { VerificationRequest } from './queries.ts';

/** A good link, with all that its page needs. */
export interface FoundLink extends VerificationRequest {
  token: string;
  university: LoadedProfile;
  /** The confirmation has been received but not answered yet: the page goes on asking. */
  isReceived: boolean;
}

/** The page between a link and what it does; one a purpose. */
export interface LinkPurposePage {
  /** GET and HEAD: changes nothing, whoever opens it (a mail scanner, a preview, the person). */
  show(req: Request, res: Response, found: FoundLink): void | Promise<void>;
  /** POST: called only while the link is good; does its work by `confirmByLink`. */
  submit(req: Request, res: Response, found: FoundLink): Promise<void>;
}

/**
 * `/cert/<token>`, the address in every mail with a link: works on any device, without a session. What
 * is not good any more is answered here, the same for all purposes.
 */
export function createLinksRouter(
  deps: AppDependencies,
  pages: Partial<Record<LinkPurpose, LinkPurposePage>>,
): Router {
  /** A link and what it leads to are nobody else's business: not kept, and not told to other sites. */
  async function find(req: Request, res: Response) {
    res.set('Cache-Control', 'no-store');
    const token = String(req.params.token);
    const request = await requestByToken(deps.pool, token);
    const now = deps.clock();
    const university = request && (await deps.profiles.inForce(request.universityCode, now));
    const page = request && pages[request.purpose];
    if (!request || !university || !page || !isOpenPurpose(request.purpose)) {
      return showUnknown(req, res);
    }
    showUniversity(req, res, university, now);
    const state = requestState(request, now);
    if (isClosed(state)) return showClosed(res, request, state);
    const isReceived = req.query.received !== undefined;
    const found: FoundLink = { ...request, token, university, isReceived };
    return { page, found };
  }

  const router = Router();
  const link = paths.oneTimeLink(':token');
  route(router, 'get', link, { link: 'token' }, async (req, res) => {
    const good = await find(req, res);
    if (good) await good.page.show(req, res, good.found);
  });
  route(router, 'post', link, { link: 'token' }, async (req, res) => {
    const good = await find(req, res);
    if (good) await good.page.submit(req, res, good.found);
  });
  return router;
}
