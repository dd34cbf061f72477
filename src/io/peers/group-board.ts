/**
 * The board of a group, for web app and worker of one member. All but the duty and the ping keys is in Redis' memory only, and
 * counts for one boot of the machine: its clock begins anew with the next one. Redis may outlive that on another machine, or
 * in its file, into which it puts all that it has whenever it rewrites it.
 */
import type { Duty } from '../../domain/peers/group'
import type { Contact, Contacts, ContactWay, GroupBoard } from '../../domain/peers/group-ports'
import { inTimeOn, namesOf, type Redis } from '../redis/client'
import { defineScript } from '../redis/script'
import keepInMemoryLua from './keep-in-memory.lua' with { type: 'text' }
import newerDutyLua from './newer-duty.lua' with { type: 'text' }

/**
 * Every call fails when Redis does not answer within two seconds.
 *
 * @param boot names the machine's present boot
 */
export function openGroupBoard(connection: Redis, boot: string): GroupBoard {
  const { group, duty, pingKeys } = namesOf(connection).peers
  const keep = defineScript<1>(connection, keepInMemoryLua)
  const keepNewer = defineScript<0 | 1>(connection, newerDutyLua)
  const inTime = inTimeOn(connection)
  const note = async (field: string, value: object) =>
    void (await inTime(keep([group], [field, JSON.stringify([boot, value])])))
  const noted = <T>(text: string): T | undefined => {
    const [then, value] = [JSON.parse(text)].flat()
    return then === boot ? value : undefined
  }
  const read = async <T>(field: string): Promise<T | undefined> =>
    noted((await inTime(connection.hget(group, field))) ?? '[]')
  const contactField = (way: ContactWay, name: string) => `contact ${way} ${name}`
  const cursorField = (way: ContactWay, name: string) => `cursor ${way} ${name}`

  return {
    contacts: async () => {
      const all = await inTime(connection.hgetall(group))
      const found = new Map<string, Contacts>()
      for (const [field, text] of Object.entries(all)) {
        const [kind, way = '', name = ''] = field.split(' ')
        const contact = kind === 'contact' ? noted<Contact>(text) : undefined
        if (contact) found.set(name, { ...found.get(name), [way]: contact })
      }
      return found
    },
    noteContact: (way, name, contact) => note(contactField(way, name), contact),
    cursor: (way, name) => read(cursorField(way, name)),
    noteCursor: (way, name, cursor) => note(cursorField(way, name), cursor),
    own: () => read('own'),
    noteOwn: mark => note('own', mark),
    duty: async () => {
      const text = await inTime(connection.get(duty))
      const [, term, rank, holder = ''] = /^(\d+) (\d+) (.*)$/.exec(text ?? '') ?? []
      return holder === '' ? undefined : ({ term: Number(term), rank: Number(rank), holder } satisfies Duty)
    },
    noteDuty: async ({ term, rank, holder }) => void (await inTime(keepNewer([duty], [term, rank, holder]))),
    pingKeys: async () => new Map(Object.entries(await inTime(connection.hgetall(pingKeys)))),
    notePingKey: async (id, key) => {
      if ((await inTime(connection.hget(pingKeys, id))) !== key)
        await inTime(connection.hset(pingKeys, id, key))
    },
  }
}
