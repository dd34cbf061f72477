import { expect, test } from 'vitest'
import type { Claim } from '../../../src/domain/access/ports'
import { createHashingLine } from '../../../src/io/access/hashing-line'

/** A line whose first work is under way until `open` is called, and the names of the works in the order of their begin. */
function line() {
  const inLine = createHashingLine()
  const begun: string[] = []
  let open = () => {}
  const held = new Promise<void>(resolve => {
    open = resolve
  })
  void inLine({ kind: 'visitor', from: '198.51.100.1', guesses: 1 }, () => held)
  const enter = (name: string, claim: Partial<Claim> = {}) =>
    inLine({ kind: 'visitor', from: name, guesses: 1, ...claim }, async () => {
      begun.push(name)
      return name
    })
  return { enter, open: () => open(), begun }
}

test('a device that logged in before is next, then those with the fewest guesses, then tags', async () => {
  const { enter, open, begun } = line()
  const works = [
    enter('tag', { kind: 'tag', guesses: 0 }),
    enter('third guess', { guesses: 3 }),
    enter('first guess', { guesses: 1 }),
    enter('another first guess', { guesses: 1 }),
    enter('device', { kind: 'device', guesses: 5 }),
  ]
  open()
  await Promise.all(works)
  expect(begun).toEqual(['device', 'first guess', 'another first guess', 'third guess', 'tag'])
})

test('in a full line the worst claim gives up its place, and the newest of equal ones', async () => {
  const { enter, open, begun } = line()
  const guessers = Array.from({ length: 64 }, (_, n) => enter(`guesser ${n}`, { guesses: n < 8 ? 4 : 3 }))
  const owner = enter('owner')
  expect(await guessers[7]).toBeUndefined()
  expect(await enter('one more guesser', { guesses: 4 })).toBeUndefined()
  const device = enter('device', { kind: 'device' })
  expect(await guessers[6]).toBeUndefined()
  open()
  expect(await Promise.all([owner, device])).toEqual(['owner', 'device'])
  expect(begun.slice(0, 2)).toEqual(['device', 'owner'])
  expect((await Promise.all(guessers)).filter(Boolean)).toHaveLength(62)
})

test('one network has four places, and tags take none of the log-ins', async () => {
  const { enter, open } = line()
  const ofOne = Array.from({ length: 5 }, (_, n) => enter(`try ${n}`, { from: '192.0.2.1' }))
  expect(await ofOne[4]).toBeUndefined()
  const tags = Array.from({ length: 65 }, (_, n) => enter(`tag ${n}`, { kind: 'tag', from: `192.0.2.${n}` }))
  expect(await tags[64]).toBeUndefined()
  const others = Array.from({ length: 60 }, (_, n) => enter(`other ${n}`))
  open()
  expect((await Promise.all([...ofOne, ...tags, ...others])).filter(Boolean)).toHaveLength(4 + 64 + 60)
})

test('a work that fails holds up nobody', async () => {
  const inLine = createHashingLine()
  const claim: Claim = { kind: 'visitor', from: '192.0.2.1', guesses: 1 }
  const broken = inLine(claim, async () => {
    throw new Error('no memory')
  })
  await expect(broken).rejects.toThrow('no memory')
  expect(await inLine(claim, async () => 'done')).toBe('done')
})
