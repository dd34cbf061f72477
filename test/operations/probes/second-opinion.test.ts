import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Look } from '../../../src/domain/probes/look'
import { OPINION_MS, type Opinion } from '../../../src/domain/probes/second-opinion'
import type { ProbedCheck } from '../../../src/domain/watch/looks'
import { type AskedPeer, createSecondOpinion } from '../../../src/operations/probes/second-opinion'

const FAILURE: Look = { answer: 'failure', detail: 'no answer' }
const checkOf = (target: string, settings = {}) =>
  ({ id: 'x', probe: { kind: 'tcp', target, every: 60_000, settings } }) as unknown as ProbedCheck

function open({ peers = [] as AskedPeer[], isPublic = true, isDecisive = true, clock = { now: 0 } } = {}) {
  const errors: Error[] = []
  const lookedUp: string[] = []
  const ask = createSecondOpinion({
    peers: async () => peers,
    isPublic: async host => {
      lookedUp.push(host)
      return isPublic
    },
    isDecisive: async id => {
      lookedUp.push(`the check ${id}`)
      return isDecisive
    },
    steady: () => clock.now,
    onError: error => void errors.push(error),
  })
  return { ask, errors, lookedUp, clock }
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
      detail: 'no answer; down from both: office and shop see it fail, too (as seen there)',
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
    expect([broken.asked.length, forbidden.asked.length]).toEqual([1, 1])
    // The one that failed is given a minute.
    await ask(checkOf('example.org:25'), FAILURE)
    expect([broken.asked.length, forbidden.asked.length]).toEqual([1, 2])
  })
})

describe('a peer that does not answer', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is waited for a few seconds, then not asked for a minute, and nothing is lowered', async () => {
    const silent = peer('silent', never)
    const { ask, clock } = open({ peers: [silent] })
    let seen: Look | undefined
    const asked = ask(checkOf('a.example:1'), FAILURE).then(look => {
      seen = look
    })
    await vi.advanceTimersByTimeAsync(OPINION_MS - 1)
    expect(seen).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1)
    await asked
    expect(seen).toEqual(FAILURE)
    clock.now += 59_999
    expect(await ask(checkOf('b.example:1'), FAILURE)).toEqual(FAILURE)
    expect(silent.asked).toEqual(['a.example:1'])
    clock.now += 1
    void ask(checkOf('c.example:1'), FAILURE)
    await vi.advanceTimersByTimeAsync(0)
    expect(silent.asked).toEqual(['a.example:1', 'c.example:1'])
  })

  it('holds up no other failure of the same moment', async () => {
    const silent = peer('silent', never)
    const { ask } = open({ peers: [silent] })
    void ask(checkOf('a.example:1'), FAILURE)
    await vi.advanceTimersByTimeAsync(0)
    expect(silent.asked).toHaveLength(1)
    let others = 0
    for (let n = 0; n < 200; n++) void ask(checkOf(`h${n}.example:1`), FAILURE).then(() => others++)
    await vi.advanceTimersByTimeAsync(0)
    expect(others).toBe(200)
  })

  it('that answers too late is not asked for a minute all the same, and leaves no timer', async () => {
    let answer = (_seen: Opinion['answer']) => {}
    const slow = peer(
      'slow',
      () =>
        new Promise(resolve => {
          answer = resolve
        }),
    )
    const { ask } = open({ peers: [slow] })
    const asked = ask(checkOf('a.example:1'), FAILURE)
    await vi.advanceTimersByTimeAsync(OPINION_MS)
    answer('success')
    expect(await asked).toEqual(FAILURE)
    await ask(checkOf('b.example:1'), FAILURE)
    expect(slow.asked).toEqual(['a.example:1'])
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('the limits of what peers are asked', () => {
  it('three peers give an opinion about one failure', async () => {
    const all = ['a', 'b', 'c', 'd'].map(name => peer(name, async () => 'success'))
    await open({ peers: all }).ask(checkOf('example.org:25'), FAILURE)
    expect(all.map(({ asked }) => asked.length)).toEqual([1, 1, 1, 0])
  })

  it('three failures are asked about at once, and the next when one of them has its answer', async () => {
    const answers: (() => void)[] = []
    const office = peer('office', () => new Promise(resolve => answers.push(() => resolve('success'))))
    // A peer is asked about one failure at a time until it has answered, so each has one of its own.
    const peers = Array.from({ length: 4 }, (_, n) => ({ ...office, name: `office ${n}` }))
    let next = 0
    const ask = createSecondOpinion({
      peers: async () => peers.slice(next++).slice(0, 1),
      ...{ isPublic: async () => true, isDecisive: async () => true, steady: () => 0 },
      onError: error => {
        throw error
      },
    })
    const asked = ['a', 'b', 'c'].map(host => ask(checkOf(`${host}.example:1`), FAILURE))
    expect(await ask(checkOf('d.example:1'), FAILURE)).toBe(FAILURE)
    await expect.poll(() => answers.length).toBe(3)
    answers[0]?.()
    await asked[0]
    const late = ask(checkOf('e.example:1'), FAILURE)
    await expect.poll(() => answers.length).toBe(4)
    for (const answer of answers) answer()
    await Promise.all([...asked, late])
    expect(office.asked).toEqual(['a.example:1', 'b.example:1', 'c.example:1', 'e.example:1'])
  })

  it('a peer that has answered is asked about the next failure', async () => {
    const office = peer('office', async () => 'success')
    const { ask } = open({ peers: [office] })
    for (const host of ['a', 'b']) await ask(checkOf(`${host}.example:1`), FAILURE)
    expect(office.asked).toEqual(['a.example:1', 'b.example:1'])
  })

  it('a check that peers cannot look at is not asked about', async () => {
    const office = peer('office', async () => 'success')
    const { ask, errors } = open({ peers: [office] })
    const disk = { kind: 'disk', target: '/', every: 60_000, settings: {} }
    expect(await ask({ id: 'x', probe: disk } as unknown as ProbedCheck, FAILURE)).toBe(FAILURE)
    expect(errors).toEqual([])
    expect(office.asked).toEqual([])
  })

  it('neither the check nor the names of hosts are looked up where there is nobody to ask', async () => {
    const { ask, lookedUp } = open({ peers: [] })
    expect(await ask(checkOf('a.example:1'), FAILURE)).toBe(FAILURE)
    expect(lookedUp).toEqual([])
  })

  it('the check is looked up once, and each host; none where the check wants opinions by all means', async () => {
    const { ask, lookedUp } = open({ peers: [peer('office', async () => 'success')] })
    const settings = { resolver: '192.0.2.53' }
    const record = { kind: 'dns', target: 'example.org', every: 60_000, settings } as const
    const dns = { id: 'x', probe: record } as unknown as ProbedCheck
    await ask(dns, FAILURE)
    expect(lookedUp).toEqual(['the check x', 'example.org', '192.0.2.53'])
    lookedUp.length = 0
    await ask(checkOf('a.example:1', { secondopinion: 'on' }), FAILURE)
    expect(lookedUp).toEqual(['the check x'])
  })

  it('failures that came to nothing leave room for the next ones', async () => {
    let peers: () => Promise<readonly AskedPeer[]> = () => Promise.reject(new Error('the INI is gone'))
    const ask = createSecondOpinion({
      peers: () => peers(),
      ...{ isPublic: async () => true, isDecisive: async () => true, steady: () => 0, onError: () => {} },
    })
    for (const _ of [1, 2, 3, 4]) expect(await ask(checkOf('a.example:1'), FAILURE)).toBe(FAILURE)
    peers = async () => [peer('office', async () => 'success')]
    expect(await ask(checkOf('a.example:1'), FAILURE)).toEqual({
      answer: 'failure',
      detail: 'no answer; down from here only: office reaches it',
    })
  })

  it('the failure is told as it is where the peers cannot be read', async () => {
    const errors: string[] = []
    const ask = createSecondOpinion({
      peers: () => Promise.reject(new Error('the INI is gone')),
      ...{ isPublic: async () => true, isDecisive: async () => true, steady: () => 0 },
      onError: ({ message }) => void errors.push(message),
    })
    expect(await ask(checkOf('a.example:1'), FAILURE)).toBe(FAILURE)
    expect(errors).toEqual(['the INI is gone'])
  })
})
