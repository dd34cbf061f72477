/** All checks: the list follows what happens. */
import { useLiveUpdates } from './parts/live-updates'

useLiveUpdates('/checks/events')
