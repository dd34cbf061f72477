/** All checks: the list follows what happens. */
import { keepLive } from './parts/live-updates'

keepLive('/checks/events')
