/** What befalls the members: deaths and standstills of programs and of whole members, and partitions of every shape. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Strike } from '../judge/history'
import { type Members, PARTS, type Part } from './members'
import { OUTSIDE, type Ways } from './ways'

export interface Event {
  readonly what: string
  readonly from: number
  readonly to: number
}

interface Settings {
  readonly members: Members
  readonly ways: Ways
  readonly random: () => number
  readonly seconds: number
  /** Milliseconds without an event in which all has to be told. */
  readonly calm: number
  /** Called at the beginning and the end of each event. */
  readonly onEvent: (words: string) => void
}

type Shape = (span: number) => Promise<void>

export interface Struck {
  readonly strikes: readonly Strike[]
  readonly events: readonly Event[]
}

export async function strike({ members, ways, random, seconds, calm, onEvent }: Settings): Promise<Struck> {
  const strikes: Strike[] = []
  const events: Event[] = []
  const busy = new Set<string>()
  const { names } = members
  const pick = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)] as T
  const idle = () => names.filter(name => !busy.has(name))

  /** Works on a member, or does nothing where something befalls each of them already. */
  async function onMember(work: (member: string) => Promise<void>): Promise<void> {
    const member = pick(idle())
    if (member === undefined) return
    busy.add(member)
    await work(member).finally(() => busy.delete(member))
  }

  const struck = async (
    member: string,
    part: Strike['part'],
    how: Strike['how'],
    work: () => Promise<void>,
  ) => {
    const from = Date.now()
    await work()
    strikes.push({ member, part, how, from, to: Date.now() })
  }

  const kill = (member: string, part: Strike['part'], span: number) =>
    struck(member, part, 'dead', async () => {
      const parts: readonly Part[] = part === 'all' ? PARTS : [part]
      await Promise.all(parts.map(one => members.signal(member, one, 'SIGKILL')))
      await pause(span)
      for (const one of parts) await members.start(member, one)
    })

  const stop = (member: string, part: Strike['part'], span: number) =>
    struck(member, part, 'still', async () => {
      const parts: readonly Part[] = part === 'all' ? PARTS : [part]
      await Promise.all(parts.map(one => members.signal(member, one, 'SIGSTOP')))
      await pause(span)
      await Promise.all(parts.map(one => members.signal(member, one, 'SIGCONT')))
    })

  async function cutAll(pairs: readonly (readonly [string, string])[], span: number): Promise<void> {
    const heal = pairs.map(([source, target]) => ways.cut(source, target))
    await pause(span)
    for (const each of heal) each()
  }

  const both = (one: string, other: string) =>
    [
      [one, other],
      [other, one],
    ] as const
  const others = (member: string) => [...names.filter(name => name !== member), ...OUTSIDE]

  const shapes: Readonly<Record<string, Shape>> = {
    'a program dies': span => onMember(member => kill(member, pick(PARTS), span / 3)),
    'a member dies': span => onMember(member => kill(member, 'all', span)),
    'a program stands still': span => onMember(member => stop(member, pick(PARTS), span / 2)),
    'a member stands still': span => onMember(member => stop(member, 'all', span)),
    'a way is cut in one direction': async span => {
      const source = pick(names)
      await cutAll([[source, pick(names.filter(name => name !== source))]], span)
    },
    'two are cut from each other': async span => {
      const one = pick(names)
      await cutAll(both(one, pick(names.filter(name => name !== one))), span)
    },
    'the group is split in two': async span => {
      const side = new Map(names.map(name => [name, random() < 0.5]))
      side.set(pick(names), !side.get(names[0] as string))
      const pairs = names.flatMap(one =>
        names.filter(other => side.get(one) !== side.get(other)).map(other => [one, other] as const),
      )
      await cutAll(pairs, span)
    },
    'a member reaches nobody': async span => {
      const member = pick(names)
      await cutAll(
        others(member).flatMap(other => both(member, other)),
        span,
      )
    },
    "a member's cable is pulled out": span =>
      onMember(async member => {
        const heal = others(member)
          .flatMap(other => both(member, other))
          .map(pair => ways.cut(...pair))
        members.site(member).unplug()
        await pause(span)
        members.site(member).plugIn()
        for (const each of heal) each()
      }),
    'a member is heard by nobody': async span => {
      const member = pick(names)
      await cutAll(
        others(member).map(other => [member, other] as const),
        span,
      )
    },
    'a member hears nobody': async span => {
      const member = pick(names)
      await cutAll(
        others(member).map(other => [other, member] as const),
        span,
      )
    },
    'a member reaches no service': async span => cutAll(both(pick(names), 'channels'), span),
    'a member reaches no sender': async span => cutAll(both(pick(names), 'senders'), span),
  }

  const running: Promise<void>[] = []
  let failure: unknown
  await pause(5_000)
  for (const end = Date.now() + seconds * 1_000; Date.now() < end && failure === undefined; ) {
    const what = pick(Object.keys(shapes).filter(shape => names.length > 1 || !/ two|direction/.test(shape)))
    const from = Date.now()
    onEvent(what)
    const event = (shapes[what] as Shape)(3_000 + random() ** 2 * 50_000).then(
      () => {
        events.push({ what, from, to: Date.now() })
        onEvent(`over: ${what}`)
      },
      error => {
        failure ??= error
      },
    )
    running.push(event)
    // Often one befalls them after the other, and now and then two at a time.
    if (random() < 0.7) await event
    await pause(random() < 0.3 ? random() * 8_000 : calm + random() * 15_000)
  }
  await Promise.all(running)
  if (failure !== undefined) throw failure
  return { strikes, events }
}
