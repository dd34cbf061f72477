/** Returns the present moment in epoch milliseconds. Programs pass it down; domain and operations never read a clock themselves. */
export type Clock = () => number
