import { defineConfig } from 'vitest/config'
import { lua } from '../support/lua.mts'

export default defineConfig({
  plugins: [lua],
  test: {
    dir: import.meta.dirname,
    // Attacks load the machine, and what an honest client takes meanwhile is measured: one after the other.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['verbose'],
  },
})
