import { ResultCodeError } from 'ldapts';
import type { DirectoryAnswer, DirectoryProblem } from './port.ts';

/** The step at which a conversation with the directory ended. */
export type Step = 'start TLS' | 'service bind' | 'search' | 'user bind';

/** The time limit passed. */
export class DirectoryTooSlow extends Error {
  override name = 'DirectoryTooSlow';
}

/** Result codes of RFC 4511 appendix A that say "not now". */
const notNow = new Set([51 /* busy */, 52 /* unavailable */]);
const REFERRAL = 10;
const tookTooLong = new Set([3 /* timeLimitExceeded */, 11 /* adminLimitExceeded */]);

/** OpenSSL's verification errors as Node.js names them, and its own check of the host name. */
const certificateError =
  /^(?:CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_|HOSTNAME_)/;

/**
 * What a failure means for the person who signs in. `detail` is made of the step, the code and the error's name:
 * the messages of directories quote names.
 */
export function unavailable(error: unknown, step: Step): DirectoryAnswer {
  const { reason, detail } = classify(error);
  return { kind: 'unavailable', reason, detail: `${step}: ${detail}` };
}

function classify(error: unknown): { reason: DirectoryProblem; detail: string } {
  if (error instanceof DirectoryTooSlow) return { reason: 'slow', detail: 'no answer in time' };
  if (error instanceof ResultCodeError) {
    const detail = `result code ${error.code}`;
    if (notNow.has(error.code)) return { reason: 'down', detail };
    if (tookTooLong.has(error.code)) return { reason: 'slow', detail };
    if (error.code === REFERRAL) return { reason: 'referral', detail };
    return { reason: 'misconfigured', detail };
  }
  const code = codeOf(error);
  if (certificateError.test(code)) return { reason: 'untrusted', detail: code };
  return { reason: 'down', detail: code || 'connection lost' };
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
