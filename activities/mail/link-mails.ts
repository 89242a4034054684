import { maskUserId } from '../../domain/account/user-id.ts';
import type { LinkPurpose } from '../../domain/mail/link-purposes.ts';
import type { Locale } from '../../domain/university/profile.ts';
import type { EmailFrame, EmailModels } from '../../rendering/email-models.ts';
import { renderEmail } from '../../rendering/render-email.ts';
import type { RenderedEmail } from '../../rendering/render-email.ts';

/** What the mail with a link may tell. */
export interface LinkMailFacts {
  frame: EmailFrame;
  link: {
    mailAddress: string;
    account: { loginId: string } | null;
    staff: { name: string } | null;
  };
  url: string;
  /** Six digits; empty for purposes without. */
  code: string;
  minutes: number;
}

interface LinkMail {
  template: keyof EmailModels;
  render(locale: Locale, facts: LinkMailFacts, now: Date): RenderedEmail;
}

function linkMail<N extends keyof EmailModels>(
  template: N,
  model: (facts: LinkMailFacts) => EmailModels[N],
): LinkMail {
  return {
    template,
    render: (locale, facts, now) => renderEmail(template, locale, model(facts), now),
  };
}

/** The mail with the link, by purpose (MAIL-1, MAIL-2, MAIL-8); a purpose whose pages are not built yet has none. */
export const LINK_MAILS: Partial<Record<LinkPurpose, LinkMail>> = {
  change_address: linkMail('change-mail-address', ({ frame, url, code, minutes }) => ({
    ...frame,
    url,
    code,
    minutes,
  })),
  register_address: linkMail('verify-mail-address', ({ frame, url, code, minutes }) => ({
    ...frame,
    url,
    code,
    minutes,
  })),
  reset_second_password: linkMail('reset-second-password', ({ frame, link, url, minutes }) => ({
    ...frame,
    url,
    minutes,
    maskedUserId: maskUserId(link.account?.loginId ?? ''),
  })),
  staff_invitation: linkMail('staff-invitation', ({ frame, url, link, minutes }) => ({
    ...frame,
    url,
    name: link.staff?.name ?? '',
    days: Math.floor(minutes / (24 * 60)),
  })),
};
