/** The tests of the watch's stores once more, with checks in four parts, on Clusters of one node. */
import { defineConfig } from 'vitest/config'
import { lua } from '../support/lua.mts'

const ROOT = `${import.meta.dirname}/../..`

export default defineConfig({
  plugins: [lua],
  test: {
    dir: `${ROOT}/test`,
    env: { INTVLM8R_TEST_SHARDS: '4' },
    globalSetup: `${ROOT}/test/support/run-in-memory.ts`,
    setupFiles: [
      `${ROOT}/test/support/chosen-redis.ts`,
      `${ROOT}/test/support/left-as-found.ts`,
      `${ROOT}/test/support/no-child-left.ts`,
    ],
    // A sweep is that of one part, and so its tests are as they are.
    include: [
      'io/watch/{check-store,check-lists,outbox,look-store,part-store,gate-reader}.test.ts',
      'io/watch/{several-machines,time-rings,network-incidents}.test.ts',
      'io/redis/declared-keys.test.ts',
      'operations/watch/provide-checks.test.ts',
      'operations/appliance/*.test.ts',
    ],
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    maxWorkers: 4,
  },
})
