import { beforeEach, describe, expect, it } from 'vitest'
import type { ServerFacts, ServerFaultKind } from '../../../src/domain/redis/server-faults'
import { createReportServer } from '../../../src/operations/alerts/report-server'
import { alertMemory, channelOf, recordOf } from '../../support/alert-memory'

const NOW = 1_000_000
const WELL: ServerFacts = {
  ...{ server: 'valkey 8.1.4', version: '7.2.4', policy: 'noeviction', memory: { used: 1, max: 100 } },
  ...{ sync: 'always', isPrimary: true, replicas: 0, mayPublish: true },
}

let facts: ServerFacts
let noted: Map<ServerFaultKind, number>
let ofOthers: Set<ServerFaultKind>
let memory: ReturnType<typeof alertMemory>
let said: string[]
let channels: ReturnType<typeof channelOf>[]
let turn: () => Promise<void>

beforeEach(() => {
  facts = WELL
  noted = new Map()
  ofOthers = new Set()
  memory = alertMemory()
  said = []
  channels = [channelOf('hook'), channelOf('pager', 'pagerduty', { isDefault: true })]
  turn = createReportServer({
    ...{ now: () => NOW, look: async () => facts, store: memory.store },
    noted: {
      all: async () => new Map(noted),
      note: async (kind, since) => {
        noted.set(kind, noted.get(kind) ?? since)
        return noted.get(kind) ?? since
      },
      isOthers: async kind => ofOthers.has(kind),
      forget: async kind => void noted.delete(kind),
    },
    channels: { list: async () => channels },
    onFault: sentence => said.push(sentence),
  })
})
const planned = () => memory.commits.flatMap(commit => commit.planned)

describe('a server that is not as the watch needs it', () => {
  it('is reported once by the default channels, with the fault and its remedy', async () => {
    facts = { ...WELL, isPrimary: false }
    await turn()
    await turn()
    expect(planned()).toMatchObject([
      {
        ...{ id: 'intvlm8r-server-role-1000000-trigger-pager', channel: 'pager', at: NOW },
        alert: { key: 'intvlm8r-server-role-1000000', since: NOW, kind: 'trigger' },
      },
    ])
    expect(memory.commits.map(({ changes }) => changes)).toEqual([[]])
    expect(noted).toEqual(new Map([['role', NOW]]))
    expect(said).toEqual([
      'Redis (valkey 8.1.4) is the replica of another server; name the primary in [Redis] url.',
    ])
  })

  it('has one incident for each fault, from when it was noted first', async () => {
    facts = { ...WELL, isPrimary: false, policy: 'allkeys-lru' }
    noted.set('policy', 5_000)
    await turn()
    expect(planned().map(({ alert }) => alert.key)).toEqual([
      'intvlm8r-server-role-1000000',
      'intvlm8r-server-policy-5000',
    ])
  })

  it('is reported later where that could not be planned, and logged where there is no channel', async () => {
    facts = { ...WELL, isPrimary: false }
    memory.refusals = 1
    await turn()
    expect(said).toEqual([])
    await turn()
    expect([memory.commits.length, said.length]).toEqual([2, 1])
    facts = WELL
    await turn()
    channels = []
    memory.commits.length = 0
    facts = { ...WELL, policy: 'allkeys-lru' }
    await turn()
    expect([memory.commits, said.length]).toEqual([[], 2])
  })

  it('has its end reported, which is logged by nobody, and the fault forgotten', async () => {
    noted.set('role', 5_000)
    await turn()
    await turn()
    expect(planned()).toMatchObject([
      {
        id: 'intvlm8r-server-role-5000-resolve-pager',
        after: { watch: ['intvlm8r-server-role-5000-trigger-pager'] },
        alert: { kind: 'resolve', since: 5_000 },
      },
    ])
    expect([noted.size, said]).toEqual([0, []])
  })

  it('has its end reported also to a channel that got the trigger and is no default any more', async () => {
    facts = { ...WELL, isPrimary: false }
    await turn()
    for (const notice of planned()) await memory.store.write(notice.sources, recordOf(notice))
    channels = [channelOf('hook', 'webhook', { isDefault: true }), channelOf('pager', 'pagerduty')]
    facts = WELL
    await turn()
    expect(planned().map(({ id }) => id)).toEqual([
      'intvlm8r-server-role-1000000-trigger-pager',
      'intvlm8r-server-role-1000000-resolve-hook',
      'intvlm8r-server-role-1000000-resolve-pager',
    ])
  })

  it('stays noted where another member of the watch alone has the fault', async () => {
    noted.set('clock', 5_000)
    ofOthers.add('clock')
    await turn()
    expect([planned(), noted]).toEqual([[], new Map([['clock', 5_000]])])
    ofOthers.clear()
    await turn()
    expect(noted).toEqual(new Map())
  })

  it('needs nothing while it is well', async () => {
    await turn()
    expect([memory.commits, said]).toEqual([[], []])
  })
})
