import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    dir: import.meta.dirname,
    globalSetup: `${import.meta.dirname}/setup.ts`,
    // Each file boots machines of its own, and spends most of its time waiting for timers: all run at once.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The tests of one file tell the story of one machine.
    bail: 0,
    reporters: ['verbose'],
  },
})
