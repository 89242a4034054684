import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Logger } from '../../platform/logger.ts';
import {
  badRequestPage,
  failurePage,
  formTooOldPage,
  forbiddenPage,
  haltedPage,
  maintenancePage,
  notFoundPage,
  roleMissingPage,
  sessionEndedPage,
  tooLargePage,
  tooManyRequestsPage,
} from '../errors/pages.ts';
import type { SessionEndedModel } from '../errors/pages.ts';
import type { Clock } from '../../platform/clock.ts';
import { isStaffAddress, paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { buildLayout, haltInFrame } from '../rendering/set-up-layout.ts';
import { TooManyAttempts } from './attempt-limits.ts';
import { FormTooOld, Halted, NotAllowed, NotFound, RoleMissing, SessionEnded } from './failures.ts';
import { frameFacts } from './frame.ts';

/** PostgreSQL is away or shutting down: the classes and codes of its manual, appendix A, and of the socket. */
function isDatabaseAway(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return (
    (typeof code === 'string' &&
      /^(08...|57P0[123]|53300|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|P1001|P1017|P2024)$/.test(
        code,
      )) ||
    (typeof message === 'string' &&
      /^(Connection terminated|timeout exceeded when trying to connect)/.test(message))
  );
}

/** The status that Express's body parser or router gives to what it cannot read; null for anything of our own. */
function clientStatus(error: unknown): number | null {
  const { status } = error as { status?: unknown };
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}

const doorOf = (path: string) => (isStaffAddress(path) ? paths.staffSignIn : paths.signIn);

/** Why the session ended, and where its person goes on. */
function endOfSession(
  { page }: SessionEnded,
  { req, locals: { university, sessionEnd } }: Response,
): Pick<SessionEndedModel, 'because' | 'isKept' | 'href'> {
  const next = page ? `?${new URLSearchParams({ next: page.href }).toString()}` : '';
  return {
    because: sessionEnd?.because ?? 'unknown',
    isKept: page?.isKept ?? false,
    href: university ? doorOf(req.path)(university.code) + next : null,
  };
}

function answer(error: unknown, res: Response): number {
  const model = { referenceId: res.locals.requestId };
  const show = (page: typeof failurePage, status: number) => {
    renderPage(res, page, model, { status });
    return status;
  };
  if (error instanceof NotFound) return show(notFoundPage, 404);
  if (error instanceof NotAllowed) return show(forbiddenPage, 403);
  if (error instanceof RoleMissing) return show(roleMissingPage, 403);
  if (error instanceof FormTooOld) {
    renderPage(res, formTooOldPage, { ...model, ...error.page }, { status: 409 });
    return 409;
  }
  if (error instanceof SessionEnded) {
    renderPage(res, sessionEndedPage, { ...model, ...endOfSession(error, res) }, { status: 401 });
    return 401;
  }
  if (error instanceof TooManyAttempts) {
    const { retryAt } = error;
    res.set('Retry-After', retryAt.toUTCString());
    renderPage(res, tooManyRequestsPage, { ...model, retryAt }, { status: 429 });
    return 429;
  }
  if (error instanceof Halted) {
    res.set('Retry-After', error.halt.to.toUTCString());
    const halt = haltInFrame(error.halt, res.locals.locale);
    renderPage(res, haltedPage, { ...model, halt }, { status: 503 });
    return 503;
  }
  if (isDatabaseAway(error)) {
    return show(maintenancePage, 503);
  }
  const status = clientStatus(error);
  if (status === 413) return show(tooLargePage, 413);
  if (status !== null) return show(badRequestPage, 400);
  return show(failurePage, 500);
}

/** For addresses that nothing else has answered. */
export const noSuchPage: RequestHandler = () => {
  throw new NotFound('no such page');
};

/**
 * Turns whatever a page threw into a page with a reference number, which the log has with the cause; never a stack or
 * a word of the error on the page.
 */
export function answerFailures(logger: Logger, clock: Clock): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    // What fails before language and frame are known still gets a page, in the browser's language.
    res.locals.locale ??= req.acceptsLanguages('ja', 'en') === 'en' ? 'en' : 'ja';
    res.locals.layout ??= buildLayout(frameFacts(res), req, clock());
    const status = answer(error, res);
    if (status >= 500 && !(error instanceof Halted)) {
      logger.error({ requestId: res.locals.requestId, err: error }, 'failed');
    }
  };
}
