import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import suite from '../../vitest.config.mts'
import browserSuite from '../browser/vitest.config.mts'

const folder = process.env.MUTANTS_FOLDER ?? ''
const base = process.env.MUTANTS_SUITE === 'browser' ? browserSuite : suite

/** What hangs by a fault is noticed sooner than in the suite: few files run at once. */
const SOONER = { testTimeout: 30_000, hookTimeout: 30_000, expect: { poll: { timeout: 15_000 } } }

const tests = process.env.MUTANTS_TESTS?.split(',') ?? []

/** Runs the files in the order in which they are named, that of `quickestFirst`. */
class AsNamed extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => tests.indexOf(a.moduleId) - tests.indexOf(b.moduleId))
  }
}

/** The suite for the tests of one layer (MUTANTS_TESTS: files with commas between), in a project with switches. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: tests,
    sequence: { sequencer: AsNamed },
    runner: `${import.meta.dirname}/fault-runner.ts`,
    pool: 'forks',
    // The faults that act at import take a run each.
    experimental: { fsModuleCache: true, fsModuleCachePath: `${folder}/cache` },
    maxWorkers: Number(process.env.MUTANTS_WORKERS ?? 2),
    ...(base === suite && SOONER),
    teardownTimeout: 5_000,
    reporters: [],
    silent: true,
  },
})
