import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { MailUnavailable } from '../../gateways/mail/port.ts';
import { hashCode, hashToken } from '../../platform/one-time-proof.ts';
import { createActivityWorld, MINUTE } from '../../tests/support/activity-world.ts';
import type { ActivityWorld, Mail } from '../../tests/support/activity-world.ts';

let world: ActivityWorld;

beforeAll(async () => {
  world = await createActivityWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

interface Request {
  linkId: string;
  accountId: string;
  mailAddress: string;
}

async function request(locale: 'ja' | 'en' = 'ja'): Promise<Request> {
  const { prisma } = world.database;
  const { id: universityId } = await prisma.university.findUniqueOrThrow({
    where: { code: 'aomine' },
  });
  const [linkId, accountId] = [randomUUID(), randomUUID()];
  const mailAddress = `${linkId}@mail.example`;
  await prisma.account.create({
    data: { id: accountId, universityId, userType: 'student', loginId: linkId },
  });
  await prisma.oneTimeLink.create({
    data: {
      id: linkId,
      accountId,
      universityId,
      purpose: 'register_address',
      mailAddress,
      locale,
    },
  });
  return { linkId, accountId, mailAddress };
}

const send = ({ linkId }: Request, attempt = 1) =>
  world.run('sendVerificationMail', { linkId, ttlMinutes: 30, attempt });

const secretsIn = ({ text }: Mail) => ({
  token: /https:\/\/service\.example\/cert\/([\w-]{43})(?![\w-])/.exec(text)?.[1] ?? '',
  code: /(?<!\d)\d{6}(?!\d)/.exec(text.replace(/https?:\S+/g, ''))?.[0] ?? '',
});

async function row({ linkId }: Request) {
  return world.database.prisma.oneTimeLink.findUniqueOrThrow({
    where: { id: linkId },
    include: { oldTokens: true },
  });
}

async function stored({ mailAddress }: Request) {
  return world.database.prisma.mailMessage.findMany({
    where: { recipient: mailAddress },
    orderBy: { createdAt: 'asc' },
  });
}

it('proves by what it sent, and counts from the moment it was accepted (R-045)', async () => {
  const asked = await request();
  await world.pass(10 * MINUTE);
  const accepted = await send(asked);
  const [mail] = await world.mails(asked.mailAddress);
  if (!mail) throw new Error('no mail');
  const { token, code } = secretsIn(mail);
  expect(accepted.tokenHash).toBe(hashToken(token));
  expect(accepted.codeHash).toBe(hashCode(code, asked.linkId, world.deps.linkSecret));
  expect(Date.parse(accepted.expiresAt) - Date.parse(accepted.sentAt)).toBe(30 * MINUTE);
  expect(Math.abs(Date.parse(accepted.sentAt) - world.now().getTime())).toBeLessThan(5_000);
  expect(await row(asked)).toMatchObject({
    tokenHash: accepted.tokenHash,
    codeHash: accepted.codeHash,
    sentAt: new Date(accepted.sentAt),
    expiresAt: new Date(accepted.expiresAt),
    resendAllowedAt: new Date(Date.parse(accepted.sentAt) + MINUTE),
  });
});

it.each([
  [
    'English (R-263)',
    'en',
    'Confirm your mail address',
    'The URL works for 30 minutes',
    'Certificate service call centre',
  ],
  [
    'Japanese (R-264)',
    'ja',
    'メールアドレスの確認',
    'URLの期限: 30分',
    '証明書発行サービス コールセンター',
  ],
] as const)(
  'tells in %s what the link is for, how long it works and whom to ask; its address is a long random word (R-314)',
  async (_language, locale, subject, limit, contact) => {
    const asked = await request(locale);
    await send(asked);
    const [mail] = await world.mails(asked.mailAddress);
    if (!mail) throw new Error('no mail');
    expect(mail.subject).toBe(subject);
    expect(secretsIn(mail).token).toHaveLength(43);
    for (const words of [limit, contact, '06-6809-4327']) expect(mail.text).toContain(words);
  },
);

it('keeps neither token nor code: not in the stored mail, not in its row, not in its answer', async () => {
  const asked = await request();
  const accepted = await send(asked);
  const [mail] = await world.mails(asked.mailAddress);
  if (!mail) throw new Error('no mail');
  const { token, code } = secretsIn(mail);
  expect(token).toHaveLength(43);
  expect(code).toHaveLength(6);
  const [copy] = await stored(asked);
  expect(copy).toMatchObject({ state: 'accepted', template: 'verify-mail-address' });
  const { text = '', html = '', subject = '' } = copy ?? {};
  for (const secret of [token, code]) {
    expect(`${text}${html}${subject}`).not.toContain(secret);
    expect(JSON.stringify(accepted)).not.toContain(secret);
  }
  expect(JSON.stringify(await row(asked))).not.toContain(token);
});

it('is the same mail with the same link when the server’s reply was lost (I12)', async () => {
  const asked = await request();
  await world.fault('mailbox', 'data', 'drop-after');
  await expect(send(asked)).rejects.toThrow(MailUnavailable);
  await send(asked);
  const [first, second, ...more] = await world.mails(asked.mailAddress);
  if (!first || !second) throw new Error('the mail was not repeated');
  expect(more).toEqual([]);
  expect(second.messageId).toBe(first.messageId);
  expect(secretsIn(second)).toEqual(secretsIn(first));
  expect(await stored(asked)).toHaveLength(1);
  expect((await row(asked)).oldTokens).toEqual([]);
});

it('is never repeated to an address that is refused for good', async () => {
  const asked = await request();
  await world.fault('mailbox', 'recipient', 'refuse', { status: 550 });
  const failure: unknown = await send(asked).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ApplicationFailure);
  expect(failure).toMatchObject({ type: 'MailUndeliverable', nonRetryable: true });
  expect((failure as Error).message).not.toContain(asked.mailAddress);
  expect(await stored(asked)).toMatchObject([{ state: 'undeliverable', reason: 'smtp 550' }]);
  expect(await row(asked)).toMatchObject({ sentAt: null, expiresAt: null });
});

it('is another link at the next sending, and the old one is remembered as replaced', async () => {
  const asked = await request();
  const first = await send(asked, 1);
  const second = await send(asked, 2);
  expect(second.tokenHash).not.toBe(first.tokenHash);
  expect(second.codeHash).not.toBe(first.codeHash);
  const { tokenHash, oldTokens } = await row(asked);
  expect(tokenHash).toBe(second.tokenHash);
  expect(oldTokens.map((old) => old.tokenHash)).toEqual([first.tokenHash]);
  const [one, two] = await world.mails(asked.mailAddress);
  expect(one?.messageId).not.toBe(two?.messageId);
});

it('cannot be guessed without the secret', async () => {
  const asked = await request();
  const first = await send(asked);
  const deps = world.deps;
  const secret = deps.linkSecret;
  deps.linkSecret = 'another-secret-of-the-tests-9876543210';
  const other = await send(asked);
  deps.linkSecret = secret;
  expect(other.tokenHash).not.toBe(first.tokenHash);
});

describe('the proof', () => {
  const apply = ({ linkId }: Request) =>
    world.run('applyVerification', { linkId, confirmedAt: '2026-11-21T01:00:00.000Z' });
  const accountOf = ({ accountId }: Request) =>
    world.database.prisma.account.findUniqueOrThrow({ where: { id: accountId } });

  it('gives the account its address, once, with one audit row (I10, I17)', async () => {
    const asked = await request();
    await send(asked);
    await Promise.all([apply(asked), apply(asked), apply(asked)]);
    expect(await accountOf(asked)).toMatchObject({
      mailAddress: asked.mailAddress,
      mailConfirmedAt: new Date('2026-11-21T01:00:00.000Z'),
    });
    const audit = await world.database.prisma.auditEntry.findMany({
      where: { entityId: asked.accountId },
    });
    expect(audit).toHaveLength(1);
    expect(JSON.stringify(audit[0]?.after)).not.toContain(asked.mailAddress);
  });

  it.each(['expired', 'undeliverable', 'superseded'] as const)(
    'is nothing once the request is %s: the row is closed, the account as it was',
    async (outcome) => {
      const asked = await request();
      await world.run('closeVerification', { linkId: asked.linkId, outcome });
      await world.run('closeVerification', { linkId: asked.linkId, outcome });
      const closed = await row(asked);
      expect(outcome === 'superseded' ? closed.supersededAt : closed.closedAt).not.toBeNull();
      expect(closed.revision).toBe(1);
      expect(await accountOf(asked)).toMatchObject({ mailAddress: null });
    },
  );

  it('is not undone by a close that comes late', async () => {
    const asked = await request();
    await apply(asked);
    await world.run('closeVerification', { linkId: asked.linkId, outcome: 'expired' });
    expect(await row(asked)).toMatchObject({ closedAt: null, usedAt: expect.any(Date) });
  });
});
