import { startHealthServer } from './health.ts';

type Workers = Parameters<typeof startHealthServer>[2];
type State = ReturnType<Workers[number]['getState']>;

async function statusOf(states: State[], path: string): Promise<number> {
  const workers = states.map((state) => ({ getState: () => state }));
  const health = await startHealthServer(0, '127.0.0.1', workers);
  try {
    const response = await fetch(`http://127.0.0.1:${health.port}${path}`, {
      headers: { connection: 'close' },
    });
    return response.status;
  } finally {
    await health.close();
  }
}

it.each<[State[], number]>([
  [['RUNNING', 'RUNNING'], 200],
  [['RUNNING', 'INITIALIZED'], 503],
  [['DRAINING', 'RUNNING'], 503],
  [['STOPPED'], 503],
  [['FAILED', 'RUNNING'], 503],
])('is ready only while every worker runs: %j', async (states, status) => {
  expect(await statusOf(states, '/readyz')).toBe(status);
});

it('is alive also while it drains', async () => {
  expect(await statusOf(['DRAINING'], '/healthz')).toBe(200);
});

it('has no other page', async () => {
  expect(await statusOf(['RUNNING'], '/')).toBe(404);
});

it('says when its port is taken', async () => {
  const first = await startHealthServer(0, '127.0.0.1', []);
  await expect(startHealthServer(first.port, '127.0.0.1', [])).rejects.toThrow(/EADDRINUSE/);
  await first.close();
});
