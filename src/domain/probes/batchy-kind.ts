/** The kind batchy of probes: its target and its settings. */

import { parseDuration } from '../time/duration'
import { batchyProblem } from './batchy-target'
import { CHECK_TIME, TIME_ZONE, WEEKDAYS, withoutTime } from './daily-fields'
import type { KindOfProbe } from './kind-of-probe'
import { SECOND } from './network-fields'

export const BATCHY_KIND = {
  label: 'Batch job',
  hint: 'A workflow that a batchy server keeps account of ran lately, and well.',
  target: {
    label: 'Server and workflow',
    hint: 'The address of the batchy server and the name of the workflow, such as http://batch.lan:8050 nightly.',
    problem: batchyProblem,
    required: true,
  },
  isDaily: true,
  network: true,
  onPage: true,
  timeout: 10 * SECOND,
  fields: [
    {
      key: 'latency',
      label: 'Latency',
      hint: 'The last run may be so long ago: 60m, 26h.',
      type: 'text',
      problem: (text: string) =>
        (parseDuration(text) ?? 0) > 0 ? undefined : 'has to be a span of time such as 60m or 26h',
      required: true,
    },
    {
      key: 'since',
      label: 'Since',
      hint: 'Whether the start or the end of the last run counts.',
      type: 'choice',
      choices: ['start', 'end'],
      fallback: 'start',
    },
    {
      key: 'warning',
      label: 'Warning',
      hint: 'From this share of the latency on there is a warning: 80%; off: never.',
      type: 'text',
      pattern: [/^(?:off|[1-9]\d? ?%?)$/i, 'has to be a percentage from 1 to 99, or off'],
      fallback: '80%',
    },
    CHECK_TIME,
    TIME_ZONE,
    WEEKDAYS,
  ],
  faults: withoutTime,
} as const satisfies KindOfProbe
