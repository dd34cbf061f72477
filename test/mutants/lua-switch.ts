/** Takes the place of src/io/redis/script.ts in the copy of the project: of each script it also defines those with a fault. */
import { readFileSync } from 'node:fs'
import type { Redis } from '../../src/io/redis/client'
// In the copy it is the real one, by another name.
import { defineScript as define, type Script } from '../../src/io/redis/script'
import './child-switch'
import type { LuaFault } from './lua-faults'

interface Switch {
  readonly activeMutant?: string
  readonly currentTestId?: string
  mutantCoverage?: {
    readonly static: Record<string, number>
    readonly perTest: Record<string, Record<string, number>>
  }
}

const faults: readonly LuaFault[] = JSON.parse(readFileSync('MUTANTS_FOLDER/lua.json', 'utf8'))
const world: typeof globalThis & { __stryker__?: Switch } = globalThis

export function defineScript<Answer>(connection: Redis, lua: string): Script<Answer> {
  const plain = define<Answer>(connection, lua)
  const own = faults.filter(({ source }) => lua.includes(source))
  return (keys, args) => {
    cover(own.map(({ id }) => id))
    const fault = own.find(({ id }) => id === world.__stryker__?.activeMutant)
    if (fault === undefined) return plain(keys, args)
    return define<Answer>(
      connection,
      lua.replace(fault.source, () => fault.changed),
    )(keys, args)
  }
}

function cover(ids: readonly string[]): void {
  const faults = world.__stryker__
  if (faults === undefined) return
  faults.mutantCoverage ??= { static: {}, perTest: {} }
  const { static: outside, perTest } = faults.mutantCoverage
  const test = faults.currentTestId
  if (test !== undefined) perTest[test] ??= {}
  const counts = (test !== undefined && perTest[test]) || outside
  for (const id of ids) counts[id] = 1
}
