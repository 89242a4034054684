import { randomUUID } from 'node:crypto';
import { LifeUnreachable } from '../../platform/lives.ts';
import { createActivityWorld, HOUR, MINUTE } from '../../tests/support/activity-world.ts';
import type { ActivityWorld, TestOrder } from '../../tests/support/activity-world.ts';

let world: ActivityWorld;

beforeAll(async () => {
  world = await createActivityWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const keepHouse = () => world.run('keepHouse', undefined);
const away = async (): Promise<never> => {
  throw new LifeUnreachable('away');
};

async function orphanOf(order: TestOrder): Promise<void> {
  await world.database.pool.query(`UPDATE "order" SET started_at = NULL WHERE id = $1`, [
    order.orderId,
  ]);
}

describe('an order that a crash left without a life', () => {
  it('is started after a minute, with the deadlines of its row, once', async () => {
    const order = await world.placeOrder();
    await orphanOf(order);
    expect(await keepHouse()).toMatchObject({ startedOrders: 0 });
    await world.pass(MINUTE + 1_000);
    expect(await keepHouse()).toMatchObject({ startedOrders: 1 });
    expect(await keepHouse()).toMatchObject({ startedOrders: 0 });
    expect(world.lives.told('startOrder')).toEqual([
      [
        {
          orderId: order.orderId,
          university: 'aomine',
          paymentDeadline: order.paymentDeadline.toISOString(),
          printDeadline: order.printDeadline.toISOString(),
        },
      ],
    ]);
  });

  it('is found again when it could not be started', async () => {
    await orphanOf(await world.placeOrder());
    await world.pass(2 * MINUTE);
    world.lives.answer({ startOrder: away });
    await expect(keepHouse()).rejects.toThrow(LifeUnreachable);
    world.lives.forget();
    expect(await keepHouse()).toMatchObject({ startedOrders: 1 });
  });
});

describe('a request to prove a mailbox that a crash left without a life', () => {
  async function ask(changes: object = {}): Promise<string> {
    const { prisma } = world.database;
    const { id: universityId } = await prisma.university.findUniqueOrThrow({
      where: { code: 'aomine' },
    });
    const id = randomUUID();
    await prisma.oneTimeLink.create({
      data: {
        id,
        universityId,
        purpose: 'register_address',
        mailAddress: 'somebody@mail.example',
        locale: 'en',
        requestedAt: new Date(world.now().getTime() - 2 * MINUTE),
        ...changes,
      },
    });
    return id;
  }

  it('is started with the settings of its university, and without the address', async () => {
    const linkId = await ask();
    expect(await keepHouse()).toMatchObject({ startedVerifications: 1 });
    expect(await keepHouse()).toMatchObject({ startedVerifications: 0 });
    expect(world.lives.told('startVerification')).toEqual([
      [
        {
          linkId,
          university: 'aomine',
          purpose: 'register_address',
          ttlMinutes: 30,
          resendCoolDownSeconds: 60,
          maxResends: 5,
        },
      ],
    ]);
  });

  it.each(['supersededAt', 'closedAt'])('is left alone when it is over (%s)', async (column) => {
    await ask({ [column]: world.now() });
    expect(await keepHouse()).toMatchObject({ startedVerifications: 0 });
  });
});

describe('a notice that nobody passed on', () => {
  async function receive(order: TestOrder, secondsAgo = 30): Promise<string> {
    const id = randomUUID();
    await world.database.pool.query(
      `INSERT INTO provider_event (id, provider, event_id, type, payment_id, payload, received_at)
       VALUES ($1, 'paypal', $4, 'CHECKOUT.ORDER.APPROVED', $2, '{}', now() - $3 * interval '1 second')`,
      [id, order.paymentId, secondsAgo, id],
    );
    return id;
  }
  const handled = async (id: string) =>
    (await world.database.prisma.providerEvent.findUniqueOrThrow({ where: { id } })).handledAt;

  it('is passed on, once', async () => {
    const order = await world.placeOrder();
    const id = await receive(order);
    expect(await keepHouse()).toMatchObject({ redispatchedEvents: 1 });
    expect(await keepHouse()).toMatchObject({ redispatchedEvents: 0 });
    expect(world.lives.told('noticePayment')).toEqual([[order.orderId, 'webhook']]);
    expect(await handled(id)).not.toBeNull();
  });

  it('is left to the web process that has just received it', async () => {
    await receive(await world.placeOrder(), 5);
    expect(await keepHouse()).toMatchObject({ redispatchedEvents: 0 });
  });

  it('is kept while Temporal is away', async () => {
    const id = await receive(await world.placeOrder());
    world.lives.answer({ noticePayment: away });
    await expect(keepHouse()).rejects.toThrow(LifeUnreachable);
    expect(await handled(id)).toBeNull();
  });
});

describe('a payment that PayPal never told us of', () => {
  it('is noticed five minutes later, and not asked about all the time', async () => {
    const order = await world.placeOrder();
    await world.approve(order);
    expect(await keepHouse()).toMatchObject({ noticedPayments: 0 });
    await world.pass(6 * MINUTE);
    expect(await keepHouse()).toMatchObject({ noticedPayments: 1 });
    expect(await keepHouse()).toMatchObject({ noticedPayments: 0 });
    expect(world.lives.told('noticePayment')).toEqual([[order.orderId, 'reconciliation']]);
  });

  it('costs the life nothing while there is no news', async () => {
    await world.placeOrder();
    await world.pass(6 * MINUTE);
    expect(await keepHouse()).toMatchObject({ noticedPayments: 0 });
    expect(world.lives.calls).toEqual([]);
  });

  it.each([
    ['is down', () => world.payPal.fault('*', 'down')],
    ['answers nonsense', () => world.payPal.fault('get-order', 'garbage', { times: 9 })],
  ])('waits for the next round while PayPal %s', async (_how, stop) => {
    const order = await world.placeOrder();
    await world.approve(order);
    // Yesterday's books are compared first: that would fail too while PayPal is silent.
    await keepHouse();
    await world.pass(6 * MINUTE);
    await stop();
    expect(await keepHouse()).toMatchObject({ noticedPayments: 0 });
    await world.noFaults();
    await world.pass(6 * MINUTE);
    expect(await keepHouse()).toMatchObject({ noticedPayments: 1 });
  });
});

it('sends the mails that wait', async () => {
  const order = await world.placeOrder();
  await world.approve(order);
  await world.fault('mailbox', '*', 'down');
  await world.run('settlePayment', { orderId: order.orderId });
  await world.noFaults();
  await world.pass(HOUR);
  expect(await keepHouse()).toMatchObject({ sentMails: 1 });
});

describe('what nobody can use any more', () => {
  it('is forgotten: a session three days over, a draft of a month ago; the others stay (R-132, R-324)', async () => {
    const { orderId } = await world.placeOrder();
    const { pool, prisma } = world.database;
    const { accountId } = await prisma.order.findUniqueOrThrow({ where: { id: orderId } });
    const now = world.now();
    const sessionUntil = (idHash: string, idleExpiresAt: Date) =>
      prisma.session.create({
        data: {
          idHash,
          accountId,
          data: {},
          idleExpiresAt,
          absoluteExpiresAt: new Date(now.getTime() + 8 * HOUR),
        },
      });
    await sessionUntil('left', new Date(now.getTime() - 72 * HOUR - 1));
    await sessionUntil('just-over', new Date(now.getTime() - 72 * HOUR + MINUTE));
    await sessionUntil('in-use', new Date(now.getTime() + MINUTE));
    const draft = (daysAgo: number) =>
      pool.query(
        `INSERT INTO order_draft (id, account_id, data, updated_at)
         VALUES (gen_random_uuid(), $1, '{}', $2::timestamptz - make_interval(days => $3))`,
        [accountId, now, daysAgo],
      );
    await draft(31);
    await draft(29);
    expect(await keepHouse()).toMatchObject({ forgotten: 2 });
    expect((await prisma.session.findMany()).map(({ idHash }) => idHash)).toEqual([
      'just-over',
      'in-use',
    ]);
    expect(await prisma.orderDraft.count()).toBe(1);
  });

  it('is forgotten even when another part of the housekeeping fails', async () => {
    await orphanOf(await world.placeOrder());
    await world.pass(2 * MINUTE);
    await world.database.prisma.session.create({
      data: {
        idHash: 'left-behind',
        data: {},
        idleExpiresAt: new Date(0),
        absoluteExpiresAt: new Date(0),
      },
    });
    world.lives.answer({ startOrder: away });
    await expect(keepHouse()).rejects.toThrow(LifeUnreachable);
    expect(await world.database.prisma.session.count({ where: { idHash: 'left-behind' } })).toBe(0);
  });

  it('is forgotten: forms of yesterday, answers of single sign-on, what a link never came back for (R-324)', async () => {
    const { orderId } = await world.placeOrder();
    const { pool, prisma } = world.database;
    const { accountId, account } = await prisma.order.findUniqueOrThrow({
      where: { id: orderId },
      include: { account: true },
    });
    const { universityId } = account;
    const now = world.now();
    const before = (hours: number) => new Date(now.getTime() - hours * HOUR);
    const link = await prisma.oneTimeLink.create({
      data: {
        id: randomUUID(),
        universityId,
        purpose: 'register_address',
        mailAddress: 'somebody@mail.example',
        locale: 'en',
        closedAt: now,
      },
    });
    for (const [name, isOld] of [
      ['old', true],
      ['new', false],
    ] as const) {
      const expiresAt = before(isOld ? 1.1 : 0.5);
      await prisma.keptForm.create({
        data: {
          id: randomUUID(),
          accountId,
          path: `/aomine/${name}`,
          fields: {},
          createdAt: before(isOld ? 24.1 : 23),
        },
      });
      await prisma.samlRequest.create({
        data: { id: name, universityId, door: 'student', browserHash: name, expiresAt },
      });
      await prisma.samlAssertion.create({ data: { universityId, assertionId: name, expiresAt } });
      await prisma.samlTicket.create({
        data: { ticketHash: name, requestId: name, identity: {}, expiresAt },
      });
      await prisma.oneTimeLinkProposal.create({
        data: {
          id: randomUUID(),
          linkId: link.id,
          data: { name },
          createdAt: before(isOld ? 8 * 24 + 1 : 7 * 24),
        },
      });
    }
    await keepHouse();
    const { rows } = await pool.query(`
      select path as left from kept_form union all select id from saml_request
      union all select assertion_id from saml_assertion union all select ticket_hash from saml_ticket
      union all select data ->> 'name' from one_time_link_proposal`);
    expect(rows.map((row: { left: string }) => row.left.replace('/aomine/', ''))).toEqual(
      Array(5).fill('new'),
    );
  });
});
