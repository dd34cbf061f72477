import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/appliance/**', 'test/faults/**'],
    // Children, sockets and browsers need more than the default on a busy machine; nothing waits for this long by plan.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
