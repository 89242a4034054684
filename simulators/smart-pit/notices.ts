import { createHmac, randomUUID } from 'node:crypto';
import type { DepositEntry, DepositNews } from '../cash-register/slip-book.ts';
import type { NoticeAnswer, NoticeEntry } from '../notice-sender.ts';
import { depositJson } from './api.ts';

const answerTimeoutMs = 10_000;

/** How a notice can be false. */
export const smartPitForgeries = [
  'wrong-signature',
  'altered-body',
  'no-signature',
  'old',
  'ahead',
  /** Properly signed, but not what it should be: another amount, another currency, an unknown key. */
  'signed',
] as const;

export type SmartPitForgery = (typeof smartPitForgeries)[number];

/** Milliseconds between the real time and the one that is signed. */
const SHIFTS: Partial<Record<SmartPitForgery, number>> = { old: -6 * 60_000, ahead: 6 * 60_000 };

export function noticeOf(
  type: DepositNews,
  deposit: DepositEntry,
  now: Date,
): Pick<NoticeEntry, 'id' | 'type' | 'content'> {
  const id = randomUUID();
  const content = { id, type, createdAt: now.toISOString(), deposit: depositJson(deposit) };
  return { id, type, content };
}

/** Posts a body signed just now, or as a forger would. */
export async function postSigned(
  {
    url,
    secret,
    body,
    forgery,
  }: { url: string; secret: string; body: Buffer; forgery?: SmartPitForgery },
  signal?: AbortSignal,
): Promise<NoticeAnswer> {
  const shiftMs = (forgery && SHIFTS[forgery]) ?? 0;
  const timestamp = String(Math.floor((Date.now() + shiftMs) / 1000));
  const key = forgery === 'wrong-signature' ? 'a stranger’s secret' : secret;
  const signature = createHmac('sha256', key).update(`${timestamp}.`).update(body).digest('hex');
  const sent = forgery === 'altered-body' ? Buffer.concat([body, Buffer.from(' ')]) : body;
  try {
    const timeout = AbortSignal.timeout(answerTimeoutMs);
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Smart-Pit-Timestamp': timestamp,
        ...(forgery !== 'no-signature' && { 'X-Smart-Pit-Signature': signature }),
      },
      body: new Uint8Array(sent),
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    await response.arrayBuffer();
    return { status: response.status, isTaken: response.ok };
  } catch {
    return { status: null, isTaken: false };
  }
}
