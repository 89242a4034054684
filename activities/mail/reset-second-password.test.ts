import { randomUUID } from 'node:crypto';
import { createActivityWorld } from '../../tests/support/activity-world.ts';
import type { ActivityWorld } from '../../tests/support/activity-world.ts';

let world: ActivityWorld;

beforeAll(async () => {
  world = await createActivityWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const CONFIRMED_AT = new Date('2026-11-21T01:00:00.000Z');

/** Somebody of Mukono who has forgotten the second password, and is signed in on two devices. */
async function forget({ locale = 'ja' } = {}) {
  const { prisma } = world.database;
  const { id: universityId } = await prisma.university.findUniqueOrThrow({
    where: { code: 'mukono' },
  });
  const [linkId, accountId] = [randomUUID(), randomUUID()];
  const loginId = `m24${accountId}01`;
  const mailAddress = `${linkId}@mail.example`;
  const account = { id: accountId, universityId, userType: 'student', loginId, mailAddress };
  await prisma.account.create({
    data: {
      ...account,
      mailConfirmedAt: new Date('2026-01-01T00:00:00Z'),
      secondPasswordHash: 'old hash',
      secondPasswordSetAt: new Date('2026-01-01T00:00:00Z'),
    },
  });
  const purpose = 'reset_second_password';
  await prisma.oneTimeLink.create({
    data: { id: linkId, accountId, universityId, purpose, mailAddress, locale },
  });
  const end = new Date('2027-01-01T00:00:00Z');
  const session = { accountId, data: {}, idleExpiresAt: end, absoluteExpiresAt: end };
  for (const device of ['phone', 'computer']) {
    await prisma.session.create({ data: { ...session, idHash: `${device}-${linkId}` } });
  }
  return { linkId, accountId, loginId, mailAddress };
}

async function propose(linkId: string, secondPasswordHash: string): Promise<string> {
  const id = randomUUID();
  await world.database.prisma.oneTimeLinkProposal.create({
    data: { id, linkId, data: { secondPasswordHash } },
  });
  return id;
}

const apply = (linkId: string, proposalId?: string) =>
  world.run('applyVerification', {
    linkId,
    confirmedAt: CONFIRMED_AT.toISOString(),
    ...(proposalId === undefined ? {} : { proposalId }),
  });
const accountRow = (id: string) =>
  world.database.prisma.account.findUniqueOrThrow({ where: { id } });
const openSessions = (accountId: string) =>
  world.database.prisma.session.count({ where: { accountId, endedAt: null } });

it('sets the second password of the attempt that was the first, and forgets the others (R-072, I10)', async () => {
  const { linkId, accountId } = await forget();
  const proposals = await Promise.all(['one', 'two', 'three'].map((hash) => propose(linkId, hash)));
  await apply(linkId, proposals[1]);
  await apply(linkId, proposals[2]);
  expect(await accountRow(accountId)).toMatchObject({
    secondPasswordHash: 'two',
    secondPasswordSetAt: CONFIRMED_AT,
  });
  expect(await world.database.prisma.oneTimeLinkProposal.count({ where: { linkId } })).toBe(0);
});

it('ends every session of the account, and says why', async () => {
  const { linkId, accountId } = await forget();
  const other = await forget();
  await apply(linkId, await propose(linkId, 'new'));
  expect(await openSessions(accountId)).toBe(0);
  const [ended] = await world.database.prisma.session.findMany({ where: { accountId } });
  expect(ended).toMatchObject({ endedBecause: 'password_changed', endedAt: CONFIRMED_AT });
  expect(await openSessions(other.accountId)).toBe(2);
});

it('writes one audit row, without any hash (R-151, I17)', async () => {
  const { linkId, accountId } = await forget();
  await apply(linkId, await propose(linkId, 'secret-hash'));
  const rows = await world.database.prisma.auditEntry.findMany({ where: { entityId: accountId } });
  expect(rows).toMatchObject([{ action: 'reset_second_password', entity: 'account' }]);
  expect(JSON.stringify(rows[0]?.after)).not.toContain('secret-hash');
});

it('changes nothing without a proposal, or with one of another link', async () => {
  const { linkId, accountId } = await forget();
  const other = await forget();
  await expect(apply(linkId)).rejects.toThrow('nothing was proposed');
  await expect(apply(linkId, await propose(other.linkId, 'foreign'))).rejects.toThrow(
    'nothing was proposed',
  );
  expect(await accountRow(accountId)).toMatchObject({ secondPasswordHash: 'old hash' });
  expect(await openSessions(accountId)).toBe(2);
});

describe.each([
  ['ja', '第2パスワード', '30分'],
  ['en', 'second password', '30 minutes'],
])('the mail with the link in %s (R-271)', (locale, word, limit) => {
  it('says how long it works and for which user ID, and has no digits to be guessed (R-075)', async () => {
    const { linkId, mailAddress, loginId } = await forget({ locale });
    const accepted = await world.run('sendVerificationMail', {
      linkId,
      ttlMinutes: 30,
      attempt: 1,
    });
    const [mail, ...more] = await world.mails(mailAddress);
    expect(more).toEqual([]);
    const { text = '', subject = '', html = '' } = mail ?? {};
    expect(subject).toContain(word);
    expect(text).toContain(limit);
    expect(text.match(/https:\/\/service\.example\/cert\/[\w-]{43}/g)).toHaveLength(1);
    expect(text).toContain('m24****01');
    expect(`${text}${html}`).not.toContain(loginId);
    expect(accepted.codeHash).toBeNull();
    expect(Date.parse(accepted.expiresAt) - Date.parse(accepted.sentAt)).toBe(30 * 60_000);
  });

  it('is followed by one that tells of the change and what to do if it was somebody else (R-151)', async () => {
    const { linkId, mailAddress, loginId } = await forget({ locale });
    await apply(linkId, await propose(linkId, 'new'));
    await world.run('sendConfirmationNotices', { linkId });
    await world.run('sendConfirmationNotices', { linkId });
    const mails = await world.mails(mailAddress);
    expect(mails).toHaveLength(1);
    const { text = '' } = mails[0] ?? {};
    expect(text).toContain('https://service.example/mukono/second-password/forgotten');
    expect(text).toContain(
      locale === 'ja' ? '2026年11月21日(土) 10:00' : '21 November 2026, 10:00',
    );
    expect(text).toContain('06-6809-4327');
    expect(text).not.toContain(loginId);
  });
});
