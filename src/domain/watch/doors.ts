/** The doors by which signals come. A silence is judged only while the check's door was attended. Pure. */

import type { Check } from './check'
import { jobOf } from './jobs'
import type { CheckState } from './state'

/** `messages`: the program for 0MQ; `web`: all others. */
export type Door = 'web' | 'messages'

/** The door of the check's last signal; of one that has never signalled, the one that its plan names. */
export function doorOf(check: Check, { lastSignalAt, byMessage }: CheckState): Door {
  if (jobOf(check) === undefined) return 'web'
  if (lastSignalAt === undefined) return 'messages'
  return byMessage ? 'messages' : 'web'
}
