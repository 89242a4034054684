import { Router, json } from 'express';
import { z } from 'zod';
import type { TownClock } from './clock.ts';
import { faultModes } from './fault-book.ts';
import type { FaultBook } from './fault-book.ts';
import type { Party } from './party.ts';

export interface ControlDeps {
  parties: readonly Party[];
  faults: FaultBook;
  clock: TownClock;
}

const faultSchema = z.strictObject({
  party: z.string(),
  operation: z.string().min(1).optional(),
  mode: z.enum(faultModes),
  times: z.int().positive().nullable().optional(),
  status: z.int().min(200).max(599).optional(),
  delayMs: z.int().min(0).max(600_000).optional(),
  detail: z.record(z.string(), z.unknown()).optional(),
});

const clockSchema = z.union([
  z.strictObject({ offsetMs: z.int() }),
  z.strictObject({ now: z.iso.datetime({ offset: true }) }),
]);

/** The town's own JSON interface under `/control`: faults, ledgers, the clock and a fresh start. */
export function createControl({ parties, faults, clock }: ControlDeps): Router {
  const router = Router();
  router.use(json());

  router.get('/faults', (_request, response) => {
    response.json({ faults: faults.list() });
  });
  router.post('/faults', (request, response) => {
    const parsed = faultSchema.safeParse(request.body);
    if (!parsed.success) {
      response.status(400).json({ error: z.prettifyError(parsed.error) });
      return;
    }
    if (!parties.some((party) => party.name === parsed.data.party)) {
      response.status(400).json({ error: `There is no party "${parsed.data.party}" here.` });
      return;
    }
    response.status(201).json(faults.add(parsed.data));
  });
  router.delete('/faults', (_request, response) => {
    faults.clear();
    response.status(204).end();
  });
  router.delete('/faults/:id', (request, response) => {
    response.status(faults.remove(request.params.id) ? 204 : 404).end();
  });

  router.get('/ledger/:party', (request, response) => {
    const party = parties.find((candidate) => candidate.name === request.params.party);
    if (party) response.json(party.ledger());
    else response.status(404).json({ error: 'There is no such party here.' });
  });

  router.get('/clock', (_request, response) => {
    response.json({ now: clock.now().toISOString(), offsetMs: clock.offsetMs });
  });
  router.post('/clock', (request, response) => {
    const parsed = clockSchema.safeParse(request.body);
    if (!parsed.success) {
      response.status(400).json({ error: z.prettifyError(parsed.error) });
      return;
    }
    if ('now' in parsed.data) clock.setNow(new Date(parsed.data.now));
    else clock.setOffset(parsed.data.offsetMs);
    response.json({ now: clock.now().toISOString(), offsetMs: clock.offsetMs });
  });

  router.post('/reset', (_request, response) => {
    faults.clear();
    clock.reset();
    for (const party of parties) party.reset();
    response.status(204).end();
  });
  return router;
}
