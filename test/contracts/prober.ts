import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Look, LookTools, PeerTools, Task } from '../../src/domain/probes/look'
import { PROBE_KINDS, type ProbeKind } from '../../src/domain/probes/probe-kinds'
import { createFindProgram } from '../../src/io/probes/owners-program'
import { PROBERS } from '../../src/probes/index'

export const AT = Date.parse('2026-11-20T12:00:00Z')

export const NO_PEERS: PeerTools = {
  self: { id: 'a0a0a0a0a0a0', boot: 'boot-a', version: '1.2.3', name: 'attic' },
  ask: () => Promise.reject(new Error('this test gives no peers')),
  note: async () => undefined,
}

/** Tools that fail the test when a prober uses them without being given one of its own. */
const NO_TOOLS: LookTools = {
  http: { send: () => Promise.reject(new Error('this test gives no HTTP client')) },
  otherWay: { tunnel: async () => undefined, authorities: async () => undefined },
  run: () => Promise.reject(new Error('this test gives no programs')),
  job: () => Promise.reject(new Error('this test gives no jobs')),
  find: createFindProgram(),
  heartbeats: () => Promise.reject(new Error('this test gives no heartbeats')),
  mail: {
    account: () => Promise.reject(new Error('this test gives no mail account')),
    send: () => Promise.reject(new Error('this test gives no mail account')),
    trySending: () => Promise.reject(new Error('this test gives no mail account')),
    open: () => Promise.reject(new Error('this test gives no mail account')),
    pause: async () => undefined,
  },
  peers: NO_PEERS,
  programs: join(import.meta.dirname, '../../src/probes'),
  root: '/',
  callFiles: call => call(),
}

export interface Looking
  extends Partial<Pick<Task, 'settings' | 'now' | 'timeout' | 'signal' | 'lastSuccess'>> {
  readonly tools?: Partial<LookTools>
}

/** Looks once, as the worker does: with the fallbacks of the kind's fields and a time limit that no answer here takes on a busy machine either. */
export async function look(kind: ProbeKind, target: string, looking: Looking = {}): Promise<Look> {
  const { settings = {}, now = AT, timeout = 60_000, signal = AbortSignal.timeout(timeout) } = looking
  const { tools, lastSuccess } = looking
  const fallbacks = Object.fromEntries(PROBE_KINDS[kind].fields.map(field => [field.key, fallbackOf(field)]))
  const prober = await PROBERS[kind]()
  return prober(
    {
      target,
      settings: { ...fallbacks, ...settings },
      now,
      timeout,
      signal,
      ...(lastSuccess !== undefined && { lastSuccess }),
    },
    { ...NO_TOOLS, ...tools },
  )
}

function fallbackOf(field: object): string {
  return 'fallback' in field && typeof field.fallback === 'string' ? field.fallback : ''
}

export interface ProberCase {
  /** Completes "is a success when …". */
  readonly when: string
  /** Sets the target up; what it started ends with the test. */
  readonly looking: () => Promise<{ readonly target: string } & Looking>
  /** The whole sentence. */
  readonly detail: string | RegExp
}

/** The suite of every kind: each of its three answers at least once, and the time limit. */
export function itIsAProber(
  kind: ProbeKind,
  cases: {
    readonly success: readonly ProberCase[]
    readonly failure: readonly ProberCase[]
    readonly blind: readonly ProberCase[]
    /** A target that never answers; absent for kinds that have nothing to wait for. */
    readonly silent?: () => Promise<{ readonly target: string } & Looking>
    /** The answer to its silence, where what does not answer is only a tool of the look. */
    readonly silence?: 'failure' | 'blind'
  },
): void {
  describe(`the prober ${kind}`, () => {
    for (const answer of ['success', 'failure', 'blind'] as const)
      it.each(cases[answer].map(each => [each.when, each] as const))(
        `answers ${answer} when %s`,
        async (_when, { looking, detail }) => {
          const { target, ...rest } = await looking()
          const seen = await look(kind, target, rest)
          expect(seen).toMatchObject({ answer, detail: expect.stringMatching(whole(detail)) })
        },
      )

    it('has a case of each answer', () => {
      const { success, failure, blind } = cases
      expect([success, failure, blind].map(list => list.length)).not.toContain(0)
    })

    const { silent, silence = 'failure' } = cases
    if (silent === undefined) return
    it('ends within its time when nothing answers', async () => {
      const { target, ...rest } = await silent()
      const seen = await look(kind, target, { ...rest, timeout: 300 })
      expect(seen).toMatchObject({ answer: silence, detail: expect.stringContaining('in time') })
    })

    it('gives everything back when it is aborted', async () => {
      const { target, ...rest } = await silent()
      const abort = new AbortController()
      const before = process.getActiveResourcesInfo().filter(isHeld).length
      const looking = look(kind, target, { ...rest, signal: abort.signal })
      await new Promise(resolve => setImmediate(resolve))
      abort.abort()
      await looking
      await expect
        .poll(() => process.getActiveResourcesInfo().filter(isHeld).length)
        .toBeLessThanOrEqual(before)
    })
  })
}

const isHeld = (resource: string) => /^(TCPSocketWrap|UDPWrap|ProcessWrap|PipeWrap|TLSWrap)$/.test(resource)

const whole = (detail: string | RegExp) =>
  typeof detail === 'string' ? new RegExp(`^${detail.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`) : detail
