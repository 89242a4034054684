import { accountOf, universityOf } from '../middleware/request-facts.ts';
import type { WaitingFlow } from '../mail-address/waiting.ts';
import { endSession } from '../middleware/sessions.ts';
import { paths } from '../paths.ts';

/** Waiting for the mail of the first registration. */
export const registrationFlow: WaitingFlow = {
  purpose: 'register_address',
  paths: {
    form: paths.mailAddress,
    sent: paths.mailAddressSent,
    code: paths.mailAddressCode,
    again: paths.mailAddressAgain,
    done: paths.mailAddressDone,
  },
  isOver: (res) => accountOf(res).mailConfirmed,
  /** Proven: the person signs in again, now with everything open. */
  async proven(req, res) {
    await endSession(req);
    res.redirect(303, paths.mailAddressDone(universityOf(res).code));
  },
};
