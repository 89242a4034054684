import type { Halt } from '../../domain/university/halts.ts';
import { entry } from '../gallery/entry.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import { SAMPLE_HALT } from '../gallery/sample-layout.ts';
import { haltInFrame } from '../rendering/set-up-layout.ts';
import {
  badRequestPage,
  failurePage,
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
  entry('errors/session-ended', sessionEndedPage, model, { account: null }),
  entry('errors/failure', failurePage, model),
  entry('errors/maintenance', maintenancePage, model),
  halted('errors/halted', { isInForce: true }),
  halted('errors/halted-soon', {
    isInForce: false,
    from: new Date('2026-11-21T06:50:00Z'),
    what: 'payment',
  }),
];
