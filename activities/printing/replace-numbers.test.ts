import { addDays, tokyoDate, tokyoInstant } from '../../domain/time/tokyo.ts';
import type { UniversityProfile } from '../../domain/university/profile.ts';
import { CAMPUS_MACHINE } from '../../prisma/profiles/shared.ts';
import { recordCount, recordRegistered } from './print-job-records.ts';
import { createActivityWorld, DAY, HOUR, MINUTE } from '../../tests/support/activity-world.ts';
import type { ActivityWorld, TestOrder } from '../../tests/support/activity-world.ts';
import { checkInvariants } from '../../tests/support/invariants.ts';

let world: ActivityWorld;

beforeAll(async () => {
  world = await createActivityWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());
afterEach(() => checkInvariants({ pool: world.database.pool, townUrl: world.payPal.town.url }));

/** A university that has a machine of its own. */
function withCampusMachine(profile: UniversityProfile): UniversityProfile {
  const { certificate } = profile;
  const chains = [...certificate.chains, CAMPUS_MACHINE];
  return { ...profile, certificate: { ...certificate, chains } };
}

const watch = () => world.run('watchPrinting', undefined);
const issue = ({ orderId }: TestOrder) =>
  world.run('issueDocuments', { orderId, isUsable: true }, { attempt: 1 });
const told = () => world.lives.told('issuanceChanged').map(([, change]) => change);
const jobsAt = async ({ orderId }: TestOrder, network: string) =>
  (await world.printJobs(orderId)).filter((job) => job.network === network);

async function codesAt(order: TestOrder, network: string): Promise<(string | null)[]> {
  return (await jobsAt(order, network)).map(({ code }) => code);
}

async function lose(network: string, order: TestOrder): Promise<void> {
  const { rows } = await world.database.pool.query<{ key: string }>(
    'SELECT key FROM print_job WHERE order_id = $1 AND network = $2',
    [order.orderId, network],
  );
  for (const { key } of rows) await world.post(`/${network}/control/lose`, { document: key });
}

async function mailSubjects(order: TestOrder): Promise<(string | undefined)[]> {
  const { rows } = await world.database.pool.query<{ template: string }>(
    'SELECT template FROM mail_message WHERE order_id = $1 ORDER BY created_at',
    [order.orderId],
  );
  return rows.map(({ template }) => template);
}

async function tasks() {
  const { rows } = await world.database.pool.query<{ kind: string; state: string }>(
    'SELECT kind, state FROM staff_task ORDER BY created_at',
  );
  return rows;
}

async function audited(order: TestOrder): Promise<string[]> {
  const { rows } = await world.database.pool.query<{ action: string }>(
    `SELECT action FROM audit_entry WHERE entity = 'order' AND entity_id = $1
       AND action IN ('number_lost', 'number_renewed', 'numbers_lost', 'numbers_ready') ORDER BY id`,
    [order.orderId],
  );
  return rows.map(({ action }) => action);
}

describe('one number for the certificates of an order (R-214, R-216)', () => {
  it('is the same at network print and the campus machine, and one each at netprint', async () => {
    const { profiles } = world.deps;
    world.deps.profiles = {
      ...profiles,
      async forUniversity(...asked) {
        const loaded = await profiles.forUniversity(...asked);
        return loaded && { ...loaded, profile: withCampusMachine(loaded.profile) };
      },
    };
    const order = await world.placePaidOrder({
      copies: [1, 2, 1],
      networks: ['netprint', 'network-print', 'campus-printer'],
    });
    expect(new Set(await codesAt(order, 'netprint')).size).toBe(3);
    expect(new Set(await codesAt(order, 'network-print')).size).toBe(1);
    const [code] = await codesAt(order, 'campus-printer');
    expect(code).toMatch(/^\d{8}$/);
    expect(new Set(await codesAt(order, 'campus-printer')).size).toBe(1);
    expect((await world.printAtStore(code ?? '', 1, 'campus-machine')).status).toBe(200);
    expect((await world.mails(order.mailAddress))[0]?.text).toContain(code);
    world.deps.profiles = profiles;
  });

  it('is shared also with what another process registers later', async () => {
    const order = await world.placeOrder({ copies: [1, 1], networks: ['network-print'] });
    await world.approve(order);
    await world.fault('network-print', 'register', 'fail-before', { times: 1 });
    await world.run('settlePayment', { orderId: order.orderId });
    const before = (await codesAt(order, 'network-print')).filter((code) => code !== null);
    expect(before).toHaveLength(1);
    world.renewGateways();
    expect(await issue(order)).toEqual({ state: 'complete' });
    expect(new Set(await codesAt(order, 'network-print'))).toEqual(new Set(before));
  });

  it('has its picture where the network offers one', async () => {
    const order = await world.placePaidOrder();
    const { rows } = await world.database.pool.query(
      `SELECT network, substring(qr_image FROM 2 FOR 3) = 'PNG' AS "isPng" FROM print_job ORDER BY network`,
    );
    expect(order.orderId).toBeTruthy();
    expect(rows).toEqual([
      { network: 'netprint', isPng: null },
      { network: 'network-print', isPng: true },
    ]);
  });
});

describe('a number that is lost', () => {
  it('is replaced at the same network for the copies that are left, and the person is told (R-225, R-326)', async () => {
    const order = await world.placePaidOrder({ copies: [2], networks: ['netprint'] });
    const [before] = await jobsAt(order, 'netprint');
    await world.printAtStore(before?.code ?? '');
    await watch();
    await lose('netprint', order);
    await watch();
    expect(told()).toEqual([
      { state: 'partly_printed', needsAttention: false },
      { state: 'partly_printed', issuance: { state: 'incomplete' }, needsAttention: false },
    ]);
    expect(await issue(order)).toEqual({ state: 'complete' });
    const [after] = await jobsAt(order, 'netprint');
    expect(after).toMatchObject({
      state: 'ready',
      printedCount: 1,
      key: `${before?.key ?? ''}-r2`,
    });
    expect(after?.code).not.toBe(before?.code);
    expect((await world.mails(order.mailAddress)).at(-1)?.text).toContain(after?.code);
    expect(await mailSubjects(order)).toEqual(['order-numbers', 'number-replaced']);
    await issue(order);
    expect(await mailSubjects(order)).toHaveLength(2);

    await world.printAtStore(after?.code ?? '');
    await watch();
    expect((await jobsAt(order, 'netprint'))[0]).toMatchObject({
      printedCount: 2,
      state: 'removed',
    });
    expect(world.lives.told('allPrinted')).toHaveLength(1);
  });

  it('of the only network puts the order back into preparation until there is another (R-241)', async () => {
    const order = await world.placePaidOrder({ networks: ['netprint'] });
    await lose('netprint', order);
    await world.fault('netprint', 'register', 'fail-before', { times: 1 });
    await watch();
    expect(await world.order(order.orderId)).toEqual({ state: 'preparing', attention: null });
    expect(told()).toMatchObject([{ state: 'preparing', issuance: { state: 'incomplete' } }]);
    await expect(issue(order)).rejects.toMatchObject({ type: 'NumbersNotReadyYet' });
    expect(await issue(order)).toEqual({ state: 'complete' });
    expect(await world.order(order.orderId)).toEqual({ state: 'printable', attention: null });
    expect(await audited(order)).toEqual([
      'numbers_ready',
      'number_lost',
      'numbers_lost',
      'numbers_ready',
    ]);
  });

  it('leaves the order printable while the other network has it, also when this one takes it no more', async () => {
    const order = await world.placePaidOrder();
    await lose('netprint', order);
    await world.fault('netprint', 'register', 'refuse');
    await watch();
    expect(told()).toMatchObject([{ state: 'printable', issuance: { state: 'usable' } }]);
    expect(await issue(order)).toEqual({ state: 'complete' });
    expect(await world.order(order.orderId)).toEqual({ state: 'printable', attention: null });
    expect(await tasks()).toEqual([]);
  });

  it('goes to staff when no network takes it again, and comes back when they have settled it (R-325)', async () => {
    const order = await world.placePaidOrder({ networks: ['netprint'] });
    await lose('netprint', order);
    await world.fault('netprint', 'register', 'refuse');
    await watch();
    expect(await issue(order)).toEqual({ state: 'blocked' });
    expect(await world.order(order.orderId)).toMatchObject({ state: 'preparing' });
    expect(await tasks()).toEqual([{ kind: 'print_refused', state: 'open' }]);
    await world.noFaults();
    expect(await issue(order)).toEqual({ state: 'complete' });
    expect(await world.order(order.orderId)).toEqual({ state: 'printable', attention: null });
    expect(await tasks()).toEqual([{ kind: 'print_refused', state: 'done' }]);
  });

  it('is lost for good after the fifth time, so that nobody gets a new number every minute', async () => {
    const order = await world.placePaidOrder({ networks: ['netprint'] });
    for (let time = 1; time < 5; time += 1) {
      await lose('netprint', order);
      await watch();
      expect(await issue(order)).toEqual({ state: 'complete' });
    }
    await lose('netprint', order);
    await watch();
    expect(await issue(order)).toEqual({ state: 'blocked' });
    expect(await tasks()).toEqual([{ kind: 'number_lost', state: 'open' }]);
  });

  it('is not replaced after its window, nor when every copy is out', async () => {
    const order = await world.placePaidOrder({ networks: ['netprint'] });
    await lose('netprint', order);
    world.setOwnClock(7 * DAY);
    await watch();
    expect(told()).toEqual([]);
    expect((await jobsAt(order, 'netprint'))[0]).toMatchObject({ state: 'ready' });
  });
});

it('is registered anew before its network forgets it, never behind two numbers (R-218)', async () => {
  const order = await world.placePaidOrder({ networks: ['netprint'], copies: [2] });
  const later = new Date(order.printDeadline.getTime() + 3 * DAY);
  await world.database.pool.query('UPDATE "order" SET print_deadline = $1', [later]);
  const [before] = await jobsAt(order, 'netprint');
  await world.printAtStore(before?.code ?? '');
  const { rows } = await world.database.pool.query<{ until: Date }>(
    'SELECT retained_until AS until FROM print_job',
  );
  const left = Number(rows[0]?.until) - world.now().getTime();
  await world.pass(left - 25 * HOUR);
  await watch();
  const partly = { state: 'partly_printed', needsAttention: false };
  expect(told()).toEqual([partly]);
  await world.pass(2 * HOUR);
  await watch();
  expect(told()).toMatchObject([partly, { ...partly, issuance: { state: 'incomplete' } }]);
  expect((await world.printAtStore(before?.code ?? '')).status).toBe(409);
  expect(await issue(order)).toEqual({ state: 'complete' });
  const [after] = await jobsAt(order, 'netprint');
  expect(after?.code).not.toBe(before?.code);
  expect(after).toMatchObject({ state: 'ready', printedCount: 1 });
  expect(await mailSubjects(order)).toEqual(['order-numbers', 'number-replaced']);
});

it('keeps its number to the end when its network keeps it as long as its window (R-218, R-219)', async () => {
  const order = await world.placePaidOrder({ networks: ['netprint'] });
  const placedAt = world.now();
  const deadline = tokyoInstant(addDays(tokyoDate(placedAt), 8));
  await world.database.pool.query('UPDATE "order" SET print_deadline = $1', [new Date(deadline)]);
  await world.pass(deadline - placedAt.getTime() - HOUR);
  await watch();
  expect(told()).toEqual([]);
  expect(await mailSubjects(order)).toEqual(['order-numbers']);
});

it('offers again what had been taken back, when a print had slipped in', async () => {
  const order = await world.placePaidOrder({ copies: [2] });
  const { removeDocuments } = await import('./take-back.ts');
  const { offerRemaining } = await import('./offer-again.ts');
  const { loadOrder } = await import('../records/load-order.ts');
  const [netprint] = await jobsAt(order, 'netprint');
  await world.printAtStore(netprint?.code ?? '');
  await removeDocuments(world.deps, await loadOrder(world.database.pool, order.orderId));
  const taken = await loadOrder(world.database.pool, order.orderId);
  expect(taken.printJobs.map(({ state }) => state)).toEqual(['removed', 'removed']);
  await offerRemaining(world.deps, taken);
  await offerRemaining(world.deps, taken);
  expect(await world.order(order.orderId)).toMatchObject({ state: 'partly_printed' });
  expect(await issue(order)).toEqual({ state: 'complete' });
  expect(await world.printJobs(order.orderId)).toMatchObject([
    { state: 'ready', printedCount: 1 },
    { state: 'ready', printedCount: 0 },
  ]);
});

it('lets the first of two attempts have the job, and nothing of an earlier number count', async () => {
  const order = await world.placePaidOrder({ networks: ['netprint'] });
  const [job] = await jobsAt(order, 'netprint');
  if (!job) throw new Error('no job');
  const { pool } = world.database;
  await pool.query(`UPDATE print_job SET state = 'processing'`);
  const second = { jobRef: 'another', pages: 1, at: world.now() };
  expect(await recordRegistered(pool, job, second)).toBe(false);
  const earlier = { jobRef: 'another', printedCount: 3, at: world.now() };
  expect(await recordCount(pool, job.id, earlier)).toBe(false);
  await pool.query(`UPDATE print_job SET state = 'ready'`);
  await world.pass(3 * MINUTE);
});
