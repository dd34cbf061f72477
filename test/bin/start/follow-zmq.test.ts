import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { followZmq } from '../../../src/bin/start/follow-zmq'
import { parseSettings } from '../../../src/config/settings/settings'

const { supervise, seen } = vi.hoisted(() => ({
  supervise: vi.fn(),
  seen: { ini: '', change: () => {}, problem: undefined as string | undefined },
}))
vi.mock('../../../src/bin/start/supervise', () => ({ supervise }))
vi.mock('../../../src/io/watch/zmq-library', () => ({ zmqProblem: () => seen.problem }))
vi.mock('../../../src/wire/settings', () => ({
  openSettings: () => ({ read: async () => parseSettings(seen.ini) }),
}))
vi.mock('../../../src/io/files/watch-file', () => ({
  watchFile: (_path: string, change: () => void) => {
    seen.change = change
    return { close: () => {} }
  },
}))

const WITHOUT = '[Monitoring]\nheartbeatfrequency = Off\n'
const WITH = `${WITHOUT}[Zmq]\nbind = tcp://127.0.0.1:5659\n`

beforeEach(() => {
  supervise.mockReset()
  seen.problem = undefined
})
afterEach(() => vi.useRealTimers())

it('starts the program within a minute of the installation of the library, which is missed once', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const warnings: unknown[] = []
  seen.ini = WITH
  seen.problem = '0MQ is not installed'
  const following = followZmq({} as never, { warn: (line: unknown) => void warnings.push(line) } as never)
  await turn()
  vi.advanceTimersByTime(60_000)
  await turn()
  expect([warnings, supervise.mock.calls.length]).toEqual([['0MQ is not installed'], 0])
  seen.problem = undefined
  vi.advanceTimersByTime(60_000)
  await turn()
  expect(supervise).toHaveBeenCalledTimes(1)
  supervise.mockReset()
  vi.advanceTimersByTime(600_000)
  await turn()
  expect(supervise).not.toHaveBeenCalled()
  await following.stop()
})

it('an address that is back while the program still ends has it started again', async () => {
  const ends: (() => void)[] = []
  supervise.mockImplementation(() => ({ stop: () => new Promise<void>(resolve => void ends.push(resolve)) }))
  const change = async (ini: string) => {
    seen.ini = ini
    seen.change()
    await turn()
  }
  seen.ini = WITH
  followZmq({} as never, {} as never)
  await turn()
  expect(supervise).toHaveBeenCalledTimes(1)
  await change(WITHOUT)
  await change(WITH)
  expect([ends.length, supervise.mock.calls.length]).toEqual([1, 1])
  ends[0]?.()
  await turn()
  expect(supervise).toHaveBeenCalledTimes(2)
})
