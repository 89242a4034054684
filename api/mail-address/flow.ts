import { universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import type { WaitingFlow } from './waiting.ts';

/** Waiting for the mail of a change: whoever is signed in stays so, here and elsewhere. */
export const changeFlow: WaitingFlow = {
  purpose: 'change_address',
  paths: {
    form: paths.changeMailAddress,
    sent: paths.changeMailAddressSent,
    code: paths.changeMailAddressCode,
    again: paths.changeMailAddressAgain,
    done: paths.changeMailAddressDone,
  },
  isOver: () => false,
  async proven(_req, res) {
    res.redirect(303, paths.changeMailAddressDone(universityOf(res).code));
  },
};
