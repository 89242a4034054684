import { maskMailAddress } from '../../domain/mail/address.ts';
import type { AppDependencies } from '../dependencies.ts';
import { endSession } from '../middleware/sessions.ts';
import { confirmByLink } from '../one-time-links/confirm.ts';
import type { LinkPurposePage } from '../one-time-links/link.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { confirmPage } from './pages.ts';

/** Behind the link of the registration's mail: a masked address and a button. */
export function registrationLink(deps: AppDependencies): LinkPurposePage {
  return {
    show(_req, res, { mailAddress, isReceived }) {
      renderPage(res, confirmPage, { maskedAddress: maskMailAddress(mailAddress), isReceived });
    },

    async submit(req, res, found) {
      if ((await confirmByLink(deps, res, found)) === 'answered') return;
      // The person signs in again; a sign-in that waited in this browser for this very address is over.
      if (req.session.account?.accountId === found.accountId) await endSession(req);
      res.redirect(303, paths.mailAddressDone(found.universityCode));
    },
  };
}
