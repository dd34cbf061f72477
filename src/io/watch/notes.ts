/** Notes of the owner about outages. */
import { type CheckNote, NOTES, type NoteStore, type OutageNote } from '../../domain/watch/outages'
import { forRequest, namesOf, type Redis } from '../redis/client'
import { changeCounted, type Multi } from '../redis/revision'
import { byShard, shardOf, shardsOf } from '../redis/shards'

export function openNotes(connection: Redis): NoteStore {
  return {
    of: id =>
      forRequest(connection, async () => {
        const part = shardOf(connection, id)
        return decodeNotes(await part.lrange(namesOf(part).watch.notes(id), 0, -1)).notes
      }),

    add: (check, note) => forRequest(connection, () => changeNotes(connection, [{ check, ...note }], [])),

    remove: (check, note) =>
      forRequest(connection, async () => {
        const part = shardOf(connection, check)
        const { notes } = decodeNotes(await part.lrange(namesOf(part).watch.notes(check), 0, -1))
        const found = notes.filter(({ due, at }) => due === note.due && at === note.at)
        const gone = found.map(one => ({ check, ...one }))
        if (gone.length > 0) await changeNotes(connection, [], gone)
      }),
  }
}

/** The notes of all checks, with the ids of those some of whose notes cannot be read. */
export async function readAllNotes(
  connection: Redis,
): Promise<{ readonly notes: readonly CheckNote[]; readonly damaged: readonly string[] }> {
  const parts = await Promise.all(
    shardsOf(connection).map(async part => {
      const { notes, noted } = namesOf(part).watch
      const ids = await part.smembers(noted)
      return await Promise.all(
        ids.map(async id => ({ id, ...decodeNotes(await part.lrange(notes(id), 0, -1)) })),
      )
    }),
  )
  const all = parts.flat()
  return {
    notes: all.flatMap(({ id, notes }) => notes.map(note => ({ check: id, ...note }))),
    damaged: all.filter(({ isDamaged }) => isDamaged).map(({ id }) => id),
  }
}

/** Each change stands by itself: done twice it is the same. */
export async function changeNotes(
  connection: Redis,
  added: readonly CheckNote[],
  removed: readonly CheckNote[],
): Promise<void> {
  const of = (id: string, notes: readonly CheckNote[]) => notes.filter(({ check }) => check === id)
  const checks = [...new Set([...added, ...removed].map(({ check }) => check))]
  for (const [part, ids] of byShard(connection, checks)) {
    const { notes, noted } = namesOf(part).watch
    await changeCounted(part, multi => {
      for (const id of ids) {
        queueNotes(multi, notes(id), of(id, added), of(id, removed))
        multi.sadd(noted, id)
      }
      return multi
    })
  }
}

function queueNotes(
  multi: Multi,
  key: string,
  added: readonly CheckNote[],
  removed: readonly CheckNote[],
): void {
  for (const note of [...added, ...removed]) multi.lrem(key, 0, encodeNote(note))
  // The newest comes last, and so stands first.
  for (const note of [...added].sort((a, b) => a.at - b.at)) multi.lpush(key, encodeNote(note))
  multi.ltrim(key, 0, NOTES.kept - 1)
}

function encodeNote({ due, at, text }: OutageNote): string {
  return JSON.stringify({ due, at, text })
}

/** Newest first; notes that were put back may stand after older ones. */
function decodeNotes(texts: readonly string[]): {
  readonly notes: readonly OutageNote[]
  readonly isDamaged: boolean
} {
  const notes = texts.flatMap(text => {
    try {
      const { due, at, text: words } = JSON.parse(text) as OutageNote
      return [{ due, at, text: words }]
    } catch {
      return []
    }
  })
  return { notes: notes.sort((a, b) => b.at - a.at), isDamaged: notes.length < texts.length }
}
