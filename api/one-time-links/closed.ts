import type { Request, Response } from 'express';
import type { LinkPurpose } from '../../domain/mail/link-purposes.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import {
  linkExpiredPage,
  linkObjectedPage,
  linkSupersededPage,
  linkUnknownPage,
  linkUsedPage,
} from './pages.ts';
import type { OpenPurpose } from './pages.ts';
import type { RequestState, VerificationRequest } from './queries.ts';

/** Pages for links that are not good any more. Used is friendly: most often it is a second press. */
const CLOSED = {
  used: { page: linkUsedPage, status: 200 },
  expired: { page: linkExpiredPage, status: 410 },
  undeliverable: { page: linkExpiredPage, status: 410 },
  bounced: { page: linkExpiredPage, status: 410 },
  superseded: { page: linkSupersededPage, status: 410 },
  objected: { page: linkObjectedPage, status: 410 },
} as const satisfies Partial<Record<RequestState, object>>;

export type ClosedState = keyof typeof CLOSED;
export const isClosed = (state: RequestState): state is ClosedState => state in CLOSED;

/** By purpose: where to go on after success, and where a new mail is asked for. */
const WAYS: Record<
  OpenPurpose,
  { onward: (university: string) => string; anew: ((university: string) => string) | null }
> = {
  register_address: { onward: paths.signIn, anew: paths.mailAddress },
  change_address: { onward: paths.top, anew: paths.changeMailAddress },
  reset_second_password: { onward: paths.signIn, anew: paths.forgottenSecondPassword },
  staff_invitation: { onward: paths.staffSignIn, anew: null },
};

export const isOpenPurpose = (purpose: LinkPurpose): purpose is OpenPurpose => purpose in WAYS;

/** Shows why a link is not good any more, and the way to a new one. */
export function showClosed(
  res: Response,
  { purpose, universityCode }: Pick<VerificationRequest, 'purpose' | 'universityCode'>,
  state: ClosedState,
): void {
  if (!isOpenPurpose(purpose)) throw new Error(`there is no page for links of ${purpose}`);
  const { page, status } = CLOSED[state];
  const { onward, anew } = WAYS[purpose];
  const anewHref = anew ? anew(universityCode) : null;
  renderPage(res, page, { purpose, onwardHref: onward(universityCode), anewHref }, { status });
}

/** A token that we never made, or a link whose pages are not there. */
export function showUnknown(req: Request, res: Response): void {
  const university = req.session.account?.universityCode;
  const anewHref = university ? paths.mailAddress(university) : paths.universities();
  renderPage(res, linkUnknownPage, { anewHref }, { status: 404 });
}
