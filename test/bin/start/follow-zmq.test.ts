import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { followZmq } from '../../../src/bin/start/follow-zmq'
import type { Places } from '../../../src/wire/places'

const WITHOUT = '[Monitoring]\nheartbeatfrequency = Off\n'
const WITH = `${WITHOUT}[Zmq]\nbind = tcp://127.0.0.1:5659\n`

let home: string
let problem: string | undefined
let looks: number
/** What the program did, in its order. */
let calls: string[]
let onEnd: () => void
let warnings: unknown[]
let following: ReturnType<typeof followZmq>

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'intvlm8r-follow-zmq-'))
  problem = undefined
  looks = 0
  calls = []
  warnings = []
})
afterEach(async () => {
  const stopped = following.stop()
  onEnd?.()
  await stopped
  await rm(home, { recursive: true })
})

const placesOf = (home: string): Places => ({
  ini: join(home, 'intvlm8r.ini'),
  home,
  result: join(home, 'hbresults.txt'),
  runtime: home,
})
const write = (ini: string) => writeFile(join(home, 'intvlm8r.ini'), ini)

function follow(): void {
  const log = { warn: (line: unknown) => void warnings.push(line) } as never
  following = followZmq(placesOf(home), log, {
    problem: () => {
      looks++
      return problem
    },
    begin: () => {
      calls.push('begins')
      const stop = async () => {
        calls.push('ends')
        await new Promise<void>(resolve => {
          onEnd = resolve
        })
      }
      return { stop } as never
    },
    lookAgainMs: 5,
  })
}

it('starts the program once its library is installed, which is missed once', async () => {
  await write(WITH)
  problem = '0MQ is not installed'
  follow()
  await expect.poll(() => looks).toBeGreaterThanOrEqual(3)
  expect([warnings, calls]).toEqual([['0MQ is not installed'], []])
  problem = undefined
  await expect.poll(() => calls).toEqual(['begins'])
})

it('an address that is back while the program still ends has it started again', async () => {
  await write(WITH)
  follow()
  await expect.poll(() => calls).toEqual(['begins'])
  await write(WITHOUT)
  await expect.poll(() => calls).toEqual(['begins', 'ends'])
  await write(WITH)
  onEnd()
  await expect.poll(() => calls).toEqual(['begins', 'ends', 'begins'])
})
