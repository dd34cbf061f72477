/** The rule for the page's two buttons, shared by the browser and the server. Pure. */

import { FREQUENCIES } from '../time/slot'
import { pingUrlProblem } from './receivers/ping-url'

/** The form's two fields as text. */
export interface Fields {
  /** A text of FREQUENCIES; empty while the saved settings cannot be read. */
  readonly frequency: string
  readonly url: string
}

/** The fault of the frequency. */
export function frequencyProblem({ frequency }: Fields): string | undefined {
  const known = FREQUENCIES.some(choice => String(choice) === frequency)
  return known ? undefined : 'Choose how often a heartbeat goes out.'
}

/** The fault of the URL. An empty one is none with Off, or before a frequency is chosen. */
export function urlProblem({ frequency, url }: Fields): string | undefined {
  return url === '' && (frequency === 'Off' || frequency === '') ? undefined : pingUrlProblem(url)
}

/** Whether *Apply* and *Heartbeat now* are enabled. `saved` is undefined while the saved settings cannot be read. */
export function interlock(typed: Fields, saved: Fields | undefined): { apply: boolean; now: boolean } {
  const differs = saved === undefined || typed.frequency !== saved.frequency || typed.url !== saved.url
  const valid = frequencyProblem(typed) === undefined && urlProblem(typed) === undefined
  return { apply: differs && valid, now: !differs && valid && typed.frequency !== 'Off' }
}
