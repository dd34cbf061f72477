import { readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import base from '../../vitest.config.mts'
import { switchesFile } from './journal.ts'

const folder = process.env.MUTANTS_FOLDER ?? ''
const texts: Record<string, string> = JSON.parse(readFileSync(switchesFile(folder), 'utf8'))

/** Gives the tests the files of the layer with the switches of their faults. */
const switches = {
  name: 'switches',
  enforce: 'pre' as const,
  load: (id: string) => texts[id.split('?')[0] ?? ''],
}

/** The suite for the tests of one layer (MUTANTS_TESTS: globs with commas between). */
export default defineConfig({
  ...base,
  plugins: [...(base.plugins ?? []), switches],
  test: {
    ...base.test,
    include: process.env.MUTANTS_TESTS?.split(',') ?? [],
    runner: `${import.meta.dirname}/fault-runner.ts`,
    pool: 'forks',
    // The faults that act at import take a run each.
    experimental: { fsModuleCache: true, fsModuleCachePath: `${folder}/cache` },
    maxWorkers: Number(process.env.MUTANTS_WORKERS ?? 2),
    // Counting what each test reaches makes the long ones slower.
    testTimeout: 60_000,
    teardownTimeout: 5_000,
    reporters: [],
    silent: true,
  },
})
