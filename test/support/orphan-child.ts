/** A test's process that starts a server, and reports the server's folder: `orphan-child`. */
import { startRedis } from './redis'

void startRedis().then(({ home }) => process.send?.(home))
