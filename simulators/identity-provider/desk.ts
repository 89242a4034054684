import { randomBytes } from 'node:crypto';
import type { Ledger } from '../ledger.ts';
import { makeHostile } from './hostile.ts';
import { makeKeyPair } from './keys.ts';
import type { KeyPair } from './keys.ts';
import type { IdentityProviderOptions } from './identity-provider.ts';
import { attributesOf } from './people.ts';
import type { ProviderUser } from './people.ts';
import { readRedirect, redirectAddress } from './redirect.ts';
import { makeRefusal, makeResponse, newId } from './response.ts';
import type { Answer } from './response.ts';
import { readMessage, readService } from './service.ts';
import type { Service } from './service.ts';
import { names, providerMetadata } from './xml.ts';

export interface ProviderLedger {
  /** The people put there over HTTP; null = those the provider was started with. */
  users: ProviderUser[] | null;
  /** What was answered to services, newest last, without what it said. */
  issued: { at: string; uid: string; service: string; kind: string; isReleased: boolean }[];
  /** Who agreed to be told to which service: `uid service`. */
  consents: string[];
  /** Names of the signing keys in the metadata, the one that signs first. */
  keys: string[];
}

/** Somebody's visit: from the password to the logout. */
export interface Visit {
  id: string;
  user: ProviderUser;
  asksAgain: boolean;
  sessionIndex: string;
  /** NameID of each service that was told of it. */
  nameIds: Map<string, string>;
}

interface Pending {
  requestId: string;
  service: Service;
  relayState: string | null;
}

export interface Posted {
  consumer: string;
  samlResponse: string;
  relayState: string | null;
}

interface DeskOptions extends IdentityProviderOptions {
  url: string;
  ledger: Ledger<ProviderLedger>;
  now(): Date;
  makeKey(name: string): Promise<KeyPair>;
  keepsKeys: boolean;
}

const ISSUED_KEPT = 500;
const secret = () => randomBytes(16).toString('base64url');

/** Keys are slow to make; without a ledger file all providers of a process share them. */
const shared = new Map<string, Promise<KeyPair>>();
let stranger: Promise<KeyPair> | undefined;

/** The provider's books and what it can do, without its pages. */
export class Desk {
  readonly #options: DeskOptions;
  readonly #keys = new Map<string, Promise<KeyPair>>();
  #services = new Map<string, Service>();
  #pending = new Map<string, Pending>();
  #visits = new Map<string, Visit>();
  #armed: { kind: string; victim: string | null } | null = null;
  #last: { samlResponse: string; assertionId: string } | null = null;
  encrypts = true;
  /** False: the provider fails to end the visits that services ask it to end. */
  endsVisits = true;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  users(): readonly ProviderUser[] {
    return this.#options.ledger.value.users ?? this.#options.users;
  }

  setUsers(users: ProviderUser[]): void {
    this.#options.ledger.change((value) => (value.users = users));
  }

  forget(): void {
    this.#pending.clear();
    this.#visits.clear();
    this.#armed = null;
    this.#last = null;
    this.encrypts = true;
    this.endsVisits = true;
  }

  addService(metadata: string): Service {
    const service = readService(metadata);
    this.#services.set(service.entityId, service);
    return service;
  }

  #key(name: string): Promise<KeyPair> {
    const { keepsKeys, makeKey } = this.#options;
    const kept = keepsKeys ? this.#keys : shared;
    const known = kept.get(name) ?? (keepsKeys ? makeKey(name) : makeKeyPair(name));
    kept.set(name, known);
    return known;
  }

  #keyNames(): string[] {
    const { keys } = this.#options.ledger.value;
    return keys.length > 0 ? keys : ['signing-1'];
  }

  /** The one that signed before the last roll-over. */
  #keyBefore(): string {
    return `signing-${Number((this.#keyNames()[0] ?? 'signing-1').split('-')[1]) - 1}`;
  }

  #signing(): Promise<KeyPair> {
    return this.#key(this.#keyNames()[0] ?? 'signing-1');
  }

  /**
   * Rolls the signing key over: `add` publishes a second one, `switch` signs with it, `drop` takes the old one away.
   */
  rollKeys(step: 'add' | 'switch' | 'drop'): string[] {
    const [first = 'signing-1', second] = this.#keyNames();
    const next = `signing-${Number(first.split('-')[1]) + 1}`;
    const after = {
      add: [first, second ?? next],
      switch: second ? [second, first] : [first],
      drop: [first],
    };
    this.#options.ledger.change((value) => (value.keys = after[step]));
    return after[step];
  }

  async metadata(): Promise<string> {
    const { entityId, url } = this.#options;
    const pairs = await Promise.all(this.#keyNames().map((name) => this.#key(name)));
    const certificates = pairs.map(({ certificatePem }) => certificatePem);
    return providerMetadata({ entityId, url, certificates });
  }

  /** A service that is not known yet is looked up where its metadata was said to be. */
  async #serviceOf(entityId: string): Promise<Service | null> {
    const known = this.#services.get(entityId);
    const { serviceMetadataUrl } = this.#options;
    if (known || serviceMetadataUrl === undefined) return known ?? null;
    const response = await fetch(serviceMetadataUrl);
    if (!response.ok) return null;
    const service = this.addService(await response.text());
    return service.entityId === entityId ? service : null;
  }

  /** @returns a name for the request while its person is here, or null for one that is not genuine */
  async receive(query: string): Promise<string | null> {
    const found = await this.#genuine(query, 'SAMLRequest');
    if (!found || found.message.consumer !== found.service.consumer) return null;
    const name = secret();
    const { service, relayState, message } = found;
    this.#pending.set(name, { requestId: message.id, service, relayState });
    return name;
  }

  async #genuine(query: string, name: 'SAMLRequest' | 'SAMLResponse') {
    for (const service of await this.#candidates(query, name)) {
      const read = readRedirect(query, name, service.certificatePem);
      if (!read) continue;
      const message = readMessage(read.xml);
      if (message.issuer === service.entityId) {
        return { service, message, relayState: read.relayState };
      }
    }
    return null;
  }

  async #candidates(query: string, name: string): Promise<Service[]> {
    if (!new URLSearchParams(query).has(name)) return [];
    const { serviceMetadataUrl } = this.#options;
    if (this.#services.size === 0 && serviceMetadataUrl) await this.#serviceOf(serviceMetadataUrl);
    return [...this.#services.values()];
  }

  find(uid: string, password: string): ProviderUser | null {
    const user = this.users().find((candidate) => candidate.uid === uid.trim().toLowerCase());
    return user?.password === password ? user : null;
  }

  begin(user: ProviderUser, { asksAgain }: { asksAgain: boolean }): Visit {
    const visit = { id: secret(), user, asksAgain, sessionIndex: newId(), nameIds: new Map() };
    this.#visits.set(visit.id, visit);
    return visit;
  }

  visitOf(id: string | null): Visit | null {
    return (id !== null && this.#visits.get(id)) || null;
  }

  needsConsent(pending: string, visit: Visit): boolean {
    const service = this.#pending.get(pending)?.service.entityId ?? '';
    const { consents } = this.#options.ledger.value;
    return visit.asksAgain || !consents.includes(`${visit.user.uid} ${service}`);
  }

  consent(pending: string, visit: Visit): void {
    const service = this.#pending.get(pending)?.service.entityId;
    const line = `${visit.user.uid} ${service ?? ''}`;
    visit.asksAgain = false;
    this.#options.ledger.change(({ consents }) => {
      if (service && !consents.includes(line)) consents.push(line);
    });
  }

  /** The next answer is hostile. `victim`: user name of whom the attacker wants to be. */
  arm(kind: string, victim: string | null): void {
    this.#armed = { kind, victim };
  }

  /** @returns what the browser posts to the service, or null when no request of that name waits */
  async answer(name: string, visit: Visit, isReleased: boolean): Promise<Posted | null> {
    const pending = this.#pending.get(name);
    if (!pending) return null;
    this.#pending.delete(name);
    const { service, requestId, relayState } = pending;
    const { entityId, scope, ledger, now } = this.#options;
    const key = await this.#signing();
    const nameId = newId();
    visit.nameIds.set(service.entityId, nameId);
    const at = now();
    const honest: Answer = {
      responseId: newId(),
      assertionId: newId(),
      issuer: entityId,
      assertionIssuer: entityId,
      destination: service.consumer,
      recipient: service.consumer,
      audience: service.entityId,
      inResponseTo: requestId,
      issuedAt: at,
      notBefore: at,
      notOnOrAfter: new Date(at.getTime() + 5 * 60_000),
      nameId,
      sessionIndex: visit.sessionIndex,
      attributes: attributesOf(visit.user, scope),
    };
    const making = { key, encryptFor: this.encrypts ? service.certificatePem : null };
    const armed = this.#armed;
    this.#armed = null;
    let samlResponse: string;
    if (!isReleased) samlResponse = encoded(makeRefusal(honest, key));
    else if (armed === null) samlResponse = encoded(await makeResponse(honest, making));
    else {
      const victim =
        this.users().find(({ uid }) => uid === armed.victim) ??
        this.users().find(({ uid }) => uid !== visit.user.uid) ??
        visit.user;
      samlResponse = await makeHostile(armed.kind, {
        answer: honest,
        making,
        victim: attributesOf(victim, scope),
        stranger: await (stranger ??= makeKeyPair('stranger')),
        removed: await this.#key(this.#keyBefore()),
        last: this.#last,
      });
    }
    if (armed === null) this.#last = { samlResponse, assertionId: honest.assertionId };
    ledger.change(({ issued }) => {
      const kind = armed?.kind ?? 'honest';
      const service_ = service.entityId;
      issued.push({
        at: at.toISOString(),
        uid: visit.user.uid,
        service: service_,
        kind,
        isReleased,
      });
      issued.splice(0, issued.length - ISSUED_KEPT);
    });
    return { consumer: service.consumer, samlResponse, relayState };
  }

  /** Addresses to which a provider sends the browser to end a visit at each service that was told of it. */
  async logoutAddresses(visit: Visit, options: { isSigned?: boolean } = {}): Promise<string[]> {
    this.#visits.delete(visit.id);
    const key = await this.#signing();
    return [...visit.nameIds].flatMap(([entityId, nameId]) => {
      const logout = this.#services.get(entityId)?.logout;
      if (!logout) return [];
      const xml = this.#message(
        'LogoutRequest',
        logout,
        `<saml:NameID>${nameId}</saml:NameID><samlp:SessionIndex>${visit.sessionIndex}</samlp:SessionIndex>`,
      );
      return [redirectAddress(logout, 'SAMLRequest', xml, key, options)];
    });
  }

  visitsOf(uid: string): Visit[] {
    return [...this.#visits.values()].filter(({ user }) => user.uid === uid);
  }

  /** A service asks to end a visit, or answers that it did. */
  async receiveLogout(
    query: string,
  ): Promise<{ kind: 'go'; address: string } | { kind: 'done' } | { kind: 'refused' }> {
    const asked = await this.#genuine(query, 'SAMLRequest');
    if (!asked) {
      return (await this.#genuine(query, 'SAMLResponse')) ? { kind: 'done' } : { kind: 'refused' };
    }
    const { service, message, relayState } = asked;
    for (const visit of this.#visits.values()) {
      const isMeant = visit.nameIds.get(service.entityId) === message.nameId;
      if (this.endsVisits && isMeant) this.#visits.delete(visit.id);
    }
    if (!service.logout) return { kind: 'done' };
    const code = `urn:oasis:names:tc:SAML:2.0:status:${this.endsVisits ? 'Success' : 'Responder'}`;
    const status = `<samlp:Status><samlp:StatusCode Value="${code}"/></samlp:Status>`;
    const xml = this.#message('LogoutResponse', service.logout, status, message.id);
    const key = await this.#signing();
    return {
      kind: 'go',
      address: redirectAddress(service.logout, 'SAMLResponse', xml, key, { relayState }),
    };
  }

  #message(name: string, destination: string, inner: string, inResponseTo?: string): string {
    const { entityId, now } = this.#options;
    const answers = inResponseTo === undefined ? '' : ` InResponseTo="${inResponseTo}"`;
    return `<samlp:${name} xmlns:samlp="${names.protocol}" xmlns:saml="${names.assertion}" ID="${newId()}" Version="2.0" IssueInstant="${now().toISOString()}" Destination="${destination}"${answers}><saml:Issuer>${entityId}</saml:Issuer>${inner}</samlp:${name}>`;
  }
}

const encoded = (xml: string) => Buffer.from(xml).toString('base64');
