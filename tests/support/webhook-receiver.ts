import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Delivery {
  rawBody: Buffer;
  headers: IncomingHttpHeaders;
}

/** A little server that keeps what it is sent. */
export interface WebhookReceiver {
  url: string;
  /** What has arrived so far. */
  readonly inbox: readonly Delivery[];
  /** HTTP statuses to answer next; 200 once they are used up. */
  answers: number[];
  /** Resolves with the first `count` deliveries as soon as they have arrived. */
  deliveries(count: number): Promise<Delivery[]>;
  clear(): void;
  close(): void;
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const inbox: Delivery[] = [];
  const answers: number[] = [];
  let arrived: (() => void) | undefined;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      inbox.push({ rawBody: Buffer.concat(parts), headers: request.headers });
      response.writeHead(receiver.answers.shift() ?? 200).end();
      arrived?.();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    inbox,
    answers,
    async deliveries(count) {
      while (inbox.length < count) {
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      }
      return inbox.slice(0, count);
    },
    clear() {
      inbox.length = 0;
      receiver.answers = [];
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return receiver;
}
