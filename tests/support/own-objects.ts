// One's own object behind each placeholder of an address, made with the real pages where there are some.
import { randomUUID } from 'node:crypto';
import { openTask } from '../../platform/staff-tasks.ts';
import type { TestApp } from './app.ts';
import type { Browser } from './browse.ts';
import { placeTestOrder } from './orders.ts';

/** Somebody whose objects are asked for. */
export interface Owner {
  browser: Browser;
  accountId: string;
  /** Made once, where nothing happens to them. */
  objects: Map<string, string>;
}

/**
 * @param given `orderOf`: the order of an owner that addresses before a placeholder name; `memberId`: a member of staff
 * @returns how to make what a placeholder names, by the placeholder's name
 */
export function ownObjects(
  { database }: Pick<TestApp, 'database'>,
  { orderOf, memberId }: { orderOf(owner: Owner): Promise<string>; memberId(): string },
): Record<string, (owner: Owner) => Promise<string>> {
  return {
    async order(owner) {
      return (await placeTestOrder(owner)).orderId;
    },
    async draft({ browser }) {
      const page = await browser.submit(
        await browser.visit('/aomine/top'),
        'Print at a convenience store',
      );
      return /drafts\/([0-9a-f-]{36})/.exec(page.address)?.[1] ?? '';
    },
    async handle({ accountId }) {
      const later = new Date(Date.now() + 3_600_000);
      const { handle } = await database.prisma.session.create({
        data: {
          idHash: randomUUID(),
          accountId,
          data: {},
          idleExpiresAt: later,
          absoluteExpiresAt: later,
        },
      });
      return handle;
    },
    item: async () => '1',
    // A number of the order before it in the address, with its picture.
    async network(owner) {
      const { prisma } = database;
      const orderId = await orderOf(owner);
      await prisma.order.update({ where: { id: orderId }, data: { state: 'printable' } });
      const line = await prisma.orderLine.findFirstOrThrow({ where: { orderId } });
      await prisma.printJob.create({
        data: {
          ...{ id: randomUUID(), orderId, lineId: line.id, network: 'network-print', copies: 1 },
          ...{ key: randomUUID(), state: 'ready', code: '0071K4M2QX' },
          qrImage: Buffer.from('89504e470d0a1a0a', 'hex'),
        },
      });
      return 'network-print';
    },
    position: async () => '1',
    async message({ accountId }) {
      const id = randomUUID();
      await database.prisma.mailMessage.create({
        data: {
          id,
          accountId,
          key: id,
          messageId: id,
          template: 'order-lapsed',
          locale: 'en',
          recipient: 'somebody@mail.example',
          sender: 'certificates@aomine.example',
          senderName: 'Aomine University',
          subject: 'A mail',
          text: 'Its text',
          html: '',
        },
      });
      return id;
    },
    member: async () => memberId(),
    async task(owner) {
      const order = await database.prisma.order.findUniqueOrThrow({
        where: { id: await orderOf(owner) },
      });
      const id = randomUUID();
      await openTask(database.pool, {
        universityId: order.universityId,
        orderId: order.id,
        kind: 'owed_money',
        reference: id,
        amountYen: 400,
        facts: {},
        at: new Date(),
      });
      const key = { kind_reference: { kind: 'owed_money', reference: id } };
      return (await database.prisma.staffTask.findUniqueOrThrow({ where: key })).id;
    },
    token: async () => 'x'.repeat(43),
  };
}
