import type { UniversityProfile } from '../domain/university/profile.ts';
import type { EmailFrame } from './email-models.ts';

/** What every mail of a university says at its foot. */
export function emailFrame({ name, mail, contacts }: UniversityProfile): EmailFrame {
  return {
    universityName: name,
    senderName: mail.senderName,
    contact: contacts.system,
    replyNote: mail.replyNote,
  };
}
