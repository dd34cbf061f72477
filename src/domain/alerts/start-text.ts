/** The words of the event at the start of the watch, as Robopager sends one to its heartbeat service. Pure. */

import { counted } from '../counted'
import { withoutKeys } from '../integration-key'
import type { AlertText } from './text'

/**
 * OK, or FAILURE with the faults, one a line.
 *
 * @param listed checks of the files that the INI names; undefined where it names none
 */
export function startText(checks: number, faults: readonly string[], listed?: number): AlertText {
  const own = `${counted(checks, 'check')} of the INI`
  const watched =
    listed === undefined
      ? `${own} ${checks === 1 ? 'is' : 'are'} watched.`
      : `${own} and ${listed} of the files that it names are watched.`
  const isWell = faults.length === 0
  return {
    kind: 'digest',
    status: isWell ? 'up' : 'mixed',
    subject: `${isWell ? 'OK' : 'FAILURE'}: the watch has started`,
    text: withoutKeys([watched, ...faults].join('\n')),
  }
}
