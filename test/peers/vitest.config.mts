import { defineConfig } from 'vitest/config'
import { lua } from '../support/lua.mts'

export default defineConfig({
  plugins: [lua],
  test: {
    dir: import.meta.dirname,
    globalSetup: `${import.meta.dirname}/setup.ts`,
    fileParallelism: false,
    setupFiles: `${import.meta.dirname}/../support/chosen-redis.ts`,
    testTimeout: 300_000,
    hookTimeout: 120_000,
    reporters: ['verbose'],
  },
})
