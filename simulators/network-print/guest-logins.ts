import { randomBytes } from 'node:crypto';
import type { Ledger } from '../ledger.ts';
import type { BookValue } from '../print-documents/document-book.ts';
import { makeNumber } from '../print-documents/number-maker.ts';

/** A guest without an account: a token for the API and a user number for the copier. */
export interface GuestLogin {
  token: string;
  userCode: string;
  client: string;
  expiresAt: string;
}

export interface NetworkPrintValue extends BookValue {
  logins: GuestLogin[];
}

const dayMs = 86_400_000;

/** Opens a login that ends `days` days after `now`. */
export function openLogin(
  ledger: Ledger<NetworkPrintValue>,
  { days, client, now }: { days: number; client: string; now: Date },
): GuestLogin {
  const login: GuestLogin = {
    token: randomBytes(24).toString('base64url'),
    userCode: makeNumber(10, (number) =>
      ledger.value.logins.some(({ userCode }) => userCode === number),
    ),
    client,
    expiresAt: new Date(now.getTime() + days * dayMs).toISOString(),
  };
  ledger.change((value) => value.logins.push(login));
  return login;
}

/** The login of a token; undefined when there is none or it has ended. */
export function findLogin(
  ledger: Ledger<NetworkPrintValue>,
  token: string | undefined,
  now: Date,
): GuestLogin | undefined {
  return ledger.value.logins.find(
    (login) => login.token === token && now.toISOString() < login.expiresAt,
  );
}
