import { defineConfig } from 'vitest/config'
import { lua } from '../support/lua.mts'

export default defineConfig({
  plugins: [lua],
  test: {
    dir: import.meta.dirname,
    globalSetup: [`${import.meta.dirname}/../support/run-folder.ts`, `${import.meta.dirname}/setup.ts`],
    setupFiles: `${import.meta.dirname}/../support/ends-with-its-run.ts`,
    // Attacks load the machine, and what an honest client takes meanwhile is measured: one after the other.
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 60_000,
    reporters: ['verbose', `${import.meta.dirname}/report.ts`],
  },
})
