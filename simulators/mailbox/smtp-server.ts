import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerSession } from 'smtp-server';
import type { Fault, FaultBook, FaultMode } from '../fault-book.ts';

export type SmtpOperation = 'connect' | 'recipient' | 'data';
export const smtpOperations: readonly SmtpOperation[] = ['connect', 'recipient', 'data'];

export interface SmtpServerOptions {
  host: string;
  port: number;
  faults: FaultBook;
  onMessage(envelope: { from: string; to: string[] }, raw: Buffer): void;
}

export interface SmtpListener {
  port: number;
  close(): Promise<void>;
}

/** Which faults strike where when they were set for all operations. */
const modesOf: Record<SmtpOperation, readonly FaultMode[]> = {
  connect: ['down'],
  recipient: ['down', 'refuse', 'fail-before', 'drop-before', 'slow'],
  data: ['down', 'drop-after', 'fail-after', 'twice', 'garbage'],
};

const LARGEST_MESSAGE = 20 * 1024 * 1024;

/** A mail server that takes everything for everybody, unless a fault says otherwise. */
export async function openSmtpServer(options: SmtpServerOptions): Promise<SmtpListener> {
  const sockets = new Map<number, Socket>();
  const server = new SMTPServer({
    name: 'mailbox.town.example',
    banner: 'Town mailbox',
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: LARGEST_MESSAGE,
    socketTimeout: 5 * 60_000,
    closeTimeout: 1,
    onConnect(session, callback) {
      void strike('connect', session, callback, () => undefined);
    },
    onRcptTo({ address }, session, callback) {
      void strike('recipient', session, callback, () => undefined, address);
    },
    onData(stream, session, callback) {
      const keep = async (fault: Fault | undefined): Promise<void> => {
        const raw = await buffer(stream);
        if (stream.sizeExceeded) throw reply(552, '5.3.4 Message too big');
        if (fault && !isApplied(fault.mode)) return;
        const { mailFrom, rcptTo } = session.envelope;
        const envelope = {
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
        };
        for (let copy = fault?.mode === 'twice' ? 2 : 1; copy > 0; copy -= 1) {
          options.onMessage(envelope, raw);
        }
      };
      void strike('data', session, callback, keep);
    },
  });
  // A client that hangs up in the middle ends its connection, not the town.
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    const port = socket.remotePort ?? 0;
    sockets.set(port, socket);
    socket.on('close', () => sockets.delete(port));
  });

  async function strike(
    operation: SmtpOperation,
    session: SMTPServerSession,
    callback: (error?: Error | null) => void,
    act: (fault: Fault | undefined) => Promise<void> | void,
    recipient?: string,
  ): Promise<void> {
    const fault = options.faults.take(
      'mailbox',
      operation,
      (candidate) =>
        (candidate.operation === operation || modesOf[operation].includes(candidate.mode)) &&
        isFor(candidate, recipient ?? session.envelope.rcptTo[0]?.address),
    );
    if (fault && fault.delayMs > 0) await sleep(fault.delayMs, undefined, { ref: false });
    try {
      await act(fault);
    } catch (error) {
      callback(error as Error);
      return;
    }
    const socket = sockets.get(session.remotePort);
    switch (fault?.mode) {
      case 'down':
      case 'drop-before':
      case 'drop-after':
        socket?.destroy();
        return;
      case 'garbage':
        socket?.end('I am no mail server\r\n');
        return;
      case 'fail-before':
      case 'fail-after':
        callback(reply(codeOf(fault, operation === 'connect' ? 421 : 451), notNow[operation]));
        return;
      case 'refuse':
        callback(reply(codeOf(fault, never[operation].code), never[operation].text));
        return;
      default:
        callback();
    }
  }

  server.listen(options.port, options.host);
  await once(server.server, 'listening');
  return {
    port: (server.server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(resolve));
      for (const socket of sockets.values()) socket.destroy();
      await closed;
    },
  };
}

const notNow: Record<SmtpOperation, string> = {
  connect: '4.3.2 Service not available, come back later',
  recipient: '4.7.1 Greylisted, try again later',
  data: '4.3.0 Could not keep the message, try again later',
};
const never: Record<SmtpOperation, { code: number; text: string }> = {
  connect: { code: 554, text: '5.7.1 Not welcome here' },
  recipient: { code: 550, text: '5.1.1 No such person here' },
  data: { code: 554, text: '5.6.0 Message refused' },
};

/** The mail is kept although the caller hears otherwise, twice, late, or as usual. */
function isApplied(mode: FaultMode): boolean {
  return mode !== 'refuse' && mode !== 'fail-before' && mode !== 'drop-before' && mode !== 'down';
}

/** `detail.recipient` of a fault: an address, or a domain with its `@`. */
function isFor({ detail }: Readonly<Fault>, recipient: string | undefined): boolean {
  if (typeof detail.recipient !== 'string') return true;
  const [address, wanted] = [recipient?.toLowerCase() ?? '', detail.recipient.toLowerCase()];
  return wanted.startsWith('@') ? address.endsWith(wanted) : address === wanted;
}

/** `detail.code` of a fault chooses the reply code. */
function codeOf(fault: Fault, otherwise: number): number {
  return typeof fault.detail.code === 'number' ? fault.detail.code : otherwise;
}

function reply(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}
