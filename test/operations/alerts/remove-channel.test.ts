import { describe, expect, it } from 'vitest'
import type { Channel } from '../../../src/domain/alerts/channel'
import { createRemoveChannel } from '../../../src/operations/alerts/remove-channel'
import { alertMemory, channelOf } from '../../support/alert-memory'

const NOW = 1_795_860_000_000
const SINCE = NOW - 600_000

/** Removes `hook`, beside which there are a channel for messages and one that keeps incidents. */
async function removed(reported: boolean | undefined, refusals = 0, kind: Channel['kind'] = 'webhook') {
  const memory = alertMemory()
  memory.refusals = refusals
  if (reported !== undefined)
    memory.health.set('hook', { since: SINCE, failures: 5, detail: 'answered 503', reported })
  const done: string[] = []
  const all = [channelOf('hook', kind), channelOf('mail', 'email'), channelOf('pager', 'pagerduty')]
  await createRemoveChannel({
    now: () => NOW,
    channelStore: { remove: async name => void done.push(`removed ${name}`) },
    store: memory.store,
    channels: { list: async () => all },
    wake: async source => void done.push(`woken for ${source}`),
  })('hook')
  return { commits: memory.commits, health: memory.health, done }
}

describe('a channel that is removed', () => {
  it('ends the incident of its trouble at a service that keeps it open, and is removed then', async () => {
    const { commits, health, done } = await removed(true)
    expect(commits.map(({ planned }) => planned)).toMatchObject([
      [
        {
          id: `intvlm8r-channel-hook-${SINCE}-resolve-pager`,
          channel: 'pager',
          after: { watch: [`intvlm8r-channel-hook-${SINCE}-trigger-pager`] },
          alert: {
            kind: 'resolve',
            key: `intvlm8r-channel-hook-${SINCE}`,
            subject: '[CHANNEL] hook is removed',
          },
        },
      ],
    ])
    expect(health.size).toBe(0)
    expect(done).toEqual(['woken for watch', 'removed hook'])
  })

  it('is told nothing itself, though it keeps incidents', async () => {
    const { commits } = await removed(true, 0, 'pagerduty')
    expect(commits.map(({ changes, planned }) => [changes, planned.map(({ channel }) => channel)])).toEqual([
      [[], ['pager']],
    ])
  })

  it('does so also where an attempt ends at the same moment', async () => {
    const { commits, done } = await removed(true, 1)
    expect(commits).toHaveLength(2)
    expect(done).toEqual(['woken for watch', 'removed hook'])
  })

  it.each([
    ['delivered', undefined],
    ['had trouble that nobody reported', false],
  ])('and %s is only removed', async (_what, reported) => {
    const { commits, done } = await removed(reported as boolean | undefined)
    expect([commits, done]).toEqual([[], ['removed hook']])
  })
})
