import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Look } from '../../../src/domain/probes/look'
import { OPINION_MS, type Opinion } from '../../../src/domain/probes/second-opinion'
import type { Check } from '../../../src/domain/watch/check'
import { type AskedPeer, createSecondOpinion } from '../../../src/operations/probes/second-opinion'

const FAILURE: Look = { answer: 'failure', detail: 'no answer' }
const checkOf = (target: string, settings = {}) =>
  ({ id: 'x', probe: { kind: 'tcp', target, every: 60_000, settings } }) as unknown as Check

function open({ peers = [] as AskedPeer[], isPublic = true, isDecisive = true, clock = { now: 0 } } = {}) {
  const errors: Error[] = []
  const ask = createSecondOpinion({
    peers: async () => peers,
    isPublic: async () => isPublic,
    isDecisive: async () => isDecisive,
    steady: () => clock.now,
    onError: error => void errors.push(error),
  })
  return { ask, errors, clock }
}

function peer(name: string, answer: () => Promise<Opinion['answer'] | undefined>) {
  const asked: string[] = []
  const made: AskedPeer = {
    name,
    opinionOn: async ({ target }) => {
      asked.push(target)
      const seen = await answer()
      return seen && { peer: name, answer: seen, detail: 'as seen there' }
    },
  }
  return { ...made, asked }
}
const never = () => new Promise<undefined>(() => {})

describe('before a failure takes a check down', () => {
  it('peers are asked at once, and the failure is told with their opinions', async () => {
    const [office, shop] = [peer('office', async () => 'failure'), peer('shop', async () => 'failure')]
    const { ask } = open({ peers: [office, shop] })
    expect(await ask(checkOf('example.org:25'), FAILURE)).toEqual({
      answer: 'failure',
      detail: 'no answer; down from both: office and shop cannot reach it either (as seen there)',
    })
  })

  it.each([
    ['the look is a success', { answer: 'success', detail: 'fine' } as Look, {}, {}],
    ['nothing could be seen', { answer: 'blind', detail: 'no network' } as Look, {}, {}],
    ['the check stays as it is', FAILURE, { isDecisive: false }, {}],
    ['the address is not public', FAILURE, { isPublic: false }, {}],
    ['the check wants none', FAILURE, {}, { secondopinion: 'off' }],
  ])('nobody is asked when %s', async (_when, look, given, settings) => {
    const office = peer('office', async () => 'failure')
    const { ask } = open({ peers: [office], ...given })
    expect(await ask(checkOf('example.org:25', settings), look)).toBe(look)
    expect(office.asked).toEqual([])
  })

  it('peers are asked about an address that is not public where the check says so', async () => {
    const office = peer('office', async () => 'success')
    const { ask } = open({ peers: [office], isPublic: false })
    const { detail } = await ask(checkOf('nas.local:445', { secondopinion: 'on' }), FAILURE)
    expect(detail).toBe('no answer; down from here only: office reaches it')
  })

  it('a peer that fails, or may not look, has no opinion', async () => {
    const broken = peer('broken', () => Promise.reject(new Error('broken')))
    const forbidden = peer('forbidden', async () => undefined)
    const { ask, errors } = open({ peers: [broken, forbidden] })
    expect(await ask(checkOf('example.org:25'), FAILURE)).toEqual(FAILURE)
    expect(errors.map(({ message }) => message)).toEqual(['broken'])
  })
})

describe('a peer that does not answer', () => {
  it('is waited for a few seconds, then not asked for a minute, and nothing is lowered', async () => {
    const silent = peer('silent', never)
    const { ask, clock } = open({ peers: [silent] })
    const began = performance.now()
    expect(await ask(checkOf('a.example:1'), FAILURE)).toEqual(FAILURE)
    expect(performance.now() - began).toBeLessThan(OPINION_MS + 3_000)
    expect(await ask(checkOf('b.example:1'), FAILURE)).toEqual(FAILURE)
    expect(silent.asked).toEqual(['a.example:1'])
    clock.now += 60_000
    void ask(checkOf('c.example:1'), FAILURE)
    await expect.poll(() => silent.asked).toEqual(['a.example:1', 'c.example:1'])
  })

  it('holds up no other failure of the same moment', async () => {
    const silent = peer('silent', never)
    const { ask } = open({ peers: [silent] })
    const first = ask(checkOf('a.example:1'), FAILURE)
    await expect.poll(() => silent.asked).toHaveLength(1)
    const others = Promise.all(
      Array.from({ length: 200 }, (_, n) => ask(checkOf(`h${n}.example:1`), FAILURE)),
    )
    const done = await Promise.race([others, pause(2_000, 'late', { ref: false })])
    expect(done).toHaveLength(200)
    await first
  })
})
