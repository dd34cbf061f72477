/** Sends an alert to each of several recipients, as far as they lack it. */
import type { Delivery } from '../domain/alerts/alert'
import type { NotifierContext } from '../domain/alerts/ports'
import {
  forTheRest,
  type RecipientWords,
  recipientsOf,
  together,
  withoutGone,
} from '../domain/alerts/recipients'

/**
 * @param all the names of the recipients, by which the alert's record knows them
 * @param send returns the outcome for each of those that it is given, in their order; or one failure, of the service for all
 */
export async function sendToEach(
  all: readonly string[],
  { settled, among }: Pick<NotifierContext, 'settled' | 'among'>,
  send: (recipients: readonly string[]) => Promise<Delivery | readonly Delivery[]>,
  words: RecipientWords,
): Promise<Delivery> {
  const { addressed, waiting } = recipientsOf(all, settled, among)
  const sent = addressed.length === 0 ? [] : await send(addressed)
  if ('ok' in sent) return forTheRest(sent, [...addressed, ...waiting], settled, words)
  const outcomes = sent.flatMap((delivery, i) => {
    const recipient = addressed[i]
    return recipient === undefined ? [] : [{ recipient, delivery }]
  })
  return together(outcomes, waiting, withoutGone(settled, among ?? [], all), words)
}
