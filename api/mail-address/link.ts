import { maskMailAddress } from '../../domain/mail/address.ts';
import type { AppDependencies } from '../dependencies.ts';
import { confirmByLink } from '../one-time-links/confirm.ts';
import type { LinkPurposePage } from '../one-time-links/link.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { confirmChangePage } from './pages.ts';

/** Behind the link in the mail to the new address: only the press of its button changes anything. */
export function changeLink(deps: AppDependencies): LinkPurposePage {
  return {
    show(_req, res, { mailAddress, isReceived }) {
      const maskedAddress = maskMailAddress(mailAddress);
      renderPage(res, confirmChangePage, { maskedAddress, isReceived });
    },

    async submit(req, res, found) {
      if ((await confirmByLink(deps, res, found)) === 'answered') return;
      res.redirect(303, paths.changeMailAddressDone(found.universityCode));
    },
  };
}
