import { Secret, TOTP } from 'otpauth';

/** What every authenticator app understands (RFC 6238): six digits of HMAC-SHA-1, a new code every thirty seconds. */
const PARAMETERS = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** A phone's clock may be a little off: one code before and after counts as well. */
const STEPS_AROUND = 1;

/** @returns a new key of 160 bits, as apps want it typed (Base32) */
export const newTotpKey = (): string => new Secret({ size: 20 }).base32;

/**
 * @param now instant of the attempt
 * @returns the number of the thirty-second step whose code it is, or null for a wrong code
 */
export function stepOfCode(key: string, code: string, now: Date): number | null {
  const secret = Secret.fromBase32(key);
  const timestamp = now.getTime();
  const totp = new TOTP({ ...PARAMETERS, secret });
  const delta = totp.validate({ token: code, timestamp, window: STEPS_AROUND });
  return delta === null ? null : totp.counter({ timestamp }) + delta;
}

/** @returns what an authenticator app reads from the picture (`otpauth://totp/…`) */
export const totpAddress = (key: string, issuer: string, label: string): string =>
  new TOTP({ ...PARAMETERS, issuer, label, secret: Secret.fromBase32(key) }).toString();
