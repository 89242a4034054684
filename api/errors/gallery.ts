import { entry } from '../gallery/entry.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import {
  badRequestPage,
  failurePage,
  forbiddenPage,
  maintenancePage,
  notFoundPage,
  sessionEndedPage,
  tooLargePage,
  tooManyRequestsPage,
} from './pages.ts';

const model = { referenceId: '7KQ2-M9XD' };

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
  entry('errors/maintenance', maintenancePage, {
    ...model,
    until: new Date('2026-11-22T20:00:00Z'),
    reason: '設備の点検 / Inspection of equipment',
  }),
  entry('errors/maintenance-open-end', maintenancePage, { ...model, until: null, reason: null }),
];
