import { defineConfig } from 'vitest/config'
import { lua } from '../support/lua.mts'

export default defineConfig({
  plugins: [lua],
  test: {
    dir: import.meta.dirname,
    globalSetup: `${import.meta.dirname}/setup.ts`,
    // Each file boots machines of its own, and spends most of its time waiting for timers: all run at once.
    maxWorkers: 5,
    // As many machines as there are organs, and a sound one.
    maxConcurrency: 6,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: process.env.CI
      ? ['verbose', ['json', { outputFile: 'build/appliance-tests.json' }]]
      : ['verbose'],
  },
})
