import { defineConfig } from 'vitest/config'
import { lua } from '../support/lua.mts'

export default defineConfig({
  plugins: [lua],
  test: {
    dir: import.meta.dirname,
    globalSetup: [`${import.meta.dirname}/../support/run-folder.ts`, `${import.meta.dirname}/setup.ts`],
    setupFiles: [
      `${import.meta.dirname}/../support/chosen-redis.ts`,
      `${import.meta.dirname}/../support/ends-with-its-run.ts`,
    ],
    // The run itself, what is in hand afterwards, and the reading of everything.
    testTimeout: 1_000 * Number(process.env.KILLS_SECONDS || 300) + 900_000,
    reporters: ['verbose'],
  },
})
