/** The faults that Stryker puts into one build, and switches on one at a time. */
import { writeFileSync } from 'node:fs'
import { Stryker } from '@stryker-mutator/core'
import type { Layer } from './layers'
import type { Outcome, Sample } from './report'

const TIMEOUT_MS = 60_000

export async function tryByStryker(name: string, layer: Layer, { size, seed }: Sample): Promise<Outcome> {
  Object.assign(process.env, {
    MUTANTS_TESTS: layer.tests.join(','),
    MUTANTS_SIZE: `${size}`,
    MUTANTS_SEED: `${seed}`,
  })
  const results = await new Stryker({
    mutate: [...layer.files],
    testRunner: 'vitest',
    vitest: { configFile: 'test/mutants/stryker.vitest.mts', related: false },
    checkers: ['sample'],
    plugins: ['@stryker-mutator/vitest-runner', `${process.cwd()}/build/mutants/sample-checker.mjs`],
    coverageAnalysis: 'perTest',
    // Two cores: tests wait for processes and sockets most of the time.
    concurrency: 2,
    timeoutMS: TIMEOUT_MS,
    dryRunTimeoutMinutes: 20,
    incremental: true,
    incrementalFile: `build/mutants/${name}-incremental.json`,
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: `build/mutants/${name}.json` },
    tempDirName: `build/mutants/${name}`,
    // TypeScript 7 has no interface for programs; without the file Stryker does not ask for it.
    tsconfigFile: 'none.json',
    disableTypeChecks: false,
    ignorePatterns: ['build'],
  }).runMutationTest()
  // Equivalent mutants are named in the source, with the reason: `// Stryker disable next-line all: ...`.
  const tried = results.filter(({ status }) => !['CompileError', 'RuntimeError', 'Ignored'].includes(status))
  const missed = tried.filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
  writeFileSync(
    `build/mutants/${name}.txt`,
    missed
      .map(
        ({ fileName, location, status, mutatorName, replacement }) =>
          `${fileName}:${location.start.line}:${location.start.column} ${status} ${mutatorName} ${replacement}\n`,
      )
      .join(''),
  )
  return { of: results.length, tried: tried.length, caught: tried.length - missed.length }
}
