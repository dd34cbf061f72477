// Nothing: what a script costs by being one.
