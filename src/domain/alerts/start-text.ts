/** The words of the event at the start of the watch, as Robopager sends one to its heartbeat service. Pure. */

import { withoutKeys } from '../integration-key'
import { t, tn, tStored } from '../language/text'
import type { AlertText } from './text'

/**
 * OK, or FAILURE with the faults, one a line.
 *
 * @param listed checks of the files that the INI names; undefined where it names none
 */
export function startText(checks: number, faults: readonly string[], listed?: number): AlertText {
  const watched =
    listed === undefined
      ? tn(checks, '{n} check of the INI is watched.', '{n} checks of the INI are watched.')
      : tn(
          checks,
          '{n} check of the INI and {listed} of the files that it names are watched.',
          '{n} checks of the INI and {listed} of the files that it names are watched.',
          { listed },
        )
  const isWell = faults.length === 0
  return {
    kind: 'digest',
    status: isWell ? 'up' : 'mixed',
    subject: t(isWell ? 'OK: the watch has started' : 'FAILURE: the watch has started'),
    text: withoutKeys([watched, ...faults.map(tStored)].join('\n')),
  }
}
