import { defineConfig } from 'vitest/config'
import { lua } from '../support/lua.mts'

export default defineConfig({
  plugins: [lua],
  test: {
    dir: import.meta.dirname,
    setupFiles: `${import.meta.dirname}/../support/chosen-redis.ts`,
    testTimeout: 120_000,
    // The first time a Debian is installed.
    hookTimeout: 600_000,
    reporters: ['verbose'],
  },
})
