import { bounceAddress, mailOfBounceAddress } from './bounce-address.ts';

const ID = '5f0c3a1e-9d2b-4c77-8a10-0123456789ab';
const SECRET = 'a-secret-of-the-tests-alone-0123456789';
const SENDER = 'certificates@aomine.example';

describe('the address a mail comes back to (R-281)', () => {
  it('is in the sender’s domain, short enough for every mail server, and names the mail', () => {
    const address = bounceAddress(ID, SENDER, SECRET);
    expect(address).toMatch(/^b\+[0-9a-f]{32}\.[0-9a-f]{20}@aomine\.example$/);
    expect(address.indexOf('@')).toBeLessThanOrEqual(64);
    expect(mailOfBounceAddress(address, SECRET)).toBe(ID);
    expect(mailOfBounceAddress(address.toLowerCase(), SECRET)).toBe(ID);
    expect(mailOfBounceAddress(address.toUpperCase(), SECRET)).toBe(ID);
  });

  it('cannot be made by anybody else', () => {
    const address = bounceAddress(ID, SENDER, SECRET);
    const last = address.charAt(address.indexOf('@') - 1);
    for (const other of [
      address.replace(`${last}@`, `${last === '0' ? '1' : '0'}@`),
      bounceAddress(ID, SENDER, 'another-secret-of-the-tests-0123456789'),
      address.replace('5f0c', '5f0d'),
      'certificates@aomine.example',
      '',
    ]) {
      expect(mailOfBounceAddress(other, SECRET)).toBeNull();
    }
  });
});
