/** The last answers of peers, and the last questions of theirs. An idle pair of peers writes nothing to the disk. */
import type { PeerBoard } from '../../domain/peers/ports'
import { inTimeOn, namesOf, type Redis } from '../redis/client'
import { defineScript } from '../redis/script'
import keepInMemoryLua from './keep-in-memory.lua' with { type: 'text' }

/** Every call fails when Redis does not answer within two seconds. */
export function openPeerBoard(connection: Redis): PeerBoard {
  const { peers } = namesOf(connection)
  const inTime = inTimeOn(connection)
  const keep = defineScript<1>(connection, keepInMemoryLua)
  const note = (hash: string) => async (field: string, value: object) =>
    void (await inTime(keep([hash], [field, JSON.stringify(value)])))
  const all = (hash: string) => async () => {
    const found = await inTime(connection.hgetall(hash))
    return new Map(Object.entries(found).map(([field, text]) => [field, JSON.parse(text)]))
  }
  return {
    noteAnswer: note(peers.answers),
    noteQuestion: note(peers.questions),
    answers: all(peers.answers),
    questions: all(peers.questions),
  }
}
