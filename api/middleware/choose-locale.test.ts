import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import session from 'express-session';
import type { SessionData } from 'express-session';
import type { Pool } from 'pg';
import { readEnvironment } from '../../platform/env.ts';
import { chooseLocale } from './choose-locale.ts';
import type { SignedInAccount } from './request-facts.ts';

/** A database that takes its time: it tells when a session has reached it. */
class SlowStore extends session.MemoryStore {
  readonly #kept: () => void;

  constructor(kept: () => void) {
    super();
    this.#kept = kept;
  }

  override set(id: string, data: SessionData, done?: (error?: unknown) => void): void {
    setTimeout(() => {
      this.#kept();
      super.set(id, data, done);
    }, 100);
  }
}

it('keeps the chosen language before it leads on, so that the next page shows it', async () => {
  const story: string[] = [];
  const account = { accountId: 'a', locale: 'en', universityCode: 'aomine' } as SignedInAccount;
  const app = express();
  app.use(
    session({
      secret: 'test',
      resave: false,
      saveUninitialized: false,
      store: new SlowStore(() => story.push('kept')),
    }),
    (req, res, next) => {
      req.session.account = account;
      res.locals.account = account;
      next();
    },
    chooseLocale(readEnvironment({}), {
      query: () => Promise.resolve({ rows: [] }),
    } as unknown as Pool),
  );
  const server = app.listen(0);
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => {
    get({ port, path: '/?lang=ja' }, (answer) => {
      story.push(`answered ${String(answer.statusCode)}`);
      answer.resume().on('end', resolve);
    });
  });
  await new Promise((resolve) => server.close(resolve));
  expect(story).toEqual(['kept', 'answered 303']);
});
