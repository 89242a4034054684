import { maskUserId } from '../domain/account/user-id.ts';
import type { Locale, UniversityProfile } from '../domain/university/profile.ts';
import { emailFrame } from './email-frame.ts';
import { renderEmail } from './render-email.ts';
import type { RenderedEmail } from './render-email.ts';

export interface SecondPasswordChange {
  how: 'set' | 'changed' | 'reset';
  profile: UniversityProfile;
  locale: Locale;
  loginId: string;
  at: Date;
  /** Page on which a second password that was forgotten, or changed by somebody else, is set anew. */
  forgottenUrl: string;
}

/** The notice of every change: what happened, when, and what to do if it was somebody else. */
export function renderSecondPasswordChange(change: SecondPasswordChange): RenderedEmail {
  const { how, profile, locale, loginId, at, forgottenUrl } = change;
  const maskedUserId = maskUserId(loginId);
  return renderEmail(
    'second-password-changed',
    locale,
    { ...emailFrame(profile), how, maskedUserId, at, forgottenUrl },
    at,
  );
}
