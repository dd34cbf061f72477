/** The kinds of probes that run programs of the owner's: the part of the table that concerns them. */

import { parseDuration } from '../time/duration'
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
    runsJobs: true,
    timeout: 30 * SECOND,
    fields: [],
  },
  'checker-job': {
    label: 'Jobs of Checker',
    hint: 'The jobs in a folder of Checker, unchanged; each becomes a check of its own.',
    target: {
      label: 'Folder',
      hint: 'The folder of the jobs, such as /var/lib/intvlm8r/checker/jobs.',
      problem: text =>
        text.startsWith('/') ? undefined : 'has to be a whole path, such as /var/lib/intvlm8r/checker/jobs',
      required: true,
    },
    network: false,
    onPage: false,
    hasParts: true,
    runsJobs: true,
    timeout: 55 * SECOND,
    fields: [
      {
        key: 'config',
        label: 'Settings',
        hint: "Checker's settings.cfg, which jobs may read; empty: the one beside the folder, if there is one.",
        type: 'file',
      },
      {
        key: 'state',
        label: 'States',
        hint: "Checker's file of states: jobs that fail there go on as they are, and are not reported anew.",
        type: 'file',
      },
      {
        key: 'joblimit',
        label: 'Limit of a job',
        hint: 'A job that takes longer is stopped, and has failed: 20s.',
        type: 'text',
        problem: text =>
          parseDuration(text) === undefined ? 'has to be a span of time such as 20s' : undefined,
        fallback: '20s',
      },
      {
        key: 'leaveout',
        label: 'Left out',
        hint: 'Names of files, with commas between them, whose jobs are not run.',
        type: 'text',
        fallback: 'EmailChecker',
      },
    ],
  },
} as const satisfies Readonly<Record<string, KindOfProbe>>
