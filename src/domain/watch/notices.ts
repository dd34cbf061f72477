/** Notices about the data of the watch, for pages and the shell. Pure. */

import { counted } from '../counted'
import type { FileFaults } from '../files/followed-file'
import { type Loss, lossSentences } from './loss'

export interface Notice {
  readonly title: string
  readonly sentences: readonly string[]
  /** The moment of the loss that the owner can acknowledge, epoch milliseconds. */
  readonly lostAt?: number
}

/** `damaged`: checks whose records cannot be read. `copyTrouble`: why the copy outside Redis cannot be written. `renewal`: what is to be known of the certificate. */
export function notices(
  loss: Loss | undefined,
  damaged: number,
  copyTrouble: string | undefined,
  renewal: readonly string[] = [],
): readonly Notice[] {
  return [
    ...(loss === undefined
      ? []
      : [{ title: 'Data were lost.', sentences: lossSentences(loss), lostAt: loss.at }]),
    ...(damaged === 0 ? [] : [{ title: 'Checks cannot be read.', sentences: damagedSentences(damaged) }]),
    ...(copyTrouble === undefined
      ? []
      : [
          {
            title: 'The copy of checks, channels and API keys cannot be written.',
            sentences: [
              `The reason: ${copyTrouble}. It is tried again by itself. Until then, changes that are not in the copy would be lost with the data of Redis.`,
            ],
          },
        ]),
    ...(renewal.length === 0 ? [] : [{ title: 'The TLS certificate of this page', sentences: renewal }]),
  ]
}

/** So many faults are named; a file may have thousands. */
const NAMED = 5

export function fileNotices({ expected, checklist }: FileFaults): readonly Notice[] {
  return [
    ...noticeOfFaults(
      'Expected events are not taken up.',
      expected,
      'Until this is mended, these items stay as they were before, or are not watched at all, and no check is removed.',
    ),
    ...noticeOfFaults(
      'The checklist has faults.',
      checklist,
      'Until this is mended, these checks stay as they were before, or are not watched at all, and no check is removed.',
    ),
  ]
}

function noticeOfFaults(title: string, faults: readonly string[], until: string): readonly Notice[] {
  if (faults.length === 0) return []
  const more = faults.length - NAMED
  return [
    {
      title,
      sentences: [
        ...faults.slice(0, NAMED).map(fault => `${fault}${fault.endsWith('.') ? '' : '.'}`),
        ...(more > 0 ? [`There are ${counted(more, 'more fault')}; "intvlm8r config check" lists all.`] : []),
        until,
      ],
    },
  ]
}

function damagedSentences(count: number): readonly string[] {
  return [
    count === 1
      ? 'The record of 1 check in Redis is damaged, as by a failing card: nobody watches over it.'
      : `The records of ${count} checks in Redis are damaged, as by a failing card: nobody watches over them.`,
    'A restart of Redis puts them back from the copy: sudo systemctl restart intvlm8r-redis, or npm start again.',
  ]
}
