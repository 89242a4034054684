import { Router, urlencoded } from 'express';
import type { Request, Response } from 'express';
import { languageOf } from '../html.ts';
import type { Language } from '../html.ts';
import { openLedger } from '../ledger.ts';
import type { Party, PartyContext } from '../party.ts';
import { createProviderControl } from './control.ts';
import { Desk } from './desk.ts';
import type { ProviderLedger, Visit } from './desk.ts';
import { openKeyPair } from './keys.ts';
import { consentPage, homePage, loginPage, noticePage, postPage } from './pages.ts';
import type { ProviderUser } from './people.ts';
import { attributesOf } from './people.ts';

export type { ProviderUser } from './people.ts';

export interface IdentityProviderOptions {
  /** e.g. `https://idp.rakuo.example/idp/shibboleth` */
  entityId: string;
  /** What stands behind the `@` of its attributes. */
  scope: string;
  users: readonly ProviderUser[];
  /** Where the metadata of the service is fetched when it first asks; further ones are put there over HTTP. */
  serviceMetadataUrl?: string;
  /** Host of its addresses instead of the town's: another site in a browser's eyes, as a university is. */
  host?: string;
}

export interface IdentityProvider extends Party {
  /** Its metadata at this moment. */
  metadata(): Promise<string>;
}

const COOKIE = 'idp-session';
const form = urlencoded({ extended: false, limit: '20kb' });

const cookieOf = (request: Request) =>
  new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w-]+)`).exec(request.get('cookie') ?? '')?.[1] ?? null;
const queryOf = (request: Request) => request.originalUrl.split('?').slice(1).join('?');
const field = (request: Request, name: string) => {
  const value = (request.body as Record<string, unknown> | undefined)?.[name];
  return typeof value === 'string' ? value : '';
};

function languageFor(request: Request): Language {
  const asked = field(request, 'lang') || request.query.lang;
  if (asked === 'ja' || asked === 'en') return asked;
  return request.acceptsLanguages('ja', 'en') === 'en' ? 'en' : languageOf({});
}

/**
 * A university's identity provider (SAML 2.0) below `/identity-provider`: signed requests by redirect at `/sso` and
 * `/slo`, its own login page, consent, single sign-on by a cookie, and
 *
 * - `GET /identity-provider/metadata`
 * - `GET`/`PUT /identity-provider/control/users` `{"users": […]}`
 * - `PUT /identity-provider/control/services` `{"metadata": "<…>"}`: a service that it serves
 * - `POST /identity-provider/control/hostile` `{"kind", "victim"?}`: the next answer is hostile; `GET`: the kinds
 * - `POST /identity-provider/control/settings` `{"encrypts"?, "endsVisits"?}`
 * - `POST /identity-provider/control/keys` `{"step": "add" | "switch" | "drop"}`: rolls the signing key
 * - `POST /identity-provider/control/logout` `{"uid"}`: addresses that a provider's own logout would send browsers to
 */
export function createIdentityProvider(
  context: PartyContext,
  options: IdentityProviderOptions,
): IdentityProvider {
  const address = new URL(context.publicUrl);
  if (options.host) address.hostname = options.host;
  const ledger = openLedger<ProviderLedger>(context.ledgerFile, {
    users: null,
    issued: [],
    consents: [],
    keys: [],
  });
  const desk = new Desk({
    ...options,
    url: `${address.origin}/identity-provider`,
    ledger,
    now: () => context.now(),
    makeKey: (name) => openKeyPair(keyFile(context.ledgerFile, name), name),
    keepsKeys: context.ledgerFile !== undefined,
  });
  const router = Router();
  router.use('/control', createProviderControl(desk));

  router.get('/metadata', async (_request, response) => {
    response.type('application/samlmetadata+xml').send(await desk.metadata());
  });

  const answer = async (
    request: Request,
    response: Response,
    pending: string,
    visit: Visit,
    isReleased = true,
  ) => {
    const posted = await desk.answer(pending, visit, isReleased);
    if (posted) response.send(postPage(languageFor(request), posted));
    else response.status(404).send(noticePage(languageFor(request), 'gone'));
  };
  const consentOrAnswer = async (
    request: Request,
    response: Response,
    pending: string,
    visit: Visit,
  ) => {
    if (!desk.needsConsent(pending, visit)) return answer(request, response, pending, visit);
    const attributes = attributesOf(visit.user, options.scope);
    response.send(consentPage(languageFor(request), pending, attributes));
  };

  router.get('/sso', async (request, response) => {
    const pending = await desk.receive(queryOf(request));
    if (pending === null) {
      response.status(400).send(noticePage(languageFor(request), 'gone'));
      return;
    }
    const visit = desk.visitOf(cookieOf(request));
    if (visit) await consentOrAnswer(request, response, pending, visit);
    else response.send(loginPage(languageFor(request), pending, false));
  });
  router.get('/login', (request, response) => {
    const { request: pending } = request.query;
    const id = typeof pending === 'string' ? pending : '';
    response.send(loginPage(languageFor(request), id, false));
  });
  router.post('/login', form, async (request, response) => {
    const pending = field(request, 'request');
    const user = desk.find(field(request, 'user'), field(request, 'password'));
    if (!user) {
      response.status(401).send(loginPage(languageFor(request), pending, true));
      return;
    }
    const visit = desk.begin(user, { asksAgain: field(request, 'reconsent') === 'yes' });
    // "Do not remember my login": the next request asks for the password again.
    const isRemembered = field(request, 'forget') !== 'yes';
    if (isRemembered) {
      response.cookie(COOKIE, visit.id, { path: '/identity-provider', httpOnly: true });
    }
    // The consent page of a visit that is not remembered still has to know whose it is.
    response.cookie(`${COOKIE}-now`, visit.id, { path: '/identity-provider', httpOnly: true });
    await consentOrAnswer(request, response, pending, visit);
  });
  router.post('/consent', form, async (request, response) => {
    const now = new RegExp(`${COOKIE}-now=([\\w-]+)`).exec(request.get('cookie') ?? '')?.[1];
    const visit = desk.visitOf(cookieOf(request)) ?? desk.visitOf(now ?? null);
    if (!visit) {
      response.status(404).send(noticePage(languageFor(request), 'gone'));
      return;
    }
    const isReleased = field(request, 'choice') === 'release';
    if (isReleased) desk.consent(field(request, 'request'), visit);
    await answer(request, response, field(request, 'request'), visit, isReleased);
  });

  router.get('/slo', async (request, response) => {
    const next = await desk.receiveLogout(queryOf(request));
    response.clearCookie(COOKIE, { path: '/identity-provider' });
    if (next.kind === 'go') response.redirect(303, next.address);
    else if (next.kind === 'done') response.send(noticePage(languageFor(request), 'loggedOut'));
    else response.status(400).send(noticePage(languageFor(request), 'gone'));
  });
  router.post('/logout', form, async (request, response) => {
    const visit = desk.visitOf(cookieOf(request));
    response.clearCookie(COOKIE, { path: '/identity-provider' });
    const [first] = visit ? await desk.logoutAddresses(visit) : [];
    if (first) response.redirect(303, first);
    else response.send(noticePage(languageFor(request), 'loggedOut'));
  });
  router.get('/help', (request, response) => {
    response.send(noticePage(languageFor(request), 'trouble'));
  });
  router.get('/', (request, response) => {
    const current = desk.visitOf(cookieOf(request))?.user ?? null;
    response.send(homePage(languageFor(request), desk.users(), current));
  });

  return {
    name: 'identity-provider',
    title: { ja: '大学の統合認証（SAML）', en: 'University identity provider (SAML)' },
    router,
    metadata: () => desk.metadata(),
    ledger: () => ({ issued: ledger.value.issued, consents: ledger.value.consents }),
    reset() {
      const { keys } = ledger.value;
      ledger.reset();
      ledger.change((value) => (value.keys = keys));
      desk.forget();
    },
    async start() {
      await desk.metadata();
    },
    stop: () => ledger.saved(),
  };
}

const keyFile = (ledgerFile: string | undefined, name: string) =>
  ledgerFile === undefined ? '' : ledgerFile.replace(/\.json$/, `-${name}.key.json`);
