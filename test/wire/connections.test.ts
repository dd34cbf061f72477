import { expect, test } from 'vitest'
import { StoreUnavailable } from '../../src/domain/net/unavailable'
import { logStatesOnce } from '../../src/wire/connections'

const oom = () =>
  Object.assign(new Error("OOM command not allowed when used memory > 'maxmemory'."), { name: 'ReplyError' })

function logOf() {
  let now = 0
  const lines: unknown[] = []
  const line = (what: unknown, text?: string) => void lines.push(text === undefined ? what : [what, text])
  const log = logStatesOnce({ info: line, warn: line, error: line }, () => now)
  return {
    log,
    lines,
    wait: (ms: number) => {
      now += ms
    },
  }
}

test('a state of Redis has one line, whatever fails because of it', () => {
  const { log, lines } = logOf()
  log.error(oom(), 'the queue has trouble')
  log.error(new StoreUnavailable('Redis is out of memory', { cause: oom() }), 'no heartbeat queued')
  log.warn('the checks of the INI have to wait: Redis is out of memory')
  expect(lines).toEqual(['Redis is out of memory'])
})

test('a sentence that ends with it can be that line', () => {
  const { log, lines } = logOf()
  log.warn('the checks of the INI have to wait: Redis is out of memory')
  log.error(oom(), 'the queue has trouble')
  expect(lines).toEqual(['the checks of the INI have to wait: Redis is out of memory'])
})

test('it has another one when it shows no sign for ten minutes, and each state has its own', () => {
  const { log, lines, wait } = logOf()
  const readonly = new Error("READONLY You can't write against a read only replica.")
  for (const error of [oom(), readonly, oom()]) log.error(error, 'x')
  wait(600_000)
  log.error(oom(), 'x')
  wait(600_001)
  log.error(oom(), 'x')
  expect(lines).toEqual([
    'Redis is out of memory',
    'Redis takes no writes: it is a replica',
    'Redis is out of memory',
  ])
})

test('all other lines pass as they are', () => {
  const { log, lines } = logOf()
  const error = new Error('surprise')
  for (let time = 0; time < 2; time++) log.error(error, 'the queue has trouble')
  log.info('waiting for heartbeats')
  log.warn('Redis cannot be reached: connect ECONNREFUSED')
  log.warn('Redis cannot be reached: connect ECONNREFUSED')
  expect(lines).toEqual([
    [error, 'the queue has trouble'],
    [error, 'the queue has trouble'],
    'waiting for heartbeats',
    'Redis cannot be reached: connect ECONNREFUSED',
    'Redis cannot be reached: connect ECONNREFUSED',
  ])
})
