import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    dir: import.meta.dirname,
    // Of the three suites only systemd's takes long: together they stay below five minutes.
    testTimeout: 200_000,
    reporters: ['verbose'],
  },
})
