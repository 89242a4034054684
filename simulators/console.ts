import { readFileSync } from 'node:fs';
import { Router, urlencoded } from 'express';
import type { TownClock } from './clock.ts';
import { consolePage, ledgerPage } from './console-page.ts';
import type { FaultBook, FaultMode } from './fault-book.ts';
import { faultModes } from './fault-book.ts';
import { languageOf } from './html.ts';
import type { Party } from './party.ts';

export interface ConsoleDeps {
  parties: readonly Party[];
  faults: FaultBook;
  clock: TownClock;
}

interface ConsoleForm {
  lang?: string;
  party?: string;
  operation?: string;
  mode?: string;
  times?: string;
  status?: string;
  delayMs?: string;
  hours?: string;
}

/** The page `/` on which people see the whole town and make it fail, without JavaScript. */
export function createConsole({ parties, faults, clock }: ConsoleDeps): Router {
  const stylesheet = readFileSync(new URL('./town.css', import.meta.url), 'utf8');
  const router = Router();
  const form = urlencoded({ extended: false });

  router.get('/town.css', (_request, response) => {
    response.type('css').set('Cache-Control', 'max-age=300').send(stylesheet);
  });
  router.get('/', (request, response) => {
    response.send(
      consolePage({
        language: languageOf(request.query),
        parties,
        faults: faults.list(),
        now: clock.now(),
        offsetMs: clock.offsetMs,
      }),
    );
  });
  router.get('/ledgers/:party', (request, response, next) => {
    const party = parties.find(({ name }) => name === request.params.party);
    if (party) response.send(ledgerPage(party, languageOf(request.query)));
    else next();
  });

  router.post('/console/faults', form, (request, response) => {
    const typed = bodyOf(request.body);
    const mode = faultModes.find((known) => known === typed.mode);
    const party = parties.find(({ name }) => name === typed.party);
    if (mode && party) {
      faults.add({
        party: party.name,
        operation: party.operations?.includes(typed.operation ?? '') ? typed.operation : '*',
        mode,
        times: timesOf(typed.times, mode),
        status: numberWithin(typed.status, 400, 599, 500),
        delayMs: numberWithin(typed.delayMs, 0, 600_000, 0),
      });
    }
    response.redirect(303, home(typed));
  });
  router.post('/console/faults/clear', form, (request, response) => {
    faults.clear();
    response.redirect(303, home(bodyOf(request.body)));
  });
  router.post('/console/faults/:id/remove', form, (request, response) => {
    faults.remove(request.params.id ?? '');
    response.redirect(303, home(bodyOf(request.body)));
  });
  router.post('/console/clock', form, (request, response) => {
    const typed = bodyOf(request.body);
    const hours = numberWithin(typed.hours, -24 * 400, 24 * 400, 0);
    clock.setOffset(hours === 0 ? 0 : clock.offsetMs + hours * 60 * 60 * 1000);
    response.redirect(303, home(typed));
  });
  return router;
}

function bodyOf(body: unknown): ConsoleForm {
  return body ?? {};
}

function home(typed: ConsoleForm): string {
  return typed.lang === 'en' ? '/?lang=en' : '/';
}

/** Empty means until it is removed. A party that is down stays down. */
function timesOf(typed: string | undefined, mode: FaultMode): number | null {
  if (mode === 'down' || typed === undefined || typed.trim() === '') return null;
  return numberWithin(typed, 1, 1000, 1);
}

function numberWithin(typed: string | undefined, low: number, high: number, usual: number): number {
  const value = Number(typed);
  if (typed === undefined || typed.trim() === '' || !Number.isInteger(value)) return usual;
  return Math.min(Math.max(value, low), high);
}
