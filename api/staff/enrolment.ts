import type { Request, Response } from 'express';
import QRCode from 'qrcode';
import { z } from 'zod';
import { judgeStaffPassword } from '../../domain/staff/password.ts';
import type { StaffPasswordProblem } from '../../domain/staff/password.ts';
import { knownRoles } from '../../domain/staff/roles.ts';
import { createTextSealer } from '../../platform/sealed-text.ts';
import type { AppDependencies } from '../dependencies.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import { parseForm } from '../forms/parse-form.ts';
import { confirmByLink } from '../one-time-links/confirm.ts';
import { showClosed } from '../one-time-links/closed.ts';
import type { FoundLink, LinkPurposePage } from '../one-time-links/link.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { allowProvider } from '../saml/allow-provider.ts';
import { dataOf } from './data.ts';
import { providerOf } from './door.ts';
import { enrolmentPage, recoveryCodesShownPage } from './pages.ts';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.ts';
import { beginAcceptance } from './saml.ts';
import { digitsOf, totpContext, totpSealer } from './second-factor.ts';
import { newTotpKey, stepOfCode, totpAddress } from './totp.ts';

const schema = z.object({
  password: z.string(),
  passwordAgain: z.string(),
  code: z.string(),
  sealedKey: z.string().max(400),
});

const PROBLEMS: Record<StaffPasswordProblem, string> = {
  too_short: 'staff.errors.passwordShort',
  too_long: 'staff.errors.passwordLong',
  is_address: 'staff.errors.passwordAddress',
  repeats: 'staff.errors.passwordRepeats',
};

interface InvitedMember {
  id: string;
  name: string;
  mailAddress: string;
  roles: { role: string }[];
}

/** The form's own picture of the key, as an image that needs no script and no other site. */
const pictureOf = async (address: string) =>
  `data:image/svg+xml;base64,${Buffer.from(await QRCode.toString(address, { type: 'svg', margin: 2 })).toString('base64')}`;

/**
 * Behind the link of an invitation: the new member chooses a password, connects an authenticator app and proves
 * that it works; or accepts at the university's own sign-in page. Looking at the page changes nothing.
 */
export function invitationLink(deps: AppDependencies): LinkPurposePage {
  const { environment, passwords, clock } = deps;
  // Until the form is sent the key is nowhere but in it; so it is the same after a mistyped code.
  const formSealer = createTextSealer(environment.COOKIE_SECRET, 'staff-enrolment');

  /** @returns who is invited; null once the access was withdrawn: then the link is over */
  async function invitedBy({ staffId, university }: FoundLink): Promise<InvitedMember | null> {
    if (staffId === null) return null;
    return dataOf(deps, university).staffMember.findUnique({
      where: { id: staffId, state: { not: 'disabled' } },
      select: { id: true, name: true, mailAddress: true, roles: { select: { role: true } } },
    });
  }

  async function render(
    req: Request,
    res: Response,
    found: FoundLink,
    member: InvitedMember,
    shown: { form: FormState; key: string; status?: number },
  ): Promise<void> {
    // The address of a link names no university, so nothing has allowed its provider yet.
    allowProvider(deps)(req, res, () => {});
    const { profile } = found.university;
    const { key, form, status } = shown;
    const issuer = `${profile.shortName[res.locals.locale]} ${profile.mail.senderName[res.locals.locale]}`;
    renderPage(
      res,
      enrolmentPage,
      {
        form,
        name: member.name,
        mailAddress: member.mailAddress,
        roles: knownRoles(member.roles.map(({ role }) => role)),
        href: paths.oneTimeLink(found.token),
        sealedKey: formSealer.seal(key, found.id),
        key: key.replace(/(.{4})(?=.)/g, '$1 '),
        qrCode: await pictureOf(totpAddress(key, issuer, member.mailAddress)),
        provider: providerOf(found.university),
        isReceived: found.isReceived,
      },
      { status: status ?? 200 },
    );
  }

  async function submitPassword(
    req: Request,
    res: Response,
    found: FoundLink,
    member: InvitedMember,
  ): Promise<void> {
    const parsed = parseForm(schema, req.body);
    const { password, passwordAgain, code, sealedKey } = parsed.ok
      ? parsed.value
      : { password: '', passwordAgain: '', code: '', sealedKey: '' };
    const key = formSealer.open(sealedKey, found.id);
    const problem = judgeStaffPassword(password, member.mailAddress);
    const now = clock();
    const step = key === null ? null : stepOfCode(key, digitsOf(code), now);
    const errors = [
      ...(problem ? [{ field: 'password', message: { key: PROBLEMS[problem] } }] : []),
      ...(password !== passwordAgain
        ? [{ field: 'passwordAgain', message: { key: 'staff.errors.passwordMismatch' } }]
        : []),
      ...(step === null ? [{ field: 'code', message: { key: 'staff.errors.firstCode' } }] : []),
    ];
    if (key === null || step === null || errors.length > 0) {
      const form = withErrors(newForm(), ...errors);
      return render(req, res, found, member, { form, key: key ?? newTotpKey(), status: 400 });
    }
    const codes = newRecoveryCodes();
    const proposal = {
      passwordHash: await passwords.hash(password),
      totpSecret: totpSealer(deps).seal(key, totpContext(member.id)),
      totpLastStep: step,
      recoveryCodeHashes: codes.map((one) =>
        hashRecoveryCode(environment.COOKIE_SECRET, member.id, one),
      ),
    };
    if ((await confirmByLink(deps, res, found, proposal)) === 'answered') return;
    const onwardHref = `${paths.staffSignIn(found.universityCode)}?after=invitation`;
    renderPage(res, recoveryCodesShownPage, { codes, onwardHref, isNew: true });
  }

  return {
    async show(req, res, found) {
      const member = await invitedBy(found);
      if (!member) return showClosed(res, found, 'expired');
      await render(req, res, found, member, { form: newForm(), key: newTotpKey() });
    },

    async submit(req, res, found) {
      const member = await invitedBy(found);
      if (!member) return showClosed(res, found, 'expired');
      const body = req.body as Record<string, unknown> | undefined;
      const usesProvider = body?.way === 'provider' && providerOf(found.university) !== null;
      if (usesProvider) return beginAcceptance(deps, req, res, found);
      return submitPassword(req, res, found, member);
    },
  };
}
