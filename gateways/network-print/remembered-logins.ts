import type { GuestLogin } from './job-ref.ts';

/**
 * The guest logins of the latest registrations, so that a repeated one asks in the same login
 * whether its document arrived. Forgets the oldest beyond `capacity`.
 */
export class RememberedLogins {
  readonly #logins = new Map<string, GuestLogin>();
  readonly #capacity: number;

  constructor(capacity = 2000) {
    this.#capacity = capacity;
  }

  get(key: string): GuestLogin | undefined {
    return this.#logins.get(key);
  }

  remember(key: string, login: GuestLogin): void {
    this.#logins.delete(key);
    this.#logins.set(key, login);
    const oldest = this.#logins.keys().next();
    if (this.#logins.size > this.#capacity && !oldest.done) this.#logins.delete(oldest.value);
  }
}
