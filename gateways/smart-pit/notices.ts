import type { CashNotice } from '../cash/port.ts';
import { isSameSignature, signatureOf } from './signature.ts';
import { noticeSchema } from './wire.ts';

export type NoticeProblem =
  /** A header is missing or there is more than one of it. */
  | 'headers'
  /** Sent too long ago, or in the future: somebody may be sending again what was overheard. */
  | 'time'
  | 'signature'
  /** Signed, but not a notice of the contract. */
  | 'body';

export interface NoticeDelivery {
  /** The body as it came over the wire, before any parsing. */
  rawBody: Buffer;
  /** Names in lower case, as Node.js gives them. */
  headers: Record<string, string | string[] | undefined>;
  secret: string;
  now: Date;
}

/** A notice whose signature was good. What it says of the currency is kept; the contract knows only yen. */
export type SmartPitNotice = CashNotice & { currency: string; depositId: string };

/** How far the instant of sending may be from ours, milliseconds. A notice that is sent again is signed again. */
const REPLAY_WINDOW = 5 * 60_000;

/**
 * Checks a notice: HMAC-SHA256 over `<X-Smart-Pit-Timestamp>.<raw body>`, sent just now. The same notice can arrive more
 * than once; its id tells. It does not throw.
 */
export function readNotice({
  rawBody,
  headers,
  secret,
  now,
}: NoticeDelivery): { ok: true; notice: SmartPitNotice } | { ok: false; reason: NoticeProblem } {
  const timestamp = headers['x-smart-pit-timestamp'];
  const signature = headers['x-smart-pit-signature'];
  if (typeof timestamp !== 'string' || typeof signature !== 'string') {
    return { ok: false, reason: 'headers' };
  }
  if (!isSameSignature(signature, signatureOf(secret, [timestamp, rawBody]))) {
    return { ok: false, reason: 'signature' };
  }
  const sentAt = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) * 1000 : Number.NaN;
  if (!(Math.abs(now.getTime() - sentAt) <= REPLAY_WINDOW)) return { ok: false, reason: 'time' };

  const parsed = noticeSchema.safeParse(parseJson(rawBody));
  if (!parsed.success) return { ok: false, reason: 'body' };
  const { id, type, createdAt, deposit } = parsed.data;
  return {
    ok: true,
    notice: {
      provider: 'smart-pit',
      eventId: id,
      type,
      slipKey: deposit.key,
      depositId: deposit.id,
      amountYen: deposit.amount,
      currency: deposit.currency,
      occurredAt: type === 'deposit' ? deposit.paidAt : (deposit.reversedAt ?? createdAt),
      payload: { id, type, createdAt, deposit },
    },
  };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
