/** The doors by which signals come. A silence is judged only while the check's door was attended. Pure. */

import type { Check } from './check'
import { jobOf } from './jobs'
import type { Signal } from './signal'
import type { CheckState } from './state'

/** `messages`: the program for 0MQ; `web`: all others. */
export type Door = 'web' | 'messages'

/** Whether a signal shows that its door was attended: mails are fetched by the worker. */
export function showsAttendance({ detail }: Signal): boolean {
  return detail.via !== 'mail'
}

/** The door of the check's last sign of life; of one that has never signalled, the one that its plan names. */
export function doorOf(check: Check, { lastSignalAt, byMessage }: CheckState): Door {
  if (jobOf(check) === undefined) return 'web'
  if (lastSignalAt === undefined) return 'messages'
  return byMessage ? 'messages' : 'web'
}
