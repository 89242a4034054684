import { createActivityWorld } from '../../tests/support/activity-world.ts';
import type { ActivityWorld, TestOrder } from '../../tests/support/activity-world.ts';

let world: ActivityWorld;
beforeAll(async () => {
  world = await createActivityWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const MINUTE = 60_000;
const keepHouse = () => world.run('keepHouse', undefined);
const paymentOf = (id: string) =>
  world.database.prisma.payment.findUniqueOrThrow({ where: { id } });
const slipMails = async ({ mailAddress }: TestOrder) =>
  (await world.mails(mailAddress)).filter(({ subject }) => subject.includes('番号'));

/** Placed, and the web process went away before it had written the numbers down. */
async function withoutNumbers(): Promise<{ order: TestOrder; number: string }> {
  const order = await world.placeOrder({ slip: 'smart-pit' });
  const { slip } = await paymentOf(order.paymentId);
  await world.database.prisma.$executeRaw`
    update payment set state = 'created', slip = null, due_at = null where id = ${order.paymentId}::uuid`;
  return { order, number: (slip as { value: string }[])[0]?.value ?? '' };
}

it('gets the numbers that a crash left out, the very ones that the provider had given, and mails them once (R-196, R-272, R-319)', async () => {
  const { order, number } = await withoutNumbers();
  expect(number).toMatch(/^\d{13}$/);
  expect(await keepHouse()).toMatchObject({ issuedSlips: 0 });
  await world.pass(MINUTE);
  expect(await keepHouse()).toMatchObject({ issuedSlips: 1, mailedSlips: 1 });
  expect(await paymentOf(order.paymentId)).toMatchObject({
    state: 'open',
    slip: [{ kind: 'smart_pit', value: number }],
    dueAt: order.paymentDeadline,
  });
  const [mail, ...more] = await slipMails(order);
  expect(more).toEqual([]);
  expect(mail?.text).toContain(number);
  expect(mail?.subject).toContain(order.issueNumber);
  const audit = await world.database.prisma.auditEntry.findMany({
    where: { entityId: order.paymentId, action: 'slip_issued' },
  });
  expect(audit).toMatchObject([{ actor: 'system', universityId: expect.any(String) as unknown }]);
  await world.pass(MINUTE);
  expect(await keepHouse()).toMatchObject({ issuedSlips: 0, mailedSlips: 0 });
  expect((await slipMails(order)).length).toBe(1);
});

it('tries again every minute while the provider is away (R-290)', async () => {
  const { order } = await withoutNumbers();
  // Yesterday's books are compared first: a provider that is away would make that fail too.
  await keepHouse();
  await world.fault('smart-pit', '*', 'down');
  await world.pass(MINUTE);
  expect(await keepHouse()).toMatchObject({ issuedSlips: 0 });
  expect(await paymentOf(order.paymentId)).toMatchObject({ state: 'created', slip: null });
  await world.noFaults();
  await world.pass(MINUTE);
  expect(await keepHouse()).toMatchObject({ issuedSlips: 1 });
});

it('gets none for an order that nobody can pay any more', async () => {
  const { order } = await withoutNumbers();
  await world.pass(order.paymentDeadline.getTime() - world.now().getTime());
  expect(await keepHouse()).toMatchObject({ issuedSlips: 0, mailedSlips: 0 });
});
