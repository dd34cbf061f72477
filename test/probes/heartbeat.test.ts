import { expect, it } from 'vitest'
import type { ReadOwnHeartbeats } from '../../src/domain/probes/look'
import { itIsAProber, look } from '../contracts/prober'

const last = { at: new Date(2026, 10, 20, 12, 10).getTime(), result: '200' }
const heartbeats = (state: Awaited<ReturnType<ReadOwnHeartbeats>>) => async () => ({
  target: '',
  tools: { heartbeats: async () => state },
})

itIsAProber('heartbeat', {
  success: [
    {
      when: 'the last one that was due went out',
      looking: heartbeats({ liveness: 'alive', last }),
      detail: /^the last due heartbeat went out \(the last one, .*12:10: 200\)$/,
    },
  ],
  failure: [
    {
      when: 'it did not',
      looking: heartbeats({ liveness: 'silent', last }),
      detail: /^the last due heartbeat did not go out \(the last one, .*12:10: 200\)$/,
    },
    {
      when: 'the last one failed, which need not have been due',
      looking: heartbeats({ liveness: 'silent', last: { ...last, result: 'Timeout error' } }),
      detail: /^the last heartbeat did not arrive \(the last one, .*12:10: Timeout error\)$/,
    },
    {
      when: 'it is late',
      looking: heartbeats({ liveness: 'late' }),
      detail: 'a due heartbeat is late, and may still go out (none has gone out yet)',
    },
    {
      when: 'the INI keeps all back',
      looking: heartbeats({ liveness: 'silent', why: 'it has a fault' }),
      detail: 'no heartbeat goes out: it has a fault',
    },
  ],
  blind: [
    {
      when: 'they are switched off',
      looking: heartbeats({ liveness: 'off' }),
      detail: 'heartbeating is switched off in the INI',
    },
    {
      when: 'none was due yet',
      looking: heartbeats({ liveness: 'waiting' }),
      detail: 'no heartbeat has been due since the settings were changed',
    },
  ],
})

it('an error of its own is no answer', async () => {
  const unread = async () => Promise.reject(new Error('Redis is away'))
  await expect(look('heartbeat', '', { tools: { heartbeats: unread } })).rejects.toThrow('Redis is away')
})
