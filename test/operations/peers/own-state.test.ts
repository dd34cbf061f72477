import { describe, expect, it } from 'vitest'
import { StoreUnavailable } from '../../../src/domain/net/unavailable'
import type { JobAges } from '../../../src/domain/peers/own-state'
import type { PeerTrouble } from '../../../src/domain/probes/peer-answer'
import { createOwnState } from '../../../src/operations/peers/own-state'

interface Organs {
  mail: boolean
  jobs: JobAges
  stores: boolean
  isHeartLate: boolean
  isAway: boolean
  isBroken: boolean
}

/** A watch whose organs a test sets, and whose file of the last state survives a restart. */
function watchWith(
  organs: Partial<Organs> = {},
  file: { kept: readonly PeerTrouble[]; writes: number } = { kept: [], writes: 0 },
) {
  const now: Organs = {
    mail: true,
    jobs: { sweep: 1_000, probes: 1_000 },
    stores: true,
    isHeartLate: false,
    isAway: false,
    isBroken: false,
    ...organs,
  }
  let clock = 1_000_000
  const read =
    <T>(value: () => T) =>
    async () => {
      if (now.isBroken) throw new Error('LOADING')
      if (now.isAway) throw new StoreUnavailable('Redis is away')
      return value()
    }
  const state = createOwnState({
    mail: read(() => now.mail),
    jobs: read(() => now.jobs),
    stores: read(() => now.stores),
    isHeartLate: read(() => now.isHeartLate),
    kept: {
      read: async () => file.kept,
      note: troubles => {
        file.kept = troubles
        file.writes++
      },
    },
    steady: () => clock,
  })
  return {
    state,
    organs: now,
    file,
    pass: (ms: number) => {
      clock += ms
    },
  }
}

describe('the state of this watch', () => {
  it('is fine while every organ works', async () => {
    expect(await watchWith().state()).toEqual([])
  })

  it.each<[string, Partial<Organs>, PeerTrouble[]]>([
    ['mails do not arrive', { mail: false }, ['mail']],
    ['the sweep has not run for two minutes', { jobs: { sweep: 120_000, probes: 0 } }, ['jobs']],
    ['the probes have not run for two minutes', { jobs: { sweep: 0, probes: 120_000 } }, ['jobs']],
    ['Redis takes no writes', { stores: false }, ['store']],
    ['a heartbeat is late', { isHeartLate: true }, ['heart']],
    [
      'nothing works',
      { mail: false, jobs: { sweep: 999_999 }, isHeartLate: true },
      ['mail', 'jobs', 'heart'],
    ],
  ])('shows that %s', async (_what, organs, troubles) => {
    expect(await watchWith(organs).state()).toEqual(troubles)
  })

  it('is fine while the jobs ran less than two minutes ago', async () => {
    expect(await watchWith({ jobs: { sweep: 119_999, probes: 119_999 } }).state()).toEqual([])
  })

  it('shows a Redis that went away at once, and that mails did not arrive before', async () => {
    const watch = watchWith({ mail: false })
    await watch.state()
    watch.organs.isAway = true
    expect(await watch.state()).toEqual(['store', 'mail'])
  })

  it('shows that nothing can be stored while Redis answers with errors', async () => {
    const watch = watchWith()
    await watch.state()
    watch.organs.isBroken = true
    expect(await watch.state()).toEqual(['store'])
  })

  it('is written to the disk only when it changes', async () => {
    const watch = watchWith()
    for (let asked = 0; asked < 5; asked++) await watch.state()
    expect(watch.file.writes).toBe(0)
    watch.organs.mail = false
    for (let asked = 0; asked < 5; asked++) await watch.state()
    expect(watch.file.writes).toBe(1)
  })
})

describe('right after a restart of all organs', () => {
  it.each<[PeerTrouble[]]>([[[]], [['jobs']], [['mail']]])(
    'the last known state %j counts while Redis starts',
    async kept => {
      const watch = watchWith({ isAway: true }, { kept, writes: 0 })
      expect(await watch.state()).toEqual(kept)
      watch.pass(119_999)
      expect(await watch.state()).toEqual(kept)
      watch.pass(1)
      expect(await watch.state()).toEqual(kept.includes('mail') ? ['store', 'mail'] : ['store'])
    },
  )

  it.each<[string, JobAges]>([
    ['jobs that ran before count', {}],
    ['a sweep that ran before counts', { probes: 0 }],
    ['probes that ran before count', { sweep: 0 }],
  ])('%s as running until they had two minutes to show it, each time anew', async (_what, jobs) => {
    const watch = watchWith({ jobs })
    for (const _ of ['once', 'and once more']) {
      watch.organs.jobs = jobs
      expect(await watch.state()).toEqual([])
      watch.pass(119_999)
      expect(await watch.state()).toEqual([])
      watch.organs.jobs = { sweep: 0, probes: 0 }
      watch.pass(1)
      expect(await watch.state()).toEqual([])
    }
    watch.organs.jobs = jobs
    await watch.state()
    watch.pass(120_000)
    expect(await watch.state()).toEqual(['jobs'])
  })

  it('jobs that did not run before have to show that they do', async () => {
    const watch = watchWith({ jobs: {} }, { kept: ['jobs'], writes: 0 })
    expect(await watch.state()).toEqual(['jobs'])
    watch.organs.jobs = { sweep: 0, probes: 0 }
    expect(await watch.state()).toEqual([])
  })
})
