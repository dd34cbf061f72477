import { usable } from '../../domain/settings/reading'
import { defaults } from '../../wire/settings'
import { pageAddresses } from '../shared/page-address'
import { openAppliance } from './context'
import { print } from './print'

/** Prints the addresses of the page, one a line, the likeliest first. */
export async function addresses(): Promise<number> {
  const { reading } = await openAppliance()
  for (const address of pageAddresses(usable(reading, 'web') ?? defaults().web)) print(`${address}/`)
  return 0
}
