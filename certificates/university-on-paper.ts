import type { UniversityProfile } from '../domain/university/profile.ts';
import type { CertificateUniversity } from './certificate-document.ts';

/** What of a university's settings stands on its certificates. */
export function universityOnPaper({ name, certificate }: UniversityProfile): CertificateUniversity {
  const { issuer, frameColour } = certificate;
  return {
    nameJa: name.ja,
    nameEn: name.en,
    presidentTitleJa: issuer.title.ja,
    presidentTitleEn: issuer.title.en,
    presidentNameJa: issuer.name.ja,
    presidentNameEn: issuer.name.en,
    addressJa: issuer.address.ja,
    addressEn: issuer.address.en,
    accent: frameColour,
  };
}
