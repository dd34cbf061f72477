/** Programs that stand still while nothing is due: before the next heartbeat is, page and `status` name them. */
import { setTimeout } from 'node:timers/promises'
import { describe, test } from 'vitest'
import { type Machine, type Program, startMachine } from './machine'
import { addRow, addTable } from './report'
import { isWell, isWellPage, lastLineOf } from './trial'

const table = {
  file: '6-freeze',
  title: 'Programs that stand still while nothing is due',
  text: 'A heartbeat has just arrived, and the next is an hour away. `SIGSTOP`, then `status` and the page over and over.',
  columns: ['stopped', 'status named it after (s)', 'the page showed', 'well again'],
}
addTable(table)

/** A claim lapses after twelve seconds; a busy machine gets some more. */
const NAMED_WITHIN_MS = 30_000

const CASES: readonly [Program, RegExp, RegExp | undefined][] = [
  ['worker', /^Heartbeats stop at: Worker: the worker stands still/, /It stops at <strong>Worker</],
  ['redis', /^Heartbeats stop at: Redis: /, /It stops at <strong>Redis</],
  ['web', /^Heartbeats stop at: Web app: /, undefined],
]

async function lastLine(machine: Machine): Promise<string> {
  return lastLineOf((await machine.status()).output)
}

async function until(what: string, holds: () => Promise<boolean>): Promise<number> {
  const begun = performance.now()
  while (!(await holds())) {
    if (performance.now() - begun > NAMED_WITHIN_MS) throw new Error(`not in time: ${what}`)
    await setTimeout(200)
  }
  return (performance.now() - begun) / 1000
}

describe('stopped while nothing is due', () => {
  test.concurrent.for(CASES)('%s', async ([name, status, page], { expect }) => {
    const machine = await startMachine({ frequency: 60 })
    try {
      await machine.start('redis', 'web', 'worker')
      await machine.queue.connected()
      await machine.tick('--boot=0123456789abcdef0123456789abcdef')
      await machine.ended('boot-0123456789abcdef0123456789abcdef')
      await until('all is well', async () => isWell(await lastLine(machine)))
      expect(isWellPage(await machine.page())).toBe(true)

      await machine.signal(name, 'SIGSTOP')
      const after = await until('status names it', async () => status.test(await lastLine(machine)))
      expect((await machine.status()).code).toBe(1)
      const html = await machine.page()
      if (page === undefined) expect(html).toBe('')
      else expect(html).toMatch(page)

      await machine.signal(name, 'SIGCONT')
      await until('all is well again', async () => isWell(await lastLine(machine)))
      addRow(table, [name, after.toFixed(0), page === undefined ? 'nothing' : 'the same', 'yes'])
    } finally {
      await machine.close()
    }
  })
})
