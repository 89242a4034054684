import { createLogger } from './logger.ts';

it('writes an error by kind, code and place, never by its words, which may quote a person (I18)', () => {
  const lines: string[] = [];
  const logger = createLogger('web', 'info', { write: (line) => void lines.push(line) });
  const inner = Object.assign(new Error('Key (mail)=(hanako@mail.example)'), {
    code: '23505',
    detail: 'Failing row contains (hanako@mail.example)',
  });
  logger.error({ err: new Error('for hanako@mail.example', { cause: inner }) }, 'failed');
  logger.error({ err: 'hanako@mail.example' }, 'failed');
  expect(lines).toHaveLength(2);
  expect(lines.join('')).not.toContain('hanako');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'error',
    part: 'web',
    err: {
      type: 'Error',
      place: expect.arrayContaining([expect.stringContaining('logger.unit.test.ts')]),
      cause: { type: 'Error', code: '23505' },
    },
    msg: 'failed',
  });
});
