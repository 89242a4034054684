import type { Express } from 'express';
import request from 'supertest';
import type { Browser } from './browse.ts';

/** Asks for a file with the cookies of a browser: its body is no page. */
export async function fetchFile(
  app: Express,
  browser: Browser,
  address: string,
): Promise<{ status: number; headers: Record<string, string>; body: Buffer }> {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await request(app)
    .get(address)
    .set('Cookie', cookie)
    .buffer(true)
    .parse((res, done) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () => done(null, Buffer.concat(chunks)));
    });
  const headers = answer.headers as Record<string, string>;
  return { status: answer.status, headers, body: answer.body as Buffer };
}
