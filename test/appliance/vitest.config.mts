import { defineConfig } from 'vitest/config'
import type { Reporter } from 'vitest/node'

/** Skipping is no success when nothing else ran. */
const somethingRan: Reporter = {
  onTestRunEnd(modules) {
    const tests = modules.flatMap(({ children }) => [...children.allTests()])
    if (tests.some(test => test.result().state !== 'skipped')) return
    console.error('\n  Nothing ran, so nothing is proved: see why above.\n')
    process.exitCode = 1
  },
}

import { lua } from '../support/lua.mts'

export default defineConfig({
  plugins: [lua],
  test: {
    dir: import.meta.dirname,
    globalSetup: [`${import.meta.dirname}/../support/run-folder.ts`, `${import.meta.dirname}/setup.ts`],
    setupFiles: `${import.meta.dirname}/../support/ends-with-its-run.ts`,
    // Each file boots machines of its own, and spends most of its time waiting for timers: all run at once.
    maxWorkers: 5,
    // As many machines as there are organs, and a sound one.
    maxConcurrency: 6,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: process.env.CI
      ? ['verbose', ['json', { outputFile: 'build/appliance-tests.json' }], somethingRan]
      : ['verbose', somethingRan],
  },
})
