/** The messages of a group, as they are read: their senders have shown the key, and may have another version. Pure. */

import {
  type Cursor,
  type Duty,
  type Greeting,
  type GroupAnswer,
  type GroupQuestion,
  type LastPage,
  type LogEntry,
  MEMBER_STATES,
  type Page,
  WINDOW_NEWS,
} from './group'
import { GROUP_NEWS } from './told'

type Fields = Readonly<Record<string, unknown>>

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= 200
const isName = (value: unknown): value is string => typeof value === 'string' && value.length <= 500
const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0

/** Undefined for a message of another form. */
export function readGroupQuestion(value: unknown): GroupQuestion | undefined {
  const { hold, from, push, last } = Object(value) as Fields
  const greeting = readGreeting(value)
  if (greeting === undefined) return undefined
  const [cursor, pushed, had] = [readCursor(from), readPage(push), readLastPage(last)]
  return {
    ...greeting,
    hold: isNumber(hold) ? hold : 0,
    ...(cursor && { from: cursor }),
    ...(pushed && { push: pushed }),
    ...(had && { last: had }),
  }
}

export function readGroupAnswer(value: unknown): GroupAnswer | undefined {
  const { page, yours } = Object(value) as Fields
  const [greeting, whole] = [readGreeting(value), readPage(page)]
  if (greeting === undefined || whole === undefined) return undefined
  const cursor = readCursor(yours)
  return { ...greeting, page: whole, ...(cursor && { yours: cursor }) }
}

function readGreeting(value: unknown): Greeting | undefined {
  const { rank, pingKey, duty, state, isAble, got, sending } = Object(value) as Fields
  const known = MEMBER_STATES.find(one => one === state)
  if (!isNumber(rank) || known === undefined || typeof pingKey !== 'string') return undefined
  const held = readDuty(duty)
  return {
    rank,
    pingKey,
    state: known,
    isAble: isAble === true,
    ...(held && { duty: held }),
    ...(isNumber(got) && { got }),
    ...(Array.isArray(sending) && sending.length > 0 && { sending: sending.filter(isName) }),
  }
}

function readDuty(value: unknown): Duty | undefined {
  const { term, holder, rank } = Object(value) as Fields
  return isNumber(term) && isText(holder) && isNumber(rank) ? { term, holder, rank } : undefined
}

function readCursor(value: unknown): Cursor | undefined {
  const { epoch, seq } = Object(value) as Fields
  return isText(epoch) && isNumber(seq) ? { epoch, seq } : undefined
}

function readLastPage(value: unknown): LastPage | undefined {
  const { epoch, at, ago } = Object(value) as Fields
  return isText(epoch) && isNumber(at) && isNumber(ago) ? { epoch, at, ago } : undefined
}

function readPage(value: unknown): Page | undefined {
  const { at, entries, next, isMore, isFirst } = Object(value) as Fields
  const cursor = readCursor(next)
  if (!Array.isArray(entries) || cursor === undefined) return undefined
  return {
    ...(isNumber(at) && { at }),
    entries: entries.filter(isEntry),
    next: cursor,
    isMore: isMore === true,
    isFirst: isFirst === true,
  }
}

/** An entry of an unknown kind is left out. */
export function isEntry(value: unknown): value is LogEntry {
  const { id, home, isGone, isDamaged, check, state, by, n, clock, told } = Object(value) as Fields
  if (!isText(id) || !isText(home)) return false
  if (isGone === true || isDamaged === true) return told === undefined || Object(told) === told
  if (id === GROUP_NEWS) return Object(told) === told
  if (id === WINDOW_NEWS) return isNumber(n) && Array.isArray((value as Fields).windows)
  const { id: own, name, slug, schedule, channels } = Object(check) as Fields
  const { status, signals, flips } = Object(state) as Fields
  return (
    own === id &&
    isText(name) &&
    typeof slug === 'string' &&
    Object(schedule) === schedule &&
    Array.isArray(channels) &&
    isText(status) &&
    isNumber(signals) &&
    isNumber(flips) &&
    isText(by) &&
    isNumber(n) &&
    isNumber(clock)
  )
}
