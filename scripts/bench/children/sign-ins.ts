// People who sign in at the same time, each again as soon as they are in, in a process of their own.
// `node sign-ins.ts <JSON of SignInOrder>`; prints JSON of SignInAnswer.
import { setTimeout as sleep } from 'node:timers/promises';

export interface SignInOrder {
  webUrl: string;
  university: string;
  userIds: string[];
  password: string;
  secondPassword: string;
  seconds: number;
}

export interface SignInAnswer {
  /** Milliseconds of each, from pressing the button until the redirect. */
  times: number[];
}

const order = JSON.parse(process.argv[2] ?? '') as SignInOrder;
const address = `${order.webUrl}/${order.university}/sign-in`;

/** Everybody from a network of their own, as the proxy in front would say. */
const headersOf = (person: number) => ({
  'x-forwarded-proto': 'https',
  'x-forwarded-for': `198.51.100.${person + 1}`,
});

interface OpenForm {
  person: number;
  userId: string;
  cookie: string;
  token: string;
}

async function openForm(userId: string, person: number): Promise<OpenForm> {
  const page = await fetch(address, { headers: headersOf(person) });
  const token = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const cookie = page.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return { person, userId, cookie, token };
}

async function signIn({ person, userId, cookie, token }: OpenForm): Promise<number> {
  const { password, secondPassword } = order;
  const since = performance.now();
  const answer = await fetch(address, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      ...headersOf(person),
      cookie,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ _csrf: token, userId, password, secondPassword }).toString(),
  });
  await answer.text();
  if (answer.status !== 303 || !answer.headers.get('location')?.endsWith('/top')) {
    throw new Error(`a sign-in was answered ${answer.status}`);
  }
  return performance.now() - since;
}

const times: number[] = [];
const until = performance.now() + order.seconds * 1_000;
const { userIds } = order;
await Promise.all(
  userIds.map(async (userId, person) => {
    // Nobody presses the button in the same millisecond as forty-nine others.
    await sleep((1_000 * person) / userIds.length);
    while (performance.now() < until) times.push(await signIn(await openForm(userId, person)));
  }),
);
console.log(JSON.stringify({ times } satisfies SignInAnswer));
