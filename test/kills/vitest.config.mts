import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    dir: import.meta.dirname,
    globalSetup: `${import.meta.dirname}/setup.ts`,
    // The run itself, what is in hand afterwards, and the reading of everything.
    testTimeout: 1_000 * Number(process.env.KILLS_SECONDS || 300) + 900_000,
    reporters: ['verbose'],
  },
})
