/** Prints the local hour of a moment that is 0:00 in UTC, at the start and whenever it is another. `zone-child CHECK_MS` */
import { followZone } from '../../src/bin/shared/follow-zone'

const [, , checkMs] = process.argv
let hour: number | undefined
followZone(process.env.TZ, '/etc/localtime', Number(checkMs))
setInterval(() => {
  const present = new Date(Date.UTC(2026, 6, 1)).getHours()
  if (present !== hour) console.log(present)
  hour = present
}, 20)
