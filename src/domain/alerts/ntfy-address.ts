/** The topic of ntfy, which people paste with its server: `https://ntfy.sh/mine`, as ntfy's app and pages show it. Pure. */

import { heartbeatUrlProblem } from '../net/web-url'

/** At most 64 characters, as ntfy's server reads a topic. */
export const TOPIC = /^[\w-]{1,64}$/

/** The words that may follow a topic in an address of ntfy's, for its subscribers and publishers. */
const ENDPOINTS = ['json', 'sse', 'raw', 'ws', 'auth', 'publish', 'send', 'trigger']

type NtfySettings = Readonly<Record<string, string>>

/**
 * Moves the topic from the end of the server's address to its own place, where that is empty or has the same topic. Any
 * other path stays: a proxy may have put the server there.
 */
export function withOwnTopic(settings: NtfySettings): NtfySettings {
  const { url = '', topic = '' } = settings
  if (url === '' || heartbeatUrlProblem(url) !== undefined) return settings
  const parsed = new URL(url)
  const [, folder = '', last = ''] = /^(.*)\/([^/]+)\/*$/.exec(parsed.pathname) ?? []
  const isTopic = topic === '' ? TOPIC.test(last) && !ENDPOINTS.includes(last) : topic === last
  if (!isTopic) return settings
  parsed.pathname = folder
  return { ...settings, topic: last, url: parsed.href }
}
