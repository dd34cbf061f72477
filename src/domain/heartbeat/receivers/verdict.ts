import type { HttpAnswer } from '../../net/exchange'
import { retryAfterMs } from '../../net/retry'

/** `result` is the text in the brackets of hbresults.txt; `detail` is for people and holds no secret. */
export type ReceiverVerdict =
  | {
      readonly delivered: true
      readonly result: string
      readonly detail: string
      /** The answer was a page for people: the URL may be a wrong one. */
      readonly webPage?: true
    }
  | {
      readonly delivered: false
      readonly result: string
      readonly detail: string
      readonly retry: boolean
      /** The wait that the receiver asked for, in milliseconds; at most a minute. */
      readonly retryAfter?: number
    }

/** A longer Retry-After ends the heartbeat: the following ticks try again anyway. */
const LONGEST_RETRY_AFTER = 60_000

/** Takes any 2xx for a success; `pointless` has the other statuses that a retry cannot help. */
export function judgeStatus(
  answer: HttpAnswer,
  pointless: (status: number) => boolean = () => false,
): ReceiverVerdict {
  return isSuccess(answer.status) ? delivered(answer) : refused(answer, undefined, !pointless(answer.status))
}

export function delivered({ status }: HttpAnswer): ReceiverVerdict {
  return { delivered: true, result: String(status), detail: `answered ${status}` }
}

export function refused(answer: HttpAnswer, why?: string, worthRetry = true): ReceiverVerdict {
  const wait = retryAfterMs(answer)
  const tooLong = wait !== undefined && wait > LONGEST_RETRY_AFTER
  const detail = `answered ${answer.status}${why ? `: ${why}` : ''}`
  return {
    delivered: false,
    result: `HTTP error ${answer.status}`,
    detail: tooLong ? `${detail} (asks to wait ${Math.round(wait / 1000)} s)` : detail,
    retry: worthRetry && !tooLong,
    ...(worthRetry && !tooLong && wait !== undefined ? { retryAfter: wait } : {}),
  }
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}
