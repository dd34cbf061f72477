/** Notices about the data of the watch, for pages and the shell. Pure. */

import { type Loss, lossSentences } from './loss'

export interface Notice {
  readonly title: string
  readonly sentences: readonly string[]
  /** The moment of the loss that the owner can acknowledge, epoch milliseconds. */
  readonly lostAt?: number
}

/** `copyTrouble`: why the copy outside Redis cannot be written. `renewal`: what is to be known of the certificate. */
export function notices(
  loss: Loss | undefined,
  copyTrouble: string | undefined,
  renewal: readonly string[] = [],
): readonly Notice[] {
  return [
    ...(loss === undefined
      ? []
      : [{ title: 'Data were lost.', sentences: lossSentences(loss), lostAt: loss.at }]),
    ...(copyTrouble === undefined
      ? []
      : [
          {
            title: 'The copy of checks, channels and API keys cannot be written.',
            sentences: [
              `The reason: ${copyTrouble}. It is tried again by itself. Until then, changes that are not in the copy would be lost with the data of Redis.`,
            ],
          },
        ]),
    ...(renewal.length === 0 ? [] : [{ title: 'The TLS certificate of this page', sentences: renewal }]),
  ]
}
