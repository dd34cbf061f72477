import { defineConfig } from 'vitest/config'
import { lua } from '../support/lua.mts'

export default defineConfig({
  plugins: [lua],
  test: {
    dir: import.meta.dirname,
    globalSetup: [`${import.meta.dirname}/../support/run-folder.ts`, `${import.meta.dirname}/setup.ts`],
    setupFiles: [
      `${import.meta.dirname}/../support/ends-with-its-run.ts`,
      `${import.meta.dirname}/leftovers.ts`,
    ],
    // Most of the time goes into waiting for deadlines and pauses of the appliance, so many machines run at once.
    maxWorkers: 3,
    maxConcurrency: 8,
    testTimeout: 100_000,
    hookTimeout: 60_000,
    reporters: ['verbose'],
  },
})
