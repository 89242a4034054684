import type { LayoutHalt } from '../rendering/layout-model.ts';
import type { SessionEnd } from '../../domain/account/session-limits.ts';
import { definePage } from '../rendering/page.ts';

/** Something that went wrong, as told to the person who met it. `referenceId` is ours, logged, and worth quoting. */
export interface ErrorModel {
  referenceId: string;
}

/** What was wanted cannot begin now, because the service or a part of it is closed or is about to be. */
export interface HaltedModel extends ErrorModel {
  halt: LayoutHalt;
}

/** Too many attempts from here: when the next one is allowed. */
export interface TooManyRequestsModel extends ErrorModel {
  retryAt: Date;
}

/** A form was sent, and nobody is signed in any more. */
export interface SessionEndedModel extends ErrorModel {
  because: SessionEnd | 'unknown';
  /** Whether what was typed is kept, for the same person. */
  isKept: boolean;
  /** The sign-in, and from there the page of the form; null where no university is known. */
  href: string | null;
}

/** A form was sent that was opened before the same person signed in anew. */
export interface FormTooOldModel extends ErrorModel {
  isKept: boolean;
  /** The page of the form. */
  href: string;
}

export const notFoundPage = definePage<ErrorModel>('errors/not-found');
export const forbiddenPage = definePage<ErrorModel>('errors/forbidden');
/** For staff. */
export const roleMissingPage = definePage<ErrorModel>('staff/role-missing');
export const badRequestPage = definePage<ErrorModel>('errors/bad-request');
export const tooLargePage = definePage<ErrorModel>('errors/too-large');
export const tooManyRequestsPage = definePage<TooManyRequestsModel>('errors/too-many-requests');
export const sessionEndedPage = definePage<SessionEndedModel>('errors/session-ended');
export const formTooOldPage = definePage<FormTooOldModel>('errors/form-too-old');
export const failurePage = definePage<ErrorModel>('errors/failure');
/** A part that everything needs is away, and nobody has announced it. */
export const maintenancePage = definePage<ErrorModel>('errors/maintenance');
export const haltedPage = definePage<HaltedModel>('errors/halted', {
  title: ({ halt }) => ({ key: `errors.halted.title.${halt.when}` }),
});
