/** The kinds of probes that run programs of the owner's: the part of the table that concerns them. */

import type { KindOfProbe } from './kind-of-probe'
import { commandProblem } from './words'

const SECOND = 1_000

export const PROGRAM_KINDS = {
  command: {
    label: 'Command',
    hint: 'A program succeeds; lines of its output may be checks of their own.',
    target: {
      label: 'Command line',
      hint: 'A program and its arguments, run without a shell, such as /usr/local/bin/check-backup --days 2.',
      problem: commandProblem,
      required: true,
    },
    network: false,
    onPage: false,
    hasParts: true,
    timeout: 30 * SECOND,
    fields: [],
  },
} as const satisfies Readonly<Record<string, KindOfProbe>>
