import { defineConfig } from 'vitest/config'
import { lua } from '../support/lua.mts'

export default defineConfig({
  plugins: [lua],
  test: {
    dir: import.meta.dirname,
    globalSetup: `${import.meta.dirname}/../support/run-folder.ts`,
    setupFiles: [
      `${import.meta.dirname}/../support/chosen-redis.ts`,
      `${import.meta.dirname}/../support/ends-with-its-run.ts`,
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    reporters: ['verbose'],
  },
})
