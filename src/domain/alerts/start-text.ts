/** The words of the event at the start of the watch, as Robopager sends one to its heartbeat service. Pure. */

import { counted } from '../counted'
import type { AlertText } from './text'

/** A word as long as an integration key. */
const KEY_LIKE = /\b[A-Za-z\d]{32,}\b/g

/** OK, or FAILURE with the faults, one a line. */
export function startText(checks: number, faults: readonly string[]): AlertText {
  const watched = `${counted(checks, 'check')} of the INI ${checks === 1 ? 'is' : 'are'} watched.`
  const isWell = faults.length === 0
  return {
    kind: 'digest',
    status: isWell ? 'up' : 'mixed',
    subject: `${isWell ? 'OK' : 'FAILURE'}: the watch has started`,
    text: [watched, ...faults].join('\n').replace(KEY_LIKE, '(removed)'),
  }
}
