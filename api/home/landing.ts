import type { Request, Response } from 'express';
import { tokyoDate } from '../../domain/time/tokyo.ts';
import type { UniversityProfile } from '../../domain/university/profile.ts';
import type { AppDependencies } from '../dependencies.ts';
import { universityOf } from '../middleware/request-facts.ts';
import { NotFound } from '../middleware/failures.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { studentDoor } from '../sign-in/availability.ts';
import { landingPage } from './pages.ts';
import type { LandingModel } from './pages.ts';

interface Dated {
  validFrom: string;
  validTo: string | null;
}

const isValidOn = (row: Dated, on: string) =>
  row.validFrom <= on && (row.validTo === null || on < row.validTo);

/** What the entrance tells of a university's settings, as they are at an instant (R-001…R-022). */
export function landingModel(code: string, profile: UniversityProfile, now: Date): LandingModel {
  const { certificate, contacts, halts } = profile;
  const today = tokyoDate(now);
  const fees = certificate.issueFees.filter((row) => isValidOn(row, today)).map(({ yen }) => yen);
  const systemFee = certificate.systemFees.find((row) => isValidOn(row, today));
  return {
    name: profile.name,
    homepageUrl: profile.homepageUrl,
    signInHref: studentDoor(profile) === null ? null : paths.signIn(code),
    kinds: certificate.kinds.map(({ name, description }) => ({ name, description })),
    issueFee: fees.length === 0 ? null : { lowest: Math.min(...fees), highest: Math.max(...fees) },
    systemFee: systemFee ? { yen: systemFee.yen, per: systemFee.per } : null,
    printFeeYenASheet: certificate.printFeeYenASheet,
    printDays: certificate.printDeadline.days,
    chains: certificate.chains,
    methods: certificate.paymentMethods.map(({ name, description }) => ({ name, description })),
    halts: halts
      .map(({ from, to, reason }) => ({ from: new Date(from), to: new Date(to), reason }))
      .filter(({ to }) => now < to)
      .map((halt) => ({ ...halt, when: halt.from <= now ? ('now' as const) : ('later' as const) })),
    sealed: contacts.sealed.name,
    records: contacts.records,
  };
}

/** GET: a university's entrance, for everybody. */
export function showLanding({ clock }: AppDependencies) {
  return (_req: Request, res: Response): void => {
    if (!res.locals.university) throw new NotFound('no such university');
    const { code, profile } = universityOf(res);
    renderPage(res, landingPage, landingModel(code, profile, clock()));
  };
}
