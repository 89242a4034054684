import { definePage } from '../rendering/page.ts';

/** Something that went wrong, as told to the person who met it. `referenceId` is ours, logged, and worth quoting. */
export interface ErrorModel {
  referenceId: string;
}

/** The service, or a part of it, is closed for a while. */
export interface MaintenanceModel extends ErrorModel {
  /** Null when nobody knows yet; then the page says so. */
  until: Date | null;
  /** In the reader's language, as the university words it; null without one. */
  reason: string | null;
}

/** Too many attempts from here: when the next one is allowed. */
export interface TooManyRequestsModel extends ErrorModel {
  retryAt: Date;
}

export const notFoundPage = definePage<ErrorModel>('errors/not-found');
export const forbiddenPage = definePage<ErrorModel>('errors/forbidden');
/** For staff. */
export const roleMissingPage = definePage<ErrorModel>('staff/role-missing');
export const badRequestPage = definePage<ErrorModel>('errors/bad-request');
export const tooLargePage = definePage<ErrorModel>('errors/too-large');
export const tooManyRequestsPage = definePage<TooManyRequestsModel>('errors/too-many-requests');
export const sessionEndedPage = definePage<ErrorModel>('errors/session-ended');
export const failurePage = definePage<ErrorModel>('errors/failure');
export const maintenancePage = definePage<MaintenanceModel>('errors/maintenance');
