/**
 * The parts into which tests divide checks. With several the server is a Cluster of one node, which refuses whatever touches two
 * slots at once.
 */
export const SHARDS = Number(process.env.INTVLM8R_TEST_SHARDS ?? 1)
