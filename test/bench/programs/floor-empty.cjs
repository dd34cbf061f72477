// Empty: the cost of any script.
