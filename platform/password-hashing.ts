import { hash, verify } from '@node-rs/argon2';
import { createTurns } from './turns.ts';

/** Hashes and checks passwords that this service keeps (second passwords, staff). */
export interface PasswordHashing {
  /** @returns argon2id in PHC notation, salted */
  hash(password: string): Promise<string>;
  /** Takes as long for `null` (nobody, or nothing set) as for a hash. @returns whether it is that password */
  verify(known: string | null, password: string): Promise<boolean>;
}

/** OWASP's recommendation for argon2id (the library's default): 46 MiB, one pass, one lane; some 60 ms. */
const OPTIONS = {
  memoryCost: 47_104,
  timeCost: 1,
  parallelism: 1,
};

/** More at once would take the processor from everybody who only reads (P13), and 46 MiB each. */
const AT_ONCE = 1;

/** One queue a process. @param atOnce how many are hashed at the same time */
export function createPasswordHashing(atOnce: number = AT_ONCE): PasswordHashing {
  const inTurn = createTurns(atOnce);
  let nobody: Promise<string> | null = null;
  return {
    hash: (password) => inTurn(() => hash(password, OPTIONS)),
    async verify(known, password) {
      nobody ??= inTurn(() => hash('nobody has this password', OPTIONS));
      const against = known ?? (await nobody);
      const isRight = await inTurn(() => verify(against, password));
      return known !== null && isRight;
    },
  };
}
