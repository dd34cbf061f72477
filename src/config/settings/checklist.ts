/** The section [Checklist]: a Robopager's list of checks that is followed. */

import { serverUrlIn } from '../../domain/redis/redis-url'
import type { Settings } from '../../domain/settings/settings'
import { type Fail, type Read, whole } from './section-reader'

type Checklist = Settings['checklist']

export function checklistOf(read: Read): Checklist | undefined {
  return whole<Checklist>({
    file: read('file', value => value, ''),
    etl: read('etl', value => value, ''),
    redis: read('redis', redisOf, ''),
  })
}

function redisOf(value: string, fail: Fail): string | undefined {
  if (/^off$/i.test(value)) return 'off'
  const url = serverUrlIn(value)
  if (typeof url === 'string') return url
  return fail(
    url?.problem ?? 'is neither a redis:// URL nor off; leave it empty for the server that etl.cfg names',
  )
}
