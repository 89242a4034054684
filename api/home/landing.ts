import { STATUSES_OF } from '../../domain/orders/availability.ts';
import { FeeMissing, issueFeeYen, systemFeesOn } from '../../domain/orders/fees.ts';
import { tokyoDate } from '../../domain/time/tokyo.ts';
import type { CivilDate } from '../../domain/time/tokyo.ts';
import type {
  CertificateKind,
  UniversityProfile,
  UserType,
} from '../../domain/university/profile.ts';
import { stepsOf } from '../../domain/university/steps.ts';
import { NotFound } from '../middleware/failures.ts';
import type { Handler } from '../middleware/policy.ts';
import { universityOf } from '../middleware/request-facts.ts';
import { renderPage } from '../rendering/render-page.ts';
import { signInOf } from './doors.ts';
import { landingPage } from './pages.ts';
import type { FeeRange, LandingModel, Need } from './pages.ts';

/** GET: what, where, when and at what price, for one type of user and everybody who wants to know. */
export function showLanding(userType: UserType): Handler {
  return (_req, res) => {
    if (!res.locals.university) throw new NotFound('no such university');
    const { code, profile } = universityOf(res);
    if (!profile.userTypes.includes(userType)) throw new NotFound('no such type of user here');
    renderPage(res, landingPage, landingModel(code, profile, userType, res.locals.layout.now));
  };
}

/** What the page tells of a university's settings, as they are at an instant (R-001…R-025). */
export function landingModel(
  code: string,
  profile: UniversityProfile,
  userType: UserType,
  now: Date,
): LandingModel {
  const { certificate, contacts } = profile;
  const today = tokyoDate(now);
  const steps = stepsOf(userType, profile);
  return {
    userType,
    signInHref: signInOf(code, profile, userType),
    homepageUrl: profile.homepageUrl,
    notices: profile.notices.landing,
    steps: { ...steps, next: steps.first.length + 1 },
    needs: needsOf(profile, userType),
    kinds: certificate.kinds.flatMap((kind) => {
      const fee = feeOf(kind, profile, userType, today);
      return fee ? [{ name: kind.name, description: kind.description, fee }] : [];
    }),
    systemFees: systemFeesOn(certificate.systemFees, today),
    printFeeYenASheet: certificate.printFeeYenASheet,
    printDays: certificate.printDeadline.days,
    chains: certificate.chains,
    ...contacts,
  };
}

function needsOf(profile: UniversityProfile, userType: UserType): Need[] {
  const { signIn, secondPassword, certificate, mail } = profile;
  const identity: Need =
    userType === 'graduate'
      ? { id: 'document' }
      : signIn.student?.kind === 'saml'
        ? { id: 'saml', provider: signIn.student.providerName }
        : { id: 'directory' };
  const takesPayPal = certificate.paymentMethods.some(
    ({ provider, isOffered }) => isOffered && provider === 'paypal',
  );
  return [
    identity,
    { id: 'mail', sender: mail.senderAddress },
    ...(secondPassword[userType] ? [{ id: 'secondPassword' } as const] : []),
    ...(takesPayPal ? [{ id: 'paypal' } as const] : []),
    { id: 'coins' },
  ];
}

/** @returns what one copy costs people of this type, over their statuses, the languages and the ways to receive it;
 *   null for what they cannot order */
function feeOf(
  kind: CertificateKind,
  { certificate }: UniversityProfile,
  userType: UserType,
  on: CivilDate,
): FeeRange | null {
  const statuses = STATUSES_OF[userType].filter((status) => kind.eligible.includes(status));
  const fees = statuses.flatMap((affiliationStatus) =>
    kind.languages.flatMap((language) =>
      certificate.destinations.flatMap((destination) => {
        const key = { affiliationStatus, certificateKind: kind.code, language, destination };
        return feeOrNone(() => issueFeeYen(certificate.issueFees, key, on));
      }),
    ),
  );
  return fees.length === 0 ? null : { lowest: Math.min(...fees), highest: Math.max(...fees) };
}

/** What has no fee on that day cannot be ordered, so no price of it is told. */
function feeOrNone(fee: () => number): number[] {
  try {
    return [fee()];
  } catch (error) {
    if (error instanceof FeeMissing) return [];
    throw error;
  }
}
