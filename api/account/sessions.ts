import { deviceOf } from '../../domain/account/device.ts';
import type { Locale } from '../../domain/university/profile.ts';
import { translate } from '../../rendering/translate.ts';
import type { AppDependencies } from '../dependencies.ts';
import { NotFound } from '../middleware/failures.ts';
import type { Handler } from '../middleware/policy.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import { endOneSession, endOtherSessions } from './commands.ts';
import { listSessions } from './queries.ts';
import type { OpenSession } from './queries.ts';

/** Devices shown by name; who has more ends them all at once. */
const MOST_SHOWN = 20;

export interface SessionRow {
  device: string;
  isThis: boolean;
  begunAt: Date;
  lastUsedAt: Date;
  /** At the latest, and sooner when nothing is done there. */
  endsAt: Date;
  endHref: string;
}

export interface SessionsModel {
  rows: SessionRow[];
  /** Open sessions besides those shown. */
  more: number;
  hasOthers: boolean;
  endOthersHref: string;
  /** What has just been done. */
  done: 'one' | 'others' | null;
  changePasswordHref: string | null;
}

export const sessionsPage = definePage<SessionsModel>('account/sessions');

/** What has just been done, as the address says it. */
const DONE = ['one', 'others'] as const;

/** A device in words: `Chrome (Windows)`. */
function nameOf(userAgent: string | null, locale: Locale): string {
  const { browser, system } = deviceOf(userAgent);
  if (browser !== null && system !== null) {
    return translate(locale, 'account.sessions.device', { browser, system });
  }
  return browser ?? system ?? translate(locale, 'account.sessions.unknownDevice');
}

export function sessionsModel(
  { sessions, total }: { sessions: readonly OpenSession[]; total: number },
  context: { code: string; locale: Locale; hasSecondPassword: boolean },
): Omit<SessionsModel, 'done'> {
  const { code, locale, hasSecondPassword } = context;
  return {
    rows: sessions.map(({ handle, isThis, userAgent, begunAt, lastUsedAt, longestEndsAt }) => ({
      device: nameOf(userAgent, locale),
      isThis,
      begunAt,
      lastUsedAt,
      endsAt: longestEndsAt,
      endHref: paths.endSession(code, handle),
    })),
    more: total - sessions.length,
    hasOthers: sessions.some(({ isThis }) => !isThis),
    endOthersHref: paths.endOtherSessions(code),
    changePasswordHref: hasSecondPassword ? paths.changeSecondPassword(code) : null,
  };
}

/** GET: everywhere the account is signed in; a second sign-in elsewhere is allowed and shown. */
export function showSessions({ pool }: AppDependencies): Handler {
  return async (req, res) => {
    const { accountId, userType } = accountOf(res);
    const { code, profile } = universityOf(res);
    const { locale, layout } = res.locals;
    const asked = { accountId, sessionId: req.sessionID, now: layout.now, most: MOST_SHOWN };
    const hasSecondPassword = profile.secondPassword[userType];
    const model = sessionsModel(await listSessions(pool, asked), {
      code,
      locale,
      hasSecondPassword,
    });
    const done = DONE.find((known) => known === req.query.done) ?? null;
    renderPage(res, sessionsPage, { ...model, done });
  };
}

const IS_UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** POST: ends one session of the account; another's is no such page. */
export function submitEndSession({ pool, clock }: AppDependencies): Handler {
  return async (req, res) => {
    const { accountId } = accountOf(res);
    const { code, universityId } = universityOf(res);
    const handle = String(req.params.handle);
    const owner = { accountId, universityId, now: clock() };
    if (!IS_UUID.test(handle) || !(await endOneSession(pool, owner, handle))) {
      throw new NotFound('no such session');
    }
    res.redirect(303, `${paths.sessions(code)}?done=one`);
  };
}

/** POST: ends all sessions of the account but this one. */
export function submitEndOtherSessions({ pool, clock }: AppDependencies): Handler {
  return async (req, res) => {
    const { accountId } = accountOf(res);
    const { code, universityId } = universityOf(res);
    await endOtherSessions(pool, { accountId, universityId, now: clock() }, req.sessionID);
    res.redirect(303, `${paths.sessions(code)}?done=others`);
  };
}
