import { randomUUID } from 'node:crypto';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { placeTestOrder, recordPayPal } from '../../tests/support/orders.ts';
import { signInStudent } from '../../tests/support/people.ts';

let test: TestApp;
const now = new Date('2026-11-21T06:30:00Z');
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

beforeAll(async () => {
  test = await createTestApp({ paypal: recordPayPal(), clock: () => now });
});
afterAll(() => test.close());

it('shows the picture of a number to its owner alone, while it can be used (R-214)', async () => {
  const person = await signInStudent(test);
  const { orderId } = await placeTestOrder(person);
  const { prisma } = test.database;
  await prisma.order.update({
    where: { id: orderId },
    data: { state: 'printable', paidAt: now, printableAt: now },
  });
  const line = await prisma.orderLine.findFirstOrThrow({ where: { orderId } });
  await prisma.printJob.create({
    data: {
      id: randomUUID(),
      orderId,
      lineId: line.id,
      network: 'network-print',
      key: randomUUID(),
      state: 'ready',
      code: '0071K4M2QX',
      copies: 1,
      qrImage: PNG,
    },
  });
  const path = `/aomine/orders/${orderId}/codes/network-print/1`;
  const page = await person.browser.visit(`/aomine/orders/${orderId}`);
  expect(page.$('.chain__image img').attr('src')).toBe(path);

  const shown = await person.browser.visit(path);
  expect(shown.status).toBe(200);
  expect(shown.headers['content-type']).toBe('image/png');
  expect(shown.headers['cache-control']).toContain('no-store');

  const stranger = await signInStudent(test);
  expect((await stranger.browser.visit(path)).status).toBe(404);
  for (const other of ['codes/netprint/1', 'codes/network-print/2', 'codes/network-print/x']) {
    expect((await person.browser.visit(`/aomine/orders/${orderId}/${other}`)).status).toBe(404);
  }

  // The number is good for a second certificate as well: its picture stays when the first one is printed out.
  const secondId = randomUUID();
  await test.database.pool.query(
    `insert into order_line (id, order_id, position, affiliation_id, student_number, certificate_kind, language, name_ja,
       name_en, copies, unit_fee_yen, fee_yen)
     select $1, order_id, 2, affiliation_id, student_number, certificate_kind, language, name_ja, name_en, copies,
       unit_fee_yen, fee_yen from order_line where id = $2`,
    [secondId, line.id],
  );
  const ready = {
    orderId,
    network: 'network-print',
    state: 'ready',
    code: '0071K4M2QX',
    copies: 1,
  };
  await prisma.printJob.create({
    data: { ...ready, id: randomUUID(), lineId: secondId, key: randomUUID() },
  });
  await prisma.printJob.updateMany({ where: { lineId: line.id }, data: { state: 'printed' } });
  const rest = await person.browser.visit(`/aomine/orders/${orderId}`);
  const still = rest.$('.chain__image img').attr('src') ?? '';
  expect(still).toBe(`/aomine/orders/${orderId}/codes/network-print/2`);
  expect((await person.browser.visit(still)).status).toBe(200);

  await prisma.order.update({ where: { id: orderId }, data: { state: 'printed', endedAt: now } });
  expect((await person.browser.visit(path)).status).toBe(404);
});
