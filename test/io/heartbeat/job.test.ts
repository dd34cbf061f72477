import { expect, it } from 'vitest'
import type { Attempt } from '../../../src/domain/heartbeat/heartbeat'
import {
  progressOf,
  recordOf,
  type StoredHeartbeat,
  type Trail,
  trailOf,
} from '../../../src/io/heartbeat/job'

const ATTEMPT: Attempt = {
  at: 5,
  delivered: false,
  result: 'HTTP error 503',
  detail: 'busy',
  phases: { total: 9 },
}
const JOB: StoredHeartbeat = {
  id: 'slot-7',
  data: { slot: 7, occasion: 'due', notAfter: 900 },
  progress: 0,
  timestamp: 100,
}
const trail = (state: Trail['state'], more: Partial<Trail> = {}): Trail => ({
  state,
  attempts: [ATTEMPT],
  reason: 'answered 503',
  receiver: 'Web address',
  ...more,
})

it.each([
  ['queued', {}],
  ['queued', { attemptsStarted: 0 }],
  ['sending', { attemptsStarted: 1 }],
  ['retrying', { progress: trail('retrying') }],
  ['retrying', { progress: trail('retrying'), attemptsStarted: 1 }],
  ['sending', { progress: trail('retrying'), attemptsStarted: 2 }],
  ['retrying', { progress: trail('retrying', { standBys: 1 }), attemptsStarted: 2 }],
  ['sending', { progress: trail('retrying', { standBys: 1 }), attemptsStarted: 3 }],
  ['delivered', { progress: trail('delivered'), attemptsStarted: 9 }],
  ['failed', { progress: trail('failed') }],
  ['missed', { progress: trail('missed'), finishedOn: 300 }],
  ['withheld', { progress: trail('withheld'), finishedOn: 300 }],
  ['failed', { progress: trail('retrying'), finishedOn: 300 }],
  ['failed', { finishedOn: 300 }],
] as const)('a heartbeat is %s by %j', (state, job) => {
  expect(progressOf({ ...JOB, ...job }).state).toBe(state)
})

it('the progress has the attempts and the words of the trail, and those of the queue where it gave up', () => {
  expect(progressOf(JOB)).toEqual({ job: 'slot-7', slot: 7, state: 'queued', detail: '', attempts: [] })
  expect(progressOf({ ...JOB, id: undefined, progress: trail('retrying') })).toEqual({
    job: '',
    slot: 7,
    state: 'retrying',
    detail: 'answered 503',
    attempts: [ATTEMPT],
  })
  const givenUp = { ...JOB, finishedOn: 300, progress: trail('retrying') }
  expect(progressOf(givenUp).detail).toBe('given up')
  expect(progressOf({ ...givenUp, failedReason: 'stalled' }).detail).toBe('stalled')
})

it('the record of a finished heartbeat has its moments and its receiver', () => {
  const expected = {
    job: 'slot-7',
    slot: 7,
    occasion: 'due',
    outcome: 'delivered',
    attempts: [ATTEMPT],
    reason: 'answered 503',
    receiver: 'Web address',
    queuedAt: 100,
    finishedAt: 300,
  }
  expect(recordOf({ ...JOB, progress: trail('delivered'), finishedOn: 300 })).toEqual(expected)
  expect(recordOf({ ...JOB, id: undefined })).toEqual({
    ...expected,
    job: '',
    outcome: 'failed',
    attempts: [],
    reason: '',
    receiver: '',
    finishedAt: 100,
  })
})

it.each([null, undefined, 0, 50, 'text'])('a job with %j as its progress has no trail', progress => {
  expect(trailOf({ ...JOB, progress })).toBeUndefined()
})
