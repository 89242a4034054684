// Looks into a running Node process: what its heaps hold after everything unreachable was collected. The process was
// started without any flag for it; SIGUSR1 opens Node's inspector.
import { setTimeout as sleep } from 'node:timers/promises';

/** Lets the operating system choose the inspector's port; nothing listens there before SIGUSR1. */
export const INSPECTABLE = { NODE_OPTIONS: '--inspect-port=0' };

export interface Inspected {
  pid: number;
  /** What it wrote to its output so far; the inspector says its address there. */
  log(): string;
}

export interface Inspector {
  /**
   * Collects garbage in all threads.
   * @returns KB that their JavaScript heaps then use, buffers included: of the main thread, and of all others together
   */
  heapKb(): Promise<{ main: number; others: number }>;
  close(): void;
}

interface Message {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, number>;
  error?: { message: string };
}

type Send = (method: string, params?: object) => Promise<Record<string, number>>;

/** @throws Error when the inspector does not open within 10 s */
export async function inspect(child: Inspected): Promise<Inspector> {
  process.kill(child.pid, 'SIGUSR1');
  const socket = new WebSocket(await addressOf(child));
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('error', () => reject(new Error('no inspector')), { once: true });
  });
  const threads = new Map<string, Conversation>();
  const main = new Conversation((text) => socket.send(text));
  main.onEvent = ({ method, params = {} }) => {
    const sessionId = String(params.sessionId);
    if (method === 'NodeWorker.attachedToWorker') {
      const pass = (message: string) =>
        void main.send('NodeWorker.sendMessageToWorker', { sessionId, message });
      threads.set(sessionId, new Conversation(pass));
    }
    if (method === 'NodeWorker.receivedMessageFromWorker') {
      threads.get(sessionId)?.receive(String(params.message));
    }
  };
  socket.addEventListener('message', ({ data }) => main.receive(String(data)));
  await main.send('NodeWorker.enable', { waitForDebuggerOnStart: false });
  await sleep(200);
  return {
    async heapKb() {
      let others = 0;
      for (const thread of threads.values()) others += await heapOf(thread);
      return { main: await heapOf(main), others };
    },
    close: () => socket.close(),
  };
}

/** One side of Chrome's DevTools protocol. */
class Conversation {
  onEvent: (message: Message) => void = () => {};
  readonly #write: (text: string) => void;
  readonly #answers = new Map<number, (message: Message) => void>();
  #last = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  send: Send = (method, params = {}) => {
    const id = (this.#last += 1);
    return new Promise((resolve, reject) => {
      this.#answers.set(id, ({ error, result }) => {
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result ?? {});
      });
      this.#write(JSON.stringify({ id, method, params }));
    });
  };

  receive(text: string): void {
    const message = JSON.parse(text) as Message;
    if (message.id === undefined) return this.onEvent(message);
    this.#answers.get(message.id)?.(message);
    this.#answers.delete(message.id);
  }
}

/** @returns KB */
async function heapOf({ send }: Conversation): Promise<number> {
  for (let times = 0; times < 3; times += 1) await send('HeapProfiler.collectGarbage');
  const { usedSize = 0, backingStorageSize = 0 } = await send('Runtime.getHeapUsage');
  return (usedSize + backingStorageSize) / 1024;
}

async function addressOf(child: Inspected): Promise<string> {
  const until = performance.now() + 10_000;
  while (performance.now() < until) {
    const address = [...child.log().matchAll(/Debugger listening on (ws:\S+)/g)].at(-1)?.[1];
    if (address !== undefined) return address;
    await sleep(20);
  }
  throw new Error('the inspector did not open');
}
