/** The list of all checks: kept up to date without moving under one's finger, searched as one types, and worked by keys. */
import { useListKeys } from './parts/list-keys'
import { useListSearch } from './parts/list-search'
import { useLiveUpdates } from './parts/live-updates'
import { keepSteady } from './parts/steady-list'

const { release } = keepSteady()
useListSearch(release)
useListKeys()
useLiveUpdates('/checks/events')
