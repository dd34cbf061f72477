/** The members of a group as this watch knows them, from its contacts with them. Pure. */

import { type Greeting, type Member, silenceOf } from './group'
import type { Contact, Contacts, ContactWay } from './group-ports'

/** @param now of the clock that the contacts have */
export function memberOf(name: string, ways: Contacts, now: number, takeover: number): Member {
  const contacts = Object.values(ways)
  const last = contacts.reduce<Contact | undefined>(
    (newest, one) => (newest && newest.at >= one.at ? newest : one),
    undefined,
  )
  if (last === undefined) return { name, isAble: false, sameFor: 0 }
  const silentFor = Math.max(0, now - last.at)
  const whole = Math.max(...contacts.map(({ wholeAt }) => wholeAt ?? Number.NEGATIVE_INFINITY))
  const { took } = ways.out ?? {}
  const isSilent = silentFor >= silenceOf(takeover)
  return {
    name,
    id: last.id,
    rank: last.rank,
    state: last.state,
    isAble: last.isAble,
    ...(last.sending !== undefined && { sending: last.sending }),
    silentFor,
    ...(ways.out && { answeredFor: Math.max(0, now - ways.out.at) }),
    sameFor: isSilent ? silentFor : now - last.since,
    ...(last.unableSince !== undefined && { unableFor: now - last.unableSince }),
    ...(Number.isFinite(whole) && { lag: now - whole }),
    ...(took !== undefined && { took }),
  }
}

/** The contact after a message of that member. */
export function contactAfter(
  contacts: Contacts,
  way: ContactWay,
  { rank, state, isAble, sending }: Greeting,
  {
    id,
    at,
    takeover,
    wholeAt,
    took,
  }: {
    readonly id: string
    readonly at: number
    readonly takeover: number
    readonly wholeAt?: number | undefined
    readonly took?: number | undefined
  },
): Contact {
  const all = Object.values(contacts)
  const before = contacts[way]
  const goesOn = all.filter(one => one.id === id && at - one.at < silenceOf(takeover))
  const since = Math.min(at, ...goesOn.map(one => one.since))
  const unable = goesOn.flatMap(one => (one.unableSince === undefined ? [] : [one.unableSince]))
  const whole = wholeAt ?? before?.wholeAt
  const time = took ?? before?.took
  return {
    id,
    rank,
    state,
    isAble,
    at,
    since,
    ...(sending !== undefined && { sending }),
    ...(!isAble && { unableSince: Math.min(at, ...unable) }),
    ...(whole !== undefined && { wholeAt: whole }),
    ...(time !== undefined && { took: time }),
  }
}
