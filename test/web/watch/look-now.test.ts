import { EventEmitter } from 'node:events'
import type { Request, Response } from 'express'
import { describe, expect, test } from 'vitest'
import type { Look } from '../../../src/domain/probes/look'
import type { Probe } from '../../../src/domain/probes/probe'
import { createLooker } from '../../../src/web/watch/look-now'

const PROBE: Probe = { kind: 'tcp', target: 'nas:445', every: 60_000, settings: {} }
const LOOK: Look = { answer: 'success', detail: 'it answers' }

/** A looker whose looks end when the test says so. */
function opened() {
  const begun: { readonly signal: AbortSignal; end(look: Look): void; fail(error: Error): void }[] = []
  const look = createLooker({
    lookNow: (_probe, signal) =>
      new Promise((end, fail) => {
        begun.push({ signal, end, fail })
      }),
  })
  const responses: EventEmitter[] = []
  const by = (sessionID: string, probe: Probe | undefined = PROBE) => {
    const response = new EventEmitter()
    responses.push(response)
    return look({ sessionID } as Request, response as Response, { probe, faults: [] })
  }
  return { look, by, begun, responses }
}

async function shownOf(seen: Look) {
  const look = createLooker({ lookNow: async () => seen })
  const looked = await look({ sessionID: 'a' } as Request, new EventEmitter() as Response, {
    probe: PROBE,
    faults: [],
  })
  return 'looked' in looked ? looked.looked : undefined
}

describe('what was seen', () => {
  test.each([
    ['success', 'Success', 'ok', 'Nothing is saved: the check would be up.'],
    ['failure', 'Failure', 'bad', 'Nothing is saved: this would count as a failure.'],
    ['blind', 'Could not look', 'warn', 'Nothing is saved: this would be no failure of what is looked at.'],
  ] as const)('is %s in words', async (answer, words, tone, meaning) => {
    expect(await shownOf({ answer, detail: 'a detail' })).toEqual({
      words,
      tone,
      meaning,
      detail: 'a detail',
      warning: undefined,
      took: undefined,
      phases: [],
      output: undefined,
      parts: [],
    })
  })

  test('has its warning, its times, the end of its output, and its parts', async () => {
    const seen = {
      ...LOOK,
      warning: 'it was slow',
      took: 1_500,
      phases: { connect: 12, answer: 1_300 },
      output: `${'x'.repeat(2_001)}\n\n`,
      parts: [
        { name: 'a', answer: 'success', detail: 'well' },
        { name: 'b', answer: 'failure', detail: 'broken' },
        { name: 'c', answer: 'blind', detail: 'away' },
      ],
    } as unknown as Look
    expect(await shownOf(seen)).toMatchObject({
      warning: 'it was slow',
      took: '1.5 s',
      phases: [
        ['connect', '12 ms'],
        ['answer', '1.3 s'],
      ],
      output: 'x'.repeat(2_000),
      parts: ['a: success, well', 'b: failure, broken', 'c: could not look, away'],
    })
    expect((await shownOf({ ...LOOK, output: '  first\n' } as Look))?.output).toBe('  first')
    expect((await shownOf({ ...LOOK, output: ' \n' } as Look))!.output).toBeUndefined()
  })
})

describe('a look', () => {
  test('is not begun with a fault, or without a probe', async () => {
    const { look, by, begun } = opened()
    const faults = [{ key: 'probe', reason: 'is wrong' }]
    const request = [{ sessionID: 'a' } as Request, new EventEmitter() as Response] as const
    expect(await look(...request, { probe: PROBE, faults })).toEqual({ faults })
    expect(await look(...request, { probe: undefined, faults: [] })).toEqual({ faults: [] })
    expect(await by('a', { ...PROBE, target: '' })).toEqual({
      faults: [{ key: 'probe', setting: 'probe', reason: expect.any(String) }],
    })
    expect(begun).toEqual([])
  })

  test('is the only one of its session, and one of five', async () => {
    const { by, begun } = opened()
    const first = by('a')
    expect(await by('a')).toEqual({
      busy: 'Another look of yours is under way. Wait until it has ended.',
    })
    const others = ['b', 'c', 'd', 'e'].map(session => by(session))
    expect(await by('f')).toEqual({ busy: 'Too many looks are under way. Try again in a minute.' })
    expect(begun).toHaveLength(5)
    for (const each of begun) each.end(LOOK)
    for (const looked of await Promise.all([first, ...others]))
      expect(looked).toMatchObject({ looked: { words: 'Success' } })
    const again = by('a')
    begun.at(-1)?.end(LOOK)
    expect(await again).toHaveProperty('looked')
  })

  test('that fails makes room for the next one', async () => {
    const { by, begun } = opened()
    const failing = by('a')
    begun[0]?.fail(new Error('broken'))
    await expect(failing).rejects.toThrow('broken')
    const next = by('a')
    begun[1]?.end(LOOK)
    expect(await next).toHaveProperty('looked')
  })

  test('is broken off when its browser leaves', () => {
    const { by, begun, responses } = opened()
    void by('a')
    expect(begun[0]?.signal.aborted).toBe(false)
    responses[0]?.emit('close')
    expect(begun[0]?.signal.aborted).toBe(true)
    begun[0]?.end(LOOK)
  })
})
