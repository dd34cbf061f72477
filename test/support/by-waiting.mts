import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * The files that start programs come first, since they wait most, and the pure ones last: a slow
 * one that began at the end would go on alone.
 */
export class ByWaiting extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.sort((one, other) => rank(one) - rank(other))
  }
}

function rank({ moduleId }: TestSpecification): number {
  if (/\/test\/bin\//.test(moduleId)) return 0
  return /\/test\/domain\//.test(moduleId) ? 2 : 1
}
