/**
 * Makes the lists of checks as they have to be: where an older version wrote the checks, which knew no lists, or a program of it
 * still does.
 */
import { BY_NAME, idOfEntry, KINDS, type Kind, LISTS, placesOf } from '../../domain/watch/list-order'
import type { Watched } from '../../domain/watch/ports'
import { namesOf, type Redis } from '../redis/client'
import { defineScript } from '../redis/script'
import { ofShards } from '../redis/shards'
import countListedLua from './count-listed.lua' with { type: 'text' }
import { registriesOf } from './list-keys'
import listsLua from './lists.lua' with { type: 'text' }
import mendListsLua from './mend-lists.lua' with { type: 'text' }
import { readChecks, scanChecks } from './read-checks'
import versionLua from './version.lua' with { type: 'text' }

/** Entries that are compared at once. */
const CHUNK = 200

export interface ListMending {
  /** Whether the lists hold as many checks as there are. */
  areWhole(): Promise<boolean>
  /** Compares them with all checks, and mends them. */
  mend(): Promise<void>
  /** Takes out an entry whose check stands elsewhere, or is gone, and puts the check into its place. */
  mendEntry(entry: string): Promise<void>
}

export function openListMending(redis: Redis): ListMending {
  const parts = ofShards(redis, openPart)
  const [only] = parts.all as [ListMending]
  if (parts.all.length === 1) return only
  return {
    areWhole: async () => (await Promise.all(parts.all.map(part => part.areWhole()))).every(Boolean),
    mend: async () => void (await Promise.all(parts.all.map(part => part.mend()))),
    mendEntry: entry => parts.of(idOfEntry(entry)).mendEntry(entry),
  }
}

function openPart(redis: Redis): ListMending {
  const names = namesOf(redis)
  const { watch } = names
  const registries = registriesOf(names)
  const runMend = defineScript<1>(redis, versionLua + listsLua + mendListsLua)
  const runCount = defineScript<
    [plans: number, waiting: number, listed: number, byName: number, noted: string | null]
  >(redis, countListedLua)
  const counted = [watch.plans, watch.waiting, watch.list(LISTS.all), watch.list(BY_NAME), watch.listed]
  let mending: Promise<void> | undefined

  async function change(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return
    const lists = [...new Set(changes.map(({ list }) => list))]
    const args = changes.flatMap(({ list, entry, found, isListed }) => [
      lists.indexOf(list) + 1,
      idOfEntry(entry),
      found?.version ?? '',
      entry,
      isListed ? '1' : '',
    ])
    await runMend(
      [watch.states, ...registries.keys, ...lists.map(watch.list)],
      [...registries.starts, ...args],
    )
  }

  /** Puts these checks into their lists, where they are missing, and counts what each list has to hold. */
  async function join(checks: readonly Watched[], sizes: Map<string, number>): Promise<void> {
    const byList = new Map<string, { readonly found: Watched; readonly entry: string }[]>()
    for (const found of checks)
      for (const [list, entry] of placesOf(found)) {
        const members = byList.get(list)
        if (members) members.push({ found, entry })
        else byList.set(list, [{ found, entry }])
      }
    const missing = await Promise.all(
      [...byList].map(async ([list, members]) => {
        sizes.set(list, (sizes.get(list) ?? 0) + members.length)
        const scores = await redis.zmscore(watch.list(list), ...members.map(({ entry }) => entry))
        return members.flatMap((member, index) =>
          scores[index] === null ? [{ list, ...member, isListed: true }] : [],
        )
      }),
    )
    await change(missing.flat())
  }

  /** Takes out of a list what does not belong into it. */
  async function clean(list: string): Promise<void> {
    for (let from = '-'; ; ) {
      const entries = await redis.zrangebylex(watch.list(list), from, '+', 'LIMIT', 0, CHUNK)
      const found = new Map(
        (await readChecks(redis, entries.map(idOfEntry))).map(watched => [watched.check.id, watched]),
      )
      const wrong = entries.filter(entry => {
        const watched = found.get(idOfEntry(entry))
        return !watched || placesOf(watched).get(list) !== entry
      })
      await change(wrong.map(entry => ({ list, entry, found: found.get(idOfEntry(entry)), isListed: false })))
      if (entries.length < CHUNK) return
      from = `(${entries.at(-1)}`
    }
  }

  async function mendAll(): Promise<void> {
    const sizes = new Map<string, number>()
    for await (const checks of scanChecks(redis)) await join(checks, sizes)
    for (const list of new Set([...sizes.keys(), ...(await knownLists())]))
      if ((await redis.zcard(watch.list(list))) !== (sizes.get(list) ?? 0)) await clean(list)
    const { unlisted } = await count()
    await redis.set(watch.listed, unlisted)
  }

  async function knownLists(): Promise<readonly string[]> {
    const [tags = [], sets = []] = await Promise.all(registries.keys.map(key => redis.zrange(key, '0', '-1')))
    const kinds = (Object.keys(KINDS) as Kind[]).map(LISTS.kind)
    return [LISTS.all, BY_NAME, ...kinds, ...tags.map(LISTS.tag), ...sets.map(LISTS.channels)]
  }

  /** `unlisted`: the records that stand in no list, those that wait left aside. Each change of a check keeps it as it is. */
  async function count(): Promise<{ unlisted: number; byName: number; noted: string | null }> {
    const [plans, waiting, listed, byName, noted] = await runCount(counted, [])
    return { unlisted: plans - waiting - listed, byName: listed - byName, noted }
  }

  return {
    areWhole: async () => {
      const { unlisted, byName, noted } = await count()
      // Of a new watch nothing needs to be noted.
      return byName === 0 && (noted === null ? unlisted === 0 : Number(noted) === unlisted)
    },
    mend: () => {
      mending ??= mendAll().finally(() => {
        mending = undefined
      })
      return mending
    },
    mendEntry: async entry => {
      const [found] = await readChecks(redis, [idOfEntry(entry)])
      if (found && [...placesOf(found).values()].includes(entry)) return
      const lists = await knownLists()
      await change(lists.map(list => ({ list, entry, found, isListed: false })))
      if (found) await join([found], new Map())
    },
  }
}

interface Change {
  readonly list: string
  readonly entry: string
  /** The check of the entry, as it was read. */
  readonly found: Watched | undefined
  /** Whether the entry is put there, or taken out. */
  readonly isListed: boolean
}
