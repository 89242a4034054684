import { linkMinutes } from './link-lifetime.ts';

const oneTimeLink = {
  ttlMinutes: 30,
  ttlMinutesOf: { staff_invitation: 10_080 },
  resendCoolDownSeconds: 60,
  maxCodeAttempts: 5,
  objectionDays: 7,
};

describe('how long a link is good', () => {
  it('is thirty minutes where nothing else is said (R-045, X-27)', () => {
    expect(linkMinutes(oneTimeLink, 'register_address')).toBe(30);
    expect(linkMinutes(oneTimeLink, 'change_address')).toBe(30);
  });

  it('may differ by purpose (X-27)', () => {
    expect(linkMinutes(oneTimeLink, 'staff_invitation')).toBe(10_080);
  });
});
