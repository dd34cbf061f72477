import { expect, test } from 'vitest'
import { type Organs, troublesOf } from '../../../src/domain/peers/own-state'
import type { PeerTrouble } from '../../../src/domain/probes/peer-answer'

const FINE: Organs = { mail: true, jobs: { sweep: 0, probes: 0 }, stores: true, isHeartLate: false }

test.each<
  [what: string, organs: Partial<Organs>, before: readonly PeerTrouble[], troubles: readonly PeerTrouble[]]
>([
  ['all is well', {}, [], []],
  ['all is well again', {}, ['store', 'mail', 'jobs', 'heart'], []],
  [
    'all is broken',
    { mail: false, stores: false, isHeartLate: true, jobs: { sweep: 120_000, probes: 0 } },
    [],
    ['store', 'mail', 'jobs', 'heart'],
  ],
  ['Redis takes no writes', { stores: false }, [], ['store']],
  ['no mail goes out', { mail: false }, [], ['mail']],
  ['the heartbeat is late', { isHeartLate: true }, [], ['heart']],
  ['the jobs ran just in time', { jobs: { sweep: 119_999, probes: 119_999 } }, [], []],
  ['the sweep is too old', { jobs: { sweep: 120_000, probes: 0 } }, [], ['jobs']],
  ['the probes are too old', { jobs: { sweep: 0, probes: 120_000 } }, [], ['jobs']],
  ['nothing is known of the probes yet', { jobs: { sweep: 0 } }, [], []],
  ['nothing is known of the sweep yet', { jobs: { probes: 0 }, unknownFor: 119_999 }, [], []],
  ['nothing is known for long', { jobs: { probes: 0 }, unknownFor: 120_000 }, [], ['jobs']],
  ['nothing is known, and there was trouble', { jobs: {} }, ['jobs'], ['jobs']],
  ['nothing is known, and there was other trouble', { jobs: {} }, ['mail'], []],
])('peers hear of the right troubles where %s', (_what, organs, before, troubles) => {
  expect(troublesOf({ ...FINE, ...organs }, before)).toEqual(troubles)
})
