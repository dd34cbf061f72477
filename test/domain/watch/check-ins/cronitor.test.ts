import { conventionContract, ID, id, RID, slug } from '../../../contracts/convention'

const UNKNOWN_STATE = 'unknown state: run, complete, fail and ok are understood'

conventionContract({
  name: 'cronitor',
  meanings: [
    ['/cronitor/p/k3y/nas-backup', { ...slug, kind: 'success' }],
    [`/cronitor/p/k3y/${ID}?state=ok`, { ...id, kind: 'success' }],
    ['/cronitor/p/k3y/nas-backup?state=run&series=7', { ...slug, kind: 'start', rid: 'series 7' }],
    [`/cronitor/p/k3y/nas-backup?state=complete&series=${RID}`, { ...slug, kind: 'success', rid: RID }],
    [
      '/cronitor/p/k3y/nas-backup?state=fail&message=no+disk&metric=count:3&metric=duration:1.25&status_code=2',
      { ...slug, kind: 'fail', message: 'no disk', duration: 1250, exitCode: 2 },
    ],
  ],
  refused: [
    ['/cronitor/p/k3y', 'unknown', 'not found'],
    ['/cronitor/x/k3y/nas-backup', 'unknown', 'not found'],
    ['/cronitor/p/k3y/m?state=pause', 'bad', UNKNOWN_STATE],
    ['/cronitor/p/k3y/m?state=__proto__', 'bad', UNKNOWN_STATE],
  ],
  statuses: {
    accepted: 200,
    created: 201,
    ignored: 200,
    paused: 200,
    'too-frequent': 429,
    unknown: 404,
    ambiguous: 409,
    full: 403,
    bad: 400,
    away: 503,
  },
  replies: [],
})
