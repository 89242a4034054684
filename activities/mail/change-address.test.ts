import { randomUUID } from 'node:crypto';
import { objectToChange } from '../../api/mail-address/object.ts';
import { requestByObjection } from '../../api/one-time-links/queries.ts';
import { requestLink } from '../../api/one-time-links/request-link.ts';
import { createActivityWorld, HOUR } from '../../tests/support/activity-world.ts';
import type { ActivityWorld } from '../../tests/support/activity-world.ts';
import { sendWaitingMails } from './outbox.ts';

let world: ActivityWorld;

beforeAll(async () => {
  world = await createActivityWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

interface Change {
  linkId: string;
  accountId: string;
  old: string;
  anew: string;
}

const university = async () => {
  const loaded = await world.deps.profiles.inForce('aomine', world.now());
  if (!loaded) throw new Error('no settings');
  return loaded;
};

/** Somebody with a confirmed address has asked to change it. */
async function ask(changes: { old?: string; anew?: string } = {}): Promise<Change> {
  const accountId = randomUUID();
  const old = changes.old ?? `old-${accountId}@mail.example`;
  const anew = changes.anew ?? `new-${accountId}@mail.example`;
  const loaded = await university();
  await world.database.prisma.account.create({
    data: {
      id: accountId,
      universityId: loaded.universityId,
      userType: 'student',
      loginId: accountId,
      mailAddress: old,
      mailConfirmedAt: world.now(),
      mailBouncedAt: world.now(),
    },
  });
  const { linkId } = await requestLink(world.deps, {
    purpose: 'change_address',
    accountId,
    staffId: null,
    university: loaded,
    mailAddress: anew,
    locale: 'ja',
    actor: `account:${accountId}`,
    now: world.now(),
  });
  return { linkId, accountId, old, anew };
}

const send = ({ linkId }: Change, attempt = 1) =>
  world.run('sendVerificationMail', { linkId, ttlMinutes: 30, attempt });
const confirm = ({ linkId }: Change) =>
  world.run('applyVerification', { linkId, confirmedAt: world.now().toISOString() });
const notices = ({ linkId }: Change) => world.run('sendConfirmationNotices', { linkId });

const accountOf = ({ accountId }: Change) =>
  world.database.prisma.account.findUniqueOrThrow({ where: { id: accountId } });
const linkOf = ({ linkId }: Change) =>
  world.database.prisma.oneTimeLink.findUniqueOrThrow({ where: { id: linkId } });

const objectionIn = (text: string) => /\/not-me\/([\w-]{43})(?![\w-])/.exec(text)?.[1] ?? '';

async function object(change: Change): Promise<boolean> {
  const [told] = await world.mails(change.old);
  const request = await requestByObjection(world.database.pool, objectionIn(told?.text ?? ''));
  if (!request) throw new Error('the old address has no way to object');
  const asked = { request, university: await university(), now: world.now() };
  return objectToChange(world.deps, asked);
}

describe('the mails of a change', () => {
  it('go at once to both: a link to the new address, a way to object to the old one (R-142, R-145, R-265, X-30)', async () => {
    const change = await ask();
    await send(change);
    const [[link], [told]] = [await world.mails(change.anew), await world.mails(change.old)];
    expect(link?.subject).toBe('新しいメールアドレスの確認');
    expect(link?.text).toMatch(/https:\/\/service\.example\/cert\/[\w-]{43}/);
    expect(link?.text).toContain('URLの期限: 30分');
    expect(told?.text).toMatch(/https:\/\/service\.example\/not-me\/[\w-]{43}/);
    expect(told?.text).not.toContain('/cert/');
    expect(told?.text).toContain('n***@mail.example');
    expect(`${told?.text}${told?.html}`).not.toContain(change.anew);
    expect(told?.html).toContain(objectionIn(told?.text ?? ''));
  });

  it('keep neither secret in their stored copies', async () => {
    const change = await ask();
    await send(change);
    const [told] = await world.mails(change.old);
    const stored = await world.database.prisma.mailMessage.findMany({
      where: { accountId: change.accountId },
    });
    expect(stored).toHaveLength(2);
    expect(JSON.stringify(stored)).not.toContain(objectionIn(told?.text ?? 'x'));
    expect(JSON.stringify(stored)).not.toMatch(/(cert|not-me)\/[\w-]{20,}/);
  });

  it('tell the old address once, however often the link is sent again', async () => {
    const change = await ask();
    await send(change);
    await send(change, 2);
    expect(await world.mails(change.anew)).toHaveLength(2);
    expect(await world.mails(change.old)).toHaveLength(1);
  });

  it('do not wait for an old mailbox that refuses mail', async () => {
    const change = await ask();
    await world.fault('mailbox', 'recipient', 'refuse', { detail: { recipient: change.old } });
    await send(change);
    expect(await world.mails(change.anew)).toHaveLength(1);
    expect(await confirm(change)).toBe('applied');
    expect((await accountOf(change)).mailAddress).toBe(change.anew);
  });

  it('are tried again where the mail server was away, without doubling the one it took', async () => {
    const change = await ask();
    await world.fault('mailbox', 'recipient', 'fail-before', {
      detail: { recipient: change.anew },
      times: 1,
    });
    await expect(send(change)).rejects.toThrow();
    await send(change);
    expect(await world.mails(change.anew)).toHaveLength(1);
    expect(await world.mails(change.old)).toHaveLength(1);

    const second = await ask();
    await world.fault('mailbox', 'recipient', 'fail-before', {
      detail: { recipient: second.old },
      times: 1,
    });
    await send(second);
    expect(await world.mails(second.old)).toHaveLength(0);
    await world.pass(HOUR);
    await sendWaitingMails(world.deps);
    const [told] = await world.mails(second.old);
    expect(told?.text).toMatch(/\/not-me\/[\w-]{43}/);
    expect(await world.mails(second.anew)).toHaveLength(1);
  });

  it('come back to an address of their own (R-281)', async () => {
    const change = await ask();
    await send(change);
    const response = await fetch(`${world.payPal.town.url}/control/ledger/mailbox`);
    const { messages } = (await response.json()) as {
      messages: { envelope: { from: string; to: string[] } }[];
    };
    const froms = messages
      .filter(({ envelope }) => [change.old, change.anew].includes(envelope.to[0] ?? ''))
      .map(({ envelope }) => envelope.from);
    expect(new Set(froms).size).toBe(2);
    for (const from of froms)
      expect(from).toMatch(/^b\+[0-9a-f]{32}\.[0-9a-f]{20}@aomine\.example$/);
  });
});

describe('a change that is confirmed', () => {
  it('sets the address once, with an audit row and no address in it (R-144, R-151)', async () => {
    const change = await ask();
    await send(change);
    expect(await confirm(change)).toBe('applied');
    const after = await accountOf(change);
    expect(after).toMatchObject({ mailAddress: change.anew, mailBouncedAt: null });
    expect(await confirm(change)).toBe('applied');
    expect(await accountOf(change)).toEqual(after);
    const audited = await world.database.prisma.auditEntry.findMany({
      where: { entityId: change.accountId, action: 'change_address' },
    });
    expect(audited).toHaveLength(1);
    expect(JSON.stringify(audited[0]?.after)).toBe('{"mailAddressChanged":true}');
  });

  it('is told to both addresses, once, and only the old one may object (R-145, R-151)', async () => {
    const change = await ask();
    await send(change);
    await confirm(change);
    await notices(change);
    await notices(change);
    const [, toOld, ...moreOld] = await world.mails(change.old);
    const [, toNew, ...moreNew] = await world.mails(change.anew);
    expect([...moreOld, ...moreNew]).toEqual([]);
    expect(toOld?.subject).toBe('メールアドレスが変更されました');
    const [asked] = await world.mails(change.old);
    expect(objectionIn(toOld?.text ?? '')).toBe(objectionIn(asked?.text ?? 'x'));
    expect(toNew?.subject).toBe('メールアドレスが変更されました');
    expect(toNew?.text).not.toContain('/not-me/');
  });

  it('is told to nobody when the same address was only confirmed again', async () => {
    const same = `${randomUUID()}@mail.example`;
    const change = await ask({ old: same, anew: same });
    await send(change);
    await confirm(change);
    await notices(change);
    expect(await world.mails(same)).toHaveLength(1);
    expect((await accountOf(change)).mailBouncedAt).toBeNull();
  });
});

describe('an objection and a confirmation at the same moment (X-30)', () => {
  const isFrozen = async (change: Change) => (await accountOf(change)).mailFrozenUntil !== null;

  it('objection first: the confirmation finds it and does nothing', async () => {
    const change = await ask();
    await send(change);
    expect(await object(change)).toBe(true);
    expect(await confirm(change)).toBe('objected');
    expect((await accountOf(change)).mailAddress).toBe(change.old);
    expect((await linkOf(change)).usedAt).toBeNull();
  });

  it('confirmation first: the objection gives the address back', async () => {
    const change = await ask();
    await send(change);
    expect(await confirm(change)).toBe('applied');
    expect(await object(change)).toBe(true);
    expect((await accountOf(change)).mailAddress).toBe(change.old);
    expect(await confirm(change)).toBe('applied');
    expect((await accountOf(change)).mailAddress).toBe(change.old);
  });

  it('held in the middle, in either order, whoever comes second waits for the first', async () => {
    for (const first of ['confirm', 'object'] as const) {
      const change = await ask();
      await send(change);
      const holder = await world.database.pool.connect();
      await holder.query('begin');
      await holder.query('select 1 from account where id = $1 for update', [change.accountId]);
      const acts = { confirm: () => confirm(change), object: () => object(change) };
      const one = acts[first]();
      await waitsForLock(1);
      const two = acts[first === 'confirm' ? 'object' : 'confirm']();
      await waitsForLock(2);
      await holder.query('commit');
      holder.release();
      await Promise.all([one, two]);
      expect(await isFrozen(change)).toBe(true);
      expect((await accountOf(change)).mailAddress).toBe(change.old);
    }
  });

  it('thirty times by chance, both at once: never a changed address in a frozen account', async () => {
    for (let time = 0; time < 30; time += 1) {
      const change = await ask();
      await send(change);
      const [applied] = await Promise.all([confirm(change), object(change)]);
      expect(['applied', 'objected']).toContain(applied);
      expect(await isFrozen(change)).toBe(true);
      expect((await accountOf(change)).mailAddress).toBe(change.old);
    }
  });

  it('a change asked for at that moment is refused or stopped as well', async () => {
    const change = await ask();
    await send(change);
    const again = {
      purpose: 'change_address' as const,
      accountId: change.accountId,
      staffId: null,
      university: await university(),
      mailAddress: 'again@mail.example',
      locale: 'ja' as const,
      actor: 'visitor',
      now: world.now(),
    };
    await Promise.allSettled([requestLink(world.deps, again), object(change)]);
    const open = await world.database.prisma.oneTimeLink.count({
      where: { accountId: change.accountId, usedAt: null, supersededAt: null, closedAt: null },
    });
    expect(open).toBe(0);
    await expect(requestLink(world.deps, again)).rejects.toThrow('frozen');
  });
});

/** Until so many connections wait for somebody else's row. */
async function waitsForLock(count: number): Promise<void> {
  for (;;) {
    const { rows } = await world.database.pool.query<{ waiting: number }>(
      `select count(*)::int as waiting from pg_stat_activity
       where wait_event_type = 'Lock' and datname = current_database()`,
    );
    if ((rows[0]?.waiting ?? 0) >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
