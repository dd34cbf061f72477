/** Settings that several kinds of probes over the network share. */

import type { SettingField } from '../field'
import { shortDurationProblem } from '../time/duration'

/** Milliseconds. */
export const SECOND = 1_000

export const SLOW: SettingField = {
  key: 'slow',
  label: 'Slow',
  hint: 'A success that took longer has a warning: 500ms, 2s; empty: never.',
  type: 'text',
  problem: shortDurationProblem,
}

export const IP_VERSION: SettingField = {
  key: 'ip',
  label: 'IP version',
  hint: '4 or 6; empty: whichever answers.',
  type: 'choice',
  choices: ['4', '6'],
}

export const SECOND_OPINION: SettingField = {
  key: 'secondopinion',
  label: 'Second opinion',
  hint: 'on: peers look, too, before it is down; off: they do not; empty: where the address is a public one.',
  type: 'choice',
  choices: ['on', 'off'],
}
