import { setTimeout as sleep } from 'node:timers/promises';
import type { Request, RequestHandler, Response } from 'express';
import type { Fault } from './fault-book.ts';
import type { PartyContext } from './party.ts';

/** An HTTP answer of a party. Objects go out as JSON, strings and buffers as they are. */
export interface Answer {
  status: number;
  body?: object | string | Buffer;
  headers?: Record<string, string>;
}

export interface Operation {
  party: string;
  /** The name that faults are set for. */
  operation: string;
  /** The body of `fail-before` and `fail-after` in the party's own shape. */
  failure?: (fault: Fault) => Answer;
  /**
   * Applies the call and says what to answer. `refuse` and `twice` are the party's own business and
   * arrive in `fault`; the other modes happen around this function.
   */
  act: (request: Request, fault: Fault | undefined) => Answer | Promise<Answer>;
}

/** Wraps an operation of a party so that the faults set for it happen on the wire. */
export function faultyAnswer(context: PartyContext, operation: Operation): RequestHandler {
  return async (request, response) => {
    const fault = context.faults.take(operation.party, operation.operation);
    if (fault && fault.delayMs > 0) await sleep(fault.delayMs);
    if (fault?.mode === 'down' || fault?.mode === 'drop-before') {
      request.socket.destroy();
      return;
    }
    if (fault?.mode === 'fail-before') {
      send(response, failureOf(operation, fault));
      return;
    }
    const answer = await operation.act(request, fault);
    if (fault?.mode === 'drop-after') request.socket.destroy();
    else if (fault?.mode === 'fail-after') send(response, failureOf(operation, fault));
    else if (fault?.mode === 'garbage') response.status(200).type('json').send('{"status": "OK",');
    else send(response, answer);
  };
}

function failureOf(operation: Operation, fault: Fault): Answer {
  return (
    operation.failure?.(fault) ?? { status: fault.status, body: { error: 'simulated failure' } }
  );
}

function send(response: Response, answer: Answer): void {
  response.status(answer.status).set(answer.headers ?? {});
  if (answer.body === undefined) response.end();
  else response.send(answer.body);
}
