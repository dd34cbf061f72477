import { defineConfig } from 'vitest/config'
import type { TestProject } from 'vitest/node'
import base from '../../vitest.config.mts'

/** Gives every file a process: Stryker's runner asks for threads, which share the zone, the folder and the signals of one process. */
const processes = {
  name: 'processes',
  configureVitest: ({ project }: { project: TestProject }) => {
    project.config.pool = 'forks'
  },
}

/** The suite as Stryker runs it: only the tests of the layer whose mutants are tried (MUTANTS_TESTS: globs with commas between). */
export default defineConfig({
  ...base,
  plugins: [...(base.plugins ?? []), processes],
  test: {
    ...base.test,
    include: process.env.MUTANTS_TESTS?.split(',') ?? [],
    reporters: [],
  },
})
