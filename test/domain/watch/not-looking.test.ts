import { expect, it } from 'vitest'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import { isToLook, notLooking, type Workers } from '../../../src/domain/watch/not-looking'

const probe = { kind: 'tcp', target: 'nas:445', every: 60_000, settings: {} } as const
const watchedBy = (plan: Parameters<typeof planOf>[0]) => {
  const check: Check = { ...planOf(plan), id: plan.name, origin: 'page', createdAt: 0 }
  return { check, state: newState(0, check) }
}
const NAS = watchedBy({ name: 'nas', probe })
const PAUSED = { ...NAS, state: { ...NAS.state, status: 'paused' } } as const
const BACKUP = watchedBy({ name: 'backup' })

it.each<[what: string, all: readonly (typeof NAS)[], workers: Workers, words: string | undefined]>([
  ['no worker runs', [BACKUP, NAS], { workers: 0 }, 'Nothing is looked at: the worker is not running.'],
  [
    'the worker stands still',
    [NAS],
    { workers: 0, workerStillFor: 60_000 },
    'Nothing is looked at: the worker stands still.',
  ],
  ['one of two workers stands still', [NAS], { workers: 1, workerStillFor: 60_000 }, undefined],
  ['a worker runs', [NAS], { workers: 1 }, undefined],
  ['every probe is paused', [BACKUP, PAUSED], { workers: 0 }, undefined],
  ['no check has a probe', [BACKUP], { workers: 0 }, undefined],
])('the line about probes that nobody runs, when %s', (_what, all, workers, words) => {
  expect(all.some(isToLook) ? notLooking(workers) : undefined).toBe(words)
})
