/** Notes of the owner about outages. */
import { NOTES, type NoteStore, type OutageNote } from '../../domain/watch/outages'
import { acknowledged, forRequest, namesOf, type Redis } from '../redis/client'
import { shardOf } from '../redis/shards'

export function openNotes(connection: Redis): NoteStore {
  /** The part of the check, and the key of its notes there. */
  function placeOf(id: string) {
    const part = shardOf(connection, id)
    return { part, key: namesOf(part).watch.notes(id) }
  }

  async function read(id: string): Promise<readonly OutageNote[]> {
    const { part, key } = placeOf(id)
    const texts = await part.lrange(key, 0, -1)
    return texts.map(text => JSON.parse(text) as OutageNote)
  }

  return {
    of: id => forRequest(connection, () => read(id)),

    add: (id, note) =>
      forRequest(connection, async () => {
        const { part, key } = placeOf(id)
        await acknowledged(
          part,
          part
            .multi()
            .lpush(key, JSON.stringify(note))
            .ltrim(key, 0, NOTES.kept - 1)
            .exec(),
        )
      }),

    remove: (id, { due, at }) =>
      forRequest(connection, async () => {
        const { part, key } = placeOf(id)
        const [found] = (await read(id)).filter(note => note.due === due && note.at === at)
        if (found !== undefined) await acknowledged(part, part.lrem(key, 1, JSON.stringify(found)))
      }),
  }
}
