import type { SignedInAccount } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';

/**
 * Where a person goes after signing in: the step of the first sign-in that is open, else where they
 * wanted to go.
 * @param next page of this university, as `nextAddress` found it
 */
export function onwards(university: string, account: SignedInAccount, next: string | null): string {
  const step = openStep(university, account);
  if (step === null) return next ?? paths.top(university);
  // With what its address says besides: it may be the form that the person was filling in.
  return next?.split('?')[0] === step ? next : step;
}

function openStep(university: string, account: SignedInAccount): string | null {
  if (!account.mailConfirmed) return paths.mailAddress(university);
  return account.secondPasswordMissing ? paths.secondPassword(university) : null;
}
