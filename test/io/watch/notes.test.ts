import { expect, it } from 'vitest'
import { namesOf } from '../../../src/io/redis/client'
import { shardOf } from '../../../src/io/redis/shards'
import { changeNotes, openNotes, readAllNotes } from '../../../src/io/watch/notes'
import { shareRedis } from '../../support/shared-redis'
import { START } from '../../support/watch'

const { admin } = await shareRedis()
const notes = openNotes(admin)
const keysOf = (id: string) => namesOf(shardOf(admin, id)).watch
const note = (at: number, text = `text ${at}`, due = START) => ({ due, at, text })
const [ONE, TWO, THREE] = [note(1), note(2), note(3)]

it('the notes of a check are its own, the newest first', async () => {
  expect(await notes.of('a')).toEqual([])
  await notes.add('a', ONE)
  await notes.add('a', THREE)
  await notes.add('b', TWO)
  expect(await notes.of('a')).toEqual([THREE, ONE])
  expect(await notes.of('b')).toEqual([TWO])
})

it('a note goes by its outage and its moment, and no other one with it', async () => {
  const others = [note(2, 'other', START + 1), note(3, 'other')]
  await changeNotes(
    admin,
    [{ check: 'a', ...note(2, 'gone') }, ...others.map(one => ({ check: 'a', ...one }))],
    [],
  )
  await notes.remove('a', { due: START, at: 2 })
  await notes.remove('a', { due: START, at: 7 })
  await notes.remove('b', { due: START, at: 2 })
  expect(await notes.of('a')).toEqual([others[1], others[0]])
  expect(await admin.exists(keysOf('b').notes('b'))).toBe(0)
})

it('a change that is done twice is done once; older notes that are put back stand behind newer ones', async () => {
  const all = [THREE, ONE, TWO].map(one => ({ check: 'a', ...one }))
  await changeNotes(admin, all, [])
  await changeNotes(admin, all, [])
  const texts = await admin.lrange(keysOf('a').notes('a'), 0, -1)
  expect(texts.map(text => JSON.parse(text))).toEqual([THREE, TWO, ONE])
  await changeNotes(admin, [{ check: 'a', ...note(0) }], [{ check: 'a', ...TWO }])
  expect(await notes.of('a')).toEqual([THREE, ONE, note(0)])
})

it('the oldest of more than 200 notes goes', async () => {
  const all = Array.from({ length: 201 }, (_none, at) => ({ check: 'a', ...note(at) }))
  await changeNotes(admin, all.slice(0, 200), [])
  expect((await notes.of('a')).at(-1)).toEqual(note(0))
  await changeNotes(admin, all.slice(200), [])
  const kept = await notes.of('a')
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([200, note(200), note(1)])
})

it('all notes are read with their checks; what is no note is told, and harms none beside it', async () => {
  expect(await readAllNotes(admin)).toEqual({ notes: [], damaged: [] })
  await notes.add('a', ONE)
  await notes.add('b', TWO)
  await notes.add('a', THREE)
  await shardOf(admin, 'b').lpush(keysOf('b').notes('b'), '{"due":')
  const { notes: all, damaged } = await readAllNotes(admin)
  expect(all.toSorted((one, other) => one.at - other.at)).toEqual([
    { check: 'a', ...ONE },
    { check: 'b', ...TWO },
    { check: 'a', ...THREE },
  ])
  expect(damaged).toEqual(['b'])
  expect(await notes.of('b')).toEqual([TWO])
})

it('a note counts as a change of what the copy holds', async () => {
  const revision = async () =>
    Number(await shardOf(admin, 'a').hget(namesOf(shardOf(admin, 'a')).backup.mark, 'revision'))
  const before = await revision()
  await notes.add('a', ONE)
  expect(await revision()).toBe(before + 1)
  await notes.remove('a', ONE)
  expect(await revision()).toBe(before + 2)
  await notes.remove('a', ONE)
  expect(await revision()).toBe(before + 2)
})
