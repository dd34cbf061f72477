/** A web app that dies before each single command of a change to checks in four parts: nothing is lost, doubled, or half there. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CheckStore } from '../../../src/domain/watch/ports'
import { namesOf } from '../../../src/io/redis/client'
import { idBeside, openedWith, shardOf, shardsOf } from '../../../src/io/redis/shards'
import { mendSlugs } from '../../../src/io/watch/mend-slugs'
import { shareRedis } from '../../support/shared-redis'
import { type OpenStore, openStore, plan, START, signal } from '../../support/watch'

const redis = await shareRedis(4)
const { admin } = redis
let survivor: OpenStore

beforeEach(async () => {
  survivor = await openStore(redis)
})

afterEach(() => survivor.store.close())

/** A store whose process dies once it has sent so many commands. Returns whether it lived. */
async function untilDeath(commands: number, work: (store: CheckStore) => Promise<unknown>): Promise<boolean> {
  const { store, connection } = await openStore(redis)
  shardsOf(connection)
  let left = commands
  let lives = true
  for (const each of openedWith(connection)) {
    const send = each.sendCommand.bind(each)
    each.sendCommand = (command, stream) => {
      if (left-- > 0) return send(command, stream)
      lives = false
      command.reject(new Error('the process is dead'))
      return command.promise
    }
  }
  const worked = await work(store).then(
    () => true,
    () => false,
  )
  await store.close()
  return worked && lives
}

const indexed = async (slug: string) =>
  (await admin.hget(namesOf(shardOf(admin, slug)).watch.slugs, slug))?.split(' ') ?? []

/** The check that has the slug, by each of the ways to it; undefined where none has. */
async function found(slug: string): Promise<string | undefined> {
  const { store } = survivor
  const bySlug = (await store.findBySlug(slug)).map(({ check }) => check.id)
  const rows = (await store.lists.page({}, START, 100)).rows.filter(({ check }) => check.slug === slug)
  expect(rows.map(({ check }) => check.id)).toEqual(bySlug)
  expect(bySlug.length).toBeLessThan(2)
  const recorded = await store.record({ slug }, signal('log', START))
  expect(recorded.kind).toBe(bySlug.length === 0 ? 'unknown' : 'accepted')
  return bySlug[0]
}

/** Whoever comes next gets the slug, alone, and what was left over goes. */
async function isUsable(slug: string): Promise<void> {
  const before = await found(slug)
  const { check } = await survivor.store.createForSlug(plan(slug, { slug }), START)
  expect(await found(slug)).toBe(check.id)
  if (before !== undefined) expect(check.id).toBe(before)
  await mendSlugs(survivor.connection)
  expect(await indexed(slug)).toEqual([check.id])
}

/** Tries a change with one command more each time, until its process lives. */
async function atEachCommand(round: (commands: number) => Promise<boolean>): Promise<void> {
  let commands = 0
  while (!(await round(commands))) commands++
  // It takes some, so that there were moments in between.
  expect(commands).toBeGreaterThan(2)
}

it('a check that is made is there with its slug and its place, or not at all', async () => {
  await atEachCommand(async commands => {
    const slug = `made-${commands}`
    const id = idBeside(admin, `another part ${commands}`)
    const lives = await untilDeath(commands, store => store.create(plan(slug, { slug }), 'page', START, id))
    expect([undefined, id]).toContain(await found(slug))
    if (lives) expect(await found(slug)).toBe(id)
    await isUsable(slug)
    return lives
  })
})

it('a slug that has to be free has one check in the end, whoever began to make it', async () => {
  await atEachCommand(async commands => {
    const slug = `alone-${commands}`
    const lives = await untilDeath(commands, store => store.createForSlug(plan(slug, { slug }), START))
    await isUsable(slug)
    return lives
  })
})

it('a check that gets another slug has one of both', async () => {
  await atEachCommand(async commands => {
    const [former, next] = [`former-${commands}`, `next-${commands}`]
    const { check } = await survivor.store.create(plan(former, { slug: former }), 'page', START)
    const lives = await untilDeath(commands, store => store.update(check.id, { slug: next }, START))
    const owned = [await found(former), await found(next)]
    expect(owned.filter(id => id === check.id)).toHaveLength(1)
    if (lives) expect(owned).toEqual([undefined, check.id])
    await isUsable(former)
    await isUsable(next)
    return lives
  })
})

it('a check that is removed is there, or gone everywhere, and its slug is free', async () => {
  await atEachCommand(async commands => {
    const slug = `removed-${commands}`
    const { check } = await survivor.store.create(plan(slug, { slug }), 'page', START)
    const lives = await untilDeath(commands, store => store.remove(check.id))
    const left = await found(slug)
    expect(left).toBe((await survivor.store.get(check.id))?.check.id)
    if (lives) expect(left).toBeUndefined()
    await isUsable(slug)
    return lives
  })
})
