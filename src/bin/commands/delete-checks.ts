import { createInterface } from 'node:readline/promises'
import { quotedName } from '../../domain/alerts/quote'
import { gatesBeyondIni, isNamedBy } from '../../domain/heartbeat/gates'
import { HomeTrouble } from '../../domain/peers/edit'
import { usable } from '../../domain/settings/reading'
import { type Check, isOfFile } from '../../domain/watch/check'
import type { Watched } from '../../domain/watch/ports'
import { CommandError, openAppliance, UsageError } from './context'
import { withChecks } from './own-checks'
import { print, printError } from './print'

/** Names that the question shows. */
const MOST_NAMED = 20

export interface Selection {
  /** Names, slugs or ids; `*` stands for any characters. */
  readonly names: readonly string[]
  /** Empty: any. */
  readonly tag: string
  /** Of the checks that wait to be adopted, not of the others. */
  readonly waiting: boolean
}

const PLACES: Partial<Record<Check['origin'], string>> = { ini: 'in the INI' }

/** Deletes the selected checks, after a question unless `isSure`. Exit code 0: all of them are gone. */
export function deleteChecks(selection: Selection, isSure: boolean): Promise<number> {
  if (selection.names.length === 0 && selection.tag === '' && !selection.waiting)
    throw new UsageError('select what to delete: NAME ..., --tag TAG or --waiting')
  return withChecks(async checks => {
    const names = await gateNames()
    const isGate = (check: Check) => names.some(name => isNamedBy(name, check))
    const [provided, gates, doomed]: [Named[], Named[], Named[]] = [[], [], []]
    for await (const batch of selection.waiting ? [await checks.waiting()] : checks.scan())
      for (const { check } of selected(batch, selection))
        (isOfFile(check) ? provided : isGate(check) ? gates : doomed).push(nameOf(check))
    if (provided.length + gates.length + doomed.length === 0)
      throw new CommandError('no check is like that; `intvlm8r checks` has them all')
    for (const { name, origin } of provided)
      printError(`${name} stands ${PLACES[origin] ?? 'in a file that the INI names'}, and is removed there`)
    for (const { name } of gates)
      printError(`${name} is a gate of the heartbeat; take it out of heartbeatgates in the INI first`)
    if (doomed.length === 0) return 1
    if (!isSure && !(await isWanted(doomed))) {
      print('Nothing was deleted.')
      return 1
    }
    let removed = 0
    let kept = provided.length + gates.length
    for (const { id, name } of doomed)
      try {
        if ((await checks.remove(id)) === 'removed') removed++
      } catch (error) {
        if (!(error instanceof HomeTrouble)) throw error
        kept++
        printError(`${name}: ${error.message}`)
      }
    print(removed === 1 ? '1 check is deleted.' : `${removed} checks are deleted.`)
    return kept === 0 ? 0 : 1
  })
}

/** The gates of the heartbeat that checks outside the INI may be: without one of them every heartbeat would be withheld. */
async function gateNames(): Promise<readonly string[]> {
  const { reading } = await openAppliance()
  return gatesBeyondIni(usable(reading, 'monitoring')?.gates ?? [], usable(reading, 'checks') ?? [])
}

/** The little that is kept of each selected check, of which there may be many. */
interface Named extends Pick<Check, 'id' | 'origin'> {
  /** As a person reads it. */
  readonly name: string
}

function nameOf({ id, origin, name, waits }: Check): Named {
  return { id, origin, name: waits ? quotedName(name) : name }
}

export function selected(all: readonly Watched[], { names, tag }: Selection): readonly Watched[] {
  const patterns = names.map(patternOf)
  return all.filter(
    ({ check }) =>
      (tag === '' || check.tags.includes(tag)) &&
      (patterns.length === 0 ||
        patterns.some(pattern => [check.name, check.slug, check.id].some(each => pattern.test(each)))),
  )
}

function patternOf(name: string): RegExp {
  const literal = name.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${literal.join('.*')}$`, 'su')
}

/** Whether the person at the terminal says yes. */
async function isWanted(doomed: readonly Named[]): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError('nobody can be asked here; add --yes to delete them')
  for (const { name } of doomed.slice(0, MOST_NAMED)) print(`  ${name}`)
  if (doomed.length > MOST_NAMED) print(`  and ${doomed.length - MOST_NAMED} more`)
  const asking = createInterface({ input: process.stdin, output: process.stdout })
  const many = doomed.length === 1 ? 'this check' : `these ${doomed.length} checks`
  const answer = await asking.question(`Delete ${many} with their histories? [y/N] `)
  asking.close()
  return /^y(es)?$/i.test(answer.trim())
}
