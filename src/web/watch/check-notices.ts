/** Notices about what a form has done to a check, on the page of the check, to which the form leads. */

import type { Request } from 'express'
import { mark, t } from '../../domain/language/text'
import { isSilenced } from '../../domain/watch/check-list'
import type { Watched } from '../../domain/watch/ports'
import type { CheckState } from '../../domain/watch/state'
import { isTrouble } from '../../domain/watch/status'
import { doneIn } from '../pages/done'

/** Notices after a form has been posted, by the name in the query. */
const NOTICES: Record<string, string> = {
  created: mark('The check is made, and waits for its first signal.'),
  saved: mark('Saved.'),
  paused: mark('Paused: nobody is alerted until it signals, or until a person resumes it.'),
  resumed: mark('Resumed: it is new again until the next signal.'),
  running: mark('It is not paused.'),
  silenced: mark('Silenced: it goes on being watched, and nobody is alerted.'),
  unsilenced: mark('The silence is over: alerts go out again.'),
  acknowledged: mark('Acknowledged: nothing reminds of it until it is well again.'),
  unacknowledged: mark('Taken back: reminders go out again.'),
  well: mark('There is nothing to acknowledge: it is not in trouble.'),
}

/** Where only a person ends a pause. */
const MANUAL_NOTICES: typeof NOTICES = {
  paused: mark('Paused: nobody is alerted until a person resumes it.'),
}

/** Where the check has a probe. */
const PROBE_NOTICES: typeof NOTICES = {
  created: mark('The check is made, and is about to be looked at for the first time.'),
  ...MANUAL_NOTICES,
  resumed: mark('Resumed: it is new again until the next look.'),
}

/** Whether a notice is still true: the page renews itself, and keeps its address meanwhile. */
const HOLDS: Readonly<Record<string, (state: CheckState, now: number) => boolean>> = {
  created: ({ status }) => status === 'new',
  saved: () => true,
  paused: ({ status }) => status === 'paused',
  resumed: ({ status }) => status === 'new',
  running: ({ status }) => status !== 'paused',
  silenced: isSilenced,
  unsilenced: (state, now) => !isSilenced(state, now),
  acknowledged: ({ acknowledged }) => acknowledged !== undefined,
  unacknowledged: ({ status, acknowledged }) => isTrouble(status) && acknowledged === undefined,
  well: ({ status }) => !isTrouble(status),
}

/** Empty where the form has done nothing, or it is not so any more. */
export function noticeIn(
  request: Pick<Request, 'query'>,
  { check: { probe, resume }, state }: Pick<Watched, 'check' | 'state'>,
  now: number,
): string {
  const words = {
    ...NOTICES,
    ...(resume === 'manual' && MANUAL_NOTICES),
    ...(probe !== undefined && PROBE_NOTICES),
  }
  const holding = Object.entries(words).filter(([name]) => HOLDS[name]?.(state, now))
  return t(doneIn(request, Object.fromEntries(holding)))
}
