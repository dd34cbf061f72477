/** The list of all checks: it is kept up to date. */
import { useLiveUpdates } from './parts/live-updates'

useLiveUpdates('/checks/events')
