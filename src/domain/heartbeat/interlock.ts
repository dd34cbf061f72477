/** When the page's two buttons may be pressed; the browser and the server share the rule. Pure. */

import { heartbeatUrlProblem } from '../net/web-url'
import { FREQUENCIES } from '../time/slot'

/** The form's two fields as text. */
export interface Fields {
  /** One of FREQUENCIES; empty while what is saved cannot be read. */
  readonly frequency: string
  readonly url: string
}

/** What is wrong with the frequency. */
export function frequencyProblem({ frequency }: Fields): string | undefined {
  const known = FREQUENCIES.some(choice => String(choice) === frequency)
  return known ? undefined : 'Choose how often a heartbeat goes out.'
}

/** What is wrong with the URL; with Off none is needed, and before a frequency was chosen none is missed. */
export function urlProblem({ frequency, url }: Fields): string | undefined {
  return url === '' && (frequency === 'Off' || frequency === '') ? undefined : heartbeatUrlProblem(url)
}

/** Whether *Apply* and *Heartbeat now* are enabled. `saved` is undefined while what is saved cannot be read. */
export function interlock(typed: Fields, saved: Fields | undefined): { apply: boolean; now: boolean } {
  const differs = saved === undefined || typed.frequency !== saved.frequency || typed.url !== saved.url
  const valid = frequencyProblem(typed) === undefined && urlProblem(typed) === undefined
  return { apply: differs && valid, now: !differs && valid && typed.frequency !== 'Off' }
}
