/** Changes by which an import adds what a backup holds to what is there. Pure. */

import { counted } from '../counted'
import type { Check } from '../watch/check'
import { slugOf } from '../watch/check-plan'
import type { Watched } from '../watch/ports'
import { type BackupRest, placeOfNote } from './backup'
import { differing, isAlike, missing, type RestChanges } from './backup-changes'

export interface Sentences {
  /** A sentence for each part that is taken over, with another name where its own is taken. */
  readonly added: readonly string[]
  /** A sentence for each part that is there already, otherwise than in the file, and stays. */
  readonly kept: readonly string[]
}

/**
 * An import only adds: whatever is there stays as it is. The same file again changes nothing.
 *
 * @param there those of the given ones that are there already
 * @param slugs all that are taken; those of the new checks are added
 */
export function checksToImport(
  there: readonly Watched[],
  given: readonly Check[],
  slugs: Set<string>,
): Sentences & { readonly create: readonly Check[] } {
  const added: string[] = []
  const kept: string[] = []
  const watched = new Map(there.map(({ check }) => [check.id, check]))
  const create = given.flatMap(check => {
    const before = watched.get(check.id)
    if (before !== undefined) {
      if (!isAlike({ ...before, slug: check.slug }, check))
        kept.push(`check "${before.name}" stays as it is here`)
      return []
    }
    const slug = freeName(check.slug, slugs, (base, n) => `${slugOf(base.slice(0, 90))}-${n}`)
    const change = slug === check.slug ? '' : `, with the slug ${slug}, since ${check.slug} is taken here`
    added.push(`check "${check.name}"${change}`)
    return [{ ...check, slug }]
  })
  return { create, added, kept }
}

/** The same for all but the checks. `hasChecks`: whether there are any that are not of the INI. */
export function restToImport(
  present: BackupRest,
  given: BackupRest,
  hasChecks: boolean,
): Sentences & { readonly rest: RestChanges } {
  const added: string[] = []
  const kept: string[] = []
  const keys = new Set(present.apiKeys.map(({ hash }) => hash))
  const names = new Set(present.apiKeys.map(({ name }) => name))
  const lacking = <T extends { readonly name: string }>(
    word: string,
    here: readonly T[] = [],
    theirs: readonly T[] = [],
  ) => {
    const there = new Map(here.map(one => [one.name, one]))
    return theirs.filter(one => {
      const before = there.get(one.name)
      if (before === undefined) added.push(`${word} ${one.name}`)
      else if (!isAlike(before, one)) kept.push(`${word} ${one.name} stays as it is here`)
      return before === undefined
    })
  }
  const newChannels = lacking('channel', present.channels, given.channels)
  const newAccounts = lacking('mail account', present.accounts, given.accounts)
  const newWindows = lacking('window of maintenance', present.windows, given.windows)
  const places = new Set((present.notes ?? []).map(placeOfNote))
  // Also of checks that are not here: those of the INI may come with the ping key.
  const newNotes = (given.notes ?? []).filter(note => !places.has(placeOfNote(note)))
  if (newNotes.length > 0) added.push(`${counted(newNotes.length, 'note')} on outages`)
  const apiKeys = given.apiKeys.flatMap(key => {
    if (keys.has(key.hash)) return []
    const name = freeName(key.name, names, (base, n) => `${base.slice(0, 90)} ${n}`)
    added.push(`API key "${name}"`)
    return [{ ...key, name }]
  })

  const isUntouched = !hasChecks && present.channels.length === 0 && keys.size === 0
  const drawn = differing(given, present)
  const replacesDrawn = isUntouched ? drawn : missing(given, present)
  for (const key of Object.keys(drawn) as (keyof typeof drawn)[])
    (key in replacesDrawn ? added : kept).push(DRAWN[key][key in replacesDrawn ? 'added' : 'kept'])
  return {
    rest: {
      // Browsers take messages of the keys only that they were given.
      channels: isAlike(given.vapid, replacesDrawn.vapid ?? present.vapid)
        ? newChannels
        : newChannels.map(({ browsers: _browsers, ...channel }) => channel),
      removeChannels: [],
      accounts: newAccounts,
      removeAccounts: [],
      windows: newWindows,
      removeWindows: [],
      notes: newNotes,
      removeNotes: [],
      apiKeys,
      removeKeys: [],
      ...replacesDrawn,
    },
    added,
    kept,
  }
}

const DRAWN = {
  pingKey: {
    added: 'the ping key, which stands in check-in addresses with a slug',
    kept: 'the ping key stays as it is here: check-in addresses with a slug begin with another key than on the other machine',
  },
  secret: {
    added: 'the secret behind the addresses of badges',
    kept: 'the secret behind the addresses of badges stays as it is here: badges have other addresses than on the other machine',
  },
  vapid: {
    added: 'the keys of Web Push',
    kept: 'the keys of Web Push stay as they are here: browsers have to allow messages again',
  },
} as const

/** Takes the name, or the first free one with a number behind it. */
function freeName(name: string, taken: Set<string>, numbered: (name: string, n: number) => string): string {
  let free = name
  for (let n = 2; taken.has(free); n++) free = numbered(name, n)
  taken.add(free)
  return free
}
