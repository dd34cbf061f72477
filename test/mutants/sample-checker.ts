/** A plugin of Stryker that lets a seeded sample through (MUTANTS_SIZE, MUTANTS_SEED), and passes over all other mutants. */
import { type Checker, type CheckResult, CheckStatus } from '@stryker-mutator/api/check'
import type { Mutant } from '@stryker-mutator/api/core'
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin'
import { draw } from './sample'

function createSample(): Checker {
  let chosen = new Set<string>()

  return {
    init: async () => {},
    group: async mutants => {
      const size = Number(process.env.MUTANTS_SIZE)
      const seed = Number(process.env.MUTANTS_SEED)
      chosen = new Set(draw(mutants, size, seed).map(({ id }) => id))
      return mutants.map(({ id }) => [id])
    },
    check: async mutants => Object.fromEntries(mutants.map(mutant => [mutant.id, resultOf(mutant)])),
  }

  function resultOf({ id }: Mutant): CheckResult {
    if (chosen.has(id)) return { status: CheckStatus.Passed }
    return { status: CheckStatus.CompileError, reason: 'not in the sample' }
  }
}

export const strykerPlugins = [declareFactoryPlugin(PluginKind.Checker, 'sample', createSample)]
