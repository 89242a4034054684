import type { FormPage } from '../kept-forms/keep-form.ts';

import type { Halt } from '../../domain/university/halts.ts';

/** There is no such page, or it is somebody else's: both get the same answer. */
export class NotFound extends Error {
  override name = 'NotFound';
}

/** What was sent did not come from one of our own pages. */
export class NotAllowed extends Error {
  override name = 'NotAllowed';
}

/** A member of staff without the role for it. */
export class RoleMissing extends Error {
  override name = 'RoleMissing';
}

/** The sign-in that the page belonged to is over. */
export class SessionEnded extends Error {
  override name = 'SessionEnded';
  /** Where the person goes on after signing in; null where the service does not know. */
  page: FormPage | null;
  constructor(message: string, page: FormPage | null = null) {
    super(message);
    this.page = page;
  }
}

/** A form of a page that was opened before its person signed in anew: shown again, to be sent once more. */
export class FormTooOld extends Error {
  override name = 'FormTooOld';
  page: FormPage;
  constructor(page: FormPage) {
    super('form of an earlier session');
    this.page = page;
  }
}

/** The university's service is closed for a while. */
export class Halted extends Error {
  override name = 'Halted';
  halt: Halt;
  constructor(halt: Halt) {
    super('halted');
    this.halt = halt;
  }
}
