import express, { Router } from 'express';
import type { Request, Response } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { NotFound } from '../middleware/failures.ts';
import { route } from '../middleware/policy.ts';
import { universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { nextAddress } from '../sign-in/next-address.ts';
import { createBeginLimit } from './begin-limit.ts';
import { beginSingleSignOn } from './begin.ts';
import { receiveSamlResponse } from './consumer.ts';
import { showSamlFinish } from './finish.ts';
import { gatewayOf } from './gateway-of.ts';
import { receiveSamlLogout } from './logout.ts';

const UNIVERSITY = ':university';

/** GET: our metadata, for the university to register with its provider. */
function showMetadata(deps: AppDependencies) {
  return (_req: Request, res: Response): void => {
    const { university } = res.locals;
    const metadata = university && gatewayOf(deps, university)?.metadata();
    if (!metadata) throw new NotFound('no single sign-on here');
    res.type('application/samlmetadata+xml').send(metadata);
  };
}

/** POST of the button on the students' sign-in page. */
function submitLogin(deps: AppDependencies) {
  const countBeginning = createBeginLimit(deps);
  return async (req: Request, res: Response): Promise<void> => {
    const university = universityOf(res);
    if (!gatewayOf(deps, university)) throw new NotFound('no single sign-on here');
    await countBeginning(req);
    const body = req.body as Record<string, unknown> | undefined;
    const next = nextAddress(body?.next, university.code);
    await beginSingleSignOn(deps, req, res, { door: 'student', next });
  };
}

/** Single sign-on at a university's identity provider. */
export function createSamlRouter(deps: AppDependencies): Router {
  const router = Router();
  route(router, 'get', paths.samlMetadata(UNIVERSITY), 'public', showMetadata(deps));
  route(router, 'post', paths.samlLogin(UNIVERSITY), 'public', submitLogin(deps));
  route(router, 'get', paths.samlFinish(UNIVERSITY), 'provider', showSamlFinish(deps));
  route(router, 'get', paths.samlLogout(UNIVERSITY), 'provider', receiveSamlLogout(deps));
  return router;
}

/** Responses are signed and often encrypted; with a few certificates in them they are long. */
const posted = express.urlencoded({ extended: false, limit: '256kb', parameterLimit: 10 });

/**
 * Where the provider's form is posted to. Mount it before what refuses forms of other sites: this one is from another
 * site, and what it says is signed.
 */
export function createSamlConsumerRouter(deps: AppDependencies): Router {
  const router = Router();
  const consumer = paths.samlConsumer(UNIVERSITY);
  router.use(consumer, posted);
  route(router, 'post', consumer, 'provider', receiveSamlResponse(deps));
  return router;
}
