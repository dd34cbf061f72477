/** What a watch knows of the other members of its group, as web app and worker share it. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Duty } from '../../../src/domain/peers/group'
import type { Contact, GroupBoard } from '../../../src/domain/peers/group-ports'
import { openGroupBoard } from '../../../src/io/peers/group-board'
import { shareRedis } from '../../support/shared-redis'

const { admin } = await shareRedis()
const DUTY = '{intvlm8r}:peers:duty'
const CONTACT: Contact = { id: 'a', rank: 2, state: 'standing by', isAble: true, at: 1_000, since: 500 }
let board: GroupBoard

beforeEach(() => {
  board = openGroupBoard(admin, 'boot')
})

/** Bytes of the file of the server. */
async function aofSize(): Promise<number> {
  return Number(/aof_current_size:(\d+)/.exec(await admin.info('persistence'))?.[1])
}

describe('the duty', () => {
  const duty = (term: number, rank: number, holder: string): Duty => ({ term, rank, holder })

  it('is nobody’s as long as none is noted, nor where the note is of another form', async () => {
    expect(await board.duty()).toBeUndefined()
    for (const text of ['1 2', '1 2 ', 'x 2 b', '1 x b', ' 1 2 b']) {
      await admin.set(DUTY, text)
      expect(await board.duty()).toBeUndefined()
    }
    await board.noteDuty(duty(1, 2, 'b'))
    expect(await admin.get(DUTY)).toBe('1 2 b')
    expect(await board.duty()).toEqual({ term: 1, rank: 2, holder: 'b' })
  })

  it.each<[string, Duty, boolean]>([
    ['a later term, whatever its rank and id', duty(11, 9, 'z'), true],
    ['an earlier term, whatever its rank and id', duty(9, 1, 'a'), false],
    ['a lower rank of the same term, whatever its id', duty(10, 4, 'z'), true],
    ['a higher rank of the same term, whatever its id', duty(10, 6, 'a'), false],
    ['a lower id of the same term and rank', duty(10, 5, 'a'), true],
    ['a higher id of the same term and rank', duty(10, 5, 'c'), false],
    ['a rank with more digits that begins like a lower one', duty(10, 10, 'a'), false],
    ['a term with fewer digits that begins like a later one', duty(2, 5, 'a'), false],
  ])('with term 10, rank 5 and holder b, against %s', async (_what, offered, isTaken) => {
    await board.noteDuty(duty(10, 5, 'b'))
    await board.noteDuty(offered)
    expect(await board.duty()).toEqual(isTaken ? offered : { term: 10, rank: 5, holder: 'b' })
  })

  it('that is known is not written again', async () => {
    await board.noteDuty(duty(10, 5, 'b'))
    const before = await aofSize()
    await board.noteDuty(duty(10, 5, 'b'))
    expect(await aofSize()).toBe(before)
    await board.noteDuty(duty(11, 5, 'b'))
    expect(await aofSize()).toBeGreaterThan(before)
  })
})

describe('contacts, places in logs and the own mark', () => {
  it('are those of each member and way', async () => {
    expect([...(await board.contacts())]).toEqual([])
    expect([await board.own(), await board.cursor('in', 'attic')]).toEqual([undefined, undefined])
    await board.noteContact('out', 'attic', CONTACT)
    await board.noteContact('in', 'attic', { ...CONTACT, at: 2_000 })
    await board.noteContact('in', 'cellar', { ...CONTACT, id: 'c' })
    await board.noteCursor('in', 'attic', { epoch: 'e1', seq: 3 })
    await board.noteCursor('out', 'attic', { epoch: 'e2', seq: 4 })
    await board.noteOwn({ state: 'standing by', isAble: false, at: 7 })
    expect(new Map(await board.contacts())).toEqual(
      new Map([
        ['attic', { out: CONTACT, in: { ...CONTACT, at: 2_000 } }],
        ['cellar', { in: { ...CONTACT, id: 'c' } }],
      ]),
    )
    expect(await board.cursor('in', 'attic')).toEqual({ epoch: 'e1', seq: 3 })
    expect(await board.cursor('out', 'attic')).toEqual({ epoch: 'e2', seq: 4 })
    expect(await board.cursor('in', 'cellar')).toBeUndefined()
    expect(await board.own()).toEqual({ state: 'standing by', isAble: false, at: 7 })
  })

  it('count no more when the machine has started anew, as its clock has: a dead member would seem to answer', async () => {
    await board.noteContact('out', 'attic', { ...CONTACT, at: 2_600_000_000 })
    await board.noteContact('in', 'attic', { ...CONTACT, at: 2_600_000_000 })
    await board.noteOwn({ state: 'on duty', isAble: true, at: 2_600_000_000 })
    await board.noteCursor('out', 'attic', { epoch: 'e2', seq: 4 })
    const next = openGroupBoard(admin, 'next boot')
    expect([...(await next.contacts())]).toEqual([])
    expect([await next.own(), await next.cursor('out', 'attic')]).toEqual([undefined, undefined])
    await next.noteContact('out', 'attic', { ...CONTACT, at: 3_000 })
    expect([...(await next.contacts())]).toEqual([['attic', { out: { ...CONTACT, at: 3_000 } }]])
  })

  it('of an older version count no more', async () => {
    await admin.hset('{intvlm8r}:peers:group', 'contact out attic', JSON.stringify(CONTACT))
    await admin.hset('{intvlm8r}:peers:group', 'own', '{"state":"on duty","isAble":true,"at":7}')
    expect([...(await board.contacts())]).toEqual([])
    expect(await board.own()).toBeUndefined()
  })

  it('are never on the disk', async () => {
    await admin.set('anything', '')
    const before = await aofSize()
    expect(before).toBeGreaterThan(0)
    await board.noteContact('out', 'attic', CONTACT)
    await board.noteCursor('out', 'attic', { epoch: 'e2', seq: 4 })
    await board.noteOwn({ state: 'standing by', isAble: false, at: 7 })
    expect(await aofSize()).toBe(before)
  })
})

it('the ping key of a member is written once, and again when it is another one', async () => {
  await board.notePingKey('c0c0', 'first')
  await board.notePingKey('d0d0', 'other')
  const before = await aofSize()
  await board.notePingKey('c0c0', 'first')
  expect(await aofSize()).toBe(before)
  await board.notePingKey('c0c0', 'second')
  expect(new Map(await board.pingKeys())).toEqual(
    new Map([
      ['c0c0', 'second'],
      ['d0d0', 'other'],
    ]),
  )
})
