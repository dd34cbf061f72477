/** The kinds of probes that look at this machine itself: the part of the table that concerns them. */

import { parseDuration } from '../time/duration'
import { parseAmount, parseSize } from './amounts'
import { filePatternProblem, parseCount } from './file-pattern'
import type { KindOfProbe } from './kind-of-probe'

const SECOND = 1_000

const AMOUNT = 'has to be a share such as 10% or a size such as 500M or 2G'
const SPAN = 'has to be a span of time such as 90s, 2h or 1d'

const unless =
  (parse: (text: string) => unknown, reason: string) =>
  (text: string): string | undefined =>
    parse(text) === undefined ? reason : undefined

const parseNumber = (text: string) => (/^\d{1,5}(\.\d{1,3})?$/.test(text) ? Number(text) : undefined)

export const MACHINE_KINDS = {
  disk: {
    label: 'Disk',
    hint: 'A file system of this machine has room, and takes what is written to it.',
    target: {
      label: 'Folder',
      hint: 'A folder on that file system, such as / or /mnt/photos.',
      problem: text => (text.startsWith('/') ? undefined : 'has to be a whole path, such as /mnt/photos'),
      required: true,
    },
    network: false,
    onPage: true,
    callsFiles: true,
    timeout: 10 * SECOND,
    fields: [
      {
        key: 'free',
        label: 'Free',
        hint: 'At least so much: 5%, or 2G.',
        type: 'text',
        problem: unless(parseAmount, AMOUNT),
        fallback: '5%',
      },
      {
        key: 'inodes',
        label: 'Free inodes',
        hint: 'Room for at least so many more files: 5%, or 10000.',
        type: 'text',
        problem: unless(parseAmount, 'has to be a share such as 5% or a number such as 10000'),
        fallback: '5%',
      },
    ],
  },
  memory: {
    label: 'Memory',
    hint: 'This machine has memory left.',
    network: false,
    onPage: true,
    timeout: 5 * SECOND,
    fields: [
      {
        key: 'limit',
        label: 'In use',
        hint: 'At most so much: 90%, or 800M.',
        type: 'text',
        problem: unless(parseAmount, AMOUNT),
        fallback: '90%',
      },
    ],
  },
  load: {
    label: 'Load',
    hint: 'This machine keeps up with its work.',
    network: false,
    onPage: true,
    timeout: 5 * SECOND,
    fields: [
      {
        key: 'limit',
        label: 'Load of a core',
        hint: 'At most so much, as the average of five minutes: 2.',
        type: 'text',
        problem: unless(parseNumber, 'has to be a number such as 2 or 1.5'),
        fallback: '2',
      },
    ],
  },
  temperature: {
    label: 'Temperature',
    hint: 'This machine is not too hot.',
    target: {
      label: 'Thermal zone',
      hint: 'Its type, such as cpu-thermal; empty: the hottest one.',
      required: false,
    },
    network: false,
    onPage: true,
    timeout: 5 * SECOND,
    fields: [
      {
        key: 'limit',
        label: 'Degrees Celsius',
        hint: 'At most so many; a Pi slows down at 80.',
        type: 'text',
        problem: unless(parseNumber, 'has to be a number of degrees such as 75'),
        fallback: '75',
      },
    ],
  },
  throttled: {
    label: 'Voltage of a Pi',
    hint: 'The Pi has the voltage that it needs, and is not slowed down.',
    network: false,
    onPage: true,
    timeout: 5 * SECOND,
    fields: [],
  },
  files: {
    label: 'Files',
    hint: 'The newest or oldest file of a folder, or their number: the newest photo is younger than 2 h.',
    target: {
      label: 'Folder and pattern',
      hint: 'Such as /srv/photos, /srv/photos/*.jpg or, with the folders below, /srv/photos/**/*.jpg.',
      problem: filePatternProblem,
      required: true,
    },
    network: false,
    onPage: true,
    callsFiles: true,
    timeout: 30 * SECOND,
    fields: [
      {
        key: 'newest',
        label: 'Newest',
        hint: 'The newest file is no older: 2h. Empty: any age.',
        type: 'text',
        problem: unless(parseDuration, SPAN),
      },
      {
        key: 'oldest',
        label: 'Oldest',
        hint: 'No file is older: 1d. Empty: any age.',
        type: 'text',
        problem: unless(parseDuration, SPAN),
      },
      {
        key: 'count',
        label: 'Number',
        hint: 'At least so many, or from and to: 3, or 0-100. Empty: one, or any where only the oldest counts.',
        type: 'text',
        problem: unless(parseCount, 'has to be a number such as 3 or a range such as 0-100'),
      },
      {
        key: 'minsize',
        label: 'Size',
        hint: 'A smaller file does not count: 10K. Empty: any size.',
        type: 'text',
        problem: unless(parseSize, 'has to be a size such as 10K or 2M'),
      },
    ],
  },
  heartbeat: {
    label: 'Own heartbeat',
    hint: "This appliance's own heartbeats go out when they are due.",
    network: false,
    onPage: true,
    timeout: 10 * SECOND,
    fields: [],
  },
  unit: {
    label: 'Unit of systemd',
    hint: 'A service runs, or the last run of a job succeeded.',
    target: {
      label: 'Unit',
      hint: 'Such as nginx, backup.service or backup.timer.',
      problem: text =>
        /^[\w:.\\@-]{1,200}$/.test(text)
          ? undefined
          : 'is no name of a unit; write one such as nginx.service',
      required: true,
    },
    network: false,
    onPage: true,
    timeout: 10 * SECOND,
    fields: [
      {
        key: 'state',
        label: 'State',
        hint: 'active: it runs. succeeded: its last run ended well.',
        type: 'choice',
        choices: ['active', 'succeeded'],
        fallback: 'active',
      },
      {
        key: 'within',
        label: 'Within',
        hint: 'With succeeded: the last run ended no longer ago, such as 25h. Empty: any time since the boot.',
        type: 'text',
        problem: unless(parseDuration, SPAN),
      },
    ],
  },
} as const satisfies Readonly<Record<string, KindOfProbe>>
