import { SESSION_ENDS } from '../../domain/account/session-limits.ts';
import type { Halt } from '../../domain/university/halts.ts';
import { entry } from '../gallery/entry.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import { SAMPLE_HALT } from '../gallery/sample-layout.ts';
import { haltInFrame } from '../rendering/set-up-layout.ts';
import {
  badRequestPage,
  failurePage,
  formTooOldPage,
  forbiddenPage,
  haltedPage,
  maintenancePage,
  notFoundPage,
  sessionEndedPage,
  tooLargePage,
  tooManyRequestsPage,
} from './pages.ts';

const model = { referenceId: '7KQ2-M9XD' };

/** The page and the line in the frame that goes with it. */
const halted = (name: string, differences: Partial<Halt>): GalleryEntry => ({
  name,
  html: (frame, render) => {
    const halt = haltInFrame({ ...SAMPLE_HALT, ...differences }, frame.locale);
    return render(haltedPage, { ...model, halt }, { ...frame, halts: [halt] });
  },
});

export const gallery: GalleryEntry[] = [
  entry('errors/not-found', notFoundPage, model),
  entry('errors/not-found-no-university', notFoundPage, model, { university: null, contact: null }),
  entry('errors/forbidden', forbiddenPage, model),
  entry('errors/bad-request', badRequestPage, model),
  entry('errors/too-large', tooLargePage, model),
  entry('errors/too-many-requests', tooManyRequestsPage, {
    ...model,
    retryAt: new Date('2026-11-21T06:45:00Z'),
  }),
  ...[...SESSION_ENDS, 'unknown' as const].map((because) =>
    entry(
      `errors/session-ended-${because.replaceAll('_', '-')}`,
      sessionEndedPage,
      {
        ...model,
        because,
        isKept: because === 'idle',
        href: because === 'unknown' ? null : '/aomine/sign-in?next=%2Faomine%2Ftop',
      },
      { account: null },
    ),
  ),
  entry('errors/form-too-old', formTooOldPage, {
    ...model,
    isKept: true,
    href: '/aomine/mail-address?kept=0c1ad46f-7a0c-4a3f-93e4-2a1b4a3a2f10',
  }),
  entry('errors/failure', failurePage, model),
  entry('errors/maintenance', maintenancePage, model),
  halted('errors/halted', { isInForce: true }),
  halted('errors/halted-soon', {
    isInForce: false,
    from: new Date('2026-11-21T06:50:00Z'),
    what: 'payment',
  }),
];
