import { defineConfig } from 'vitest/config'
import { lua } from '../support/lua.mts'

export default defineConfig({
  plugins: [lua],
  test: {
    dir: import.meta.dirname,
    globalSetup: [`${import.meta.dirname}/../support/run-folder.ts`, `${import.meta.dirname}/setup.ts`],
    fileParallelism: false,
    setupFiles: [
      `${import.meta.dirname}/../support/chosen-redis.ts`,
      `${import.meta.dirname}/../support/ends-with-its-run.ts`,
    ],
    testTimeout: 300_000,
    hookTimeout: 60_000,
    reporters: ['verbose'],
  },
})
