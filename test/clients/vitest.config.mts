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
    testTimeout: 120_000,
    // The first time a Debian is installed.
    hookTimeout: 600_000,
    reporters: ['verbose'],
  },
})
