import type { Strikes } from './chaos'
import { PARTS } from './fleet'

export interface Figures {
  readonly seed: number
  readonly seconds: number
  /** Milliseconds. */
  readonly settledAfter: number
  readonly refused: number
  readonly checks: number
  readonly tried: number
  readonly answered: number
  readonly stored: number
  readonly flips: number
  readonly outages: number
  readonly sent: number
  readonly superseded: number
  /** Sorted, milliseconds. */
  readonly delays: readonly number[]
  readonly messages: number
  readonly digests: number
  readonly repeated: number
  readonly inHand: number
  readonly faults: readonly string[]
}

const HEAD = `# Killed at random

Written by \`npm run test:kills\`: two web apps and two workers, as they ship and as on two hosts (a state folder and an
INI each), on one Redis with the appliance's own settings. Clients check in by HTTP, report failures, fall silent and
recover. They write down each 2xx. Meanwhile every process, Redis too, is killed (SIGKILL), now and then ended in order
(SIGTERM) or stopped for a while (SIGSTOP), at random moments, and started again. In the end the content of Redis is
compared with the answers that the clients got, and every flip with what the services took: a webhook and a stand-in for
PagerDuty.
`

/** The text of docs/kills.md. */
export function report({ kills, ends, stops }: Strikes, figures: Figures): string {
  const { delays, faults } = figures
  const at = (share: number) => `${((delays[Math.floor(delays.length * share)] ?? 0) / 1000).toFixed(1)} s`
  const faulty = (pattern: RegExp) => faults.filter(fault => pattern.test(fault)).length
  const rows: readonly (readonly [string, string | number])[] = [
    ['seconds', figures.seconds],
    ...PARTS.map(
      part =>
        [
          `${part}: killed / ended in order / stopped`,
          `${kills[part]} / ${ends[part]} / ${stops[part]}`,
        ] as const,
    ),
    ['checks', figures.checks],
    ['check-ins sent', figures.tried],
    ['answered 2xx', figures.answered],
    ['in the record (some that were not answered, too)', figures.stored],
    ['**answered and lost**', faulty(/answered 2xx/)],
    ['flips', figures.flips],
    ['outages', figures.outages],
    ['alerts sent, alone or in a digest', figures.sent],
    ['alerts that were over before they could be sent, recorded as dropped', figures.superseded],
    ['**alerts lost**', faulty(/: lost/)],
    ['**alerts doubled**', faulty(/doubled|sent twice/)],
    ['**alerts out of order**', faulty(/out of order/)],
    ['all faults together', faults.length],
    ['messages taken, digests among them', `${figures.messages}, ${figures.digests}`],
    ['requests that the services answered 500', figures.refused],
    ['taken while their sender was killed or stood still, before it could be recorded', figures.inHand],
    ['of these, sent again with the same dedup key', figures.repeated],
    [
      'from a flip to its message: median, 90 %, 99 %, longest',
      `${at(0.5)}, ${at(0.9)}, ${at(0.99)}, ${at(1 - 1e-9)}`,
    ],
    ['until all was sent after the last kill', `${(figures.settledAfter / 1000).toFixed(0)} s`],
  ]
  const table = rows.map(([what, value]) => `| ${what} | ${value} |`)
  return [HEAD, `Seed: ${figures.seed}`, '', '| what | value |', '| --- | --- |', ...table, ''].join('\n')
}
