import { SESSION_ENDS } from '../../domain/account/session-limits.ts';
import type { Locale } from '../../domain/university/profile.ts';
import { newForm } from '../forms/form-state.ts';
import { entry } from '../gallery/entry.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import { signInPage } from '../sign-in/pages.ts';
import type { OpenSession } from './queries.ts';
import { sessionsModel, sessionsPage } from './sessions.ts';
import type { SessionsModel } from './sessions.ts';

const HANDLE = '0c1ad46f-7a0c-4a3f-93e4-2a1b4a3a2f1';
const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

const here: OpenSession = {
  handle: `${HANDLE}0`,
  isThis: true,
  userAgent: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME}`,
  begunAt: new Date('2026-11-21T06:15:00Z'),
  lastUsedAt: new Date('2026-11-21T06:29:00Z'),
  idleEndsAt: new Date('2026-11-21T07:00:00Z'),
  longestEndsAt: new Date('2026-11-21T14:15:00Z'),
};
const phone: OpenSession = {
  ...here,
  handle: `${HANDLE}1`,
  isThis: false,
  userAgent:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
  lastUsedAt: new Date('2026-11-21T06:20:00Z'),
};
const unknown: OpenSession = { ...phone, handle: `${HANDLE}2`, userAgent: null };

/** Names of devices are in the reader's language. */
function sessions(
  name: string,
  open: OpenSession[],
  more: Partial<SessionsModel> = {},
): GalleryEntry {
  const modelIn = (locale: Locale): SessionsModel => ({
    ...sessionsModel(
      { sessions: open, total: open.length },
      { code: 'aomine', locale, hasSecondPassword: false },
    ),
    done: null,
    ...more,
  });
  return {
    name: `account/sessions-${name}`,
    html: (layout, render) => render(sessionsPage, modelIn(layout.locale), layout),
  };
}

const signInModel = {
  form: newForm(),
  next: '/aomine/orders',
  notice: null,
  secondPassword: null,
  notes: [],
  retryAt: null,
};

export const gallery: GalleryEntry[] = [
  sessions('several', [here, phone, unknown]),
  sessions('only-this', [here]),
  sessions('many', [here, phone], { more: 12 }),
  sessions('ended-one', [here], { done: 'one' }),
  sessions('ended-others', [here], {
    done: 'others',
    changePasswordHref: '/mukono/account/second-password',
  }),
  ...SESSION_ENDS.map((sessionEnd) =>
    entry(`account/sign-in-after-${sessionEnd.replaceAll('_', '-')}`, signInPage, signInModel, {
      account: null,
      session: null,
      sessionEnd,
    }),
  ),
  entry(
    'account/filled-in',
    signInPage,
    { ...signInModel, form: newForm({ userId: 'a2401001' }) },
    {
      isFilledIn: true,
    },
  ),
];
