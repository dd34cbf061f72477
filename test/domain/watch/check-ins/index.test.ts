import { expect, test } from 'vitest'
import { parseCheckIn } from '../../../../src/domain/watch/check-ins/index'
import { ID } from '../../../contracts/convention'

test.each(['/', '/pinging/x', `/api/checks/${ID}`, '/snitches/x', '/heartbeat', '/api/pushes'])(
  '%s is no check-in',
  url => expect(parseCheckIn(url)).toBeUndefined(),
)

test.each(['/ping', `//ping/${ID}`, `/PING/${ID}`, '/api/push?x', '/snitch', '/cronitor'])(
  '%s is a check-in of no check',
  url => expect(parseCheckIn(url)).toEqual({ via: 'healthchecks', outcome: 'unknown', reason: 'not found' }),
)
