import { defineConfig } from 'vitest/config'
import { lua } from '../support/lua.mts'

export default defineConfig({
  plugins: [lua],
  test: {
    dir: import.meta.dirname,
    globalSetup: `${import.meta.dirname}/../support/run-in-memory.ts`,
    setupFiles: [
      `${import.meta.dirname}/../support/chosen-redis.ts`,
      `${import.meta.dirname}/../support/no-child-left.ts`,
    ],
    // Each file has a Chromium of its own, which takes more than one core while it starts.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: 'build/browser-tests.json' }]]
      : ['default'],
  },
})
