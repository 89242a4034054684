import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  defineSignal,
  defineUpdate,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { PURPOSES_WITH_NOTICES } from '../../domain/mail/link-purposes.ts';
import { isInTime } from '../../domain/orders/deadline.ts';
import { describeInstant } from '../describe.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import { TASK_QUEUES } from '../task-queues.ts';
import {
  CONFIRM_MAILBOX,
  MAIL_BOUNCED,
  MAIL_UNDELIVERABLE,
  OBJECT_TO_REQUEST,
  RESEND_MAIL,
  SUPERSEDE_REQUEST,
  VERIFICATION_REFUSALS,
} from './contract.ts';
import type {
  ConfirmMailbox,
  EmailVerificationActivities,
  EmailVerificationInput,
  EmailVerificationResult,
  MailboxConfirmed,
  MailResent,
  VerificationApplied,
  VerificationMailAccepted,
} from './contract.ts';

// A mail that is not out within 25 minutes helps nobody any more: the request closes and the page says so.
const { sendVerificationMail } = proxyActivities<EmailVerificationActivities>({
  taskQueue: TASK_QUEUES.mail,
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '25 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
  summary: '確認メールの送信',
});
const { sendConfirmationNotices } = proxyActivities<EmailVerificationActivities>({
  taskQueue: TASK_QUEUES.mail,
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
  summary: '変更のお知らせの送信',
});
const { applyVerification, closeVerification } = proxyActivities<EmailVerificationActivities>({
  taskQueue: TASK_QUEUES.certificates,
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
  summary: '確認の記録',
});

const confirmMailbox = defineUpdate<MailboxConfirmed, [ConfirmMailbox]>(CONFIRM_MAILBOX);
const resendMail = defineUpdate<MailResent>(RESEND_MAIL);
const supersedeRequest = defineSignal(SUPERSEDE_REQUEST);
const objectToRequest = defineSignal(OBJECT_TO_REQUEST);
const mailBounced = defineSignal(MAIL_BOUNCED);

/** What ends a request from outside, the first that comes: none of them can be taken back. */
type Ending = 'superseded' | 'objected' | 'undeliverable';

interface VerificationLife {
  input: EmailVerificationInput;
  mail: VerificationMailAccepted | null;
  attempts: number;
  sending: boolean;
  confirmedAt: string | null;
  /** The confirmation is written down, or something else was there before: the life may end. */
  applied: VerificationApplied | null;
  ending: Ending | null;
}

/** One request to prove a mailbox: mail, 30 minutes from its acceptance, one success at most (R-044…R-046, I10). */
export async function emailVerification(
  input: EmailVerificationInput,
): Promise<EmailVerificationResult> {
  const life = beginLife(input);
  const outcome = (await sendFirstMail(life)) ?? (await awaitProof(life));
  const { linkId } = input;
  if (outcome !== 'confirmed') await closeVerification({ linkId, outcome });
  else if (PURPOSES_WITH_NOTICES.has(input.purpose)) await sendConfirmationNotices({ linkId });
  // A resend that is still under way writes its own state first; the end is written last.
  await condition(allHandlersFinished);
  upsertSearchAttributes([
    { key: SEARCH_ATTRIBUTES.state, value: outcome },
    { key: SEARCH_ATTRIBUTES.dueAt, value: null },
  ]);
  setCurrentDetails(STORY[outcome]);
  return { outcome };
}

const STORY: Record<EmailVerificationResult['outcome'], string> = {
  confirmed: '**確認済み** メールアドレスが確認されました。',
  expired: '**期限切れ** 期限までに確認されませんでした。',
  undeliverable: '**送信できず** メールを届けられませんでした。',
  superseded: '**置き換え済み** 新しい依頼に置き換えられました。',
  objected: '**異議あり** 元のアドレスの持ち主が止めました。',
};

function beginLife(input: EmailVerificationInput): VerificationLife {
  const life: VerificationLife = {
    input,
    mail: null,
    attempts: 0,
    sending: false,
    confirmedAt: null,
    applied: null,
    ending: null,
  };
  const end = (ending: Ending) => () => {
    life.ending ??= ending;
  };
  setHandler(supersedeRequest, end('superseded'));
  setHandler(objectToRequest, end('objected'));
  setHandler(mailBounced, end('undeliverable'));
  setHandler(confirmMailbox, ({ proposalId }) => confirm(life, proposalId), {
    validator: ({ proof }: ConfirmMailbox) => refuseProof(life, proof),
  });
  setHandler(resendMail, () => resend(life), { validator: () => refuseResend(life) });
  setCurrentDetails('**送信中** 確認メールを送っています。');
  return life;
}

/** A request that was superseded while the mail server was away sends nothing any more: its address may be mistyped. */
async function sendFirstMail(life: VerificationLife): Promise<Ending | null> {
  const scope = new CancellationScope();
  const sent = scope.run(() => sendMail(life));
  await condition(() => !life.sending || life.ending !== null);
  if (life.sending) scope.cancel();
  const failure = await sent;
  return life.ending ?? failure;
}

async function sendMail(life: VerificationLife): Promise<'undeliverable' | null> {
  const { linkId, ttlMinutes } = life.input;
  life.attempts += 1;
  life.sending = true;
  try {
    life.mail = await sendVerificationMail({ linkId, ttlMinutes, attempt: life.attempts });
  } catch (error) {
    if (error instanceof ActivityFailure) return 'undeliverable';
    throw error;
  } finally {
    life.sending = false;
  }
  const { expiresAt } = life.mail;
  upsertSearchAttributes([
    { key: SEARCH_ATTRIBUTES.state, value: 'awaiting_confirmation' },
    { key: SEARCH_ATTRIBUTES.dueAt, value: new Date(expiresAt) },
  ]);
  setCurrentDetails(`**確認待ち** ${describeInstant(expiresAt)}まで確認できます。`);
  return null;
}

async function awaitProof(life: VerificationLife): Promise<'confirmed' | 'expired' | Ending> {
  for (;;) {
    const expiresAt = expiry(life);
    await condition(
      () => life.confirmedAt !== null || life.ending !== null || expiry(life) !== expiresAt,
      Math.max(0, expiresAt - Date.now()),
      { summary: 'リンクの期限' },
    );
    if (life.confirmedAt !== null) {
      await condition(() => life.applied !== null);
      return overtakenBy(life) ?? 'confirmed';
    }
    if (life.ending !== null) return life.ending;
    // A new mail is on its way when the old one expires: its own clock counts.
    await condition(() => !life.sending);
    if (!isInTime(Date.now(), expiry(life))) return 'expired';
  }
}

/** What the rows knew first, so that nothing was done. In the oldest histories a confirmation has no result at all. */
function overtakenBy({ applied }: VerificationLife): 'objected' | 'superseded' | null {
  return applied === 'objected' || applied === 'superseded' ? applied : null;
}

function expiry(life: VerificationLife): number {
  return life.mail === null ? 0 : Date.parse(life.mail.expiresAt);
}

function refuse(refusal: keyof typeof VERIFICATION_REFUSALS): never {
  throw ApplicationFailure.nonRetryable('refused', VERIFICATION_REFUSALS[refusal]);
}

function refuseProof(life: VerificationLife, proof: string): void {
  if (life.confirmedAt !== null) refuse('used');
  if (life.ending !== null) refuse(life.ending);
  if (life.mail === null) refuse('notSentYet');
  // Half-open: at 30:00.000 it is too late.
  if (!isInTime(Date.now(), expiry(life))) refuse('expired');
  if (proof !== life.mail.tokenHash && proof !== life.mail.codeHash) refuse('unknown');
}

async function confirm(life: VerificationLife, proposalId?: string): Promise<MailboxConfirmed> {
  // Set before anything is awaited: of twenty posts at once, the first wins and the others are refused.
  const confirmedAt = new Date().toISOString();
  life.confirmedAt = confirmedAt;
  const { linkId } = life.input;
  life.applied = await applyVerification({ linkId, confirmedAt, proposalId });
  const ending = overtakenBy(life);
  if (ending !== null) refuse(ending);
  return { confirmedAt };
}

function refuseResend(life: VerificationLife): void {
  if (life.confirmedAt !== null) refuse('used');
  if (life.ending !== null) refuse(life.ending);
  if (life.sending || life.mail === null) refuse('coolingDown');
  if (!isInTime(Date.now(), expiry(life))) refuse('expired');
  if (Date.now() < resendAllowedAt(life)) refuse('coolingDown');
  if (life.attempts > life.input.maxResends) refuse('tooManyResends');
}

function resendAllowedAt({ mail, input }: VerificationLife): number {
  return mail === null ? 0 : Date.parse(mail.sentAt) + input.resendCoolDownSeconds * 1_000;
}

async function resend(life: VerificationLife): Promise<MailResent> {
  const failure = await sendMail(life);
  if (failure !== null || life.mail === null) {
    throw ApplicationFailure.nonRetryable('the mail could not be sent', MAIL_UNDELIVERABLE);
  }
  return {
    expiresAt: life.mail.expiresAt,
    resendAllowedAt: new Date(resendAllowedAt(life)).toISOString(),
  };
}
