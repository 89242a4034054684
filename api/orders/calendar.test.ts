import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { fetchFile } from '../../tests/support/fetch-file.ts';
import { placeTestOrder, recordPayPal } from '../../tests/support/orders.ts';
import { signInStudent } from '../../tests/support/people.ts';

let test: TestApp;
const NOW = new Date('2026-11-21T06:30:00Z');

beforeAll(async () => {
  test = await createTestApp({ paypal: recordPayPal(), clock: () => NOW });
});
afterAll(() => test.close());

it('holds the deadlines that are ahead, and leads to the order when none is (R-198, R-221)', async () => {
  const person = await signInStudent(test);
  const { orderId } = await placeTestOrder(person);
  const { order } = test.database.prisma;
  const address = `/aomine/orders/${orderId}/deadlines.ics`;
  const ask = () => fetchFile(test.app, person.browser, address);
  const entries = (body: Buffer) =>
    [...body.toString().matchAll(/UID:(.+?)\r\n[\s\S]+?DTEND:(\w+)/g)].map(([, uid, end]) => [
      uid?.slice(orderId.length, orderId.length + 5),
      end,
    ]);

  const unpaid = await ask();
  expect(unpaid.headers['content-type']).toBe('text/calendar; charset=utf-8');
  expect(unpaid.headers['cache-control']).toContain('no-store');
  expect(entries(unpaid.body)).toEqual([
    ['-paym', '20261121T093000Z'],
    ['-prin', '20261128T150000Z'],
  ]);
  await order.update({ where: { id: orderId }, data: { state: 'printable' } });
  expect(entries((await ask()).body).map(([of]) => of)).toEqual(['-prin']);
  await order.update({ where: { id: orderId }, data: { state: 'printed' } });
  const over = await person.browser.visit(address, { follow: false });
  expect([over.status, over.headers.location]).toEqual([303, `/aomine/orders/${orderId}`]);
  const other = await signInStudent(test);
  expect((await other.browser.visit(address)).status).toBe(404);
});
