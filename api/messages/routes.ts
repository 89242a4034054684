import { Router } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { route } from '../middleware/policy.ts';
import { paths } from '../paths.ts';
import { showMessage, submitSendAgain } from './message.ts';
import { showMessages } from './messages.ts';

const UNIVERSITY = ':university';

/** The box of everything that was mailed to an account. */
export function createMessagesRouter(deps: AppDependencies): Router {
  const router = Router();
  const message = paths.message(UNIVERSITY, ':message');
  const again = paths.sendMessageAgain(UNIVERSITY, ':message');
  route(router, 'get', paths.messages(UNIVERSITY), 'account', showMessages(deps));
  route(router, 'get', message, { account: 'message' }, showMessage(deps));
  route(router, 'post', again, { account: 'message' }, submitSendAgain(deps));
  return router;
}
